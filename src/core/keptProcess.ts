import type { Column } from './frameReader.ts';
import type { FactsFrame, Frame } from './frames.ts';
import { FrameWriter } from './frameWriter.ts';
import { readFrame } from './readFrame.ts';
import type { Nanos } from './units.ts';
import { FRAME, LOST_KINDS, SPARE_ENTRIES, TABLES } from './wire.ts';

/** Frames that stay as they are. The rest of the definitions is rewritten, and what is no definition is left out. */
const STAYS: ReadonlySet<number> = new Set([
  FRAME.header,
  FRAME.strings,
  FRAME.places,
  FRAME.sites,
  FRAME.loop,
  FRAME.callbacks,
  FRAME.stacks,
  FRAME.loss,
  FRAME.pause,
  FRAME.problem,
  FRAME.finish,
  TABLES.threads.kind,
  TABLES.resources.kind,
  TABLES.children.kind,
  TABLES.childEnds.kind,
]);

/** So many rows go into a frame; and names are no longer than this, in characters: a frame has a longest length. */
const MOST_ROWS = 512;
const LONGEST_NAME = 8192;

const TASK_DESTROYED = LOST_KINDS.indexOf('task destroyed') + 1;

/** A row that is kept: the numbers of its columns, and a name. */
interface Row {
  readonly numbers: readonly number[];
  readonly name: string;
}

/** A table whose rows are kept one by one. `time`: which column is a time; −1 for none. */
interface RowsOf {
  readonly kind: number;
  readonly columns: readonly string[];
  readonly time: number;
}

const TASK_COLUMNS = ['id', 'parent', 'loop', 'created', 'coroutine', 'place', 'number'] as const;
const TASKS: RowsOf = { kind: FRAME.tasks, columns: TASK_COLUMNS, time: 3 };
const SCOPES: RowsOf = { ...TABLES.scopes, time: 1 };
const SCOPE_ENDS: RowsOf = { ...TABLES.scopeEnds, time: 1 };
const MEMBERS: RowsOf = { ...TABLES.members, time: -1 };
const JOBS: RowsOf = { ...TABLES.jobs, time: 1 };
const BANDS: RowsOf = { ...TABLES.bands, time: 0 };

/** What else is looked at for what it says of kept rows. */
const READ: ReadonlySet<number> = new Set([
  FRAME.groups,
  FRAME.tasks,
  FRAME.ends,
  TABLES.scopes.kind,
  TABLES.members.kind,
  TABLES.scopeEnds.kind,
  TABLES.lost.kind,
  TABLES.jobs.kind,
  TABLES.jobRuns.kind,
  TABLES.bands.kind,
]);

/** What is kept of one process's frames that were let go, beside those that stay as they are. */
export class KeptProcess {
  /** Groups count themselves, so those that nothing refers to any more must still be there. */
  private groups = 0;
  /** Those that have not ended in what was let go, by their own numbers. */
  private readonly tasks = new Map<number, Row>();
  private readonly jobs = new Map<number, Row>();
  /** Those that are open, or that tasks which have not ended were started in; and when they were left. */
  private readonly scopes = new Map<number, Row>();
  private readonly scopeEnds = new Map<number, Row>();
  /** Who was started in which scope, by the task. */
  private readonly members = new Map<number, Row[]>();
  /** The last row of bands: what it began ends with the next one. */
  private band: Row | null = null;
  /** The last frame of runs of each loop, and the time of the last row of those that were looked at before. */
  private readonly lastRuns = new Map<number, Uint8Array>();
  private readonly lastRows = new Map<number, Nanos>();

  /** Looks at a frame that is let go. Answers whether it is to stay as it is. */
  keep(kind: number, payload: Uint8Array): boolean {
    if (STAYS.has(kind)) return true;
    if (kind === FRAME.runs && payload.length >= 4)
      this.lastRuns.set(new DataView(payload.buffer, payload.byteOffset).getUint32(0, true), payload);
    const frame = READ.has(kind) ? readFrame(kind, payload) : null;
    if (frame !== null && typeof frame !== 'string') this.read(frame);
    return false;
  }

