import {
  AWAIT_KINDS,
  CAUSE,
  FRAME,
  FRAME_HEAD,
  MAGIC,
  ROW,
  SUBJECT,
  TABLES,
  encodePause,
  encodeProcess,
  isNested,
  type AwaitKind,
  type TableName,
} from '../../src/core/wire.ts';

/** A run as a test states it; what is left out is unknown. */
export interface WrittenRun {
  readonly task?: number;
  readonly nested?: number;
  readonly callback?: number;
  readonly nestedCallback?: number;
  readonly begin: number;
  readonly end: number;
  readonly ready?: number;
  readonly site?: number;
  readonly group?: number;
  /** `soon` when left out. */
  readonly cause?: keyof typeof CAUSE;
  readonly detail?: number;
  /** When the timer that it is for was made. */
  readonly made?: number;
  /** A step that was neither woken nor called: instead of `ready`. */
  readonly isUncalled?: boolean;
}

/** A row of a frame of runs. */
interface Row {
  readonly subject: number;
  readonly at: number;
  readonly ready?: number | undefined;
  readonly site?: number | undefined;
  readonly group?: number | undefined;
}

/** A run with those that were inside of it. */
type Tree = WrittenRun & { readonly inside: readonly Tree[] };

/** A row of a table of facts: its columns by name, times as they are, texts as texts; what is left out is 0. */
export type WrittenFact<T extends TableName> = {
  readonly [C in (typeof TABLES)[T]['columns'][number]]?: number | string;
};

const TIMES: readonly string[] = ['at', 'queued', 'begin', 'end'];

/** A sample as a test states it. */
export interface WrittenSample {
  readonly task?: number;
  readonly callback?: number;
  /** Begin of the run that it was taken in. */
  readonly begin: number;
  readonly at: number;
  /** Since the look before; 10 ms when left out. */
  readonly weight?: number;
  readonly stack: number;
}

/** Writes a stream as docs/wire.md has it, so that tests can state a trace; the counterpart of the probe's encoder. */
export class TraceWriter {
  private readonly chunks: Uint8Array[] = [MAGIC];
  private readonly numberings = new Map([[0, new Numbering()]]);
  private numbering = this.numberings.get(0)!;

  /** All bytes so far. */
  bytes(): Uint8Array {
    return Uint8Array.from(Buffer.concat(this.chunks));
  }

  header(fields: object = {}): this {
    const header = {
      wire: 2,
      pid: 7,
      python: '3.12.1',
      argv: ['main.py'],
      cwd: '/app',
      wall: 1e12,
      clock: 5e9,
      ...fields,
    };
    return this.json(FRAME.header, header);
  }

  loop(id = 1, at = 0): this {
    return this.json(FRAME.loop, {
      id,
      at,
      class: 'asyncio.unix_events._UnixSelectorEventLoop',
      thread: { id: 100 + id, name: id === 1 ? 'MainThread' : `Thread-${id}` },
    });
  }

  /** Has the frames that follow be those of another process. */
  process(index: number): this {
    this.numbering = this.numberings.get(index) ?? new Numbering();
    this.numberings.set(index, this.numbering);
    this.chunks.push(encodeProcess(index));
    return this;
  }

  /** Defines a place; answers its number. */
  place(file: string, line: number, func: string, scope: 0 | 1 | 2 = 0): number {
    return this.sampledPlace(file, line, func, { scope });
  }

  /** Defines the place of a sampled frame; `end` is where its expression ends, in its line. Answers its number. */
  sampledPlace(
    file: string,
    line: number,
    func: string,
    {
      scope = 0,
      end = null,
      coroutine = false,
    }: { scope?: number; end?: number | null; coroutine?: boolean } = {},
  ): number {
    const position = end === null ? [[0], [0]] : [[line], [end + 1]];
    const columns = [
      [this.string(file)],
      [line],
      [this.string(func)],
      [scope],
      ...position,
      [coroutine ? 1 : 0],
    ];
    this.frame(FRAME.places, u32(1), ...columns.map(column));
    return ++this.numbering.place;
  }

  /** Defines a stack of places, outermost first; answers its number. */
  stack(...places: number[]): number {
    this.frame(FRAME.stacks, u32(1), column([places.length]), column(places));
    return ++this.numbering.stack;
  }

  samples(samples: readonly WrittenSample[], loop = 1): this {
    const base = Math.min(...samples.map((sample) => sample.at));
    return this.frame(
      FRAME.samples,
      u32(loop),
      u32(samples.length),
      u64(base),
      column(samples.map(subject)),
      column(samples.map((sample) => sample.at - base)),
      column(samples.map((sample) => sample.at - sample.begin)),
      column(samples.map((sample) => sample.weight ?? 10_000_000)),
      column(samples.map((sample) => sample.stack)),
    );
  }

