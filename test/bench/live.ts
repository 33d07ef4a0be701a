/**
 * `npm run bench:live [-- STEPS SECONDS [VERSION]]`: how many events a second get from the probe to the picture, how old the
 * newest drawn one is, what the page's frames take, and how much memory page and extension host have come to need. By
 * default 33,334 steps a second run for ten minutes, under the real debugger in the real VS Code with the timeline open;
 * every run of the event loop is three of docs/architecture.md's facts: ready, step began, step ended. The recording's limit
 * is so low that it is reached before the time is half over: from then on the oldest is let go, and memory may not grow.
 *
 * The age of a frame is taken by the page's clock: now, less the wall time of the newest event in the picture. `script` is
 * what the page's animation frame takes, `in all` until its main thread is free again: style, layout and the recording of
 * what is to be painted, too, and whatever message came in between. Memory is that of the second half, against the first.
 * `--check`, as an argument, has it exit with 1 where a goal is missed, and `--plain` leaves out the debugger's round.
 */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
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
import { isMet, type Goal } from './timeline/goals.ts';
import { quantiles, table } from './timeline/statistics.ts';

const { values, positionals } = parseArgs({
  options: { check: { type: 'boolean', default: false }, plain: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const [rate = '33334', seconds = '600', version = '3.12'] = positionals;

/** Bytes of the stream that a step takes, at least. */
const BYTES_A_STEP = 8;
const MEBIBYTE = 2 ** 20;
/** Of the recording, in MiB: the usual one where that is reached in half of the time. */
const limit = Math.min(
  128,
  Math.max(1, Math.floor((Number(rate) * Number(seconds) * BYTES_A_STEP) / 2 / MEBIBYTE)),
);

/** What the page says of each frame it painted: the canvas's `data-` attributes. */
interface Sample {
  readonly age: number;
  readonly runs: number;
  readonly lost: number;
  readonly forgotten: number;
}

/** What the page did in a time: its pictures, and in milliseconds, of each of its frames, the script and all of it. */
interface Watched {
  readonly samples: readonly Sample[];
  readonly script: readonly number[];
  readonly all: readonly number[];
  /** The tasks of its main thread that took 50 ms or longer. */
  readonly long: readonly number[];
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
  settings: { 'testDebugpy.python': python.path, 'coroscope.recordingMegabytes': limit },
});
const page = await openWorkbench(served, { width: 1600, height: 1000 });
try {
  await openFile(page, workspace.file('steady.py'));
  const frame = await showTimeline(page);
  const measure = await memoryMeter(page, frame);
  const goals: Goal[] = [];
  for (const debug of values.plain ? [false] : [true, false]) {
    await debugFile(page, workspace.file('steady.py'), { debug });
    const memory = [await measure()];
    await waitForTimeline(frame, 'live');
    const watched = frame.evaluate(watch, Number(seconds) * 1000);
    for (let left = Number(seconds) * 1000; left > LOOK; left -= LOOK) {
      await page.waitForTimeout(LOOK);
      memory.push(await measure());
    }
    const seen = await watched;
    memory.push(await measure());
    await screenshot(page, `bench-live-${debug ? 'debug' : 'plain'}`);
    await waitUntilEnded(page);
    await waitForTimeline(frame, 'ended');
    const title = debug ? 'with debugpy' : 'without debugging';
    report(`${title}, Python ${python.version}`, seen, memory);
    goals.push(...goalsOf(title, seen, memory));
  }
  const lines = goals.map((goal) => [
    `${isMet(goal) ? 'met   ' : 'MISSED'} ${goal.what}`,
    `${goal.value.toFixed(2)} ${goal.unit}`,
    `(at most ${goal.most})`,
  ]);
  console.log(`Goals (load ${loadavg()[0]!.toFixed(1)})\n${table(lines)}`);
  if (values.check && !goals.every(isMet)) process.exitCode = 1;
} finally {
  await closeWorkbench(page);
  served.stop();
  workspace.remove();
}

/** Runs in the page: looks at the canvas after each animation frame, for so many milliseconds, and times the page's own. */
function watch(milliseconds: number): Promise<Watched> {
  return new Promise((resolve) => {
    const watched = {
      samples: [] as Sample[],
      script: [] as number[],
      all: [] as number[],
      long: [] as number[],
    };
    const begin = performance.now();
    const tasks = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) watched.long.push(duration);
    });
    tasks.observe({ type: 'longtask' });
    const original = window.requestAnimationFrame.bind(window);
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => watched.all.push(performance.now() - Number(data));
    window.requestAnimationFrame = (callback) =>
      original((now) => {
        const start = performance.now();
        callback(now);
        watched.script.push(performance.now() - start);
        port2.postMessage(start);
      });
    const look = (): void => {
      const drawn = document.querySelector<HTMLElement>('[data-drawn-until]')?.dataset;
      if (drawn)
        watched.samples.push({
          age: performance.timeOrigin + performance.now() - Number(drawn['drawnUntil']),
          runs: Number(drawn['runs']),
          lost: Number(drawn['lost']),
          forgotten: Number(drawn['forgotten']),
        });
      if (performance.now() - begin < milliseconds) return void original(look);
      window.requestAnimationFrame = original;
      tasks.disconnect();
      port1.close();
      resolve(watched);
    };
    original(look);
  });
}

