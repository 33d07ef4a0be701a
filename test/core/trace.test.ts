import { describe, expect, it } from 'vitest';
import { BlockFinder } from '../../src/core/analysis/blocking.ts';
import { dump } from '../../src/core/export/dump.ts';
import { runAt, taskOf } from '../../src/core/trace.ts';
import { MILLISECOND, SECOND } from '../../src/core/units.ts';
import { wakerOf } from '../../src/core/wakes.ts';
import { ROW } from '../../src/core/wire.ts';
import { build, busyBetween, runsOf, smallTrace } from './smallTrace.ts';
import { TraceWriter } from './traceWriter.ts';

describe('a trace', () => {
  const trace = build(smallTrace().bytes());
  const [main, child] = trace.tasks;
  const loop = trace.loops[0]!;

  it('knows the process, the loop and the tasks', () => {
    expect(trace.process).toMatchObject({ pid: 7, python: '3.12.1', argv: ['main.py'] });
    expect(loop).toMatchObject({ id: 1, thread: { id: 101, name: 'MainThread' } });
    expect(main).toMatchObject({
      id: 1,
      name: 'Task-1',
      coroutine: 'main',
      parent: 0,
      outcome: 'result',
      ended: 10_400,
    });
    expect(child).toMatchObject({
      id: 2,
      name: 'worker',
      parent: 1,
      outcome: 'error',
      error: 'ValueError: no',
    });
    expect(trace.finished).toBe(12_000);
  });

  it('orders the runs of a task and of a loop, with running totals', () => {
    expect(runsOf(main!.lane)).toEqual([0, 4]);
    expect(runsOf(child!.lane)).toEqual([1, 3]);
    expect(runsOf(loop.lane)).toEqual([0, 1, 2, 3, 4]);
    expect([0, 1, 2].map((position) => child!.lane.busyBefore(position))).toEqual([0, 900, 1_600]);
    expect([0, 1, 2].map((position) => child!.lane.readyBefore(position))).toEqual([0, 500, 650]);
  });

  it('finds what runs at a time', () => {
    expect(runAt(trace, loop.lane, 1_000)).toBe(0);
    expect(runAt(trace, loop.lane, 1_999)).toBe(0);
    expect(runAt(trace, loop.lane, 2_000)).toBe(-1);
    expect(runAt(trace, child!.lane, 5_000)).toBe(-1);
    expect(runAt(trace, loop.lane, 20_000)).toBe(-1);
    expect(loop.lane.endingAfter(0)).toBe(0);
    expect(loop.lane.endingAfter(20_000)).toBe(5);
  });

  it('measures how long a lane ran', () => {
    expect(busyBetween(trace, child!.lane, 0, 20_000)).toBe(1_600);
    expect(busyBetween(trace, child!.lane, 2_500, 9_300)).toBe(500 + 100);
    expect(busyBetween(trace, loop.lane, 2_000, 2_100)).toBe(0);
  });

  it('knows who woke whom', () => {
    expect([0, 1, 2, 3, 4].map((run) => wakerOf(trace, run))).toEqual([-1, 0, 1, 2, 3]);
    expect(taskOf(trace, trace.runs.subject(3))?.name).toBe('worker');
  });

  it('shows the innermost frame of the user’s code', () => {
    const site = trace.site(trace.runs.site(1))!;
    expect(site.kind).toBe('sleep');
    expect(site.stack.map((place) => place.function)).toEqual(['child', 'sleep']);
    expect(site.place).toMatchObject({ line: 5, function: 'child' });
  });

  it('keeps pauses and losses', () => {
    expect(trace.pauses).toEqual([{ begin: 11_100, end: 11_500 }]);
    expect(trace.losses).toEqual([{ process: 0, from: 11_600, to: 11_700, runs: 3, facts: 4 }]);
    expect(trace.dropped).toBe(3);
  });
});

