import { describe, expect, it } from 'vitest';
import { BlockFinder } from '../../src/core/analysis/blocking.ts';
import { dump } from '../../src/core/export/dump.ts';
import { FactIndex } from '../../src/core/links/factIndex.ts';
import { TraceBuilder } from '../../src/core/traceBuilder.ts';
import { fullTrace } from './fullTrace.ts';
import { chance, randomTrace } from './randomTrace.ts';
import { build, runsOf } from './smallTrace.ts';
import { TraceWriter, type WrittenRun } from './traceWriter.ts';

/** Two tasks that take turns so often that a frame of their steps is read in several slices; some steps block. */
function longFrame(steps: number): TraceWriter {
  const writer = new TraceWriter().header().loop();
  const site = writer.site('sleep', writer.place('/app/main.py', 5, 'main'));
  writer.task(1, { created: 10 }).task(2, { created: 20 });
  const runs: WrittenRun[] = [];
  let at = 1_000;
  for (let step = 0; step < steps; step++) {
    const end = at + (step % 700 === 5 ? 150_000_000 : 1_000);
    runs.push({ task: 1 + (step % 2), begin: at + 100, end, ready: at, site });
    at = end;
  }
  return writer.runs(runs).finish(at);
}

describe('a stream that is read a little at a time', () => {
  it('gives the same trace, and one that can be asked wherever reading stops', () => {
    const bytes = longFrame(10_000).bytes();
    const whole = build(bytes);
    const trace = new TraceBuilder();
    trace.take(bytes.subarray(0, 50_001));
    trace.take(bytes.subarray(50_001));
    const lengths = new Set<number>();
    let revision = -1;
    for (let hasMore = true; hasMore;) {
      hasMore = trace.readOn();
      expect(trace.revision).toBeGreaterThan(revision);
      ({ revision } = trace);
      lengths.add(trace.runs.length);
      for (const { lane } of [...trace.tasks, ...trace.loops])
        expect(lane.end).toBeLessThanOrEqual(trace.now);
      expect(runsOf(trace.tasks[0]?.lane ?? whole.tasks[0]!.lane).length).toBeLessThanOrEqual(5_000);
    }
    expect(lengths.size).toBeGreaterThan(4);
    expect(dump(trace)).toEqual(dump(whole));
    expect(trace.readOn()).toBe(false);
  });

  it.each([1, 2, 3])('gives the same trace of anything, in whatever turns (%i)', (seed) => {
    const bytes = randomTrace(seed).bytes();
    const next = chance(seed);
    const trace = new TraceBuilder();
    for (let at = 0; at < bytes.length;) {
      const some = Math.floor(next() * 3_000);
      trace.take(bytes.subarray(at, at + some));
      at += some;
      for (let turns = next() * 40; turns > 0 && trace.readOn(); turns--);
    }
    trace.push(new Uint8Array(0));
    expect(dump(trace)).toEqual(dump(build(bytes)));
  });
});

it.each(['long', 'random'])('finds the same blocks, however often it looks (%s)', (kind) => {
  const bytes = (kind === 'long' ? longFrame(10_000) : randomTrace(4, 3_000)).bytes();
  const whole = build(bytes);
  const expected: number[] = [];
  for (const { lane } of whole.loops)
    for (const run of runsOf(lane))
      if (whole.runs.end(run) - whole.runs.begin(run) >= whole.blockingFrom) expected.push(run);
  const [trace, often] = [new TraceBuilder(), new BlockFinder()];
  trace.take(bytes);
  for (let hasMore = true; hasMore; often.update(trace)) hasMore = trace.readOn();
  const runsFound = (finder: BlockFinder): readonly number[] => finder.update(whole).map(({ run }) => run);
  expected.sort((a, b) => a - b);
  expect(expected.length).toBeGreaterThan(5);
  expect(runsFound(new BlockFinder())).toEqual(expected);
  expect(often.update(trace).map(({ run }) => run)).toEqual(expected);
});

it('knows the same facts, however little it looks at a time', () => {
  const trace = build(fullTrace().bytes());
  const [whole, sliced] = [new FactIndex(), new FactIndex()];
  expect(whole.update(trace)).toBe(true);
  let slices = 1;
  while (!sliced.update(trace, 1)) slices++;
  expect(slices).toBeGreaterThan(10);
  expect(sliced).toEqual(whole);
});
