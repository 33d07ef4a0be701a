/**
 * `npm run bench:timeline`: what the timeline's picture costs, over synthetic traces and a recorded one, in headless
 * Chromium that draws in software, beside others that can be run here.
 *
 * ```
 * node test/bench/timeline.ts --shape wide,long --runs 1M --no-anchors
 * ```
 *
 * - `--shape`: of wide (10,000 lanes), long (64 lanes), lanes100k (100,000 lanes), real (a recorded server). All by default.
 * - `--runs`: lengths such as 100k or 10M. By default 1M, 2M and 10M of wide and long, 1M of lanes100k.
 * - `--gestures`: of out, zoom, pan, scroll, hover and click. All by default.
 * - `--no-anchors`: without speedscope, vis-timeline and plain D3 on SVG, which are measured at 100k and 1M.
 * - `--check`: exits with 1 where a goal is missed.
 *
 * Each gesture is played over 120 frames: `out` moves the whole trace, `zoom` goes from all of it down to a two-thousandth
 * and back, `pan` and `scroll` move what is twelve times as near, `hover` and `click` are at places all over the picture.
 * A step is selected in the first two. `script` is what the page does for a frame: the event's handler and its animation
 * frame. `in all` is from one animation frame to the next, without a screen's beat: style, layout and raster, too. `read` is
 * script, and until a pixel can be read back, of every 30th frame: a check that nothing is put off. `longest` is the longest of
 * all frames; what some more clicks begin is watched for a while, in which no frame may take long either. `thread` is the
 * processor time of the page's main thread for a frame, on average, which hardly knows what else the machine does. `opened`
 * begins before the page's script is loaded, and ends when a picture of the whole trace is on the screen. Bytes are those of
 * the page's script and its buffers for each run, less those of a page without a trace: when it is open, and when all was
 * looked at.
 *
 * Whatever else runs on the machine shows in these numbers, above all in `in all`: its load is printed with them.
 */
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ANCHOR_LENGTHS, compareAnchors } from './timeline/anchors.ts';
import { launchBenchBrowser } from './timeline/benchBrowser.ts';
import { BenchServer } from './timeline/benchServer.ts';
import { bundle, timelinePage } from './timeline/bundles.ts';
import { countRuns } from './timeline/countRuns.ts';
import { goalsOf, growthGoals, isMet, lengthOf, type Goal } from './timeline/goals.ts';
import { GESTURES, isGestureName, measureTrace, type Measured } from './timeline/measureTrace.ts';
import { isShapeName, SHAPES, type ShapeName } from './timeline/shapes.ts';
import { table, type Quantiles } from './timeline/statistics.ts';
import { recordedTrace, syntheticTrace, TRACES } from './timeline/traces.ts';

const { values } = parseArgs({
  options: {
    shape: { type: 'string', default: 'wide,long,lanes100k,real' },
    runs: { type: 'string' },
    gestures: { type: 'string', default: GESTURES.join() },
    anchors: { type: 'boolean', default: true },
    check: { type: 'boolean', default: false },
  },
  allowNegative: true,
});
const shapes = values.shape.split(',');
for (const shape of shapes)
  if (shape !== 'real' && !isShapeName(shape)) throw new Error(`There is no shape '${shape}'.`);
const asked = values.runs?.split(',').map(readRuns);
const gestures = values.gestures.split(',').map((gesture) => {
  if (!isGestureName(gesture)) throw new Error(`There is no gesture '${gesture}'.`);
  return gesture;
});

