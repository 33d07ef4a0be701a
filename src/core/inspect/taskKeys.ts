import type { Loop, Task, Trace } from '../trace.ts';
import type { ProcessIndex } from '../units.ts';
import type { Snapshot, SnapshotLoop, SnapshotResource, SnapshotTask } from './snapshot.ts';
import type { LoopKey, TaskKey } from './taskRows.ts';
import type { ResourceKey } from './waits.ts';

/** The newest of the trace's processes with a pid, for pids are used again; null when there is none. */
export function processOfPid(trace: Trace, pid: number): ProcessIndex | null {
  return trace.processes.findLast((process) => process.pid === pid)?.index ?? null;
}

export function keyOfTask(trace: Trace, task: Task): TaskKey {
  return `${pidOf(trace, trace.loop(task.loop)?.process ?? 0)}:${task.serial}`;
}

export function keyOfLoop(trace: Trace, loop: Loop): LoopKey {
  return `${pidOf(trace, loop.process)}:loop ${loop.serial}`;
}

export function keyInSnapshot({ pid }: Snapshot, { serial, key }: SnapshotTask): TaskKey {
  return serial > 0 ? `${pid}:${serial}` : `${pid}:@${key}`;
}

export function loopKeyInSnapshot({ pid }: Snapshot, { serial, index }: SnapshotLoop): LoopKey {
  return serial > 0 ? `${pid}:loop ${serial}` : `${pid}:loop @${index}`;
}

export function resourceKeyInSnapshot({ pid }: Snapshot, { serial, key }: SnapshotResource): ResourceKey {
  return serial > 0 ? `${pid}:resource ${serial}` : `${pid}:resource @${key}`;
}

function pidOf(trace: Trace, process: ProcessIndex): number {
  return trace.processes[process]?.pid ?? 0;
}
