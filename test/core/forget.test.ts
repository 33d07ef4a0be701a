import { describe, expect, it } from 'vitest';
import { BlockFinder } from '../../src/core/analysis/blocking.ts';
import { LineCosts } from '../../src/core/analysis/lineCosts.ts';
import { LongestSteps } from '../../src/core/analysis/longestSteps.ts';
import { dump } from '../../src/core/export/dump.ts';
import type { Trace } from '../../src/core/trace.ts';
import { TraceBuilder } from '../../src/core/traceBuilder.ts';
import { wakerOf } from '../../src/core/wakes.ts';
import { FRAME_HEAD, MAGIC } from '../../src/core/wire.ts';
import { fullTrace } from './fullTrace.ts';
import { ms, sampledTrace } from './sampledTrace.ts';
import { build, runsOf, smallTrace } from './smallTrace.ts';
import { TraceWriter } from './traceWriter.ts';

/** Where the frames of a stream end. */
function frameEnds(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const ends: number[] = [];
  for (let at = MAGIC.length; at < bytes.length; ends.push(at))
    at += FRAME_HEAD + view.getUint32(at + 1, true);
  return ends;
}

/** A `forget` frame alone. */
function forgetting(until: number, first: number): Uint8Array {
  return new TraceWriter().forget(until, first).bytes().subarray(MAGIC.length);
}

function known(trace: Trace, run: number): unknown[] {
  const { runs } = trace;
  const lanes = [...trace.tasks, ...trace.loops].map(({ lane }) => lane.positionOf(run));
  return [
    [runs.subject(run), runs.loop(run), runs.begin(run), runs.end(run), runs.ready(run)],
    [runs.site(run), runs.group(run), runs.cause(run), runs.detail(run), ...lanes],
  ];
}