  /** Frames that say what else was kept, to stand behind those that stayed. */
  *frames(): Generator<Uint8Array> {
    // Columns of width 0 say of each group that it is empty.
    for (let left = this.groups; left > 0; left -= SPARE_ENTRIES)
      yield new FrameWriter(FRAME.groups).u32(Math.min(left, SPARE_ENTRIES)).u8(0).u8(0).finish();
    this.dropScopes();
    yield* rowFrames(TASKS, [...this.tasks.values()]);
    yield* rowFrames(SCOPES, [...this.scopes.values()]);
    yield* rowFrames(MEMBERS, [...this.members.values()].flat());
    yield* rowFrames(SCOPE_ENDS, [...this.scopeEnds.values()]);
    yield* rowFrames(JOBS, [...this.jobs.values()]);
    if (this.band !== null) yield* rowFrames(BANDS, [this.band]);
    for (const [loop, payload] of this.lastRuns) this.lastRows.set(loop, lastRowOf(payload));
    this.lastRuns.clear();
    // No rows, in five columns: some are missing before the loop's next one, which is counted from here.
    for (const [loop, at] of this.lastRows) {
      const frame = new FrameWriter(FRAME.runs).u32(loop).u32(0).u64(at).u8(1);
      for (let column = 0; column < 5; column++) frame.column([]);
      yield frame.finish();
    }
  }

  private read(frame: Frame): void {
    if (frame.kind === 'groups') this.groups += frame.size.length;
    else if (frame.kind === 'tasks') this.keepTasks(frame);
    else if (frame.kind === 'ends') for (const task of frame.task) this.endTask(task);
    else if (frame.kind === 'facts' && frame.table === 'lost')
      frame.columns.task.forEach((task, row) => {
        if (frame.columns.kind[row] === TASK_DESTROYED) this.endTask(task);
      });
    else if (frame.kind === 'facts' && frame.table === 'jobRuns')
      for (const job of frame.columns.job) this.jobs.delete(job);
    else if (frame.kind === 'facts') this.keepFacts(frame);
  }

  private endTask(task: number): void {
    this.tasks.delete(task);
    this.members.delete(task);
  }

  /** Lets go of the scopes that were left, and that nobody who lives was started in. */
  private dropScopes(): void {
    const used = new Set([...this.members.values()].flat().map(({ numbers }) => numbers[0]));
    for (const scope of this.scopeEnds.keys())
      if (!used.has(scope)) {
        this.scopeEnds.delete(scope);
        this.scopes.delete(scope);
      }
  }

  private keepTasks(frame: Frame & { kind: 'tasks' }): void {
    frame.id.forEach((id, row) => {
      const numbers = TASK_COLUMNS.map((column) => frame[column][row]!);
      numbers[TASKS.time]! += frame.base;
      this.tasks.set(id, { numbers, name: frame.name[row]!.slice(0, LONGEST_NAME) });
    });
  }

  private keepFacts(frame: FactsFrame): void {
    const columns = Object.values<Column>(frame.columns);
    for (let row = 0; row < frame.length; row++) {
      const numbers = columns.map((column) => column[row]!);
      if (frame.table === 'jobs') {
        numbers[JOBS.time]! += frame.base;
        this.jobs.set(frame.columns.id[row]!, { numbers, name: '' });
      } else if (frame.table === 'scopes') {
        numbers[SCOPES.time]! += frame.base;
        this.scopes.set(frame.columns.id[row]!, { numbers, name: '' });
      } else if (frame.table === 'scopeEnds') {
        numbers[SCOPE_ENDS.time]! += frame.base;
        this.scopeEnds.set(frame.columns.scope[row]!, { numbers, name: '' });
      } else if (frame.table === 'members') {
        const task = frame.columns.task[row]!;
        this.members.set(task, [...(this.members.get(task) ?? []), { numbers, name: '' }]);
      } else if (frame.table === 'bands') {
        numbers[BANDS.time]! += frame.base;
        // Of what is over, nothing but how it went may follow.
        this.band = frame.columns.phase[row] === 0 ? null : { numbers, name: '' };
      }
    }
  }
}

function* rowFrames({ kind, columns, time }: RowsOf, rows: readonly Row[]): Generator<Uint8Array> {
  for (let at = 0; at < rows.length; at += MOST_ROWS) {
    const part = rows.slice(at, at + MOST_ROWS);
    const base =
      time < 0 ? 0 : part.reduce((least, { numbers }) => Math.min(least, numbers[time]!), Infinity);
    const frame = new FrameWriter(kind).u32(part.length).u64(base);
    columns.forEach((_, column) =>
      frame.column(part.map(({ numbers }) => numbers[column]! - (column === time ? base : 0))),
    );
    if (kind === FRAME.tasks) frame.texts(part.map(({ name }) => name));
    yield frame.finish();
  }
}

/** The time of the last row of a frame of runs. */
function lastRowOf(payload: Uint8Array): Nanos {
  const frame = readFrame(FRAME.runs, payload);
  if (frame === null || typeof frame === 'string' || frame.kind !== 'runs') return 0;
  return frame.passed.reduce((at, passed) => at + passed, frame.base);
}
