import { asNumber, asText, type Json } from '../json.ts';
import type { Band, Job, ProcessKind, Transport } from '../facts.ts';
import type { ProcessInfo } from '../trace.ts';
import { MILLISECOND, SECOND, type Nanos, type ProcessIndex, type SiteId, type TaskId } from '../units.ts';
import { SUBJECT, isCallback } from '../wire.ts';
import type { GrowingTrace, Writable, WritableLoop, WritableScope } from './growingTrace.ts';

const KINDS: readonly ProcessKind[] = ['fork', 'spawn', 'forkserver', 'subprocess'];
const TRANSPORTS: readonly Transport[] = ['socket', 'file', 'dap'];

/** The main process's tasks keep their own numbers, which are less; those of all others count on from here. */
export const FIRST_OF_OTHERS: TaskId = 2 ** 29;

/** How far the machine's clock may differ from what the clocks on the wall say before it is not believed. */
const BELIEVED: Nanos = SECOND;

/**
 * One process's part of a stream: its texts, and what its own numbers and times are in the trace. Every process counts
 * from 1, and from its own origin; the trace is one.
 */
export class ProcessPart {
  readonly index: ProcessIndex;
  readonly info: Writable<ProcessInfo>;
  readonly strings: string[] = [''];
  /** By the number in the stream, the number in the trace. */
  readonly places: number[] = [0];
  readonly sites: SiteId[] = [0];
  readonly groups: number[] = [0];
  readonly callbacks: number[] = [0];
  readonly stacks: number[] = [0];
  readonly threads = new Map<number, number>();
  readonly scopes = new Map<number, WritableScope>();
  readonly resources = new Map<number, number>();
  readonly jobs = new Map<number, Writable<Job>>();
  readonly children = new Map<number, number>();
  readonly loops = new Map<number, WritableLoop>();
  /** What the test runner is at, or was at last. */
  band: Writable<Band> | null = null;
  private readonly tasks = new Map<number, TaskId>();
  private readonly trace: GrowingTrace;
  private hasHeader = false;
  /** Microseconds of the machine's clock at the origin; 0 when unknown. */
  private clock = 0;

  constructor(trace: GrowingTrace) {
    this.trace = trace;
    this.index = trace.processes.length;
    this.info = {
      index: this.index,
      pid: 0,
      parent: 0,
      kind: null,
      python: '',
      argv: [],
      cwd: '',
      wall: 0,
      origin: 0,
      finished: null,
      joined: false,
      transport: null,
    };
    trace.processes.push(this.info);
  }

  /** Takes the header, once: `main` is the process from whose origin the trace counts. Answers whether it was the first. */
  setHeader(json: Json, main: ProcessPart): boolean {
    if (this.hasHeader) return false;
    this.hasHeader = true;
    const argv = json['argv'];
    this.info.pid = asNumber(json['pid']);
    this.info.parent = asNumber(json['parent']);
    this.info.kind = KINDS.find((kind) => kind === json['kind']) ?? null;
    this.info.python = asText(json['python']);
    this.info.argv = Array.isArray(argv) ? argv.map(asText) : [];
    this.info.cwd = asText(json['cwd']);
    this.info.wall = asNumber(json['wall']);
    this.info.joined = json['joined'] === 1;
    this.info.transport = TRANSPORTS.find((transport) => transport === json['transport']) ?? null;
    this.clock = asNumber(json['clock']);
    if (this !== main) this.info.origin = this.originSince(main);
    return true;
  }

  /** A time of the process's own, in the trace. */
  time(own: number): Nanos {
    return own + this.info.origin;
  }

  text(id: number): string {
    return this.strings[id] ?? '';
  }

  place(id: number): number {
    return this.places[id] ?? 0;
  }

  /** The task's number in the trace, known or not yet; 0 for 0 and for one that is out of bounds. */
  task(own: number): TaskId {
    if (own < 1 || own >= FIRST_OF_OTHERS) return 0;
    if (this.index === 0) return own;
    const known = this.tasks.get(own);
    if (known !== undefined) return known;
    const id = FIRST_OF_OTHERS + this.trace.tasksOfOthers++;
    this.tasks.set(own, id);
    return id;
  }

  /** The task's number in the trace, where something spoke of it; else 0. Gives no new numbers. */
  knownTask(own: number): TaskId {
    if (this.index === 0) return own < FIRST_OF_OTHERS ? own : 0;
    return this.tasks.get(own) ?? 0;
  }

  /** Lets go of what tasks were called that are let go. */
  forgetTasks(ids: ReadonlySet<TaskId>): void {
    for (const [own, id] of this.tasks) if (ids.has(id)) this.tasks.delete(own);
  }

  /** A subject of the process's own, in the trace. */
  subject(own: number): number {
    const id = Math.floor(own / 4);
    const kind = own % 4;
    return 4 * (isCallback(kind) ? (this.callbacks[id] ?? 0) : this.task(id)) + kind;
  }

  /** How long after the main process's origin this one's is, as far as it is known. */
  private originSince(main: ProcessPart): Nanos {
    const byWall = this.info.wall && main.info.wall && (this.info.wall - main.info.wall) * MILLISECOND;
    const byClock = this.clock && main.clock && (this.clock - main.clock) * 1000;
    const isBelieved = byWall === 0 || Math.abs(byClock - byWall) <= BELIEVED;
    const origin = this.clock > 0 && main.clock > 0 && isBelieved ? byClock : byWall;
    return Number.isSafeInteger(origin) ? Math.max(0, origin) : 0;
  }
}

/** A subject as one that is not inside another run. */
export function notNested(subject: number): number {
  return subject % 4 >= SUBJECT.nestedStep ? subject - SUBJECT.nestedStep : subject;
}