  /** Defines a site; answers its number. */
  site(kind: AwaitKind, ...places: number[]): number {
    const code = AWAIT_KINDS.indexOf(kind) + 1;
    this.frame(FRAME.sites, u32(1), column([code]), column([places.length]), column(places));
    return ++this.numbering.site;
  }

  group(...tasks: number[]): number {
    this.frame(FRAME.groups, u32(1), column([tasks.length]), column(tasks));
    return ++this.numbering.group;
  }

  callback(name: string, place = 0): number {
    const text = this.string(name);
    this.frame(FRAME.callbacks, u32(1), column([text]), column([place]));
    return ++this.numbering.callback;
  }

  task(
    id: number,
    { name = '', coroutine = 'main', parent = 0, loop = 1, created = 0, place = 0 } = {},
  ): this {
    const text = this.string(coroutine);
    const columns = [[id], [parent], [loop], [0], [text], [place], [name === '' ? id : 0]];
    return this.frame(FRAME.tasks, u32(1), u64(created), ...columns.map(column), texts([name]));
  }

  /** Runs in the order in which they ended; one that does not follow those before it begins a frame of its own. */
  runs(runs: readonly WrittenRun[], loop = 1): this {
    const { times } = this.numbering;
    let rows: Row[] = [];
    let [base, time] = [times.get(loop), times.get(loop) ?? 0];
    const flush = (): void => {
      if (rows.length > 0) this.rows(rows, base ?? rows[0]!.at, loop);
      rows = [];
    };
    for (const run of outermost(runs)) {
      if (run.begin < time) {
        flush();
        base = run.begin;
      }
      if (run.begin !== time || rows.length === 0) rows.push({ subject: ROW.begin, at: run.begin });
      rows.push(...rowsOf(run));
      time = run.end;
    }
    flush();
    times.set(loop, time);
    return this;
  }

  /** Says that rows of a loop are missing here, up to a time. */
  lostRows(until: number, loop = 1): this {
    this.numbering.times.set(loop, until);
    return this.frame(FRAME.runs, u32(loop), u32(0), u64(until), u8(1), ...noColumns(5));
  }

  /** A frame of rows of runs of loop 1, from its columns. */
  runRows(base: number, ...columns: readonly number[][]): this {
    return this.frame(FRAME.runs, u32(1), u32(columns[0]!.length), u64(base), u8(0), ...columns.map(column));
  }

  private rows(rows: readonly Row[], base: number, loop: number): void {
    this.frame(
      FRAME.runs,
      u32(loop),
      u32(rows.length),
      u64(base),
      u8(0),
      column(rows.map((row) => row.subject)),
      column(rows.map((row, i) => row.at - (rows[i - 1]?.at ?? base))),
      column(rows.map((row) => (row.ready === undefined ? 0 : row.at - row.ready + 1))),
      column(rows.map((row) => row.site ?? 0)),
      column(rows.map((row) => row.group ?? 0)),
    );
  }

  /** Rows of a table of facts, in one frame. */
  facts<T extends TableName>(table: T, ...rows: WrittenFact<T>[]): this {
    const names = TABLES[table].columns as readonly (keyof WrittenFact<T> & string)[];
    const valueOf = (row: WrittenFact<T>, name: keyof WrittenFact<T>): number => {
      const value: number | string = row[name] ?? 0;
      return typeof value === 'string' ? this.string(value) : value;
    };
    const times = names.filter((name) => TIMES.includes(name));
    const base = Math.min(...rows.flatMap((row) => times.map((name) => valueOf(row, name))));
    const columns = names.map((name) =>
      column(rows.map((row) => valueOf(row, name) - (times.includes(name) ? base : 0))),
    );
    const head = [u32(rows.length), u64(times.length > 0 ? base : 0)];
    return this.frame(TABLES[table].kind, ...head, ...columns);
  }

  end(
    task: number,
    at: number,
    outcome: 'result' | 'error' | 'cancelled',
    { error = '', name = '' } = {},
  ): this {
    const text = error === '' ? 0 : this.string(error);
    const code = ['result', 'error', 'cancelled'].indexOf(outcome) + 1;
    return this.frame(
      FRAME.ends,
      u32(1),
      u64(at),
      column([task]),
      column([0]),
      column([code]),
      column([text]),
      texts([name]),
    );
  }

  beat(now: number, running: readonly { loop: number; subject: number; begin: number }[] = []): this {
    return this.frame(
      FRAME.beat,
      u64(now),
      u32(running.length),
      column(running.map((run) => run.loop)),
      column(running.map((run) => run.subject)),
      column(running.map((run) => now - run.begin)),
    );
  }

