/** `node test/bench/retention.ts [MEGABYTES]`: how long a recording takes to let go of its oldest part, and to be read anew. */
import { Retention, START } from '../../src/core/retention.ts';
import { TraceWriter, type WrittenRun } from '../core/traceWriter.ts';

const [limit = '128'] = process.argv.slice(2);
const MEBIBYTE = 1024 * 1024;
const RUNS = 2_000;

const writer = new TraceWriter().header().loop();
for (let task = 1; task <= 1_000; task++) writer.task(task, { name: `task ${task}` });
const site = writer.site('sleep', writer.place('/app/main.py', 1, 'main'));
const head = writer.bytes();
const runs: WrittenRun[] = Array.from({ length: RUNS }, (_, at) => {
  const begin = 1_000 + at * 30_000;
  return { task: 1 + (at % 1_000), begin, end: begin + 20_000, ready: begin - 5_000, site };
});
const piece = writer.runs(runs).bytes().slice(head.length);

const retention = new Retention(Number(limit) * MEBIBYTE);
retention.add(head, 0, 0, 0);
const trims: number[] = [];
let [taken, count] = [0, 0];
const begin = performance.now();
while (taken < 2 * Number(limit) * MEBIBYTE) {
  retention.add(piece.slice(), 0, count, count);
  taken += piece.length;
  count += RUNS;
  const before = performance.now();
  if (retention.trim(count, count) !== null) trims.push(performance.now() - before);
}
const took = performance.now() - begin;
const reading = performance.now();
let read = 0;
for (let more = retention.from(START, MEBIBYTE); more; more = retention.from(more.next, MEBIBYTE))
  read += more.bytes.length;
const rate = (bytes: number, milliseconds: number): string =>
  (bytes / MEBIBYTE / (milliseconds / 1000)).toFixed(0);
console.log(
  `${limit} MiB: ${trims.length} times let go, each ${(trims.reduce((a, b) => a + b, 0) / trims.length).toFixed(1)} ms, ` +
    `at most ${Math.max(...trims).toFixed(1)} ms; taken at ${rate(taken, took)} MiB/s, read at ${rate(read, performance.now() - reading)} MiB/s`,
);
