import { describe, expect, test } from 'vitest';
import { LiveTasks } from '../../src/core/inspect/liveTasks.ts';
import { PictureTree } from '../../src/core/inspect/pictureTree.ts';
import { allStacksText, stackText } from '../../src/core/inspect/stackText.ts';
import { NO_FILTER } from '../../src/core/inspect/taskFilter.ts';
import { takePicture } from '../../src/core/inspect/taskPicture.ts';
import type { TaskPicture } from '../../src/core/inspect/taskRows.ts';
import type { TaskFilter, TreeNode, TreeOptions } from '../../src/core/inspect/taskTree.ts';
import { build } from './smallTrace.ts';
import { snapshotOf, type WrittenTask } from './snapshotWriter.ts';
import { TraceWriter } from './traceWriter.ts';

/** `main` awaits `worker`, which gets from a queue; `busy` has just begun a step. */
function liveWriter(): TraceWriter {
  const writer = new TraceWriter().header().loop();
  const inMain = writer.place('/app/main.py', 12, 'main');
  const inWorker = writer.place('/app/main.py', 30, 'worker');
  const inGet = writer.place('/usr/lib/asyncio/queues.py', 158, 'Queue.get', 2);
  const awaitsWorker = writer.site('task', inMain);
  const gets = writer.site('queue.get', inWorker, inGet);
  writer
    .task(1, { name: 'main', place: inMain })
    .task(2, { name: 'worker', coroutine: 'worker', parent: 1, created: 900, place: inMain })
    .task(3, { name: 'busy', coroutine: 'worker', parent: 1, created: 950, place: inMain })
    .task(4, { name: 'new', parent: 3, created: 4_000, place: inMain });
  const worker = writer.group(2);
  return writer
    .facts('resources', { id: 1, kind: 6, class: 'asyncio.queues.Queue', at: 1_500, place: inWorker })
    .facts('resourceEvents', { at: 1_900, resource: 1, event: 3, task: 2, value: 1 })
    .runs([
      { task: 1, begin: 500, end: 1_000, site: awaitsWorker, group: worker },
      { task: 2, begin: 1_500, end: 2_000, site: gets },
    ])
    .beat(5_000, [{ loop: 1, subject: 12, begin: 3_000 }]);
}

function livePicture(writer = liveWriter()): TaskPicture {
  const trace = build(writer.bytes());
  const alive = new LiveTasks(trace).update();
  const source = { pid: 7, name: 'main.py', isStopped: false, isDebugged: true, snapshot: null };
  return takePicture(trace, alive, [source]);
}

function exactPicture(tasks: readonly WrittenTask[], withTrace = true): TaskPicture {
  const trace = build(liveWriter().bytes());
  const source = { pid: 7, name: 'main.py', isStopped: true, isDebugged: true, snapshot: snapshotOf(tasks) };
  return takePicture(withTrace ? trace : null, [], [source]);
}

function treeOf(
  picture: TaskPicture,
  order: TreeOptions['order'] = 'parent',
  filter: Partial<TaskFilter> = {},
): PictureTree {
  return new PictureTree(picture, { order, filter: { ...NO_FILTER, ...filter } });
}

/** The whole tree, a line a row, indented. */
function drawn(picture: TaskPicture, tree: PictureTree, node: TreeNode | null = null, depth = 0): string[] {
  return tree.children(node).flatMap((child) => {
    if (node !== null && child.kind !== 'more') expect(tree.parentOf(child)).toBe(node);
    return ['  '.repeat(depth) + titleOf(picture, child), ...drawn(picture, tree, child, depth + 1)];
  });
}

function titleOf({ rows }: TaskPicture, node: TreeNode): string {
  switch (node.kind) {
    case 'task':
      return `${rows.get(node.task)!.name} ${rows.get(node.task)!.state}`;
    case 'frame':
      return `@${rows.get(node.task)!.stack[node.depth]!.line}`;
    case 'awaiter':
      return `by ${rows.get(node.task)!.name}`;
    case 'group':
      return `${node.tasks.length} alike`;
    case 'more':
      return `${node.count} more`;
    default:
      return node.id;
  }
}

test('tasks of the trace stand under who created them, with stacks and who awaits them', () => {
  const picture = livePicture();
  expect([...picture.rows.values()].some(({ isExact }) => isExact)).toBe(false);
  expect(drawn(picture, treeOf(picture))).toEqual([
    'main suspended',
    '  @12',
    '  worker suspended',
    '    @30',
    '    @158',
    '    by main',
    '  busy running',
    '    new new',
  ]);
  const worker = picture.rows.get('7:2')!;
  expect(worker).toMatchObject({ kind: 'queue.get', resource: 'Queue 1', age: 3_000, isMine: true });
  expect(picture.rows.get('7:3')).toMatchObject({ isCurrent: true, age: 2_000 });
});

test('or under who waits for them, or side by side', () => {
  const picture = livePicture();
  const tasksOf = (order: TreeOptions['order']): string[] =>
    drawn(picture, treeOf(picture, order)).filter((line) => !/@|by /.test(line));
  expect(tasksOf('waited')).toEqual(['main suspended', '  worker suspended', 'busy running', 'new new']);
  expect(tasksOf('name')).toEqual(['busy running', 'main suspended', 'new new', 'worker suspended']);
});

test('at a stop the task that runs comes first, whatever the order', () => {
  const picture = exactPicture([
    { name: 'a', kind: 'sleep' },
    { name: 'held', state: 'running' },
  ]);
  for (const order of ['parent', 'waited', 'name'] as const)
    expect(drawn(picture, treeOf(picture, order))).toEqual(['held running', 'a suspended']);
});

