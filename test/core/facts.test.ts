import { describe, expect, it } from 'vitest';
import { resourceAt } from '../../src/core/analysis/resourceStates.ts';
import { dump } from '../../src/core/export/dump.ts';
import { fullTrace } from './fullTrace.ts';
import { build } from './smallTrace.ts';
import { TraceWriter } from './traceWriter.ts';

const LINE = { file: '/app/main.py', line: 30, function: 'main' };

describe('the facts of a trace', () => {
  it('are dumped with places and tasks', () => {
    const whole = dump(build(fullTrace().bytes()));
    expect(whole.scopes).toEqual([
      { id: 1, process: 0, kind: 'TaskGroup', at: 1_100, ended: 10_300, task: 1, place: LINE, members: [2] },
    ]);
    const cancel = {
      process: 0,
      at: 2_500,
      task: 1,
      by: { task: 2 },
      place: LINE,
      origin: 'call',
      message: 'enough',
      fate: 'swallowed',
      swallowed: true,
    };
    expect(whole.cancels).toEqual([{ ...cancel, subject: 8 }]);
    expect(whole.tasks.map(({ cancelledBy }) => cancelledBy)).toEqual([whole.cancels[0], null, null]);
    expect(whole.resources).toEqual([
      {
        id: 1,
        process: 0,
        kind: 'queue',
        class: 'asyncio.queues.Queue',
        at: 1_200,
        place: LINE,
        capacity: 9,
        holders: [],
        waiters: [],
        size: 1,
        history: [{ at: 1_200, event: 'size', task: 1, value: 1 }],
      },
    ]);
    expect(whole.jobs).toEqual([
      {
        id: 1,
        process: 0,
        kind: 'thread',
        function: 'crunch',
        place: LINE,
        task: 1,
        queued: 1_300,
        begin: 1_400,
        end: 1_900,
        thread: 2,
        outcome: 'result',
      },
    ]);
    expect(whole.collections).toEqual([
      { process: 0, begin: 1_700, end: 1_800, generation: 2, collected: 5, thread: 1 },
    ]);
    expect(whole.lost).toEqual([
      {
        process: 0,
        at: 9_950,
        kind: 'exception never retrieved',
        task: 2,
        name: 'child',
        place: LINE,
        error: 'ValueError: no',
      },
    ]);
    const test = { process: 0, kind: 'test', name: 'test_a.py::test_one' };
    expect(whole.bands).toEqual([
      { ...test, phase: 'setup', task: null, begin: 900, end: 950, outcome: 'passed' },
      { ...test, phase: 'call', task: 1, begin: 950, end: 10_450, outcome: 'failed' },
    ]);
    expect(whole.tests).toEqual([
      { process: 0, name: test.name, begin: 900, end: 10_450, outcome: 'failed', began: [2], left: [] },
    ]);
  });

  it('leave out a row that cannot be, and keep the others', () => {
    const writer = new TraceWriter().header().loop().task(1);
    writer
      .facts('threads', { id: 0, name: 'none' }, { id: 1 }, { id: 1, name: 'again' })
      .facts('scopes', { id: 1, at: 5, kind: 9 }, { id: 2, at: 5, kind: 2 })
      .facts('members', { scope: 1, task: 1 }, { scope: 2, task: 1 })
      .facts('scopeEnds', { scope: 2, at: 3 }, { scope: 2, at: 9 })
      .facts('resourceEvents', { at: 5, resource: 1, event: 1 })
      .facts('jobs', { id: 4, queued: 100, kind: 1 })
      .facts('jobRuns', { job: 4, begin: 90, end: 95, outcome: 3 }, { job: 4, begin: 1, end: 2, outcome: 1 });
    const trace = build(writer.bytes());
    expect(trace.threads).toHaveLength(1);
    expect(trace.scopes).toMatchObject([{ kind: 'nursery', members: [1], at: 5, ended: 5 }]);
    expect(trace.jobs).toMatchObject([{ queued: 100, begin: 100, end: 100, outcome: 'cancelled' }]);
    expect(trace.problems.map(({ message }) => message)).toEqual([
      'a row of threads that cannot be',
      'a row of threads that cannot be',
      'a row of scopes that cannot be',
      'a row of members that cannot be',
      'a row of scopeEnds that cannot be',
      'a row of resourceEvents that cannot be',
      'a row of jobRuns that cannot be',
    ]);
  });

  it('grow beyond their first columns', () => {
    const writer = new TraceWriter().header().facts('resources', { id: 3, at: 1, kind: 6 });
    const count = 1_000;
    for (let at = 1; at <= count; at++)
      writer
        .facts('resourceEvents', { at, resource: 3, event: 5, value: at % 7 })
        .facts('collections', { begin: at, end: at + 1, generation: 1, collected: at });
    const trace = build(writer.bytes());
    expect(trace.resources[0]?.events).toHaveLength(count);
    expect(trace.resourceEvents).toMatchObject({ length: count });
    expect(resourceAt(trace, trace.resources[0]!, 600)).toEqual({ holders: [], waiters: [], size: 600 % 7 });
    expect(trace.collections.collected[count - 1]).toBe(count);
  });
});

