import { asNumber, asText } from '../json.ts';
import type { Scope } from '../trace.ts';
import { AWAIT_KINDS, RESOURCE_KINDS, SCOPES } from '../wire.ts';
import type {
  FramePlace,
  Snapshot,
  SnapshotHolder,
  SnapshotLoop,
  SnapshotResource,
  SnapshotTask,
  TaskState,
} from './snapshot.ts';

const VERSION = 1;
const STATES: readonly TaskState[] = ['running', 'ready', 'suspended', 'new'];
const FLAG = { cancelling: 1, torn: 4, timed: 8 } as const;
const EVIDENCE = { recorded: 1, inFrame: 2 } as const;

/** More of anything is no answer of the probe's, which tells 20,000 tasks at most. */
const MOST = 200_000;
const MOST_FRAMES = 256;
/** Names are shown on one line; a hostile one may have any length. */
const LONGEST_NAME = 1_000;

/**
 * Reads the probe's answer to the questions `snapshot` and `graph`, whose format is in docs/questions.md. Never throws: what
 * is no such answer is told as a text that says why; positions that lead nowhere become −1, other wrong values nothing.
 * `program` as {@link Snapshot.program}.
 */
export function readSnapshot(text: string, program = ''): Snapshot | string {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    return 'The answer is not JSON.';
  }
  if (typeof answer !== 'object' || answer === null) return 'The answer is not a snapshot.';
  const fields = answer as Readonly<Record<string, unknown>>;
  if (fields.v !== VERSION) return `The answer has version ${String(asNumber(fields.v))}, not ${VERSION}.`;
  return new Reader(fields).read(program);
}

class Reader {
  private readonly fields: Readonly<Record<string, unknown>>;
  private readonly taskCount: number;
  private readonly loopCount: number;
  private readonly resourceCount: number;
  private readonly places: readonly FramePlace[];
  private readonly stacks: readonly (readonly FramePlace[])[];

  constructor(fields: Readonly<Record<string, unknown>>) {
    this.fields = fields;
    this.taskCount = rows(fields.tasks).length;
    this.loopCount = rows(fields.loops).length;
    this.resourceCount = rows(fields.resources).length;
    const places = (this.places = rows(fields.places).map(readPlace));
    this.stacks = rows(fields.stacks).map((stack) =>
      stack.slice(0, MOST_FRAMES).flatMap((place) => places[position(place, places.length)] ?? []),
    );
  }

  read(program: string): Snapshot {
    const { fields } = this;
    const holders = this.holders();
    const waiting = rows(fields.tasks).map((row) => this.positions(row[9]));
    const awaitedBy = waiting.map((): number[] => []);
    waiting.forEach((tasks, index) => {
      for (const task of tasks) awaitedBy[task]!.push(index);
    });
    return {
      program,
      pid: asNumber(fields.pid),
      at: asNumber(fields.at),
      recording: fields.recording === true,
      cut: asNumber(fields.cut),
      loops: rows(fields.loops).map((row, index) => this.loop(row, index)),
      tasks: rows(fields.tasks).map((row, index) =>
        this.task(row, index, waiting[index]!, awaitedBy[index]!),
      ),
      resources: rows(fields.resources).map((row, index) => this.resource(row, index, holders.get(index))),
      lone: this.positions(fields.lone),
    };
  }

  private loop(row: Row, index: number): SnapshotLoop {
    return {
      index,
      serial: asNumber(row[0]),
      class: asName(row[1]),
      thread: { ident: asNumber(row[2]), name: asName(row[3]) },
      isRunning: row[4] === 1,
      current: position(row[5], this.taskCount),
    };
  }

  private task(
    row: Row,
    index: number,
    waitsFor: readonly number[],
    awaitedBy: readonly number[],
  ): SnapshotTask {
    const flags = asNumber(row[4]);
    return {
      index,
      key: asKey(row[0]),
      serial: asNumber(row[1]),
      loop: position(row[2], this.loopCount),
      state: STATES[asNumber(row[3])] ?? 'suspended',
      cancelling: (flags & FLAG.cancelling) !== 0,
      isTimed: (flags & FLAG.timed) !== 0,
      torn: (flags & FLAG.torn) !== 0,
      name: asName(row[5]),
      coroutine: asName(row[6]),
      stack: this.stacks[position(row[7], this.stacks.length)] ?? [],
      kind: AWAIT_KINDS[asNumber(row[8]) - 1] ?? null,
      waitsFor,
      awaitedBy,
      resource: position(row[10], this.resourceCount),
    };
  }

  private resource(
    row: Row,
    index: number,
    holders: readonly SnapshotHolder[] | undefined,
  ): SnapshotResource {
    const value = row[5];
    return {
      index,
      key: asKey(row[0]),
      serial: asNumber(row[1]),
      kind: RESOURCE_KINDS[asNumber(row[2]) - 1] ?? 'lock',
      class: asName(row[3]),
      capacity: asNumber(row[4]),
      value: typeof value === 'number' && value >= 0 ? asNumber(value) : null,
      isSet: row[6] === 1,
      holders: holders ?? this.positions(row[7]).map((task) => holder(task, asNumber(row[8]))),
    };
  }

  /** A graph's holders, each with an evidence of its own, by resource. */
  private holders(): ReadonlyMap<number, SnapshotHolder[]> {
    const found = new Map<number, SnapshotHolder[]>();
    for (const row of rows(this.fields.holders)) {
      const resource = position(row[0], this.resourceCount);
      const task = position(row[1], this.taskCount);
      if (resource < 0 || task < 0) continue;
      const known = found.get(resource) ?? [];
      known.push(holder(task, asNumber(row[2]), this.places[position(row[3], this.places.length)]));
      found.set(resource, known);
    }
    return found;
  }

  /** Positions of tasks, each once. */
  private positions(value: unknown): readonly number[] {
    if (!Array.isArray(value)) return [];
    const found = new Set<number>();
    for (const one of value.slice(0, MOST)) {
      const task = position(one, this.taskCount);
      if (task >= 0) found.add(task);
    }
    return [...found];
  }
}

type Row = readonly unknown[];

function rows(value: unknown): readonly Row[] {
  if (!Array.isArray(value)) return [];
  return value.slice(0, MOST).map((row: unknown) => (Array.isArray(row) ? (row as Row) : []));
}

function readPlace(row: Row): FramePlace {
  const scope: Scope = SCOPES[asNumber(row[3])] ?? 'library';
  return { file: asText(row[0]), line: asNumber(row[1]), function: asName(row[2]), scope };
}

function holder(task: number, evidence: number, entered: FramePlace | null = null): SnapshotHolder {
  return {
    task,
    isRecorded: (evidence & EVIDENCE.recorded) !== 0,
    isInFrame: (evidence & EVIDENCE.inFrame) !== 0,
    entered,
  };
}

function position(value: unknown, count: number): number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < count ? value : -1;
}

function asName(value: unknown): string {
  return asText(value).slice(0, LONGEST_NAME);
}

/** An `id()` in decimal; what is none must not get into an expression. */
function asKey(value: unknown): string {
  const text = asText(value);
  return /^\d{1,20}$/.test(text) ? text : '';
}
