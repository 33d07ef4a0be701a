import { LiveTasks } from '../../core/inspect/liveTasks.ts';
import { mergePictures } from '../../core/inspect/mergePictures.ts';
import { readSnapshot } from '../../core/inspect/readSnapshot.ts';
import type { Snapshot, SnapshotTask } from '../../core/inspect/snapshot.ts';
import { keyInSnapshot, keyOfProcess, processOfKey, programOfKey } from '../../core/inspect/taskKeys.ts';
import { takePicture, type ProcessSource } from '../../core/inspect/taskPicture.ts';
import type { ProcessKey, TaskKey, TaskPicture } from '../../core/inspect/taskRows.ts';
import { waitGraph } from '../../core/inspect/waitGraph.ts';
import type { WaitFinding, WaitGraph } from '../../core/inspect/waits.ts';
import type { Trace } from '../../core/trace.ts';
import { hasDebugger } from '../debug/debugTypes.ts';
import type { Debuggee, Debuggees, Stop } from '../debug/debuggees.ts';
import type { Session } from '../session.ts';
import { Hanging } from './hanging.ts';

/** Milliseconds until a program that hangs is asked again. */
const ASK_AGAIN = 1_000;
/** Milliseconds that a program stands still before it is asked what takes longer to find out: many stops are steps. */
const STANDS_FROM = 300;
/** Milliseconds to wait for an answer that did not come at first. */
const PATIENCE = 60_000;
/** Milliseconds to wait for who waits for whom. */
const GRAPH_PATIENCE = 10_000;

/** What a process answered, and where it stood then: the stop's number, or null where it ran. */
interface Held {
  readonly snapshot: Snapshot;
  readonly stop: number | null;
  readonly tasks: ReadonlyMap<TaskKey, SnapshotTask>;
  readonly findings: readonly WaitFinding[];
  /** Who waits for whom, where that was asked. */
  readonly graph: WaitGraph | null;
}

/** Who waits for whom in all programs, and their tasks at that moment. */
export interface TakenWaits {
  readonly tasks: TaskPicture;
  readonly graph: WaitGraph;
  /** By the name of the program: why one did not answer. */
  readonly failures: readonly string[];
  /** No program of these runs. */
  readonly isStopped: boolean;
}

/** A task of a picture, with those that know of it. */
export interface FoundTask {
  /** The one that the debugger holds; null where no debugger knows of its process. */
  readonly debuggee: Debuggee | null;
  /** The recording that tells of it. */
  readonly session: Session | null;
  /** As the process answered; null where only the trace tells of it. */
  readonly row: SnapshotTask | null;
}

/**
 * Keeps the picture of all live tasks: of a program that runs from its trace, of one that stands still, or hangs, from its
 * own answer. `changed` is called when an answer came; else whoever shows the picture asks for it on a beat of its own.
 */
export class TaskWatch {
  private readonly debuggees: Pick<Debuggees, 'all'>;
  private readonly changed: () => void;
  private readonly held = new WeakMap<Debuggee, Held>();
  /** The stop at which each was asked last. */
  private readonly askedAt = new WeakMap<Debuggee, number>();
  /** Those that hang, and have been asked a moment ago. */
  private readonly resting = new WeakSet<Debuggee>();
  private readonly alive = new WeakMap<Trace, LiveTasks>();
  private readonly hanging = new Hanging();
  /** Why the last question of a process was not answered. */
  private readonly failures = new WeakMap<Debuggee, string>();
  private answers = 0;

  constructor(debuggees: Pick<Debuggees, 'all'>, changed: () => void) {
    this.debuggees = debuggees;
    this.changed = changed;
  }

  /** What all tasks are at now. */
  take(): TaskPicture {
    return this.takeWith((debuggee) => this.current(debuggee));
  }

  /** What all tasks are at, from programs that are asked anew, whether they stand or run. */
  async takeExact(): Promise<TaskPicture> {
    const answers = new Map<Debuggee, Held>();
    await Promise.all(
      this.debuggees.all.map(async (debuggee) => {
        const answer = await this.ask(debuggee).catch(() => null);
        if (answer !== null) answers.set(debuggee, answer);
      }),
    );
    return this.takeWith((debuggee) => answers.get(debuggee) ?? this.current(debuggee));
  }