describe('what is let go', () => {
  it('is gone from between any two frames on, and all else is as it was', () => {
    const bytes = fullTrace().bytes();
    const whole = build(bytes);
    for (const cut of frameEnds(bytes)) {
      const { length } = build(bytes.subarray(0, cut)).runs;
      for (let first = 0; first <= length; first++) {
        const trace = new TraceBuilder();
        for (const part of [bytes.subarray(0, cut), forgetting(0, first), bytes.subarray(cut)])
          trace.push(part);
        expect(trace.problems).toEqual(whole.problems);
        expect([trace.runs.first, trace.runs.length]).toEqual([first, whole.runs.length]);
        for (let run = 0; run < first; run++) {
          expect(trace.runs.end(run)).toBeNaN();
          expect(known(trace, run)[1]).toEqual([0, 0, 0, 0, -1, -1, -1, -1, -1]);
        }
        for (let run = first; run < whole.runs.length; run++) {
          expect(known(trace, run), `run ${run} without those before ${first}`).toEqual(known(whole, run));
          const waker = wakerOf(whole, run);
          expect(wakerOf(trace, run)).toBe(waker < first ? -1 : waker);
        }
        for (const [index, { lane }] of [...trace.tasks, ...trace.loops].entries()) {
          const other = [...whole.tasks, ...whole.loops][index]!.lane;
          expect([lane.length, lane.end]).toEqual([other.length, other.end]);
          expect(runsOf(lane)).toEqual(runsOf(other).filter((run) => run >= first));
          expect(lane.busyBefore(lane.length)).toBe(other.busyBefore(lane.length));
          expect(lane.readyBefore(lane.length)).toBe(other.readyBefore(lane.length));
        }
      }
    }
  });

  it('leaves nothing of what ended before', () => {
    const trace = build(fullTrace().process(0).forget(2_000_000, 99).bytes());
    expect(trace.forgotten).toEqual({ until: 2_000_000, runs: 99, tasks: 3 });
    expect(trace.epoch).toBe(1);
    expect([trace.tasks, trace.cancels, trace.lost, trace.jobs, trace.bands]).toEqual([[], [], [], [], []]);
    expect([trace.samples.length, trace.resourceEvents.length, trace.collections.length]).toEqual([0, 0, 0]);
    expect([trace.loops[0]!.samples, trace.resources[0]!.events]).toEqual([[], []]);
    expect([trace.task(1), trace.scopes, trace.group(1)]).toEqual([undefined, [], []]);
    expect(trace.loops.map(({ lane }) => [lane.first, lane.length])).toEqual([
      [5, 5],
      [2, 2],
    ]);
    const { processes, resources, threads, children, pauses, losses } = trace;
    expect([processes, resources, threads, children, pauses, losses].map(({ length }) => length)).toEqual([
      2, 1, 3, 1, 1, 1,
    ]);
  });

  it('leaves what has not ended, and what has runs', () => {
    const writer = new TraceWriter().header().loop();
    for (const id of [1, 2, 3, 4]) writer.task(id, { created: id });
    writer.runs([1, 2, 3, 4].map((task) => ({ task, begin: 10 * task, end: 10 * task + 5, ready: 5 })));
    for (const id of [1, 3, 4]) writer.end(id, 10 * id + 5, 'result');
    const facts = [40, 10].map((at) => ({ at, task: 2, origin: 1 }));
    writer.facts('resources', { id: 1, at: 3, kind: 1 }, { id: 2, at: 4, kind: 1 });
    for (const [at, phase] of [
      [10, 1],
      [20, 2],
      [40, 3],
    ] as const)
      writer.facts('bands', { at, kind: 1, phase, name: 't' });
    writer
      .facts('cancels', ...facts)
      .facts(
        'jobs',
        { id: 1, queued: 3, kind: 1 },
        { id: 2, queued: 4, kind: 1 },
        { id: 3, queued: 5, kind: 1 },
      )
      .facts('jobRuns', { job: 2, begin: 6, end: 7, outcome: 1 })
      .facts(
        'resourceEvents',
        ...[4, 8, 31, 32].map((at) => ({ at, resource: 1 + (at % 2), event: 1, task: 2, value: at })),
      )
      .forget(36, 3)
      .facts('jobRuns', { job: 3, begin: 41, end: 42, outcome: 2 })
      .facts('jobs', { id: 4, queued: 50, kind: 1 })
      .facts('resourceEvents', { at: 51, resource: 2, event: 2, task: 2, value: 51 });
    const trace = build(writer.bytes());
    expect(trace.problems).toEqual([]);
    expect(trace.tasks.map(({ id, index, lane }) => [id, index, lane.first, lane.length])).toEqual([
      [2, 0, 1, 1],
      [4, 1, 0, 1],
    ]);
    expect([1, 2, 3, 4].map((id) => trace.task(id)?.id)).toEqual([undefined, 2, undefined, 4]);
    expect(trace.cancels.map(({ at }) => at)).toEqual([40]);
    expect(trace.bands.map(({ phase }) => phase)).toEqual(['call', 'teardown']);
    expect(trace.jobs.map(({ id, outcome }) => [id, outcome])).toEqual([
      [1, null],
      [3, 'error'],
      [4, null],
    ]);
    const { resourceEvents: events } = trace;
    expect(trace.resources.map((each) => each.events.map((event) => events.value[event]))).toEqual([
      [],
      [51],
    ]);
  });

  it('of facts is a part of their columns, whose positions follow', () => {
    const writer = new TraceWriter()
      .header()
      .loop()
      .facts('resources', { id: 1, kind: 1 }, { id: 2, kind: 1 });
    for (let at = 1; at <= 9; at++)
      writer
        .facts('resourceEvents', { at, resource: 1 + (at % 2), event: 1, value: at })
        .samples([{ task: 1, begin: at - 1, at, stack: 0 }])
        .facts('collections', { begin: at, end: at, generation: at });
    const trace = build(writer.forget(5, 0).bytes());
    const { resourceEvents, samples, collections } = trace;
    expect(trace.resources.map(({ events }) => events.map((event) => resourceEvents.value[event]))).toEqual([
      [6, 8],
      [5, 7, 9],
    ]);
    expect(trace.loops[0]!.samples.map((sample) => samples.at[sample])).toEqual([5, 6, 7, 8, 9]);
    expect(Array.from(collections.generation.subarray(0, collections.length))).toEqual([5, 6, 7, 8, 9]);
  });

  it('still tells what may follow', () => {
    const writer = new TraceWriter().header().loop().task(1).task(2);
    writer.runs([
      { task: 1, begin: 10, end: 20 },
      { nested: 2, begin: 30, end: 40 },
      { callback: 1, begin: 25, end: 50 },
    ]);
    writer.forget(0, 3).runs([{ task: 1, begin: 50, end: 60, isUncalled: true }]);
    const trace = build(writer.bytes());
    expect([trace.runs.begin(3), trace.runs.ready(3)]).toEqual([50, 20]);
    expect(trace.loops[0]!.nested).toEqual({ runs: [], outer: [] });
    for (const [begin, end] of [
      [55, 58],
      [30, 35],
    ] as const) {
      const late = new TraceWriter().runs([{ task: 2, begin, end }]);
      trace.push(late.bytes().subarray(MAGIC.length));
    }
    expect(trace.problems.map(({ message }) => message)).toEqual(
      Array(2).fill('a run that overlaps the one before it'),
    );
  });

  it('keeps the places of nested runs that are held', () => {
    const writer = new TraceWriter().header().loop().task(1).task(2).task(3);
    for (const at of [0, 100])
      writer.runs([
        { nested: 1, begin: at + 20, end: at + 30 },
        { nested: 2, begin: at + 15, end: at + 40 },
        { task: 3, begin: at + 10, end: at + 50 },
      ]);
    const whole = build(writer.bytes());
    expect(whole.loops[0]!.nested).toEqual({ runs: [0, 1, 3, 4], outer: [1, -1, 3, -1] });
    const trace = build(writer.forget(0, 1).bytes());
    expect(trace.loops[0]!.nested).toEqual({ runs: [1, 3, 4], outer: [-1, 2, -1] });
  });

  it('cannot be more than there can be', () => {
    const trace = build(
      smallTrace()
        .forget(5, 2 ** 40)
        .bytes(),
    );
    expect([trace.runs.first, trace.epoch, trace.forgotten]).toEqual([0, 0, null]);
    expect(trace.problems.at(-1)?.message).toContain('let go');
  });
});