const anchored = ANCHOR_LENGTHS.filter((runs) => asked?.includes(runs) ?? true);
const goals: Goal[] = [];
const server = new BenchServer();
server.made.set('/timeline.html', timelinePage());
server.made.set('/webview.js', await bundle('webview', 'main.ts'));
server.made.set('/driver.js', await bundle('test', 'bench', 'timeline', 'page', 'driver.ts'));
server.folders.set('/traces/', TRACES);
const base = await server.start();
const browser = await launchBenchBrowser();
console.log(`Chromium ${browser.version()}, load ${load()}`);
try {
  const found = new Map<string, Measured>();
  for (const shape of shapes) {
    if (shape === 'real') await measureRecorded();
    if (!isShapeName(shape)) continue;
    for (const runs of asked ?? (shape === 'lanes100k' ? [1e6] : [1e6, 2e6, 1e7]))
      found.set(`${shape} ${runs}`, await measureShape(shape, runs));
    for (const [key, once] of found) {
      const twice = found.get(`${shape} ${2 * once.runs}`);
      if (key.startsWith(shape) && twice) goals.push(...growthGoals(shape, once, twice));
    }
  }
  if (values.anchors) goals.push(...(await compareAnchors(browser, server, base, anchored)));
  tellGoals();
} finally {
  await browser.close();
  server.stop();
}

async function measureShape(shape: ShapeName, runs: number): Promise<Measured> {
  const { name } = syntheticTrace(SHAPES[shape], runs);
  const measured = await measureTrace(browser, base, { name, runs }, gestures);
  tell(`${shape}: ${SHAPES[shape].title}, ${lengthOf(runs)} steps`, measured);
  goals.push(...goalsOf(shape, measured));
  return measured;
}

async function measureRecorded(): Promise<void> {
  const { name } = await recordedTrace();
  const runs = countRuns(join(TRACES, name));
  tell(
    `real: a recorded HTTP server, ${lengthOf(runs)} steps`,
    await measureTrace(browser, base, { name, runs }, gestures),
  );
}

function tell(title: string, measured: Measured): void {
  const { opened, firstPaint, longestFrame, afterClicks, bytesOpened, bytesLooked, runs } = measured;
  const lines = GESTURES.flatMap((gesture) => {
    const times = measured.played[gesture];
    if (!times) return [];
    const { script, all, readBack, handler, longest, thread, drawn, frames } = times;
    return [
      [
        gesture,
        ...[script, all, readBack, handler].map(inMilliseconds),
        longest.toFixed(0),
        thread.toFixed(1),
        drawn < frames ? `drawn ${drawn}` : '',
      ],
    ];
  });
  const megabytes = ((bytesOpened * runs) / 2 ** 20).toFixed(0);
  console.log(
    [
      `\n${title}`,
      `opened in ${seconds(opened)} s, first paint ${seconds(firstPaint)} s, longest frame meanwhile ${longestFrame.toFixed(0)} ms`,
      `${bytesOpened.toFixed(1)} B a step when opened (${megabytes} MiB), ${bytesLooked.toFixed(1)} B when all was looked at`,
      table([['', 'script', 'in all', 'read', 'handler', 'longest', 'thread'], ...lines]),
      ...(Number.isNaN(afterClicks)
        ? []
        : [`longest frame in what clicks begin: ${afterClicks.toFixed(0)} ms`]),
      `(milliseconds, median / p95; load ${load()})`,
    ].join('\n'),
  );
}

function tellGoals(): void {
  if (goals.length === 0) return;
  const lines = goals.map((goal) => [
    `${isMet(goal) ? 'met   ' : 'MISSED'} ${goal.what}`,
    `${goal.value.toFixed(2)} ${goal.unit}`,
    `(at most ${goal.most})`,
  ]);
  const missed = goals.filter((goal) => !isMet(goal)).length;
  console.log(`\nGoals: ${goals.length - missed} of ${goals.length} met\n${table(lines)}`);
  if (values.check && missed > 0) process.exitCode = 1;
}

function inMilliseconds({ median, p95 }: Quantiles): string {
  return `${median.toFixed(1)} / ${p95.toFixed(1)}`;
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(2);
}

function load(): string {
  return loadavg()[0]!.toFixed(1);
}

function readRuns(text: string): number {
  const match = /^(\d+(?:\.\d+)?)([kM]?)$/.exec(text);
  if (!match) throw new Error(`'${text}' is no number of runs: write such as 100k or 10M.`);
  return Number(match[1]) * (match[2] === 'M' ? 1e6 : match[2] === 'k' ? 1e3 : 1);
}