  /** Who waits for whom: as programs that stand still have told, from others asked anew. */
  async takeWaits(): Promise<TakenWaits> {
    const answers = new Map<Debuggee, Held>();
    const failures: string[] = [];
    await Promise.all(
      this.debuggees.all.map(async (debuggee) => {
        const known = this.current(debuggee);
        try {
          answers.set(debuggee, known?.graph ? known : await this.ask(debuggee, 'graph', GRAPH_PATIENCE));
        } catch (error) {
          failures.push(`${debuggee.debug.name}: ${error instanceof Error ? error.message : String(error)}`);
        }
      }),
    );
    const held = [...answers.values()];
    const graphs = held.flatMap(({ graph }) => graph ?? []);
    return {
      tasks: this.takeWith((debuggee) => answers.get(debuggee) ?? this.current(debuggee)),
      graph: {
        nodes: graphs.flatMap(({ nodes }) => nodes),
        edges: graphs.flatMap(({ edges }) => edges),
        findings: graphs.flatMap(({ findings }) => findings),
      },
      failures,
      isStopped: held.length > 0 && held.every(({ stop }) => stop !== null),
    };
  }

  /** Asks the programs that stand still, or hang, unless they have answered. */
  look(): void {
    for (const debuggee of this.debuggees.all) {
      const { stop } = debuggee;
      if (stop !== null) {
        if (this.askedAt.get(debuggee) !== stop.serial) void this.askAtStop(debuggee, stop);
      } else if (this.hanging.hangs(debuggee)) {
        if (!this.resting.has(debuggee)) void this.askWhileItHangs(debuggee);
      } else {
        this.held.delete(debuggee);
        this.failures.delete(debuggee);
      }
    }
  }

  /** Asks the programs that stand still, or hang, anew. */
  refresh(): void {
    for (const debuggee of this.debuggees.all) {
      this.askedAt.delete(debuggee);
      this.resting.delete(debuggee);
    }
    this.look();
  }

  /** Who knows of a task; the debuggee of its process, and what that answered of it. */
  find(key: TaskKey): FoundTask {
    const debuggee = this.debuggeeOf(key);
    const program = programOfKey(key);
    const session = this.sessions().find(({ id }) => id === program) ?? null;
    return {
      debuggee,
      session,
      row: debuggee === null ? null : (this.held.get(debuggee)?.tasks.get(key) ?? null),
    };
  }

  /** As {@link find}; asks the program where it has not answered. Rejects where it does not. */
  async findExact(key: TaskKey): Promise<FoundTask> {
    const found = this.find(key);
    if (found.debuggee === null || found.row !== null) return found;
    const { tasks } = await this.ask(found.debuggee);
    return { ...found, row: tasks.get(key) ?? null };
  }

  /** Why a process that stands still, or hangs, does not answer; null where it did, or need not. */
  get whySilent(): string | null {
    for (const debuggee of this.debuggees.all)
      if (this.current(debuggee) === null) {
        const why = this.failures.get(debuggee);
        if (why !== undefined) return why;
      }
    return null;
  }

  /** Whether a program that runs is in a run that does not end. */
  get isHanging(): boolean {
    return this.debuggees.all.some((debuggee) => debuggee.stop === null && this.hanging.hangs(debuggee));
  }

  /** Whether there is no program. */
  get isEmpty(): boolean {
    return this.debuggees.all.length === 0;
  }

  /** Where the programs stand; another text after every stop, start and answer at a stop. */
  get stops(): string {
    const each = this.debuggees.all.map((debuggee) => {
      const { id, stop } = debuggee;
      return stop === null ? id : `${id} ${stop.serial} ${this.current(debuggee) !== null}`;
    });
    return each.join('\n');
  }

  /** Another text whenever there is something new to be seen; null while a program runs, for then there always is. */
  get version(): string | null {
    const { all } = this.debuggees;
    if (all.some(({ stop }) => stop === null)) return null;
    const traces = this.sessions().map(({ recording }) => recording.trace);
    const sizes = traces.map(
      ({ epoch, tasks, runs, now }) => `${epoch} ${tasks.length} ${runs.length} ${now}`,
    );
    return [this.stops, String(this.answers), ...sizes].join('\n');
  }

  /** What a debuggee answered, as long as that is how it is. */
  private current(debuggee: Debuggee): Held | null {
    const held = this.held.get(debuggee);
    if (held === undefined || held.stop !== (debuggee.stop?.serial ?? null)) return null;
    return held;
  }

  private takeWith(answerOf: (debuggee: Debuggee) => Held | null): TaskPicture {
    return mergePictures(this.sessions().map((session) => this.takeOf(session, answerOf)));
  }