describe('a stream whose begin was cut off', () => {
  const writer = new TraceWriter().forget(500, 1_000_000).header().loop();
  const sleeps = writer.site('sleep', writer.place('/app/a.py', 1, 'f'));
  writer.task(7_000_000).task(3).lostRows(600).task(7_000_001);
  writer.runs([
    { task: 7_000_000, begin: 600, end: 700, ready: 650, site: sleeps },
    { task: 3, begin: 700, end: 800, ready: 690 },
    { task: 7_000_001, begin: 800, end: 900, ready: 10 },
  ]);
  const trace = build(writer.bytes());

  it('goes on counting where the whole one is', () => {
    expect(trace.problems).toEqual([]);
    expect(trace.forgotten).toEqual({ until: 500, runs: 1_000_000, tasks: 0 });
    expect([trace.runs.first, trace.runs.length]).toEqual([1_000_000, 1_000_003]);
    expect(trace.tasks.map(({ lane }) => runsOf(lane))).toEqual([[1_000_000], [1_000_001], [1_000_002]]);
    expect(wakerOf(trace, 1_000_001)).toBe(1_000_000);
  });

  it('is dumped', () => {
    const { tasks } = dump(trace);
    expect(tasks.map(({ id, steps }) => [id, steps.map(({ begin }) => begin)])).toEqual([
      [7_000_000, [600]],
      [3, [700]],
      [7_000_001, [800]],
    ]);
    const callback = writer.callback('tick');
    const again = build(writer.runs([{ callback, begin: 900, end: 950 }]).bytes());
    expect(dump(again).callbacks.map(({ id }) => id)).toEqual([1_000_003]);
  });
});

describe('what was found', () => {
  it('in runs that were let go stays known, and is not taken for others', () => {
    const { writer, places } = sampledTrace();
    const stack = writer.stack(places.calls, places.sleeps);
    const site = writer.site('sleep', places.calls);
    const [steps, costs, blocks] = [new LongestSteps(), new LineCosts(), new BlockFinder()];
    const trace = new TraceBuilder();
    let pushed = 0;
    const update = (): void => {
      const bytes = writer.bytes();
      trace.push(bytes.subarray(pushed));
      pushed = bytes.length;
      steps.update(trace);
      costs.update(trace);
      blocks.update(trace);
    };
    writer.task(20, { coroutine: 'other' }).task(21, { coroutine: 'third' });
    writer.samples([{ task: 20, begin: ms(100), at: ms(150), stack }]);
    writer.runs([{ task: 20, begin: ms(100), end: ms(400), site }]).end(20, ms(400), 'result');
    writer.runs([{ task: 21, begin: ms(400), end: ms(401), site }]);
    update();
    const before = costs.all().map(({ line, total, blockRuns }) => [line, total, blockRuns]);
    expect(before.at(-1)).toEqual([expect.any(Number), ms(300), [0]]);
    writer.forget(ms(500), 2);
    update();
    expect(trace.task(20)).toBeUndefined();
    expect(costs.all().map(({ line, total, blockRuns }) => [line, total, blockRuns])).toEqual(
      before.map(([line, total]) => [line, total, []]),
    );
    writer.samples([{ task: 21, begin: ms(600), at: ms(650), stack }]);
    writer.runs([{ task: 21, begin: ms(600), end: ms(750) }]);
    update();
    const file = trace.place(places.calls)!.file;
    const longest = (name: string): number | null => steps.of(name, (each) => each === file);
    expect([longest('other'), longest('third')]).toEqual([ms(300), ms(150)]);
    expect(blocks.update(trace).map(({ run, task }) => [run, task])).toEqual([
      [0, 20],
      [2, 21],
    ]);
    expect(costs.all().at(-1)).toMatchObject({ total: ms(450), blocks: 2, blockRuns: [2] });
  });
});
