import { describe, expect, it } from 'vitest';
import { LineCosts, type LineCost } from '../../src/core/analysis/lineCosts.ts';
import type { Trace } from '../../src/core/trace.ts';
import { TraceBuilder } from '../../src/core/traceBuilder.ts';
import { ms, sampledTrace } from './sampledTrace.ts';
import { build } from './smallTrace.ts';

function costsOf(trace: Trace): readonly LineCost[] {
  const costs = new LineCosts();
  costs.update(trace);
  return costs.all();
}

function brief({ role, line, total, count, worst, blocks }: LineCost): unknown {
  return { role, line, total, count, worst, blocks };
}

describe('the costs of lines', () => {
  it('divide a block among its lines, and charge the coroutine’s line too', () => {
    const { writer, places } = sampledTrace();
    const sleeps = writer.stack(places.calls, places.sleeps);
    const reads = writer.stack(places.calls, places.reads, places.library);
    writer.samples([
      { task: 1, begin: ms(100), at: ms(120), stack: sleeps },
      { task: 1, begin: ms(100), at: ms(360), stack: reads },
    ]);
    const trace = build(writer.runs([{ task: 1, begin: ms(100), end: ms(400) }]).bytes());
    const costs = new LineCosts();
    expect(costs.update(trace)).toBe(true);
    expect([...costs.files()]).toEqual(['/app/helper.py', '/app/main.py']);
    expect(costs.of('/app/helper.py').map(brief)).toEqual([
      { role: 'culprit', line: 3, total: ms(250), count: 1, worst: ms(250), blocks: 1 },
      { role: 'culprit', line: 4, total: ms(50), count: 1, worst: ms(50), blocks: 0 },
    ]);
    expect(costs.of('/app/main.py').map(brief)).toEqual([
      { role: 'coroutine', line: 10, total: ms(300), count: 1, worst: ms(300), blocks: 1 },
    ]);
    const [line, other] = costs.of('/app/helper.py');
    expect(line).toMatchObject({ function: 'helper', callee: null, blockRuns: [0] });
    expect(line!.expressions).toMatchObject([{ end: { line: 3, column: 19 }, total: ms(250), blocks: 1 }]);
    expect(other).toMatchObject({ callee: 'get', blockRuns: [] });
    expect(costs.of('/app/main.py')[0]).toMatchObject({ callee: 'helper' });
    expect(costs.of('/app/none.py')).toEqual([]);
  });

  it('charge a coroutine that holds the loop itself once', () => {
    const { writer, places } = sampledTrace();
    const stack = writer.stack(places.calls);
    writer.samples([{ task: 1, begin: ms(100), at: ms(120), stack }]);
    const costs = costsOf(build(writer.runs([{ task: 1, begin: ms(100), end: ms(250) }]).bytes()));
    expect(costs.map(brief)).toEqual([
      { role: 'culprit', line: 10, total: ms(150), count: 1, worst: ms(150), blocks: 1 },
    ]);
  });

  it('count a block for a line as long as a block, too', () => {
    const { writer, places } = sampledTrace();
    const [sleeps, reads] = [writer.stack(places.sleeps), writer.stack(places.reads)];
    writer.samples([
      { task: 1, begin: ms(0), at: ms(10), stack: sleeps },
      { task: 1, begin: ms(0), at: ms(210), stack: reads },
    ]);
    const costs = costsOf(build(writer.runs([{ task: 1, begin: ms(0), end: ms(300) }]).bytes()));
    expect(costs.map(({ line, blocks }) => [line, blocks])).toEqual([
      [3, 1],
      [4, 1],
    ]);
  });

  it('know single expressions of a line', () => {
    const { writer, places } = sampledTrace();
    const later = writer.sampledPlace('/app/helper.py', 3, 'helper', { end: 40 });
    const [one, other] = [writer.stack(places.sleeps), writer.stack(later)];
    writer.samples([
      { task: 1, begin: ms(0), at: ms(10), stack: one },
      { task: 1, begin: ms(0), at: ms(60), stack: other },
    ]);
    const [line, ...more] = costsOf(build(writer.runs([{ task: 1, begin: ms(0), end: ms(300) }]).bytes()));
    expect(more).toEqual([]);
    expect(line).toMatchObject({ total: ms(300), count: 1, blocks: 1 });
    expect(line!.expressions).toMatchObject([
      { end: { column: 40 }, total: ms(250), blocks: 1 },
      { end: { column: 19 }, total: ms(50), blocks: 0 },
    ]);
  });

  it('add up many small runs, of which few were seen', () => {
    const { writer, places } = sampledTrace();
    const [sleeps, reads] = [writer.stack(places.sleeps), writer.stack(places.reads)];
    // One hundred of 5 ms, of which every tenth was seen, one in four of those elsewhere; and many tiny ones of another task.
    for (let i = 0; i < 100; i++) {
      const begin = ms(20 * i + 1);
      if (i % 10 === 0)
        writer.samples([{ task: 1, begin, at: begin + ms(2), stack: i % 40 === 0 ? reads : sleeps }]);
      writer.runs([
        { task: 1, begin, end: begin + ms(5) },
        { task: 2, begin: begin + ms(6), end: begin + ms(6) + 1_000 },
      ]);
    }
    const costs = costsOf(build(writer.bytes()));
    expect(costs.map(brief)).toEqual([
      { role: 'culprit', line: 4, total: ms(150), count: 30, worst: ms(5), blocks: 0 },
      { role: 'culprit', line: 3, total: ms(350), count: 70, worst: ms(5), blocks: 0 },
    ]);
  });

  it('take shorter runs of the same code for what was seen of the longer ones, until one is seen itself', () => {
    const { writer, places } = sampledTrace();
    const [sleeps, reads] = [writer.stack(places.sleeps), writer.stack(places.reads)];
    for (let i = 0; i < 20; i++) {
      const begin = ms(20 * i + 1);
      if (i % 2 === 0) writer.samples([{ task: 1, begin, at: begin + ms(2), stack: sleeps }]);
      // 5 ms, and 3 ms: in another class.
      writer.runs([{ task: 1, begin, end: begin + (i % 2 === 0 ? ms(5) : ms(3)) }]);
    }
    const total = (): readonly unknown[] =>
      costsOf(build(writer.bytes())).map(({ line, total }) => [line, total]);
    expect(total()).toEqual([[3, ms(80)]]);
    writer.samples([{ task: 1, begin: ms(500), at: ms(501), stack: reads }]);
    writer.runs([{ task: 1, begin: ms(500), end: ms(503) }]);
    expect(total()).toEqual([
      [3, ms(50)],
      [4, ms(33)],
    ]);
  });

  it('weigh runs of unlike length as often as they are seen', () => {
    const { writer, places } = sampledTrace();
    const [sleeps, reads] = [writer.stack(places.sleeps), writer.stack(places.reads)];
    // Runs of 4.5 and of 7 ms in turn; a look every 10 ms hits 45 and 70 of a hundred.
    let at = 0;
    for (let i = 0; i < 200; i++) {
      const isLong = i % 2 === 0;
      const begin = (at += ms(20));
      if ((isLong && i < 140) || (!isLong && i < 90))
        writer.samples([{ task: 1, begin, at: begin + ms(1), stack: isLong ? sleeps : reads }]);
      writer.runs([{ task: 1, begin, end: begin + (isLong ? ms(7) : ms(4.5)) }]);
    }
    const totals = new Map(costsOf(build(writer.bytes())).map(({ line, total }) => [line, total / 1e6]));
    expect(totals.get(3)).toBeCloseTo(700, -2);
    expect(totals.get(4)).toBeCloseTo(450, -2);
    expect(totals.get(3)! + totals.get(4)!).toBeCloseTo(1150, 3);
  });

  it('leave out what the garbage collector took, of blocks and of small runs, and keep it beside', () => {
    const { writer, places } = sampledTrace();
    const stack = writer.stack(places.calls, places.sleeps);
    const collection = { generation: 2, collected: 0, thread: 0 };
    writer.facts(
      'collections',
      { ...collection, begin: ms(110), end: ms(310) },
      { ...collection, begin: ms(500), end: ms(540) },
    );
    writer.samples([
      { task: 1, begin: ms(100), at: ms(315), stack },
      { task: 1, begin: ms(490), at: ms(545), stack },
    ]);
    writer.runs([
      { task: 1, begin: ms(100), end: ms(330) },
      { task: 1, begin: ms(490), end: ms(550) },
      { task: 1, begin: ms(600), end: ms(630) },
    ]);
    const costs = costsOf(build(writer.bytes()));
    expect(costs.map(brief)).toEqual([
      // 30, 20 and 30 ms of the program's own, all of one class.
      { role: 'culprit', line: 3, total: ms(80), count: 3, worst: ms(30), blocks: 0 },
      { role: 'coroutine', line: 10, total: ms(80), count: 3, worst: ms(30), blocks: 0 },
    ]);
    expect(costs.map(({ collected }) => collected)).toMatchObject([
      { total: ms(200), worst: ms(200), blocks: 1, runs: [0] },
      { total: 0, worst: 0, blocks: 0, runs: [] },
    ]);
  });

  it('charge nobody for awaiting what only suspends, but for what asyncio does before', () => {
    const costsIn = (file: string, isCoroutine: boolean): readonly unknown[] => {
      const { writer, places } = sampledTrace();
      const sleep = writer.sampledPlace('/usr/lib/python3.12/asyncio/tasks.py', 650, 'sleep', {
        scope: 2,
        coroutine: isCoroutine,
      });
      const inner = writer.sampledPlace(file, 710, 'call_later', { scope: 2 });
      const stack = writer.stack(places.calls, sleep, inner);
      writer.samples([{ task: 1, begin: ms(0), at: ms(10), stack }]);
      const costs = costsOf(build(writer.runs([{ task: 1, begin: ms(0), end: ms(150) }]).bytes()));
      return costs.map(({ line, blocks }) => [line, blocks]);
    };
    expect(costsIn('/usr/lib/python3.12/asyncio/base_events.py', true)).toEqual([]);
    expect(costsIn('C:\\Python\\Lib\\asyncio\\base_events.py', true)).toEqual([]);
    // As gather and create_task, and as create_subprocess_exec.
    expect(costsIn('/usr/lib/python3.12/asyncio/base_events.py', false)).toEqual([[10, 1]]);
    expect(costsIn('/usr/lib/python3.12/subprocess.py', true)).toEqual([[10, 1]]);
  });

  it('are the same however the stream arrives, and wait for runs that go on', () => {
    const { writer, places } = sampledTrace();
    const [sleeps, reads] = [writer.stack(places.calls, places.sleeps), writer.stack(places.reads)];
    for (let i = 0; i < 30; i++) {
      const begin = ms(400 * i + 1);
      const samples = [
        { task: 1, begin, at: begin + ms(10), stack: i % 3 === 0 ? reads : sleeps },
        { task: 1, begin, at: begin + ms(20 + i), stack: reads },
      ];
      writer.samples(samples).runs([{ task: 1, begin, end: begin + ms(40 + 10 * i) }]);
    }
    const bytes = writer.bytes();
    const piecewise = new LineCosts();
    const trace = new TraceBuilder();
    for (let at = 0; at < bytes.length; at += 37) {
      trace.push(bytes.subarray(at, at + 37));
      piecewise.update(trace);
    }
    expect(trace.problems).toEqual([]);
    expect(piecewise.all()).toEqual(costsOf(trace));
    expect(piecewise.update(trace)).toBe(false);
  });

  it('pass over runs that were lost, and samples that come too late', () => {
    const { writer, places } = sampledTrace();
    const stack = writer.stack(places.sleeps);
    writer.samples([
      { task: 1, begin: ms(1), at: ms(10), stack },
      { task: 1, begin: ms(200), at: ms(210), stack },
    ]);
    const costs = new LineCosts();
    const trace = build(writer.runs([{ task: 1, begin: ms(200), end: ms(320) }]).bytes());
    costs.update(trace);
    expect(costs.all().map(brief)).toMatchObject([{ total: ms(120), count: 1 }]);
    const { length } = writer.bytes();
    trace.push(
      writer
        .samples([{ task: 1, begin: ms(200), at: ms(310), stack }])
        .bytes()
        .subarray(length),
    );
    costs.update(trace);
    expect(costs.all().map(brief)).toMatchObject([{ total: ms(120), count: 1 }]);
  });
});
