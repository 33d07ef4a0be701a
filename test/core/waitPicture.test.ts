import { expect, test } from 'vitest';
import { chainsOf } from '../../src/core/inspect/waitChains.ts';
import { takePicture } from '../../src/core/inspect/taskPicture.ts';
import { waitGraph } from '../../src/core/inspect/waitGraph.ts';
import { waitPicture, type WaitPicture } from '../../src/core/inspect/waitPicture.ts';
import { snapshotOf, type WrittenResource, type WrittenTask } from './snapshotWriter.ts';

function drawn(
  tasks: readonly WrittenTask[],
  resources: readonly WrittenResource[] = [],
  lone: readonly string[] = [],
): WaitPicture {
  const snapshot = snapshotOf(tasks, resources, { lone });
  const source = { pid: 7, name: 'app', isStopped: true, isDebugged: true, snapshot };
  return waitPicture(waitGraph(null, [snapshot]), takePicture(null, [], [source]));
}

/** The arrows as text: `a waits for L`. */
function said({ boxes, arrows }: WaitPicture): string[] {
  return arrows.map(({ from, to, kind }) => `${boxes[from]!.title} ${kind} ${boxes[to]!.title}`);
}

const crowd = (count: number, of: (at: number) => WrittenTask): WrittenTask[] =>
  Array.from({ length: count }, (_, at) => of(at));
const wants = (name: string, resource: string, more: Partial<WrittenTask> = {}): WrittenTask => ({
  name,
  kind: 'lock',
  resource,
  ...more,
});

/** The boxes that a finding is about. */
const aboutOf = ({ boxes, findings }: WaitPicture): string[] =>
  findings[0]!.boxes.map((at) => boxes[at]!.title);

test('tasks that are alike are one box, and whoever is part of a deadlock is one alone', () => {
  const picture = drawn(
    [
      { name: 'main', coroutine: 'main', kind: 'gather', on: ['w0', 'w1', 'w2', 'w3', 'a', 'b'] },
      ...crowd(4, (at) => wants(`w${at}`, 'A', { coroutine: 'worker', stack: ['/app/m.py:3 worker'] })),
      wants('a', 'B', { coroutine: 'worker', stack: ['/app/m.py:3 worker'] }),
      wants('b', 'A', { coroutine: 'worker', stack: ['/app/m.py:3 worker'] }),
    ],
    [
      { name: 'A', isSet: true, holders: ['a'] },
      { name: 'B', isSet: true, holders: ['b'] },
    ],
  );
  expect(picture.boxes.map(({ title, mark, count }) => `${title} ${mark ?? ''} ${count}`)).toEqual([
    'main stuck 1',
    '4 × worker stuck 4',
    'a deadlock 1',
    'b deadlock 1',
    'A deadlock 1',
    'B deadlock 1',
  ]);
  expect(said(picture)).toEqual([
    'main awaits 4 × worker',
    'main awaits a',
    'main awaits b',
    '4 × worker waits for A',
    'a waits for B',
    'b waits for A',
    'A held by a',
    'B held by b',
  ]);
  expect(picture.arrows.filter(({ isWrong }) => isWrong)).toHaveLength(4);
  expect(picture.findings).toMatchObject([{ title: 'Deadlock: a ⇄ b', isSure: true, stuck: 5 }]);
  expect(aboutOf(picture)).toEqual(['a', 'B', 'b', 'A']);
  expect(picture).toMatchObject({ deadlocks: 1, lostWakeUps: 0 });
  expect(picture.boxes[1]!.place).toMatchObject({ file: '/app/m.py', line: 3 });
});

test('what they wait for makes tasks different, however far away', () => {
  const picture = drawn(
    [
      ...crowd(6, (at) => ({ name: `p${at}`, coroutine: 'parent', kind: 'task' as const, on: [`c${at}`] })),
      ...crowd(6, (at): WrittenTask =>
        at < 3
          ? { name: `c${at}`, coroutine: 'child', kind: 'sleep' }
          : wants(`c${at}`, 'L', { coroutine: 'child' }),
      ),
    ],
    [{ name: 'L', isSet: true }],
  );
  expect(said(picture)).toEqual([
    '3 × parent awaits 3 × child',
    '3 × parent awaits 3 × child',
    '3 × child waits for L',
  ]);
});

