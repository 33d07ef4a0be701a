import { expect, test } from 'vitest';
import { readSnapshot } from '../../src/core/inspect/readSnapshot.ts';
import { chance } from './randomTrace.ts';
import { snapshotOf, snapshotText } from './snapshotWriter.ts';

test('reads loops, tasks, stacks and resources', () => {
  const snapshot = snapshotOf(
    [
      { name: 'main', serial: 1, kind: 'task', on: ['worker'], stack: ['/app/main.py:3 main'] },
      {
        name: 'worker',
        serial: 2,
        kind: 'lock',
        resource: 'Lock',
        flags: 1 | 8,
        stack: ['/app/main.py:9 worker', 'asyncio/locks.py:120 Lock.acquire'],
      },
      { name: 'busy', state: 'running' },
    ],
    [{ name: 'Lock', isSet: true, holders: ['busy'] }],
  );
  expect(snapshot).toMatchObject({ pid: 7, at: 5_000, recording: true, cut: 0, lone: [] });
  expect(snapshot.loops).toEqual([
    {
      index: 0,
      serial: 1,
      class: 'asyncio.Loop',
      thread: { ident: 99, name: 'MainThread' },
      isRunning: true,
      current: 2,
    },
  ]);
  const [main, worker] = snapshot.tasks;
  expect(main).toMatchObject({ key: '1000', serial: 1, state: 'suspended', kind: 'task', waitsFor: [1] });
  expect(worker).toMatchObject({ awaitedBy: [0], cancelling: true, isTimed: true, torn: false, resource: 0 });
  expect(worker!.stack).toEqual([
    { file: '/app/main.py', line: 9, function: 'worker', scope: 'user' },
    { file: 'asyncio/locks.py', line: 120, function: 'Lock.acquire', scope: 'stdlib' },
  ]);
  expect(snapshot.resources[0]).toMatchObject({
    kind: 'lock',
    isSet: true,
    value: null,
    holders: [{ task: 2, isRecorded: true, isInFrame: false }],
  });
});

test("a graph's holders have evidence of their own", () => {
  const { resources } = snapshotOf(
    [{ name: 'a', stack: ['/app/m.py:3 a'] }, { name: 'b' }],
    [{ name: 'Semaphore', kind: 'semaphore', capacity: 2, value: 0, holders: ['a', 'b'] }],
    {
      more: {
        holders: [
          [0, 0, 1, -1],
          [0, 1, 2, 0],
          [5, 0, 1, 0],
        ],
      },
    },
  );
  expect(resources[0]!.holders).toEqual([
    { task: 0, isRecorded: true, isInFrame: false, entered: null },
    {
      task: 1,
      isRecorded: false,
      isInFrame: true,
      entered: { file: '/app/m.py', line: 3, function: 'a', scope: 'user' },
    },
  ]);
});

test.each([
  ['', 'The answer is not JSON.'],
  ['[', 'The answer is not JSON.'],
  ['7', 'The answer is not a snapshot.'],
  ['null', 'The answer is not a snapshot.'],
  ['{"v":2}', 'The answer has version 2, not 1.'],
])('%j is told as what it is', (text, why) => {
  expect(readSnapshot(text)).toBe(why);
});

/** Something that may stand anywhere in an answer, sensible or not. */
function anything(next: () => number, depth = 0): unknown {
  const some = (): unknown[] =>
    Array.from({ length: Math.floor(next() * 12) }, () => anything(next, depth + 1));
  const values: (() => unknown)[] = [
    () => Math.floor(next() * 12) - 3,
    () => Math.floor(next() * 12) - 3,
    () => next() * 1e20,
    () => 'a'.repeat(Math.floor(next() * 3)),
    () => String(Math.floor(next() * 1e6)),
    () => null,
    () => next() < 0.5,
    () => (depth < 3 ? some() : 0),
    () => (depth < 3 ? { length: 3, 0: 1 } : 0),
  ];
  return values[Math.floor(next() * values.length)]!();
}

test('whatever is in it, positions lead somewhere or nowhere', () => {
  for (let seed = 1; seed <= 500; seed++) {
    const next = chance(seed);
    const names = ['loops', 'places', 'stacks', 'tasks', 'resources', 'holders', 'lone', 'pid', 'at', 'cut'];
    const fields = names.map((name): [string, unknown] => {
      const rows = Array.from({ length: Math.floor(next() * 6) }, () =>
        Array.from({ length: Math.floor(next() * 13) }, () => anything(next, 2)),
      );
      return [name, next() < 0.8 ? rows : anything(next)];
    });
    const snapshot = readSnapshot(JSON.stringify({ v: 1, ...Object.fromEntries(fields) }));
    if (typeof snapshot === 'string') throw new Error(snapshot);
    const { tasks, loops, resources, lone } = snapshot;
    const leads = (at: number, many: readonly unknown[]): boolean => at === -1 || many[at] !== undefined;
    for (const task of tasks) {
      expect(leads(task.loop, loops) && leads(task.resource, resources)).toBe(true);
      for (const other of [...task.waitsFor, ...task.awaitedBy]) expect(tasks[other]).toBeDefined();
      expect(task.key).toMatch(/^\d*$/);
    }
    for (const { holders } of resources) for (const { task } of holders) expect(tasks[task]).toBeDefined();
    for (const task of lone) expect(tasks[task]).toBeDefined();
  }
});

test('long names are cut', () => {
  const [task] = snapshotOf([{ name: 'x'.repeat(5_000) }]).tasks;
  expect(task!.name).toHaveLength(1_000);
  expect(snapshotText([{ name: 'a' }])).toContain('"v":1');
});
