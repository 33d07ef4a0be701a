import { expect, test } from 'vitest';
import { whereOf } from '../../src/core/inspect/evidencePlace.ts';
import { waitGraph } from '../../src/core/inspect/waitGraph.ts';
import { RESOURCE_EVENTS } from '../../src/core/wire.ts';
import { build } from './smallTrace.ts';
import { snapshotOf, type WrittenResource, type WrittenTask } from './snapshotWriter.ts';
import { TraceWriter } from './traceWriter.ts';

/** What is found: `a ⇄ b +c` for a deadlock of a and b with c behind, `lost a` for a lost wake-up. */
function found(
  tasks: readonly WrittenTask[],
  resources: readonly WrittenResource[] = [],
  lone: readonly string[] = [],
): string[] {
  const snapshot = snapshotOf(tasks, resources, { lone });
  const { findings } = waitGraph(null, [snapshot]);
  const nameOf = (key: string): string => tasks[Number(key.slice(key.indexOf('@') + 1)) - 1000]?.name ?? '';
  return findings.map((finding) => {
    if (finding.kind === 'lostWakeUp') return `lost ${nameOf(finding.task)}`;
    const cycle = finding.cycle.map(nameOf).filter((name) => name !== '');
    return [cycle.join(' ⇄ '), ...finding.stuck.map((key) => `+${nameOf(key)}`)].join(' ');
  });
}

const held = (name: string, ...holders: string[]): WrittenResource => ({ name, isSet: true, holders });
const wants = (name: string, resource: string, more: Partial<WrittenTask> = {}): WrittenTask => ({
  name,
  kind: 'lock',
  resource,
  ...more,
});
const awaits = (name: string, ...on: string[]): WrittenTask => ({ name, kind: 'task', on });

test('two tasks that hold what the other wants', () => {
  const tasks = [wants('a', 'B'), wants('b', 'A')];
  expect(found(tasks, [held('A', 'a'), held('B', 'b')])).toEqual(['a ⇄ b']);
});

test('the evidence says who waits for what, where, and who holds it', () => {
  const snapshot = snapshotOf(
    [
      wants('a', 'B', { stack: ['/app/m.py:3 a', 'asyncio/locks.py:9 acquire'] }),
      wants('b', 'A', { stack: ['/app/m.py:8 b'] }),
    ],
    [held('A', 'a'), held('B', 'b')],
  );
  const [finding] = waitGraph(null, [snapshot]).findings;
  expect(finding!.evidence.map(({ text, place }) => [text, place?.line])).toEqual([
    ['a waits for B', 3],
    ['b acquired B, has not released it, and stands', 8],
    ['b waits for A', 8],
    ['a acquired A, has not released it, and stands', 3],
  ]);
});

/** Two tasks that hold what the other wants; the recording has seen how `a` took A, and B took b. */
function embrace(writer: TraceWriter): string[] {
  const snapshot = snapshotOf(
    [
      wants('a', 'B', { serial: 1, stack: ['/app/m.py:3 a'] }),
      wants('b', 'A', { serial: 2, stack: ['/app/m.py:8 b'] }),
    ],
    [
      { ...held('A', 'a'), serial: 1 },
      { ...held('B', 'b'), serial: 2 },
    ],
    {
      more: {
        holders: [
          [0, 0, 2, -1],
          [1, 1, 2, 1],
        ],
      },
    },
  );
  const [finding] = waitGraph(build(writer.beat(9_000).bytes()), [snapshot]).findings;
  return finding!.evidence.map((each) => `${each.text} ${whereOf(each)}`);
}

const ACQUIRED = RESOURCE_EVENTS.indexOf('acquired') + 1;
const WAITS = RESOURCE_EVENTS.indexOf('begins to wait') + 1;

test('where it was taken is told by the frame, else by where it was waited for, else by its first use', () => {
  const first = (): TraceWriter => {
    const writer = new TraceWriter().header().loop().task(1).task(2);
    const place = writer.place('/app/m.py', 2, 'a');
    for (const id of [1, 2]) writer.facts('resources', { id, kind: 1, class: 'Lock', at: 100, place });
    return writer;
  };
  const taken = (writer: TraceWriter, at: number, event: number): TraceWriter =>
    writer.facts('resourceEvents', { at, resource: 1, event, task: 1 });
  // The frame of `b` tells: of its stack that has place 1.
  expect(embrace(taken(first(), 100, ACQUIRED))).toEqual([
    'a waits for Lock 2 at m.py:3',
    'b holds Lock 2, taken at m.py:8',
    'b waits for Lock 1 at m.py:8',
    'a holds Lock 1, taken at m.py:2',
  ]);
  const later = (waits: boolean): TraceWriter => {
    const writer = taken(first(), 100, ACQUIRED);
    const site = writer.site('lock', writer.place('/app/m.py', 5, 'a'));
    taken(writer, 150, RESOURCE_EVENTS.indexOf('released') + 1);
    if (waits) taken(writer, 1_050, WAITS);
    taken(writer, 2_050, ACQUIRED);
    return writer.runs([
      { task: 1, begin: 1_000, end: 1_100, site },
      { task: 1, begin: 2_000, end: 2_100, site },
    ]);
  };
  expect(embrace(later(true)).at(-1)).toBe('a holds Lock 1, taken at m.py:5');
  // Somewhere in a step.
  expect(embrace(later(false)).at(-1)).toBe('a is inside of “async with” of Lock 1, and stands at m.py:3');
});