  private takeOf(session: Session, answerOf: (debuggee: Debuggee) => Held | null): TaskPicture {
    const { trace } = session.recording;
    const own = this.debuggees.all.filter((each) => each.session === session);
    const findings: WaitFinding[] = [];
    const sources = own.flatMap((each): ProcessSource[] => {
      const pid = pidOf(each);
      if (pid === null) return [];
      const answer = answerOf(each);
      findings.push(...(answer?.findings ?? []));
      const snapshot = answer?.snapshot ?? null;
      const { debug, stop, state } = each;
      const isDebugged = state !== 'ended' && hasDebugger(debug);
      return [{ pid, name: debug.name, isStopped: stop !== null, isDebugged, snapshot }];
    });
    const known = trace.process === null ? null : trace;
    // What the recording told last is out of date once the program goes on without it.
    const alive = session.info.state === 'ended' ? [] : this.aliveIn(trace).update();
    return takePicture(known, alive, sources, findings, session.id);
  }

  private aliveIn(trace: Trace): LiveTasks {
    let alive = this.alive.get(trace);
    if (alive === undefined) this.alive.set(trace, (alive = new LiveTasks(trace)));
    return alive;
  }

  private sessions(): readonly Session[] {
    return [...new Set(this.debuggees.all.flatMap(({ session }) => session ?? []))];
  }

  private debuggeeOf(key: TaskKey): Debuggee | null {
    const process = processOfKey(key);
    return this.debuggees.all.find((each) => processKeyOf(each) === process) ?? null;
  }

  private async askAtStop(debuggee: Debuggee, stop: Stop): Promise<void> {
    this.askedAt.set(debuggee, stop.serial);
    this.failures.delete(debuggee);
    const isThere = (): boolean => debuggee.stop === stop;
    const keep = (held: Held): void => {
      if (isThere()) this.keep(debuggee, held);
    };
    try {
      const first = this.ask(debuggee).catch((error: unknown) => {
        if (!isLate(error) || !isThere()) throw error;
        this.fail(debuggee, error);
        // Joins the same question: an answer that comes late is as good.
        return this.ask(debuggee, 'snapshot', PATIENCE);
      });
      keep(await first);
      await new Promise((resolve) => setTimeout(resolve, STANDS_FROM).unref());
      // Who holds what, and what nobody can end, takes longer to find out.
      if (isThere()) keep(await this.ask(debuggee, 'graph', PATIENCE));
    } catch (error) {
      if (isThere()) this.fail(debuggee, error);
    }
  }

  private async askWhileItHangs(debuggee: Debuggee): Promise<void> {
    this.resting.add(debuggee);
    try {
      const held = await this.ask(debuggee);
      if (debuggee.stop === null && this.hanging.hangs(debuggee)) this.keep(debuggee, held);
    } catch (error) {
      if (debuggee.stop === null && isLate(error)) this.fail(debuggee, error);
    } finally {
      setTimeout(() => this.resting.delete(debuggee), ASK_AGAIN).unref();
    }
  }

  private async ask(
    debuggee: Debuggee,
    what: 'snapshot' | 'graph' = 'snapshot',
    timeout?: number,
  ): Promise<Held> {
    const stop = debuggee.stop?.serial ?? null;
    const snapshot = readSnapshot(await debuggee.ask({ what }, timeout), debuggee.session?.id);
    if (typeof snapshot === 'string') throw new Error(snapshot);
    const tasks = new Map(snapshot.tasks.map((task) => [keyInSnapshot(snapshot, task), task]));
    const trace = debuggee.session?.recording.trace;
    const graph = what === 'graph' ? waitGraph(trace?.process ? trace : null, [snapshot]) : null;
    return { snapshot, stop, tasks, findings: stop === null ? [] : (graph?.findings ?? []), graph };
  }

  private keep(debuggee: Debuggee, held: Held): void {
    this.held.set(debuggee, held);
    this.failures.delete(debuggee);
    this.answers++;
    this.changed();
  }

  private fail(debuggee: Debuggee, error: unknown): void {
    const text = error instanceof Error ? error.message : String(error);
    this.failures.set(debuggee, isLate(error) ? `${text} A call into C may hold the interpreter.` : text);
    this.answers++;
    this.changed();
  }
}

/** The process behind a debug session: as the debugger told, else the main one of its recording. */
function pidOf({ pid, session, debug }: Debuggee): number | null {
  if (pid !== null) return pid;
  return debug.parentSession === undefined ? (session?.recording.trace.process?.pid ?? null) : null;
}

/** The names of its tasks begin with it; null where it is in no picture. */
function processKeyOf(debuggee: Debuggee): ProcessKey | null {
  const pid = pidOf(debuggee);
  return pid === null || debuggee.session === null ? null : keyOfProcess(debuggee.session.id, pid);
}

function isLate(error: unknown): boolean {
  return error instanceof Error && error.name === 'NoAnswer';
}
