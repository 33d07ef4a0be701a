import type { Loop, Task, Trace } from '../trace.ts';
import type { ProcessIndex } from '../units.ts';
import type { Snapshot, SnapshotLoop, SnapshotResource, SnapshotTask } from './snapshot.ts';
import type { LoopKey, ProcessKey, TaskKey } from './taskRows.ts';
import type { ResourceKey } from './waits.ts';

/** The newest of the trace's processes with a pid, for pids are used again; null when there is none. */
export function processOfPid(trace: Trace, pid: number): ProcessIndex | null {
  return trace.processes.findLast((process) => process.pid === pid)?.index ?? null;
}

/** `program`: as {@link Snapshot.program}. */
export function keyOfProcess(program: string, pid: number): ProcessKey {
  return program === '' ? String(pid) : `${program}/${pid}`;
}

/** The process of a task; so of a loop or a resource, by their keys. */
export function processOfKey(key: TaskKey): ProcessKey {
  return key.slice(0, key.indexOf(':'));
}

/** The program of a task; empty where there is one program. */
export function programOfKey(key: TaskKey): string {
  return key.slice(0, Math.max(0, processOfKey(key).lastIndexOf('/')));
}

/** `process`: whose number `serial` is. */
export function keyOfSerial(process: ProcessKey, serial: number): TaskKey {
  return `${process}:${serial}`;
}

export function keyOfTask(trace: Trace, task: Task, program: string): TaskKey {
  return keyOfSerial(processInTrace(trace, trace.loop(task.loop)?.process ?? 0, program), task.serial);
}

export function keyOfLoop(trace: Trace, loop: Loop, program: string): LoopKey {
  return `${processInTrace(trace, loop.process, program)}:loop ${loop.serial}`;
}

export function processInSnapshot({ program, pid }: Snapshot): ProcessKey {
  return keyOfProcess(program, pid);
}

export function keyInSnapshot(snapshot: Snapshot, { serial, key }: SnapshotTask): TaskKey {
  const process = processInSnapshot(snapshot);
  return serial > 0 ? keyOfSerial(process, serial) : `${process}:@${key}`;
}

export function loopKeyInSnapshot(snapshot: Snapshot, { serial, index }: SnapshotLoop): LoopKey {
  return `${processInSnapshot(snapshot)}:loop ${serial > 0 ? serial : `@${index}`}`;
}

export function resourceKeyInSnapshot(snapshot: Snapshot, { serial, key }: SnapshotResource): ResourceKey {
  return `${processInSnapshot(snapshot)}:resource ${serial > 0 ? serial : `@${key}`}`;
}

function processInTrace(trace: Trace, process: ProcessIndex, program: string): ProcessKey {
  return keyOfProcess(program, trace.processes[process]?.pid ?? 0);
}
