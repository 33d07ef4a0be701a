/**
 * `node test/bench/timeline/scan.ts [RUNS TASKS]`: how many runs a second the sums by await site, the count of matches and
 * the sums of a range go through, in slices as the page has them, over a trace in the probe's own format.
 */
import { Matcher } from '../../../src/core/query/matcher.ts';
import { MatchFinder } from '../../../src/core/query/matchFinder.ts';
import { parseQuery } from '../../../src/core/query/parseQuery.ts';
import { LikeHistogram } from '../../../src/core/statistics/like.ts';
import { RangeStatistics } from '../../../src/core/statistics/rangeStatistics.ts';
import { SiteStatistics } from '../../../src/core/statistics/siteStatistics.ts';
import { TraceBuilder } from '../../../src/core/traceBuilder.ts';
import { TraceWriter } from '../../core/traceWriter.ts';

const runs = Number(process.argv[2] ?? 2_000_000);
const tasks = Number(process.argv[3] ?? 10_000);
const ROWS = 50_000;
const SLICE = 100_000;

const trace = madeTrace();
console.log(`${trace.runs.length.toLocaleString('en')} runs of ${tasks.toLocaleString('en')} tasks`);

const sites = new SiteStatistics();
measure('sums by await site', () => sites.update(trace, SLICE));
for (const text of ['state:ready >10us', 'file:api.py line:12', 'coro:fetch3 >1us', 'outcome:failed >1us']) {
  const matcher = new Matcher(parseQuery(text).query);
  const finder = new MatchFinder(matcher);
  matcher.update(trace);
  measure(`count of ${text}`, () => finder.update(trace, SLICE));
}
const range = new RangeStatistics({ begin: 0, end: trace.now });
measure('range of all', () => range.update(trace, SLICE));
const like = new LikeHistogram(trace, { title: '', query: 'state:running coro:=fetch3', value: 0 });
measure('histogram of the like', () => like.update(trace, SLICE));

function measure(what: string, slice: () => boolean): void {
  const begun = process.cpuUsage();
  let longest = 0;
  for (let isDone = false; !isDone;) {
    const before = performance.now();
    isDone = slice();
    longest = Math.max(longest, performance.now() - before);
  }
  // Of the processor's time: what else the machine does is left out.
  const used = process.cpuUsage(begun);
  const took = (used.user + used.system) / 1000;
  const rate = runs / took / 1000;
  console.log(
    `${what.padEnd(32)} ${rate.toFixed(1).padStart(6)} M runs/s, ${took.toFixed(0)} ms, a slice at most ${longest.toFixed(1)} ms`,
  );
}

function madeTrace(): TraceBuilder {
  const builder = new TraceBuilder();
  const writer = new TraceWriter().header().loop();
  const made = Array.from({ length: 40 }, (_, i) =>
    writer.site(i % 2 === 0 ? 'lock' : 'stream', writer.place('/app/api.py', i + 1, `f${i}`)),
  );
  for (let id = 1; id <= tasks; id++) writer.task(id, { coroutine: `fetch${id % 20}`, created: 0 });
  builder.push(writer.bytes());
  const count = Math.ceil(runs / ROWS);
  for (let frame = 0; frame < count; frame++) {
    const rows = Array.from({ length: ROWS }, (_, i) => frame * ROWS + i);
    const part = new TraceWriter().runRows(
      rows[0]! * 5_000 + 1,
      rows.map((row) => 4 * (1 + ((Math.imul(row, 2_654_435_761) >>> 0) % tasks))),
      rows.map(() => 5_000),
      rows.map((row) => 6_000 + ((row * 7_919) % 90_000)),
      rows.map((row) => made[row % made.length]!),
      rows.map(() => 0),
    );
    // The stream's magic stands at its begin alone.
    builder.push(part.bytes().subarray(8));
  }
  return builder;
}