test('a wait that nobody ends leads to nobody; one for a free lock, to that', () => {
  const picture = drawn([{ name: 'lost', kind: 'future' }, wants('late', 'L')], [{ name: 'L' }], ['lost']);
  expect(said(picture).sort()).toEqual(['late waits for L', 'lost waits for a future']);
  expect(picture.boxes.find(({ kind }) => kind === 'nothing')?.detail).toBe('nobody is left to end it');
  expect(picture.boxes.find(({ title }) => title === 'L')?.detail).toBe('free');
  expect(picture.arrows.every(({ isWrong }) => isWrong)).toBe(true);
  expect(picture.findings.map(({ title }) => title)).toEqual(['Lost wake-up: late', 'Lost wake-up: lost']);
});

test('of a large graph what is wrong stays, then the longest chain, and the rest is counted', () => {
  const picture = drawn(
    [
      // Many that are all different, and wait for one each.
      ...crowd(100, (at) => ({ name: `p${at}`, coroutine: `p${at}`, kind: 'task' as const, on: [`c${at}`] })),
      ...crowd(100, (at) => ({ name: `c${at}`, coroutine: `c${at}`, kind: 'sleep' as const })),
      ...crowd(9, (at) => ({
        name: `l${at}`,
        coroutine: `l${at}`,
        kind: 'task' as const,
        on: [`l${at + 1}`],
      })),
      { name: 'l9', kind: 'sleep' },
      wants('a', 'B'),
      wants('b', 'A'),
    ],
    [
      { name: 'A', isSet: true, holders: ['a'] },
      { name: 'B', isSet: true, holders: ['b'] },
    ],
  );
  expect(picture.boxes).toHaveLength(48);
  expect(aboutOf(picture)).toEqual(['a', 'B', 'b', 'A']);
  const titles = picture.boxes.map(({ title }) => title);
  for (const title of ['a', 'b', 'A', 'B', 'l0', 'l5', 'l9']) expect(titles).toContain(title);
  // Whole chains are kept: nobody is left who waits for nothing that is drawn.
  for (const [at, { title }] of picture.boxes.entries())
    if (title.startsWith('p')) expect(picture.arrows.some(({ from }) => from === at)).toBe(true);
  expect(picture.leftOut).toEqual({ tasks: 212 - 46, resources: 0 });
});

test('thousands of tasks that each await the next, and all around, are drawn', () => {
  const count = 5_000;
  const chain = crowd(count, (at) => ({
    name: `t${at}`,
    coroutine: 'step',
    kind: 'task' as const,
    on: [`t${(at + 1) % count}`],
    stack: ['/app/m.py:3 step'],
  }));
  const around = drawn(chain);
  expect(around.boxes).toHaveLength(48);
  expect(around.findings[0]!.evidence.length).toBeLessThanOrEqual(12);
  const open = drawn([...chain.slice(0, -1), { name: `t${count - 1}`, kind: 'sleep' }]);
  expect(open.boxes.some(({ count: many }) => many > 4_900)).toBe(true);
  expect(open.boxes.length).toBeLessThan(20);
});

test('the title of a long deadlock is bounded', () => {
  const count = 2_000;
  const { findings } = drawn(
    crowd(count, (at) => ({ name: `t${at}`, kind: 'task' as const, on: [`t${(at + 1) % count}`] })),
  );
  expect(findings[0]!.title.length).toBeLessThan(400);
});

test('chains are measured without what closes a cycle', () => {
  const chains = chainsOf({ count: 4, from: [0, 1, 2, 3, 2], to: [1, 2, 0, 1, 2] });
  expect(chains.closes).toEqual([false, false, true, false, true]);
  expect(chains.onwards).toEqual([2, 1, 0, 2]);
  expect(chains.before).toEqual([0, 1, 2, 0]);
});
