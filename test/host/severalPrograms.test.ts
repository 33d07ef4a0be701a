/** Programs that are debugged side by side, in containers of their own: each has the process number 1. */
import { expect, it, vi } from 'vitest';
import { PictureTree } from '../../src/core/inspect/pictureTree.ts';
import { allStacksText } from '../../src/core/inspect/stackText.ts';
import { NO_FILTER } from '../../src/core/inspect/taskFilter.ts';
import type { TaskPicture, TaskRow } from '../../src/core/inspect/taskRows.ts';
import type { Debuggee, Question, Stop } from '../../src/host/debug/debuggees.ts';
import { itemOf } from '../../src/host/tasks/taskItems.ts';
import { TaskWatch } from '../../src/host/tasks/taskWatch.ts';
import { build } from '../core/smallTrace.ts';
import { snapshotText } from '../core/snapshotWriter.ts';
import { TraceWriter } from '../core/traceWriter.ts';

vi.mock('vscode', () => ({
  window: {
    showWarningMessage: (_: string, __: object, yes: string) => Promise.resolve(yes),
    showInformationMessage: () => undefined,
  },
}));
const { cancelTask } = await import('../../src/host/tasks/taskActions.ts');

interface Program {
  readonly debuggee: Debuggee;
  readonly asked: Question[];
  stop: Stop | null;
}

/** A program with two tasks, `<name>` and one that it awaits. */
function program(name: string): Program {
  const awaited = `${name}'s`;
  const writer = new TraceWriter().header({ pid: 1 }).loop();
  const trace = build(writer.task(1, { name }).task(2, { name: awaited, parent: 1 }).beat(1_000).bytes());
  const tasks = [
    { name, serial: 1, kind: 'task', on: [awaited] },
    { name: awaited, serial: 2, kind: 'sleep' },
  ] as const;
  const self: Program = {
    stop: null,
    asked: [],
    debuggee: {
      id: `debug session of ${name}`,
      debug: { name, configuration: {} },
      session: { id: `recording of ${name}`, info: { state: 'live' }, recording: { trace } },
      pid: 1,
      state: 'running',
      get stop() {
        return self.stop;
      },
      ask: (question: Question) => {
        self.asked.push(question);
        const isCancel = question.what === 'cancel';
        return Promise.resolve(isCancel ? 'requested' : snapshotText(tasks, [], { more: { pid: 1 } }));
      },
    } as unknown as Debuggee,
  };
  return self;
}

function watched(): { left: Program; right: Program; watch: TaskWatch } {
  const [left, right] = [program('left'), program('right')];
  return { left, right, watch: new TaskWatch({ all: [left.debuggee, right.debuggee] }, () => undefined) };
}

function named({ rows }: TaskPicture, name: string): TaskRow {
  return [...rows.values()].find((row) => row.name === name)!;
}

/** The tasks that stand under the row of each program. */
function tree(picture: TaskPicture): Readonly<Record<string, readonly string[]>> {
  const rows = new PictureTree(picture, { filter: NO_FILTER, order: 'name' });
  const label = (node: Parameters<typeof itemOf>[1]): string => itemOf(picture, node)!.label;
  return Object.fromEntries(
    rows.children(null).map((node) => [label(node), rows.children(node).map((task) => label(task))]),
  );
}

it('tells their tasks apart, and who knows of them', async () => {
  const { left, right, watch } = watched();
  const both = { left: ['left', "left's"], right: ['right', "right's"] };
  expect(tree(watch.take())).toEqual(both);
  expect(tree(await watch.takeExact())).toEqual(both);
  for (const { debuggee, asked } of [left, right]) {
    const { name } = debuggee.debug;
    asked.length = 0;
    const { key } = named(watch.take(), name);
    expect(watch.find(key)).toMatchObject({ debuggee, session: debuggee.session });
    expect((await watch.findExact(key)).row?.name).toBe(name);
    expect(asked).toEqual([{ what: 'snapshot' }]);
  }
});

it('knows which of them stands still', async () => {
  const { right, watch } = watched();
  right.stop = { thread: 1, reason: 'breakpoint', serial: 1 };
  const picture = await watch.takeExact();
  const context = (name: string): string =>
    itemOf(picture, { kind: 'task', id: '', task: named(picture, name).key })!.context;
  expect(context('left')).not.toContain('stopped');
  expect(context('right')).toContain('stopped');
});

it('lists all their tasks once, and who waits for whom', async () => {
  const { watch } = watched();
  const { graph } = await watch.takeWaits();
  expect(graph.nodes.map(({ label }) => label)).toEqual(['left', "left's", 'right', "right's"]);
  expect(new Set(graph.nodes.map(({ key }) => key)).size).toBe(4);
  const text = allStacksText(await watch.takeExact());
  expect(text.match(/^Task "\S+"/gm)).toEqual(
    ['left', "left's", 'right', "right's"].map((name) => `Task "${name}"`),
  );
});

it('knows which of them a debugger holds: one that was started without it can only be looked at', () => {
  const { left, right, watch } = watched();
  Object.assign(left.debuggee.debug.configuration, { noDebug: true });
  Object.assign(right.debuggee, { state: 'running' });
  const contexts = (): readonly boolean[] => watch.take().processes.map(({ isDebugged }) => isDebugged);
  expect(contexts()).toEqual([false, true]);
  Object.assign(right.debuggee, { state: 'ended' });
  expect(contexts()).toEqual([false, false]);
});

it('cancels the task of the program that it is in', async () => {
  const { left, right, watch } = watched();
  const picture = watch.take();
  const { key } = named(picture, "right's");
  const row = {
    id: '',
    above: null,
    node: { kind: 'task', id: '', task: key },
    shown: '',
    below: null,
  } as const;
  await cancelTask({ picture, watch }, row);
  expect(left.asked).toEqual([]);
  expect(right.asked).toEqual([{ what: 'snapshot' }, { what: 'cancel', key: '1001', serial: 2 }]);
});
