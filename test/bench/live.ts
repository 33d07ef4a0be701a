/**
 * `npm run bench:live [-- RATE SECONDS]`: how many events a second get from the probe to the picture, and how old the
 * newest drawn one is. A program runs steps at a steady rate under the real debugger in the real VS Code, with the
 * timeline open; every run of the event loop is three of docs/architecture.md's facts: ready, step began, step ended.
 *
 * The age of a frame is taken by the page's clock: now, less the wall time of the newest event in the picture.
 */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { debugFile, waitUntilEnded } from '../support/debugging.ts';
import { openFile } from '../support/palette.ts';
import { packDebugpyExtension } from '../support/debugpyExtension.ts';
import { packProduct } from '../support/product.ts';
import { ensurePythons, pythons } from '../support/pythons.ts';
import { startServedVscode } from '../support/servedVscode.ts';
import { showTimeline, waitForTimeline } from '../support/timeline.ts';
import { closeWorkbench, openWorkbench, screenshot } from '../support/workbench.ts';
import { makeWorkspace } from '../support/workspace.ts';

const [rate = '100000', seconds = '30', version = '3.12'] = process.argv.slice(2);

/** What the page says of each frame it painted: the canvas's `data-` attributes. */
interface Sample {
  readonly age: number;
  readonly runs: number;
  readonly lost: number;
}

await ensurePythons();
const python = pythons().find((each) => each.version === version) ?? pythons().at(-1)!;
const launch = {
  version: '0.2.0',
  configurations: [
    {
      name: 'steady',
      type: 'debugpy',
      request: 'launch',
      program: '${file}',
      args: [rate, seconds],
      console: 'internalConsole',
    },
  ],
};
const workspace = makeWorkspace('bench', { files: { '.vscode/launch.json': JSON.stringify(launch) } });
copyFileSync(join(import.meta.dirname, 'steady.py'), workspace.file('steady.py'));
const served = await startServedVscode({
  workspace: workspace.path,
  vsix: [await packProduct(), await packDebugpyExtension()],
  settings: { 'testDebugpy.python': python.path },
});
const page = await openWorkbench(served, { width: 1600, height: 1000 });
try {
  await openFile(page, workspace.file('steady.py'));
  const frame = await showTimeline(page);
  for (const debug of [true, false]) {
    await debugFile(page, workspace.file('steady.py'), { debug });
    await waitForTimeline(frame, 'live');
    const samples: Sample[] = await frame.evaluate(sample, Number(seconds) * 1000);
    await screenshot(page, `bench-live-${debug ? 'debug' : 'plain'}`);
    await waitUntilEnded(page);
    await waitForTimeline(frame, 'ended');
    report(
      debug ? `with debugpy, Python ${python.version}` : `without debugging, Python ${python.version}`,
      samples,
    );
  }
} finally {
  await closeWorkbench(page);
  served.stop();
  workspace.remove();
}

/** Runs in the page: looks at the canvas after each animation frame, for so many milliseconds. */
function sample(milliseconds: number): Promise<Sample[]> {
  return new Promise((resolve) => {
    const samples: Sample[] = [];
    const begin = performance.now();
    const look = (): void => {
      const drawn = document.querySelector<HTMLElement>('[data-drawn-until]')?.dataset;
      if (drawn)
        samples.push({
          age: performance.timeOrigin + performance.now() - Number(drawn['drawnUntil']),
          runs: Number(drawn['runs']),
          lost: Number(drawn['lost']),
        });
      if (performance.now() - begin < milliseconds) requestAnimationFrame(look);
      else resolve(samples);
    };
    requestAnimationFrame(look);
  });
}

function report(title: string, samples: readonly Sample[]): void {
  const ages = samples.map(({ age }) => age).sort((a, b) => a - b);
  const quantile = (q: number): string => (ages[Math.floor(q * (ages.length - 1))] ?? Number.NaN).toFixed(0);
  const runs = (samples.at(-1)?.runs ?? 0) - (samples[0]?.runs ?? 0);
  const perSecond = runs / Number(seconds);
  console.log(
    `${title}: ${(perSecond / 1000).toFixed(1)} k runs/s = ${((3 * perSecond) / 1000).toFixed(0)} k events/s for ${seconds} s, ` +
      `${samples.at(-1)?.lost ?? Number.NaN} lost; newest event drawn after ${quantile(0.5)} ms (median), ` +
      `${quantile(0.95)} ms (95th percentile); ${samples.length} frames`,
  );
}