test('a task that waits for a lock that it holds itself', () => {
  expect(found([wants('a', 'A')], [held('A', 'a')])).toEqual(['a']);
});

test('tasks that await each other, and who stands behind them', () => {
  expect(found([awaits('a', 'b'), awaits('b', 'c'), awaits('c', 'a'), awaits('d', 'a')])).toEqual([
    'a ⇄ b ⇄ c +d',
  ]);
});

test('a lock whose holder awaits the waiter', () => {
  expect(found([wants('a', 'A'), awaits('b', 'a')], [held('A', 'b')])).toEqual(['a ⇄ b']);
});

test('a gather that waits for one that is stuck, and one that is not', () => {
  const tasks = [
    { name: 'main', kind: 'gather' as const, on: ['a', 'sleeper'] },
    wants('a', 'A'),
    { name: 'sleeper', kind: 'sleep' as const },
  ];
  expect(found(tasks, [held('A', 'main')])).toEqual(['main ⇄ a']);
});

test('a semaphore all of whose holders are stuck', () => {
  const slots: WrittenResource = {
    name: 'S',
    kind: 'semaphore',
    capacity: 2,
    value: 0,
    holders: ['a', 'b'],
  };
  expect(found([wants('a', 'S'), wants('b', 'S')], [slots])).toEqual(['a +b']);
});

test('two deadlocks are two findings', () => {
  const tasks = [wants('a', 'B'), wants('b', 'A'), wants('c', 'D'), wants('d', 'C')];
  const locks = [held('A', 'a'), held('B', 'b'), held('C', 'c'), held('D', 'd')];
  expect(found(tasks, locks)).toEqual(['a ⇄ b', 'c ⇄ d']);
});

const sleeps: WrittenTask = { name: 'b', kind: 'sleep' };

test.each<[string, WrittenTask[], WrittenResource[]]>([
  ['a convoy whose holder sleeps', [wants('a', 'B'), sleeps], [held('B', 'b')]],
  [
    'a holder that is ready',
    [wants('a', 'B'), wants('b', 'A', { state: 'ready' })],
    [held('A', 'a'), held('B', 'b')],
  ],
  ['a holder that runs', [wants('a', 'B'), { name: 'b', state: 'running' }], [held('B', 'b')]],
  [
    'one that is awaited by one with a timeout',
    [wants('a', 'B'), wants('b', 'A'), awaits('c', 'a'), { ...awaits('d', 'c'), flags: 8 }],
    [held('A', 'a'), held('B', 'b')],
  ],
  ['one with a timeout', [wants('a', 'B', { flags: 8 }), wants('b', 'A')], [held('A', 'a'), held('B', 'b')]],
  [
    'one that was asked to cancel',
    [wants('a', 'B', { flags: 1 }), wants('b', 'A')],
    [held('A', 'a'), held('B', 'b')],
  ],
  [
    'one that moved meanwhile',
    [wants('a', 'B', { flags: 4 }), wants('b', 'A')],
    [held('A', 'a'), held('B', 'b')],
  ],
  ['a lock whose holder is not known', [wants('a', 'B'), wants('b', 'A')], [held('A'), held('B', 'b')]],
  [
    'a wait for the first of several, one of which may end',
    [{ name: 'a', kind: 'wait', on: ['b', 'c'] }, awaits('b', 'a'), { name: 'c', kind: 'sleep' }],
    [],
  ],
  [
    'a semaphore with a holder that is not known',
    [wants('a', 'S')],
    [{ name: 'S', kind: 'semaphore', capacity: 2, value: 0, holders: ['a'] }],
  ],
  [
    'a semaphore with a place left',
    [{ ...wants('a', 'S'), state: 'ready' }],
    [{ name: 'S', kind: 'semaphore', capacity: 2, value: 1, holders: ['a'] }],
  ],
  ['an event', [{ name: 'a', kind: 'event', resource: 'E' }], [{ name: 'E', kind: 'event' }]],
  [
    'an empty queue',
    [{ name: 'a', kind: 'queue.get', resource: 'Q' }],
    [{ name: 'Q', kind: 'queue', value: 0 }],
  ],
  ['a plain await', [awaits('a', 'b'), sleeps], []],
])('nothing is found in %s', (_, tasks, resources) => {
  expect(found(tasks, resources)).toEqual([]);
});

test.each<[string, WrittenTask[], WrittenResource]>([
  ['a lock that is free', [wants('a', 'L')], { name: 'L' }],
  [
    'an event that is set',
    [{ name: 'a', kind: 'event', resource: 'E' }],
    { name: 'E', kind: 'event', isSet: true },
  ],
  [
    'a queue with an item',
    [{ name: 'a', kind: 'queue.get', resource: 'Q' }],
    { name: 'Q', kind: 'queue', value: 1 },
  ],
  [
    'a queue with room',
    [{ name: 'a', kind: 'queue.put', resource: 'Q' }],
    { name: 'Q', kind: 'queue', capacity: 3, value: 2 },
  ],
])('a wait for %s was never woken', (_, tasks, resource) => {
  expect(found(tasks, [resource])).toEqual(['lost a']);
});

test('nothing is lost while another waiter was woken and has not run', () => {
  const tasks = [wants('a', 'L', { state: 'ready' }), wants('b', 'L')];
  expect(found(tasks, [{ name: 'L' }])).toEqual([]);
});

test('a future that nobody else refers to', () => {
  expect(found([{ name: 'a', kind: 'future' }, sleeps], [], ['a'])).toEqual(['lost a']);
});