function report(title: string, { samples, script, all, long }: Watched, memory: readonly Memory[]): void {
  const ages = quantiles(samples.map(({ age }) => age));
  const last = samples.at(-1);
  const perSecond = stepsASecond(samples);
  const [before, after] = [memory[0]!, memory.at(-1)!];
  const most = (of: keyof Memory): string => Math.max(...memory.map((each) => each[of])).toFixed(0);
  const [scripts, alls] = [quantiles(script), quantiles(all)];
  console.log(
    [
      `${title}: ${(perSecond / 1000).toFixed(1)} k runs/s = ${((3 * perSecond) / 1000).toFixed(0)} k events/s for ${seconds} s, ${last?.lost ?? Number.NaN} lost`,
      `  newest event drawn after ${ages.median.toFixed(0)} ms (median), ${ages.p95.toFixed(0)} ms (95th percentile); ${script.length} frames`,
      `  a frame's script ${scripts.median.toFixed(1)} / ${scripts.p95.toFixed(1)} ms, in all ${alls.median.toFixed(1)} / ${alls.p95.toFixed(1)} ms (median / 95th percentile); ${long.length} tasks of 50 ms or more, the longest ${Math.max(0, ...long).toFixed(0)} ms`,
      `  of a limit of ${limit} MiB: ${last?.forgotten ?? Number.NaN} of ${last?.runs ?? Number.NaN} runs let go`,
      `  memory of the page ${before.page.toFixed(0)} MiB before, at most ${most('page')}, ${after.page.toFixed(0)} at the end; of the extension host ${before.host.toFixed(0)}, ${most('host')}, ${after.host.toFixed(0)}`,
    ].join('\n'),
  );
}

/** What is wanted: frames as of a trace that is not live, all that is asked of the rate, memory that does not grow for ever. */
function goalsOf(
  title: string,
  { samples, script, all }: Watched,
  memory: readonly Memory[],
): readonly Goal[] {
  const last = samples.at(-1);
  const middle = Math.ceil(memory.length / 2);
  const grown = (of: keyof Memory): number =>
    Math.max(...memory.slice(middle).map((each) => each[of])) /
    Math.max(...memory.slice(0, middle).map((each) => each[of]));
  const held = 1 - (last?.forgotten ?? 0) / (last?.runs ?? 0);
  return [
    {
      what: `${title}: time for the steps asked for`,
      value: Number(rate) / stepsASecond(samples),
      most: 1.1,
      unit: '×',
    },
    { what: `${title}: script p95`, value: quantiles(script).p95, most: 8, unit: 'ms' },
    { what: `${title}: in all p95`, value: quantiles(all).p95, most: 16, unit: 'ms' },
    { what: `${title}: runs held of all, at the end`, value: held, most: 0.9, unit: '' },
    { what: `${title}: memory of the page, second half`, value: grown('page'), most: 1.25, unit: '×' },
    { what: `${title}: memory of the host, second half`, value: grown('host'), most: 1.25, unit: '×' },
  ];
}

function stepsASecond(samples: readonly Sample[]): number {
  return ((samples.at(-1)?.runs ?? 0) - (samples[0]?.runs ?? 0)) / Number(seconds);
}
