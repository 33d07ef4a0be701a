import {
  AWAIT_KINDS,
  FRAME,
  FRAME_HEAD,
  MAGIC,
  SUBJECT,
  encodePause,
  type AwaitKind,
} from '../../src/core/wire.ts';

/** A run as a test states it; what is left out is unknown. */
export interface WrittenRun {
  readonly task?: number;
  readonly nested?: number;
  readonly callback?: number;
  readonly begin: number;
  readonly end: number;
  readonly ready?: number;
  /** Begin of the run that scheduled it. */
  readonly waker?: number;
  readonly wakerLoop?: number;
  readonly site?: number;
  readonly group?: number;
}

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
  private readonly strings = new Map<string, number>();
  private counts = { place: 0, site: 0, group: 0, callback: 0, stack: 0 };

  /** All bytes so far. */
  bytes(): Uint8Array {
    return Uint8Array.from(Buffer.concat(this.chunks));
  }

  header(fields: object = {}): this {
    const header = {
      wire: 1,
      pid: 7,
      python: '3.12.1',
      argv: ['main.py'],
      cwd: '/app',
      wall: 1e12,
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

  /** Defines a place, as streams had it before there were samples; answers its number. */
  place(file: string, line: number, func: string, scope: 0 | 1 | 2 = 0): number {
    const columns = [[this.string(file)], [line], [this.string(func)], [scope]];
    this.frame(FRAME.places, u32(1), ...columns.map(column));
    return ++this.counts.place;
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
    return ++this.counts.place;
  }

  /** Defines a stack of places, outermost first; answers its number. */
  stack(...places: number[]): number {
    this.frame(FRAME.stacks, u32(1), column([places.length]), column(places));
    return ++this.counts.stack;
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
    return ++this.counts.site;
  }

  group(...tasks: number[]): number {
    this.frame(FRAME.groups, u32(1), column([tasks.length]), column(tasks));
    return ++this.counts.group;
  }

  callback(name: string, place = 0): number {
    const text = this.string(name);
    this.frame(FRAME.callbacks, u32(1), column([text]), column([place]));
    return ++this.counts.callback;
  }

  task(
    id: number,
    { name = `Task-${id}`, coroutine = 'main', parent = 0, loop = 1, created = 0, place = 0 } = {},
  ): this {
    const text = this.string(coroutine);
    const columns = [[id], [parent], [loop], [0], [text], [place]];
    return this.frame(FRAME.tasks, u32(1), u64(created), ...columns.map(column), texts([name]));
  }

  runs(runs: readonly WrittenRun[], loop = 1): this {
    const base = Math.min(...runs.map((run) => run.begin));
    return this.frame(
      FRAME.runs,
      u32(loop),
      u32(runs.length),
      u64(base),
      column(runs.map(subject)),
      column(runs.map((run) => run.begin - base)),
      column(runs.map((run) => run.end - run.begin)),
      column(runs.map((run) => (run.ready === undefined ? 0 : run.begin - run.ready + 1))),
      column(runs.map((run) => (run.waker === undefined ? 0 : run.begin - run.waker))),
      column(runs.map((run) => run.wakerLoop ?? 0)),
      column(runs.map((run) => run.site ?? 0)),
      column(runs.map((run) => run.group ?? 0)),
    );
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

  loss(from: number, to: number, count: number): this {
    return this.frame(FRAME.loss, u64(from), u64(to), u32(count));
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
    const known = this.strings.get(text);
    if (known !== undefined) return known;
    this.frame(FRAME.strings, u32(1), texts([text]));
    this.strings.set(text, this.strings.size + 1);
    return this.strings.size;
  }
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

function subject(run: Pick<WrittenRun, 'task' | 'nested' | 'callback'>): number {
  if (run.callback !== undefined) return 4 * run.callback + SUBJECT.callback;
  return run.nested === undefined ? 4 * (run.task ?? 0) : 4 * run.nested + SUBJECT.nestedStep;
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
