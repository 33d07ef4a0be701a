/** What the rows of the Asyncio Tasks view say, and what their menus may offer. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PictureTree } from '../../src/core/inspect/pictureTree.ts';
import { NO_FILTER } from '../../src/core/inspect/taskFilter.ts';
import { takePicture } from '../../src/core/inspect/taskPicture.ts';
import type { TaskPicture } from '../../src/core/inspect/taskRows.ts';
import { waitGraph } from '../../src/core/inspect/waitGraph.ts';
import { itemOf, type ItemText } from '../../src/host/tasks/taskItems.ts';
import { waitText } from '../../src/host/tasks/waitText.ts';
import { repository } from '../support/paths.ts';
import { snapshotOf, type WrittenResource, type WrittenTask } from '../core/snapshotWriter.ts';

function pictureOf(
  tasks: readonly WrittenTask[],
  resources: readonly WrittenResource[] = [],
  isStopped = true,
): TaskPicture {
  const snapshot = snapshotOf(tasks, resources);
  const source = { pid: 7, name: 'main.py', isStopped, isDebugged: true, snapshot };
  return takePicture(null, [], [source], waitGraph(null, [snapshot]).findings);
}

/** The roots of the tree, by what they say. */
function roots(picture: TaskPicture): readonly ItemText[] {
  const tree = new PictureTree(picture, { filter: NO_FILTER, order: 'parent' });
  return tree.children(null).map((node) => itemOf(picture, node)!);
}

function frameOf(picture: TaskPicture): ItemText {
  const tree = new PictureTree(picture, { filter: NO_FILTER, order: 'parent' });
  const [task] = tree.children(null);
  return itemOf(picture, tree.children(task!)[0]!)!;
}

test.each([
  [{ name: 'fetcher', kind: 'sleep' }, 'fetcher', 'sleep', 'Task fetcher, awaits sleep, coroutine work'],
  [{ name: 'Task-12', kind: 'gather' }, 'Task-12 work', 'gather', 'Task work (Task-12), awaits gather'],
  [{ name: '', state: 'new' }, 'work', 'not started', 'Task work, not started'],
  [{ name: 'next', state: 'ready' }, 'next', 'ready', 'Task next, ready to run, coroutine work'],
  [{ name: 'now', state: 'running' }, 'now', '◆ current', 'Task now, current, coroutine work'],
  [
    { name: 'leaving', kind: 'sleep', flags: 1 },
    'leaving',
    'cancelling · sleep',
    'Task leaving, cancelling, awaits sleep, coroutine work',
  ],
  [
    { name: 'odd\u202ename\n!', kind: 'sleep' },
    'odd\\u202ename\\u000a!',
    'sleep',
    'Task odd\\u202ename\\u000a!, awaits sleep, coroutine work',
  ],
  [
    { name: 'waiter', kind: 'queue.get', resource: 'Queue' },
    'waiter',
    'Queue · get',
    'Task waiter, awaits a queue to have an item (Queue), coroutine work',
  ],
] as [WrittenTask, string, string, string][])(
  'says what %o is at, in short and as a sentence',
  (task, label, description, spoken) => {
    const resources: WrittenResource[] = task.resource === undefined ? [] : [{ name: task.resource }];
    expect(roots(pictureOf([task], resources)).at(-1)).toMatchObject({ label, description, spoken });
  },
);

test('a name is no longer than a row', () => {
  const [item] = roots(pictureOf([{ name: 'x'.repeat(10_000), kind: 'sleep' }]));
  expect(item!.label.length).toBeLessThanOrEqual(61);
});

test('a frame of a program that stands still has variables, and nothing else has', () => {
  const task: WrittenTask = { name: 'one', kind: 'sleep', stack: ['/app/main.py:5 work'] };
  const stopped = frameOf(pictureOf([task]));
  expect(stopped).toMatchObject({
    label: 'work',
    description: 'main.py:5',
    expands: 'closed',
    context: 'frame debugged stopped',
  });
  // One that hangs answers too, but only at a stop does the debugger show variables.
  expect(frameOf(pictureOf([task], [], false))).toMatchObject({ expands: 'not', context: 'frame debugged' });
});

/** What the menu of a row offers, without the commands' prefix. */
function menuOf({ context }: ItemText): readonly string[] {
  const { contributes } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as {
    contributes: { menus: Record<string, { command: string; when: string }[]> };
  };
  return contributes.menus['view/item/context']!.flatMap(({ command, when }) => {
    const pattern = /viewItem =~ \/(.*)\/$/.exec(when)?.[1];
    return pattern !== undefined && new RegExp(pattern).test(context) ? command.split('.').slice(2) : [];
  });
}

test('what only a debugger can do is offered where there is one', () => {
  const task: WrittenTask = { name: 'one', kind: 'sleep', stack: ['/app/main.py:5 work'] };
  const menus = (isStopped: boolean, isDebugged: boolean): readonly (readonly string[])[] => {
    const snapshot = snapshotOf([task]);
    const picture = takePicture(null, [], [{ pid: 7, name: 'main.py', isStopped, isDebugged, snapshot }]);
    return [...roots(picture), frameOf(picture)].map(menuOf);
  };
  const [look, inFrame] = [
    ['openFrame', 'copyStack'],
    ['openFrame', 'copyStack', 'evaluateInFrame'],
  ];
  expect(menus(false, false)).toEqual([look, look]);
  expect(menus(false, true)).toEqual([[...look, 'cancelTask'], look]);
  expect(menus(true, true)).toEqual([[...look, 'cancelTask'], inFrame]);
});

test('many that are alike are one row, with the line', () => {
  const crowd = Array.from({ length: 2_000 }, (_, at) => ({
    name: `crowd ${String(at)}`,
    kind: 'sleep' as const,
    stack: ['/app/main.py:5 work', 'asyncio/tasks.py:600 sleep'],
  }));
  expect(roots(pictureOf(crowd))).toMatchObject([
    {
      label: '2,000 × work',
      description: 'sleep · main.py:5',
      spoken: '2,000 tasks of coroutine work, awaits sleep, main.py:5',
      context: 'group',
    },
  ]);
});

test('a deadlock comes first, and is told in words', () => {
  const lock = (name: string, holder: string): WrittenResource => ({ name, isSet: true, holders: [holder] });
  const tasks: WrittenTask[] = [
    { name: 'a', kind: 'lock', resource: 'A' },
    { name: 'b', kind: 'lock', resource: 'B' },
    { name: 'c', kind: 'lock', resource: 'A' },
  ];
  const resources = [lock('A', 'b'), lock('B', 'a')];
  const picture = pictureOf(tasks, resources);
  expect(roots(picture)[0]).toMatchObject({
    label: 'Deadlock: a ⇄ b',
    description: '1 task stuck behind',
    icon: 'error',
  });
  const text = waitText(picture, waitGraph(null, [snapshotOf(tasks, resources)]));
  expect(text).toMatch(/^Deadlock: a ⇄ b\n/);
  expect(text).toMatch(/\n {2}c waits for A\b/);
  expect(waitText(pictureOf([]), waitGraph(null, []))).toBe(
    'No deadlock and no lost wake-up was found.\n\nNo task waits for another one, or for a lock or queue.\n',
  );
});
