import { LiveTasks } from '../../core/inspect/liveTasks.ts';
import { mergePictures } from '../../core/inspect/mergePictures.ts';
import { readSnapshot } from '../../core/inspect/readSnapshot.ts';
import type { Snapshot, SnapshotTask } from '../../core/inspect/snapshot.ts';
import { keyInSnapshot, processOfPid } from '../../core/inspect/taskKeys.ts';
import { takePicture, type ProcessSource } from '../../core/inspect/taskPicture.ts';
import type { TaskKey, TaskPicture } from '../../core/inspect/taskRows.ts';
import { waitGraph } from '../../core/inspect/waitGraph.ts';
import type { Trace } from '../../core/trace.ts';
import { SECOND, type Nanos } from '../../core/units.ts';
import type { Debuggee, Debuggees } from '../debug/debuggees.ts';
import type { Session } from '../session.ts';

/** A loop whose run goes on for so long hangs: then the program is asked, as it has nothing else to tell. */
const HANGS_FROM: Nanos = SECOND;
/** Milliseconds until a program that hangs is asked again. */
const ASK_AGAIN = 1_000;

/** What a process answered, and where it stood then: the stop's number, or null where it ran. */
interface Held {
  readonly snapshot: Snapshot;
  readonly stop: number | null;
  readonly tasks: ReadonlyMap<TaskKey, SnapshotTask>;
}

/** A task of a picture, with those that know of it. */
export interface FoundTask {
  readonly debuggee: Debuggee | null;
  /** As the process answered; null where only the trace tells of it. */
  readonly row: SnapshotTask | null;
}

/**
 * Keeps the picture of all live tasks: of a program that runs from its trace, of one that stands still, or hangs, from its
 * own answer. `changed` is called when an answer came; else whoever shows the picture asks for it on a beat of its own.
 */
export class TaskWatch {
  private readonly debuggees: Debuggees;
  private readonly changed: () => void;
  private readonly held = new WeakMap<Debuggee, Held>();
  private readonly asking = new WeakMap<Debuggee, number>();
  private readonly alive = new WeakMap<Trace, LiveTasks>();
  /** Why the last question of a process was not answered. */
  private readonly failures = new WeakMap<Debuggee, string>();

  constructor(debuggees: Debuggees, changed: () => void) {
    this.debuggees = debuggees;
    this.changed = changed;
  }

  /** What all tasks are at now. */
  take(): TaskPicture {
    return mergePictures(this.sessions().map((session) => this.takeOf(session)));
  }

  /** Asks the programs that stand still, or hang, unless they have answered. */
  look(): void {
    for (const debuggee of this.debuggees.all) {
      const { stop, session } = debuggee;
      const held = this.held.get(debuggee);
      if (stop !== null) {
        if (held?.stop !== stop.serial && this.asking.get(debuggee) !== stop.serial)
          void this.ask(debuggee, stop.serial);
      } else if (session !== null && hangs(session.recording.trace, debuggee.pid)) {
        if (!this.asking.has(debuggee)) void this.ask(debuggee, -1);
      } else if (held !== undefined) this.held.delete(debuggee);
    }
  }

  /** Asks all programs anew. */
  async refresh(): Promise<void> {
    await Promise.all(this.debuggees.all.map((each) => this.ask(each, each.stop?.serial ?? -1)));
  }

  /** Who knows of a task; the debuggee of its process, and what that answered of it. */
  find(key: TaskKey): FoundTask {
    const pid = Number(key.slice(0, key.indexOf(':')));
    const debuggee = this.debuggees.all.find((each) => pidOf(each) === pid) ?? null;
    return {
      debuggee,
      row: debuggee === null ? null : (this.held.get(debuggee)?.tasks.get(key) ?? null),
    };
  }

  /** Why a process that stands still does not answer; null where it did, or need not. */
  get whySilent(): string | null {
    for (const debuggee of this.debuggees.all)
      if (debuggee.stop !== null && this.held.get(debuggee)?.stop !== debuggee.stop.serial)
        return this.failures.get(debuggee) ?? null;
    return null;
  }

  /** Where the programs stand; another text after every stop, start and answer at a stop. */
  get stops(): string {
    const each = this.debuggees.all.map((debuggee) => {
      const { id, stop } = debuggee;
      return stop === null ? id : `${id} ${stop.serial} ${this.held.get(debuggee)?.stop === stop.serial}`;
    });
    return each.join('\n');
  }

  private takeOf(session: Session): TaskPicture {
    const { trace } = session.recording;
    const own = this.debuggees.all.filter((each) => each.session === session);
    const snapshots: Snapshot[] = [];
    const sources = own.flatMap((each): ProcessSource[] => {
      const pid = pidOf(each);
      if (pid === null) return [];
      const held = this.held.get(each);
      const isCurrent = held !== undefined && held.stop === (each.stop?.serial ?? null);
      if (isCurrent) snapshots.push(held.snapshot);
      const snapshot = isCurrent ? held.snapshot : null;
      return [{ pid, name: each.debug.name, isStopped: each.stop !== null, snapshot }];
    });
    const known = trace.process === null ? null : trace;
    const { findings } = waitGraph(known, snapshots);
    return takePicture(known, this.aliveIn(trace).update(), sources, findings);
  }

  private aliveIn(trace: Trace): LiveTasks {
    let alive = this.alive.get(trace);
    if (alive === undefined) this.alive.set(trace, (alive = new LiveTasks(trace)));
    return alive;
  }

  private sessions(): readonly Session[] {
    return [...new Set(this.debuggees.all.flatMap(({ session }) => session ?? []))];
  }

  private async ask(debuggee: Debuggee, stop: number): Promise<void> {
    this.asking.set(debuggee, stop);
    try {
      const snapshot = readSnapshot(await debuggee.ask({ what: 'snapshot' }));
      if ((debuggee.stop?.serial ?? -1) !== stop) return;
      if (typeof snapshot === 'string') throw new Error(snapshot);
      const tasks = new Map(snapshot.tasks.map((task) => [keyInSnapshot(snapshot, task), task]));
      this.held.set(debuggee, { snapshot, stop: stop < 0 ? null : stop, tasks });
      this.failures.delete(debuggee);
    } catch (error) {
      this.failures.set(debuggee, error instanceof Error ? error.message : String(error));
    } finally {
      if (stop < 0) setTimeout(() => this.asking.delete(debuggee), ASK_AGAIN).unref();
      this.changed();
    }
  }
}

/** The process behind a debug session: as the debugger told, else the main one of its recording. */
function pidOf({ pid, session, debug }: Debuggee): number | null {
  if (pid !== null) return pid;
  return debug.parentSession === undefined ? (session?.recording.trace.process?.pid ?? null) : null;
}

function hangs(trace: Trace, pid: number | null): boolean {
  const process = pid === null ? 0 : processOfPid(trace, pid);
  for (const { loop, begin } of trace.running.values())
    if (trace.loop(loop)?.process === process && trace.now - begin >= HANGS_FROM) return true;
  return false;
}
