import { fileName } from '../../src/core/format.ts';
import type { Loop, Trace } from '../../src/core/trace.ts';
import type { RowGroup, RowKey } from '../rowTypes.ts';
import { TasksBelow, type Forest } from './forest.ts';

/** A row over loops, or a loop; what is below it stands deeper. */
export type Header =
  | { readonly group: RowGroup; readonly below: readonly Header[] }
  /** Its position in the trace. */
  | { readonly loop: number };

/** Processes over their loops where there are several, and among several threads those that had several loops. */
export function headersOf(trace: Trace, forest: Forest): readonly Header[] {
  const all = trace.loops.map((_, at) => at);
  const processes = split(all, (at) => trace.loops[at]!.process);
  const inProcess = (loops: readonly number[]): readonly Header[] => {
    const threads = split(loops, (at) => trace.loops[at]!.thread.id);
    if (threads.length < 2) return loops.map((loop) => ({ loop }));
    return threads.map((own): Header => {
      // A loop's row names its thread: one for the thread alone would say it twice.
      if (own.length === 1) return { loop: own[0]! };
      return { group: threadGroup(trace, forest, own), below: own.map((loop) => ({ loop })) };
    });
  };
  processes.sort(([a], [b]) => trace.loops[a!]!.process - trace.loops[b!]!.process);
  if (processes.length < 2) return inProcess(processes[0] ?? []);
  return processes.map((loops) => ({ group: processGroup(trace, forest, loops), below: inProcess(loops) }));
}

/** The keys of the rows that a loop's row may stand under. */
export function headerKeysOf(trace: Trace, loop: Loop): RowKey[] {
  const sibling = trace.loops.find(
    ({ process, thread }) => process === loop.process && thread.id === loop.thread.id,
  );
  return [processKey(loop), threadKey(sibling ?? loop)];
}

/** Tasks of all loops of one header. */
class HeaderGroup implements RowGroup {
  readonly key: RowKey;
  readonly kind: 'process' | 'thread';
  readonly title: string;
  readonly detail: string;
  readonly loop: number;
  private readonly below: TasksBelow;

  constructor(
    trace: Trace,
    forest: Forest,
    loops: readonly number[],
    row: { key: RowKey; kind: 'process' | 'thread'; title: string; detail: string },
  ) {
    this.key = row.key;
    this.kind = row.kind;
    this.title = row.title;
    this.detail = row.detail;
    this.loop = loops.length === 1 ? trace.loops[loops[0]!]!.id : 0;
    this.below = new TasksBelow(
      forest,
      loops.map((loop) => forest.roots[loop]!),
    );
  }

  get tasks(): Int32Array {
    return this.below.tasks;
  }
}

function processGroup(trace: Trace, forest: Forest, loops: readonly number[]): RowGroup {
  const loop = trace.loops[loops[0]!]!;
  const process = trace.processes[loop.process];
  const script = fileName(process?.argv[0] ?? '');
  const kind = process?.kind ?? 'main';
  return new HeaderGroup(trace, forest, loops, {
    key: processKey(loop),
    kind: 'process',
    title: `Process ${process?.pid ?? ''}`.trim(),
    detail: script === '' ? kind : `${kind} · ${script}`,
  });
}

function threadGroup(trace: Trace, forest: Forest, loops: readonly number[]): RowGroup {
  const loop = trace.loops[loops[0]!]!;
  return new HeaderGroup(trace, forest, loops, {
    key: threadKey(loop),
    kind: 'thread',
    title: loop.thread.name || `Thread ${loop.thread.id}`,
    detail: `thread · ${loops.length} event loops`,
  });
}

function processKey(loop: Loop): RowKey {
  return `process ${loop.process}`;
}

/** Threads have no number of their own for all processes: the first of their loops names them. */
function threadKey(first: Loop): RowKey {
  return `thread ${first.id}`;
}

/** The same things together, in the order of their first ones. */
function split(all: readonly number[], keyOf: (at: number) => number): number[][] {
  const parts = new Map<number, number[]>();
  for (const at of all) {
    const key = keyOf(at);
    const part = parts.get(key);
    if (part === undefined) parts.set(key, [at]);
    else part.push(at);
  }
  return [...parts.values()];
}
