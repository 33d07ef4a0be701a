import { describe, expect, it } from 'vitest';
import { dump, type Dump, type DumpTask } from '../../src/core/export/dump.ts';
import { endOfTrace } from '../../src/core/trace.ts';
import { MILLISECOND, SECOND } from '../../src/core/units.ts';
import { fullTrace } from './fullTrace.ts';
import { build } from './smallTrace.ts';
import { TraceWriter } from './traceWriter.ts';

describe('a stream of several processes', () => {
  const trace = build(fullTrace().bytes());

  it('is one trace, whose parts know their process', () => {
    expect(trace.problems.map(({ source }) => source)).toEqual(['probe']);
    expect(trace.process).toBe(trace.processes[0]);
    expect(trace.processes).toMatchObject([
      { index: 0, pid: 7, parent: 0, kind: null, origin: 0, finished: 12_000 },
      { index: 1, pid: 8, parent: 7, kind: 'spawn', origin: 2_000, finished: 2_600 },
    ]);
    expect(trace.loops.map(({ id, process }) => [id, process])).toEqual([
      [1, 0],
      [2, 1],
    ]);
    expect(trace.threads.map(({ id, process, name }) => [id, process, name])).toEqual([
      [1, 0, 'MainThread'],
      [2, 0, 'worker_0'],
      [3, 1, 'feeder'],
    ]);
    expect(trace.finished).toBe(12_000);
    expect(endOfTrace(trace)).toBe(12_000);
  });

  it('has one name and time for each thing', () => {
    const [main, , work] = trace.tasks;
    expect(work).toMatchObject({ coroutine: 'work', name: 'Task-1', created: 2_050, ended: 2_500, loop: 2 });
    expect(work!.id).not.toBe(main!.id);
    expect(trace.task(work!.id)).toBe(work);
    expect(trace.task(1)).toBe(main);
    const first = work!.lane.run(0);
    expect(trace.runs.begin(first)).toBe(2_100);
    expect(trace.site(trace.runs.site(first))?.place).toMatchObject({ file: '/app/child.py', line: 2 });
  });

  it('is dumped with its processes', () => {
    const { processes, tasks, children } = dump(trace);
    expect(processes.map(({ pid, kind }) => [pid, kind])).toEqual([
      [7, null],
      [8, 'spawn'],
    ]);
    expect(tasks.map(({ process }) => process)).toEqual([0, 0, 1]);
    expect(tasks[2]?.steps[1]?.cause).toEqual({ kind: 'thread', thread: { id: 3, name: 'feeder' } });
    expect(children).toMatchObject([{ pid: 8, recorded: 1, code: 3, ended: 9_000 }]);
  });

  it('finds tasks by the numbers that their own processes gave them', () => {
    const [main, , work] = trace.tasks;
    expect([main!.serial, work!.serial]).toEqual([1, 1]);
    expect([trace.taskOfSerial(0, 1), trace.taskOfSerial(1, 1)]).toEqual([main, work]);
    for (const [process, serial] of [
      [0, 0],
      [0, -1],
      [0, work!.id],
      [0, 99],
      [1, 2],
      [2, 1],
      [0.5, Number.NaN],
    ] as const)
      expect(trace.taskOfSerial(process, serial)).toBeUndefined();
  });

  it('tells how each process came to be recorded', () => {
    const writer = new TraceWriter().header({ joined: 1, transport: 'dap' }).process(1);
    writer.header({ pid: 8, joined: 'yes', transport: 'pigeon' });
    const { processes } = build(writer.bytes());
    expect(processes.map(({ joined, transport }) => [joined, transport])).toEqual([
      [true, 'dap'],
      [false, null],
    ]);
  });

  it('keeps what each process runs, loses and says apart', () => {
    const writer = new TraceWriter().header().loop().task(1);
    writer
      .process(1)
      .header({ pid: 8, clock: 5e9 + 1 })
      .loop()
      .task(1);
    writer
      .beat(60, [{ loop: 1, subject: 4, begin: 50 }])
      .loss(10, 20, 5, 6)
      .problem('hooks', 'no');
    writer.process(0).beat(70, [{ loop: 1, subject: 4, begin: 65 }]);
    const both = build(writer.bytes());
    expect([...both.running.values()].map(({ loop, begin }) => [loop, begin])).toEqual([
      [2, 1_050],
      [1, 65],
    ]);
    expect(both.losses).toEqual([{ process: 1, from: 1_010, to: 1_020, runs: 5, facts: 6 }]);
    expect(both.problems).toEqual([{ source: 'probe', message: 'process 8: hooks: no' }]);
    writer.process(1).finish(100);
    expect([...build(writer.bytes()).running.keys()]).toEqual([1]);
    expect(build(writer.bytes()).finished).toBeNull();
  });

  it.each([
    ['the machine’s clock', { clock: 5e9 + 250, wall: 1e12 + 3 }, 250_000],
    [
      'the clock on the wall, where the other is no common one',
      { clock: 5, wall: 1e12 + 3 },
      3 * MILLISECOND,
    ],
    ['the clock on the wall, where there is no other', { clock: 0, wall: 1e12 + 9 }, 9 * MILLISECOND],
    ['the machine’s clock, where there is no other', { clock: 5e9 + 7e6, wall: 0 }, 7 * SECOND],
    ['neither, where both are wrong', { clock: 'soon', wall: -1 }, 0],
    ['neither, where they say that it came first', { clock: 5e9 - 100, wall: 1e12 }, 0],
  ])('shifts times by %s', (_, header, origin) => {
    const writer = new TraceWriter().header();
    writer
      .process(1)
      .header({ pid: 8, ...header })
      .loop(1, 5);
    const both = build(writer.bytes());
    expect(both.processes[1]?.origin).toBe(origin);
    expect(both.loops[0]?.at).toBe(origin + 5);
  });

  it('leaves out the frames of a process that cannot be, and goes on', () => {
    const writer = new TraceWriter().header().loop();
    writer.process(5).header().loop().task(1);
    writer.process(0).task(1).process(1).header({ pid: 8 }).loop();
    const trace = build(writer.bytes());
    expect(trace.problems.map(({ message }) => message)).toEqual([expect.stringContaining('process 5')]);
    expect(trace.processes).toHaveLength(2);
    expect(trace.tasks).toHaveLength(1);
    expect(trace.loops).toHaveLength(2);
  });

  it.each([4, 5, 6])('is the same as its processes’ streams, however it is mixed (%i)', (seed) => {
    let state = seed;
    const random = (below: number): number => (state = (state * 48271) % 2147483647) % below;
    const alone = [new TraceWriter(), new TraceWriter(), new TraceWriter()];
    const mixed = new TraceWriter();
    const now = alone.map(() => 0);
    const both = (process: number, write: (writer: TraceWriter) => void): void => {
      write(alone[process]!);
      write(mixed.process(process));
    };
    for (const process of alone.keys())
      both(process, (writer) =>
        writer
          .header({ pid: 10 + process, clock: 5e9 + process, wall: 1e12 })
          .loop()
          .task(1),
      );
    for (let i = 0; i < 60; i++) {
      const process = random(3);
      const begin = (now[process] = now[process]! + 1 + random(50));
      const end = (now[process] = begin + 1 + random(50));
      const ready = random(begin);
      const line = random(9);
      both(process, (writer) => {
        const site = writer.site('sleep', writer.place(`/app/${process}.py`, line, 'f'));
        writer.runs([{ task: 1, begin, end, ready, site }]);
      });
    }
    const merged = dump(build(mixed.bytes()));
    expect(merged.problems).toEqual([]);
    alone.forEach((writer, process) => {
      const own = dump(build(writer.bytes()));
      expect(stepsOf(merged, process, 1_000 * process)).toEqual(stepsOf(own, 0, 0));
    });
  });
});

/** The steps of a process's tasks, in times of its own. */
function stepsOf({ tasks }: Dump, process: number, origin: number): unknown {
  const plain = ({ readyAt, begin, end, await: site, wokenBy }: DumpTask['steps'][number]): unknown => [
    readyAt! - origin,
    begin - origin,
    end - origin,
    site?.file,
    site?.line,
    wokenBy === null,
  ];
  return tasks.filter((task) => task.process === process).map(({ steps }) => steps.map(plain));
}