describe('a resource', () => {
  it('knows who holds it and who waits, at every moment', () => {
    const writer = new TraceWriter().header().loop().task(1).task(2).task(3);
    writer
      .facts('resources', { id: 1, at: 1, kind: 1 })
      .facts(
        'resourceEvents',
        { at: 10, resource: 1, event: 1, task: 1 },
        { at: 20, resource: 1, event: 3, task: 2 },
        { at: 30, resource: 1, event: 3, task: 3 },
        { at: 40, resource: 1, event: 4, task: 3 },
        { at: 50, resource: 1, event: 2, task: 1 },
        { at: 60, resource: 1, event: 4, task: 2 },
        { at: 60, resource: 1, event: 1, task: 2 },
      );
    const trace = build(writer.bytes());
    const [lock] = trace.resources;
    const at = (time: number): unknown => {
      const { holders, waiters } = resourceAt(trace, lock!, time);
      return [holders, waiters];
    };
    expect([5, 10, 35, 45, 55, 60].map(at)).toEqual([
      [[], []],
      [[1], []],
      [[1], [2, 3]],
      [[1], [2]],
      [[], [2]],
      [[2], []],
    ]);
    expect(dump(trace).resources[0]).toMatchObject({ holders: [2], waiters: [], size: null });
  });

  it('counts what is left of a semaphore, whoever releases it', () => {
    const writer = new TraceWriter().header().loop().task(1).task(2);
    writer
      .facts('resources', { id: 1, at: 1, kind: 2, capacity: 2 })
      .facts(
        'resourceEvents',
        { at: 10, resource: 1, event: 1, task: 1, value: 1 },
        { at: 20, resource: 1, event: 1, task: 1, value: 0 },
        { at: 30, resource: 1, event: 2, task: 2, value: 1 },
      );
    const trace = build(writer.bytes());
    expect(resourceAt(trace, trace.resources[0]!, 20)).toEqual({ holders: [1, 1], waiters: [], size: 0 });
    expect(resourceAt(trace, trace.resources[0]!)).toEqual({ holders: [1], waiters: [], size: 1 });
  });
});

describe('the bands of tests', () => {
  const bandsOf = (writer: TraceWriter): unknown[] =>
    build(writer.bytes()).bands.map(({ process, phase, name, begin, end }) => [
      process,
      phase,
      name,
      begin,
      end,
    ]);
  const row = (at: number, phase: number, name = 'a'): object => ({ at, kind: 1, phase, name });

  it('follow each other in each process, the last of them open', () => {
    const writer = new TraceWriter().header().facts('bands', row(5, 3), row(10, 1, 'b'));
    writer
      .process(1)
      .header({ pid: 8, clock: 5e9 + 1 })
      .facts('bands', row(7, 2, 'c'));
    writer.process(0).facts('bands', row(30, 2, 'b'));
    expect(bandsOf(writer)).toEqual([
      [0, 'teardown', 'a', 5, 10],
      [0, 'setup', 'b', 10, 30],
      [1, 'call', 'c', 1_007, null],
      [0, 'call', 'b', 30, null],
    ]);
  });

  it('may begin with an end, never go back in time, and leave out what cannot be', () => {
    const writer = new TraceWriter().header().facts('bands', row(3, 0), row(20, 1), row(10, 2));
    writer.facts('bands', row(30, 4), { at: 31, kind: 2, phase: 1 }, row(40, 0), row(50, 0));
    expect(bandsOf(writer)).toEqual([
      [0, 'setup', 'a', 20, 20],
      [0, 'call', 'a', 20, 40],
    ]);
    const trace = build(writer.bytes());
    expect(trace.now).toBe(50);
    expect(trace.problems.map(({ message }) => message)).toEqual(
      Array(2).fill('a row of bands that cannot be'),
    );
  });
});

describe('how phases of tests went', () => {
  it('is told with the next row, or after their end, once', () => {
    const writer = new TraceWriter().header();
    const row = (at: number, phase: number, outcome: number): object => ({ at, kind: 1, phase, outcome });
    writer.facts('bands', row(1, 0, 2), row(10, 1, 2), row(20, 0, 1), row(30, 2, 0), row(40, 0, 0));
    writer.facts('bands', row(50, 0, 4), row(60, 0, 2), row(70, 3, 5));
    const trace = build(writer.bytes());
    expect(trace.bands.map(({ phase, end, outcome }) => [phase, end, outcome])).toEqual([
      ['setup', 20, 'passed'],
      ['call', 40, 'xfailed'],
    ]);
    expect(trace.problems.map(({ message }) => message)).toEqual(['a row of bands that cannot be']);
  });
});

describe('a request to cancel', () => {
  it('tells what became of it', () => {
    const writer = new TraceWriter().header().loop();
    for (let id = 1; id <= 7; id++) writer.task(id);
    const stop = writer.callback('stop');
    const cancels = [
      { task: 1, origin: 1 },
      { task: 2, origin: 2 },
      { task: 3, origin: 3 },
      { task: 4, origin: 3 },
      { task: 5, origin: 4 },
      { task: 6, origin: 5 },
      { task: 7, origin: 6 },
    ].map((cancel) => ({ at: 50, subject: 4 * stop + 1, ...cancel }));
    writer
      .facts('scopes', { id: 1, at: 40, kind: 1, task: 3 }, { id: 2, at: 10, kind: 1, task: 4 })
      .facts('scopeEnds', { scope: 2, at: 20 })
      .facts('cancels', ...cancels)
      .end(1, 60, 'cancelled');
    for (const id of [2, 3, 4, 7]) writer.end(id, 60, 'result');
    const { tasks } = dump(build(writer.end(6, 60, 'error').bytes()));
    expect(tasks.map(({ cancelledBy }) => [cancelledBy?.origin, cancelledBy?.fate])).toEqual([
      ['call', 'cancelled'],
      ['timeout', 'caught'],
      ['scope', 'caught'],
      ['scope', 'swallowed'],
      ['awaiter', 'open'],
      ['shutdown', 'swallowed'],
      ['debugger', 'swallowed'],
    ]);
    expect(tasks[3]?.cancelledBy).toMatchObject({ by: { callback: 'stop' }, swallowed: true });
    expect(tasks[1]?.cancelledBy?.swallowed).toBe(false);
  });
});
