import type { Task, Trace } from '../trace.ts';
import type { ProcessIndex } from '../units.ts';
import { exactRows } from './exactRows.ts';
import { liveRows } from './liveRows.ts';
import type { Snapshot } from './snapshot.ts';
import { keyOfLoop, keyOfProcess, loopKeyInSnapshot, processOfPid } from './taskKeys.ts';
import type { LoopRow, ProcessRow, TaskKey, TaskPicture, TaskRow } from './taskRows.ts';
import type { WaitFinding } from './waits.ts';

/** A process behind a debug session. */
export interface ProcessSource {
  readonly pid: number;
  readonly name: string;
  readonly isStopped: boolean;
  /** As {@link ProcessRow.isDebugged}. */
  readonly isDebugged: boolean;
  /** What it answered; null as long as it did not, and while it runs. */
  readonly snapshot: Snapshot | null;
}

/**
 * What all tasks are at: of the processes that answered as they said it, of the others as far as the trace has come.
 * `alive` are the trace's live tasks (see LiveTasks), `sources` the processes behind debug sessions, in the order in which
 * they are shown; others of the trace come behind them while they have live tasks. `program` as {@link Snapshot.program}.
 */
export function takePicture(
  trace: Trace | null,
  alive: readonly Task[],
  sources: readonly ProcessSource[],
  findings: readonly WaitFinding[] = [],
  program = '',
): TaskPicture {
  const byProcess = new Map<ProcessIndex, Task[]>();
  for (const task of alive) {
    const process = trace?.loop(task.loop)?.process ?? 0;
    const tasks = byProcess.get(process);
    if (tasks === undefined) byProcess.set(process, [task]);
    else tasks.push(task);
  }
  const rows = new Map<TaskKey, TaskRow>();
  const add = (found: readonly TaskRow[]): void => found.forEach((row) => rows.set(row.key, row));
  const processes = sources.map((source): ProcessRow => {
    const { snapshot, pid, name, isStopped, isDebugged } = source;
    const process = trace === null ? null : processOfPid(trace, pid);
    const tasks = process === null ? [] : (byProcess.get(process) ?? []);
    if (process !== null) byProcess.delete(process);
    const key = keyOfProcess(program, pid);
    const head = { key, pid, process, name, isStopped, isDebugged, cut: snapshot?.cut ?? 0 };
    if (snapshot !== null) {
      add([...exactRows(trace, snapshot)].sort(byAge));
      return { ...head, loops: snapshotLoops(snapshot) };
    }
    if (trace !== null) add(liveRows(trace, tasks, program));
    return { ...head, loops: trace === null ? [] : liveLoops(trace, tasks, program) };
  });
  for (const [process, tasks] of byProcess) {
    const info = trace?.processes[process];
    if (trace === null || info === undefined) continue;
    add(liveRows(trace, tasks, program));
    const loops = liveLoops(trace, tasks, program);
    const name = info.parent === 0 ? 'Main process' : `Child process ${info.pid}`;
    const key = keyOfProcess(program, info.pid);
    const state = { isStopped: false, isDebugged: false, cut: 0 };
    processes.push({ key, pid: info.pid, process, name, loops, ...state });
  }
  return { processes, rows, findings };
}

/** As a trace has them: in the order in which they became known; those it does not know, last. */
function byAge(a: TaskRow, b: TaskRow): number {
  return (a.task ?? Infinity) < (b.task ?? Infinity) ? -1 : a.task === b.task ? 0 : 1;
}

function snapshotLoops(snapshot: Snapshot): readonly LoopRow[] {
  return snapshot.loops.map((loop) => ({
    key: loopKeyInSnapshot(snapshot, loop),
    class: loop.class,
    thread: loop.thread.name,
    isRunning: loop.isRunning,
  }));
}

function liveLoops(trace: Trace, tasks: readonly Task[], program: string): readonly LoopRow[] {
  return [...new Set(tasks.map((task) => task.loop))].flatMap((id) => {
    const loop = trace.loop(id);
    if (loop === undefined) return [];
    const { class: name, thread } = loop;
    return [{ key: keyOfLoop(trace, loop, program), class: name, thread: thread.name, isRunning: true }];
  });
}