describe('what cannot be', () => {
  const begin = (): TraceWriter => new TraceWriter().header().loop().task(1).task(2);
  const refused = (writer: TraceWriter): string[] =>
    build(writer.bytes()).problems.map((problem) => problem.message);

  it.each([
    ['a task created twice', begin().task(1), 'created twice'],
    ['a step of an unknown task', begin().runs([{ task: 9, begin: 1, end: 2 }]), 'unknown task'],
    ['runs of an unknown loop', begin().runs([{ task: 1, begin: 1, end: 2 }], 5), 'unknown loop'],
    [
      'overlapping steps of a task',
      begin().runs([
        { nested: 1, begin: 5, end: 9 },
        { task: 1, begin: 8, end: 10 },
      ]),
      'overlaps',
    ],
    [
      'overlapping runs of a loop',
      begin().runs([
        { task: 1, begin: 5, end: 9 },
        { task: 2, begin: 8, end: 10 },
      ]),
      'overlaps',
    ],
    ['a second end', begin().end(1, 5, 'result').end(1, 6, 'error'), 'cannot be'],
    ['a loop without a number', begin().loop(0), 'a loop with the number'],
    ['a loop that is there already', begin().loop(1), 'a loop with the number'],
    ['a task with a mad number', begin().task(2 ** 30), 'a task with the number'],
  ])('%s is a problem, not an entry', (_, writer, message) => {
    expect(refused(writer)).toEqual([expect.stringContaining(message)]);
  });

  it('a step that nobody woke was ready since the one before it, or since the task was made', () => {
    const writer = new TraceWriter().header().loop().task(1, { created: 3 });
    writer.runs([
      { task: 1, begin: 5, end: 10, isUncalled: true },
      { callback: 1, begin: 10, end: 12 },
      { task: 1, begin: 12, end: 15, isUncalled: true },
    ]);
    const known = build(writer.bytes());
    expect([0, 1, 2].map((run) => known.runs.ready(run))).toEqual([3, Number.NaN, 10]);
    expect([1, 2].map((position) => known.task(1)!.lane.readyBefore(position))).toEqual([2, 4]);
    writer.lostRows(40).runs([
      { nested: 1, begin: 42, end: 45, isUncalled: true },
      { callback: 1, begin: 40, end: 50, ready: 20 },
      { task: 1, begin: 50, end: 55, isUncalled: true },
    ]);
    const lossy = build(writer.bytes());
    expect(lossy.problems).toEqual([]);
    expect([3, 4, 5].map((run) => lossy.runs.ready(run))).toEqual([Number.NaN, 20, 45]);
    expect([3, 4, 5].map((run) => lossy.runs.begin(run))).toEqual([42, 40, 50]);
  });

  it('rows that go on behind a loss inside of a run that is not known begin where they are', () => {
    const row = (subject: number, passed: number): number[][] => [[subject], [passed], [0], [0], [0]];
    const writer = new TraceWriter().header().loop().task(1).lostRows(40);
    for (const [subject, passed, base] of [
      [4, 2, 40],
      [ROW.leave, 1, 42],
      [1 + 4 * writer.callback('f'), 5, 43],
    ] as const)
      writer.runRows(base, ...row(subject, passed));
    const trace = build(writer.bytes());
    expect(trace.problems).toEqual([]);
    expect([0, 1].map((run) => trace.runs.begin(run))).toEqual([40, 43]);
    expect([0, 1].map((run) => trace.runs.end(run))).toEqual([42, 48]);
  });

  it('a step inside another one, of another task, is none of it', () => {
    const writer = begin().runs([
      { nested: 2, begin: 5, end: 7 },
      { task: 1, begin: 4, end: 9 },
    ]);
    const trace = build(writer.bytes());
    expect(trace.problems).toEqual([]);
    expect(runsOf(trace.loops[0]!.lane)).toEqual([1]);
    expect(runsOf(trace.task(2)!.lane)).toEqual([0]);
  });

  it('what runs now is known until it ended', () => {
    const writer = begin().beat(50, [{ loop: 1, subject: 4, begin: 20 }]);
    expect([...build(writer.bytes()).running.values()]).toEqual([{ loop: 1, subject: 4, begin: 20 }]);
    expect(build(writer.runs([{ task: 1, begin: 20, end: 60 }]).bytes()).running.size).toBe(0);
  });
});

