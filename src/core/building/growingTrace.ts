import type { Band, Cancel, Child, Job, LostWork, Resource, TaskScope, ThreadInfo } from '../facts.ts';
import { GrowingCollections, GrowingResourceEvents } from '../growingFacts.ts';
import { GrowingSamples } from '../growingSamples.ts';
import { loopArena, type LoopLane } from '../lanes/loopLane.ts';
import { taskArena, type TaskLane } from '../lanes/taskLane.ts';
import { RunChunks } from '../runChunks.ts';
import type {
  CallbackInfo,
  Forgotten,
  Loop,
  Loss,
  Pause,
  Place,
  ProcessInfo,
  Running,
  Site,
  Stack,
  Task,
  Trace,
  TraceProblem,
} from '../trace.ts';
import type { LoopId, Nanos, ProcessIndex, RunIndex, SampleIndex, TaskId } from '../units.ts';
import { DEFAULT_THRESHOLD, SINGLE_GROUP } from '../wire.ts';
import { FIRST_OF_OTHERS, type ProcessPart } from './processPart.ts';
import { TaskTable } from './taskTable.ts';

export type Writable<T> = { -readonly [K in keyof T]: T[K] };

export type WritableTask = Writable<Task> & { readonly lane: TaskLane };
export type WritableLoop = Writable<Loop> & {
  readonly lane: LoopLane;
  samples: SampleIndex[];
  nested: { readonly runs: RunIndex[]; readonly outer: number[] };
  /** Positions in `nested` of which no surrounding run has ended yet. */
  inner: number[];
  log: LoopLog;
};

/** Where the reading of a loop's rows stands. */
export interface LoopLog {
  /** When the run that goes on began. */
  begin: Nanos;
  /** The begins of those that it is inside of. */
  readonly outer: Nanos[];
  /** Why it was ready: as in `Runs`. */
  cause: number;
  detail: number;
  /** When a timer that it was for was made; null for other causes, and when unknown. */
  made: Nanos | null;
  /** The end of the last time of which rows are missing. */
  lostUntil: Nanos;
  /** The end of the newest run that was inside another one. */
  nestedUntil: Nanos;
}
export type WritableScope = Writable<TaskScope> & { members: TaskId[] };
export type WritableResource = Writable<Resource> & { events: number[] };

const MOST_PROBLEMS = 100;

/**
 * The trace as those see it who write it: all that a {@link Trace} has, open to additions. The numbers by which its
 * parts refer to each other are unique, whichever process a part came from.
 */
export class GrowingTrace implements Trace {
  revision = 0;
  process: ProcessInfo | null = null;
  now: Nanos = 0;
  finished: Nanos | null = null;
  dropped = 0;
  forgotten: Forgotten | null = null;
  epoch = 0;
  blockingFrom: Nanos = DEFAULT_THRESHOLD;
  readonly processes: Writable<ProcessInfo>[] = [];
  readonly tasks: WritableTask[] = [];
  readonly loops: WritableLoop[] = [];
  readonly runs = new RunChunks();
  readonly samples = new GrowingSamples();
  readonly running = new Map<LoopId, Running>();
  readonly pauses: Writable<Pause>[] = [];
  readonly losses: Loss[] = [];
  readonly threads: ThreadInfo[] = [];
  readonly scopes: WritableScope[] = [];
  readonly cancels: Cancel[] = [];
  readonly resources: WritableResource[] = [];
  readonly resourceEvents = new GrowingResourceEvents();
  readonly jobs: Writable<Job>[] = [];
  readonly children: Writable<Child>[] = [];
  readonly collections = new GrowingCollections();
  readonly lost: LostWork[] = [];
  readonly bands: Writable<Band>[] = [];
  readonly problems: TraceProblem[] = [];

  /** How many tasks of other processes than the main one were spoken of. */
  tasksOfOthers = 0;
  /** How many jobs there ever were. */
  jobsEver = 0;
  /** By {@link ProcessIndex}. */
  readonly parts: ProcessPart[] = [];
  readonly taskArena = taskArena();
  readonly loopArena = loopArena();
  readonly places: (Place | undefined)[] = [undefined];
  readonly sites: (Site | undefined)[] = [undefined];
  readonly groups: (readonly TaskId[])[] = [[]];
  readonly callbacks: (CallbackInfo | undefined)[] = [undefined];
  readonly stacks: Stack[] = [[]];
  /** Of the main process, and of all others. */
  private readonly tasksOfMain = new TaskTable<WritableTask>();
  private readonly otherTasks = new TaskTable<WritableTask>();

  task(id: TaskId): WritableTask | undefined {
    return (id < FIRST_OF_OTHERS ? this.tasksOfMain : this.otherTasks).get(id);
  }

  taskOfSerial(process: ProcessIndex, serial: number): WritableTask | undefined {
    return this.task(this.parts[process]?.knownTask(serial) ?? 0);
  }

  resourceOfSerial(process: ProcessIndex, serial: number): WritableResource | undefined {
    return this.resources[(this.parts[process]?.resources.get(serial) ?? 0) - 1];
  }

  loop(id: LoopId): WritableLoop | undefined {
    return this.loops[id - 1];
  }

  thread(id: number): ThreadInfo | undefined {
    return this.threads[id - 1];
  }

  place(id: number): Place | undefined {
    return this.places[id];
  }

  site(id: number): Site | undefined {
    return this.sites[id];
  }

  callback(id: number): CallbackInfo | undefined {
    return this.callbacks[id];
  }

  stack(id: number): Stack {
    return this.stacks[id] ?? [];
  }

  group(id: number): readonly TaskId[] {
    return id >= SINGLE_GROUP ? [id - SINGLE_GROUP] : (this.groups[id] ?? []);
  }

  /** Adds a task whose number is new. */
  addTask(task: WritableTask): void {
    this.tasks.push(task);
    (task.id < FIRST_OF_OTHERS ? this.tasksOfMain : this.otherTasks).add(task);
  }

  /** Has some tasks' numbers be unknown again. */
  removeTasks(tasks: readonly WritableTask[]): void {
    this.tasksOfMain.remove(tasks.filter(({ id }) => id < FIRST_OF_OTHERS));
    this.otherTasks.remove(tasks.filter(({ id }) => id >= FIRST_OF_OTHERS));
  }

  /** Takes note of a moment. */
  advance(at: Nanos): void {
    if (at > this.now) this.now = at;
  }

  report(source: TraceProblem['source'], message: string, process: ProcessIndex = 0): void {
    if (this.problems.length >= MOST_PROBLEMS) return;
    const { pid = 0 } = this.processes[process] ?? {};
    this.problems.push({ source, message: process === 0 ? message : `process ${pid}: ${message}` });
  }
}