  loss(from: number, to: number, runs: number, facts = 0): this {
    return this.frame(FRAME.loss, u64(from), u64(to), u32(runs), u32(facts));
  }

  /** Lets go of the runs before one, as a receiver does that has reached its limit. */
  forget(until: number, first: number): this {
    return this.frame(FRAME.forget, u64(until), u64(first));
  }

  pause(at: number, stopped: boolean): this {
    this.chunks.push(encodePause(at, stopped));
    return this;
  }

  problem(where: string, message: string): this {
    return this.json(FRAME.problem, { where, message });
  }

  finish(at: number): this {
    return this.frame(FRAME.finish, u64(at));
  }

  /** A frame of any kind with any payload. */
  frame(kind: number, ...parts: Uint8Array[]): this {
    const payload = Buffer.concat(parts);
    const head = Buffer.alloc(FRAME_HEAD);
    head.writeUInt8(kind);
    head.writeUInt32LE(payload.length, 1);
    this.chunks.push(head, payload);
    return this;
  }

  private json(kind: number, value: object): this {
    return this.frame(kind, Buffer.from(JSON.stringify(value)));
  }

  private string(text: string): number {
    if (text === '') return 0;
    const { strings } = this.numbering;
    const known = strings.get(text);
    if (known !== undefined) return known;
    this.frame(FRAME.strings, u32(1), texts([text]));
    strings.set(text, strings.size + 1);
    return strings.size;
  }
}

/** How many things a process has defined so far. */
class Numbering {
  readonly strings = new Map<string, number>();
  /** By loop, the time of the last row. */
  readonly times = new Map<number, number>();
  place = 0;
  site = 0;
  group = 0;
  callback = 0;
  stack = 0;
}

/** The runs that are not inside others, each with those inside of it; nested ones that lie in none stand on their own. */
function outermost(runs: readonly WrittenRun[]): Tree[] {
  const trees: Tree[] = [];
  for (const run of runs) {
    const before = trees.findLastIndex((tree) => !isNested(subject(tree)) || tree.begin < run.begin);
    trees.push({ ...run, inside: trees.splice(before + 1) });
  }
  return trees;
}

function rowsOf(run: Tree): Row[] {
  const rows: Row[] = [];
  for (const inner of run.inside)
    rows.push({ subject: ROW.enter, at: inner.begin }, ...rowsOf(inner), {
      subject: ROW.leave,
      at: inner.end,
    });
  if (run.cause !== undefined)
    rows.push({
      subject: ROW.cause,
      at: run.end,
      ready: run.made,
      site: CAUSE[run.cause],
      group: run.detail,
    });
  const ready = run.isUncalled === true ? run.end : run.ready;
  const { site, group } = run;
  rows.push({ subject: subject(run) & ~SUBJECT.nestedStep, at: run.end, ready, site, group });
  return rows;
}

/** A column of the narrowest width that holds all of its numbers. */
export function column(numbers: readonly number[]): Uint8Array {
  const most = Math.max(0, ...numbers);
  const width = most === 0 ? 0 : most < 2 ** 8 ? 1 : most < 2 ** 16 ? 2 : most < 2 ** 32 ? 4 : 8;
  const bytes = Buffer.alloc(1 + width * numbers.length);
  bytes.writeUInt8(width);
  numbers.forEach((number, i) => {
    const at = 1 + width * i;
    if (width === 8) bytes.writeBigUInt64LE(BigInt(number), at);
    else if (width > 0) bytes.writeUIntLE(number, at, width);
  });
  return bytes;
}

function texts(values: readonly string[]): Uint8Array {
  const encoded = values.map((value) => Buffer.from(value));
  return Buffer.concat([column(encoded.map((bytes) => bytes.length)), ...encoded]);
}

function subject(run: Pick<WrittenRun, 'task' | 'nested' | 'callback' | 'nestedCallback'>): number {
  if (run.nestedCallback !== undefined) return 4 * run.nestedCallback + SUBJECT.nestedCallback;
  if (run.callback !== undefined) return 4 * run.callback + SUBJECT.callback;
  return run.nested === undefined ? 4 * (run.task ?? 0) : 4 * run.nested + SUBJECT.nestedStep;
}

function noColumns(count: number): Uint8Array[] {
  return Array.from({ length: count }, () => column([]));
}

function u8(number: number): Uint8Array {
  return Uint8Array.of(number);
}

function u32(number: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(number);
  return bytes;
}

function u64(number: number): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(number));
  return bytes;
}