describe('blocks', () => {
  it('are runs of 100 ms and more, less what the debugger held', () => {
    const at = (ms: number): number => ms * MILLISECOND;
    const finder = new BlockFinder();
    const writer = new TraceWriter()
      .header()
      .loop()
      .task(1)
      .runs([
        { task: 1, begin: at(0), end: at(99) },
        { task: 1, begin: at(100), end: at(200) },
        { callback: 1, begin: at(300), end: at(450) },
      ]);
    expect(finder.update(build(writer.bytes())).map(({ run, task }) => [run, task])).toEqual([
      [1, 1],
      [2, null],
    ]);
    writer.pause(at(1_050), true).pause(at(60_000), false);
    const trace = build(writer.runs([{ task: 1, begin: at(1_000), end: at(60_010) }]).bytes());
    expect(finder.update(trace)).toHaveLength(2);
    expect(new BlockFinder().update(trace)).toHaveLength(2);
  });
});

describe('the dump', () => {
  it('has the documented shape', () => {
    const { tasks, callbacks, ...rest } = dump(build(smallTrace().bytes()));
    const NONE = [
      'threads',
      'scopes',
      'cancels',
      'resources',
      'jobs',
      'children',
      'collections',
      'lost',
      'bands',
      'deadlocks',
      'convoys',
      'leaks',
      'failures',
      'stragglers',
      'sequentialAwaits',
      'tests',
    ];
    expect(rest).toEqual({
      ...Object.fromEntries(NONE.map((name) => [name, []])),
      processes: [
        {
          index: 0,
          pid: 7,
          parent: 0,
          kind: null,
          python: '3.12.1',
          argv: ['main.py'],
          cwd: '/app',
          wall: 1e12,
          origin: 0,
          finished: 12_000,
          joined: false,
          transport: null,
        },
      ],
      format: 1,
      process: { python: '3.12.1', pid: 7, argv: ['main.py'] },
      blocks: [],
      dropped: 3,
      droppedFacts: 4,
      problems: ['probe: hooks: removed itself'],
    });
    expect(tasks[1]).toEqual({
      id: 2,
      name: 'worker',
      coroutine: 'child',
      parent: 1,
      process: 0,
      loop: 1,
      thread: 101,
      createdAt: 1_500,
      created: { file: '/app/main.py', line: 12, function: 'main' },
      endedAt: 9_900,
      outcome: 'error',
      error: 'ValueError: no',
      cancelledBy: null,
      steps: [
        {
          readyAt: 1_600,
          begin: 2_100,
          end: 3_000,
          wokenBy: { task: 1 },
          cause: { kind: 'run' },
          await: {
            kind: 'sleep',
            file: '/app/main.py',
            line: 5,
            function: 'child',
            stack: [
              { file: '/app/main.py', line: 5, function: 'child' },
              { file: '/usr/lib/python3.12/asyncio/tasks.py', line: 655, function: 'sleep' },
            ],
            on: [],
          },
        },
        {
          readyAt: 9_050,
          begin: 9_200,
          end: 9_900,
          wokenBy: { callback: 2 },
          cause: { kind: 'run' },
          await: null,
        },
      ],
    });
    expect(tasks[0]?.steps[0]).toMatchObject({ wokenBy: null, await: { kind: 'task', on: [2] } });
    expect(callbacks).toEqual([
      {
        id: 2,
        name: 'futures._set_result_unless_cancelled',
        loop: 1,
        readyAt: 8_900,
        begin: 9_000,
        end: 9_100,
        wokenBy: { task: 2 },
        cause: { kind: 'timer', made: 2_900 },
        file: null,
        line: null,
        function: null,
      },
    ]);
  });

  it('keeps times of many days exact', () => {
    const day = 86_400 * SECOND;
    const writer = new TraceWriter()
      .header()
      .loop()
      .task(1, { created: 100 * day + 1 });
    const trace = build(writer.runs([{ task: 1, begin: 100 * day + 3, end: 100 * day + 4 }]).bytes());
    expect(dump(trace).tasks[0]).toMatchObject({
      createdAt: 100 * day + 1,
      steps: [{ begin: 100 * day + 3 }],
    });
  });
});