test('how long a task is at something leaves out what the debugger held', () => {
  const picture = livePicture(liveWriter().pause(2_500, true).pause(4_500, false).beat(6_000));
  expect(picture.rows.get('7:2')!.age).toBe(2_000);
});

test('only tasks that match are counted, not those above them', () => {
  const tree = treeOf(livePicture(), 'parent', { text: 'new' });
  expect([tree.size, tree.matches]).toEqual([3, 1]);
});

test('tasks that await each other all around have a root', () => {
  const picture = exactPicture([
    { name: 'a', kind: 'task', on: ['b'] },
    { name: 'b', kind: 'task', on: ['a'] },
  ]);
  const tree = treeOf(picture, 'waited');
  expect(drawn(picture, tree).filter((line) => !line.includes('by '))).toHaveLength(2);
});

test('a snapshot says the same of tasks that stand still as the trace', () => {
  const live = livePicture();
  const exact = exactPicture([
    {
      name: 'main',
      serial: 1,
      coroutine: 'main',
      kind: 'task',
      on: ['worker'],
      stack: ['/app/main.py:12 main'],
    },
    {
      name: 'worker',
      serial: 2,
      coroutine: 'worker',
      kind: 'queue.get',
      stack: ['/app/main.py:30 worker', '/usr/lib/asyncio/queues.py:158 Queue.get'],
    },
  ]);
  const plain = (key: string, { rows }: TaskPicture): object => {
    const { name, coroutine, state, age, kind, parent, waitsFor, awaitedBy, task } = rows.get(key)!;
    return { name, coroutine, state, age, kind, parent, waitsFor, awaitedBy, task };
  };
  for (const key of ['7:1', '7:2']) expect(plain(key, exact)).toEqual(plain(key, live));
});

test('a process that is not recorded has no times', () => {
  const picture = exactPicture([{ name: 'a', serial: 0, kind: 'sleep' }], false);
  expect([...picture.rows.values()]).toMatchObject([{ key: '7:@1000', age: null, task: null }]);
  expect(stackText(picture, picture.rows.get('7:@1000')!)).toBe('Task "a" (work): awaits sleep');
});

describe('many tasks', () => {
  const crowd = Array.from({ length: 1_000 }, (_, i) => ({
    name: `crowd-${i}`,
    kind: 'sleep' as const,
    stack: ['/app/main.py:5 crowd'],
  }));

  test('alike ones are one row, in pages', () => {
    const picture = exactPicture([{ name: 'main', state: 'running' }, ...crowd]);
    const tree = treeOf(picture);
    const [main, group] = tree.children(null);
    expect([main?.kind, group?.kind]).toEqual(['task', 'group']);
    const page = tree.children(group!);
    expect(page).toHaveLength(201);
    const more = page.at(-1)!;
    expect(more).toMatchObject({ kind: 'more', count: 800 });
    expect(tree.children(more)[0]).toMatchObject({ task: '7:@1201' });
    expect(tree.parentOf(page[0]!)).toBe(group);
  });

  test('a task is found in a group that was never opened', () => {
    const picture = exactPicture([{ name: 'main', state: 'running' }, ...crowd]);
    const tree = treeOf(picture);
    const node = tree.find('7:@1500')!;
    const kinds: string[] = [];
    // VS Code looks for it among the rows that its parent has, and so on.
    for (let at: TreeNode | null = node; at !== null; at = tree.parentOf(at)) {
      kinds.push(at.kind);
      expect(tree.children(tree.parentOf(at)).map(({ id }) => id)).toContain(at.id);
    }
    expect(kinds).toEqual(['task', 'more', 'more', 'group']);
    expect(tree.find('7:@9')).toBeNull();
  });

  test('those at different lines are not alike', () => {
    const tasks = crowd.map((task, i) => ({ ...task, stack: [`/app/main.py:${i} crowd`] }));
    const tree = treeOf(exactPicture(tasks));
    expect(tree.children(null).map(({ kind }) => kind)).toEqual([
      ...Array.from({ length: 200 }, () => 'task'),
      'more',
    ]);
  });
});

test.each<[string, Partial<TaskFilter>, string[]]>([
  ['waiting', { waiting: true }, ['main suspended', 'worker suspended']],
  ['longer than', { longerThan: 2_500 }, ['main suspended', 'worker suspended']],
  ['a text in a stack', { text: 'QUEUES.py' }, ['main suspended', 'worker suspended']],
  ['a text in a name, with what is above it', { text: 'new' }, ['main suspended', 'busy running', 'new new']],
  ['nothing', { text: 'nowhere' }, []],
])('filters by %s', (_, filter, titles) => {
  const picture = livePicture();
  const lines = drawn(picture, treeOf(picture, 'parent', filter)).map((line) => line.trim());
  expect(lines.filter((line) => !/@|by /.test(line))).toEqual(titles);
});

test('stacks as text', () => {
  expect(allStacksText(livePicture())).toContain(
    [
      'main.py (pid 7), asyncio.unix_events._UnixSelectorEventLoop in MainThread: 4 tasks',
      '',
      'Task "main" (main): awaits another task, 4.00 µs',
      '  File "/app/main.py", line 12, in main',
    ].join('\n'),
  );
});

test('what has ended is no more among the live, and new tasks are', () => {
  const writer = liveWriter();
  const builder = build(writer.bytes());
  const live = new LiveTasks(builder);
  expect(live.update().map(({ name }) => name)).toEqual(['main', 'worker', 'busy', 'new']);
  const before = writer.bytes().length;
  writer.end(2, 6_000, 'result').task(5, { name: 'late', created: 6_000 });
  builder.push(writer.bytes().slice(before));
  expect(live.update().map(({ name }) => name)).toEqual(['main', 'busy', 'new', 'late']);
});
