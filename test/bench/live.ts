/**
 * `npm run bench:live [-- RATE SECONDS [VERSION]]`: how many events a second get from the probe to the picture, how old the
 * newest drawn one is, what script each frame takes, and how much memory page and extension host have come to need. With
 * `-- 33334 600` it runs for ten minutes, in which the recording reaches its limit. A program runs steps at a steady rate under the real debugger in the real VS Code, with the
 * timeline open; every run of the event loop is three of docs/architecture.md's facts: ready, step began, step ended.
 *
 * The age of a frame is taken by the page's clock: now, less the wall time of the newest event in the picture.
 */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { debugFile, waitUntilEnded } from '../support/debugging.ts';
import { openFile } from '../support/palette.ts';
import { memoryMeter, type Memory } from './liveMemory.ts';
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

/** What the page did in a time: its pictures, and the milliseconds of script of each of its frames. */
interface Watched {
  readonly samples: readonly Sample[];
  readonly frames: readonly number[];
}

/** So often memory is looked at, in milliseconds: it takes a collection of garbage each time. */
const LOOK = 30_000;

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
  const measure = await memoryMeter(page, frame);
  for (const debug of [true, false]) {
    await debugFile(page, workspace.file('steady.py'), { debug });
    const memory = [await measure()];
    await waitForTimeline(frame, 'live');
    const watched = frame.evaluate(watch, Number(seconds) * 1000);
    for (let left = Number(seconds) * 1000; left > LOOK; left -= LOOK) {
      await page.waitForTimeout(LOOK);
      memory.push(await measure());
    }
    const { samples, frames } = await watched;
    memory.push(await measure());
    await screenshot(page, `bench-live-${debug ? 'debug' : 'plain'}`);
    await waitUntilEnded(page);
    await waitForTimeline(frame, 'ended');
    report(
      debug ? `with debugpy, Python ${python.version}` : `without debugging, Python ${python.version}`,
      samples,
    );
    reportCosts(frames, memory);
  }
} finally {
  await closeWorkbench(page);
  served.stop();
  workspace.remove();
}

/** Runs in the page: looks at the canvas after each animation frame, for so many milliseconds, and times the page's own. */
function watch(milliseconds: number): Promise<Watched> {
  return new Promise((resolve) => {
    const samples: Sample[] = [];
    const frames: number[] = [];
    const begin = performance.now();
    const original = window.requestAnimationFrame.bind(window);
    window.requestAnimationFrame = (callback) =>
      original((now) => {
        const start = performance.now();
        callback(now);
        frames.push(performance.now() - start);
      });
    const look = (): void => {
      const drawn = document.querySelector<HTMLElement>('[data-drawn-until]')?.dataset;
      if (drawn)
        samples.push({
          age: performance.timeOrigin + performance.now() - Number(drawn['drawnUntil']),
          runs: Number(drawn['runs']),
          lost: Number(drawn['lost']),
        });
      if (performance.now() - begin < milliseconds) return void original(look);
      window.requestAnimationFrame = original;
      resolve({ samples, frames });
    };
    original(look);
  });
}

function report(title: string, samples: readonly Sample[]): void {
  const ages = samples.map(({ age }) => age);
  const runs = (samples.at(-1)?.runs ?? 0) - (samples[0]?.runs ?? 0);
  const perSecond = runs / Number(seconds);
  console.log(
    `${title}: ${(perSecond / 1000).toFixed(1)} k runs/s = ${((3 * perSecond) / 1000).toFixed(0)} k events/s for ${seconds} s, ` +
      `${samples.at(-1)?.lost ?? Number.NaN} lost; newest event drawn after ${quantile(ages, 0.5).toFixed(0)} ms (median), ` +
      `${quantile(ages, 0.95).toFixed(0)} ms (95th percentile); ${samples.length} frames`,
  );
}

function reportCosts(frames: readonly number[], memory: readonly Memory[]): void {
  const [before, after] = [memory[0]!, memory.at(-1)!];
  const most = (of: keyof Memory): string => Math.max(...memory.map((each) => each[of])).toFixed(0);
  console.log(
    `  script a frame ${quantile(frames, 0.5).toFixed(1)} ms (median), ${quantile(frames, 0.95).toFixed(1)} ms (95th percentile), ${frames.length} frames; ` +
      `memory of the page ${before.page.toFixed(0)} MiB before, at most ${most('page')}, ${after.page.toFixed(0)} at the end; ` +
      `of the extension host ${before.host.toFixed(0)}, ${most('host')}, ${after.host.toFixed(0)}`,
  );
}

function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(q * (sorted.length - 1))] ?? Number.NaN;
}
