import { AWAIT_KINDS, FRAME, MAGIC, ROW, SINGLE_GROUP, SUBJECT, TABLES } from '../../../src/core/wire.ts';
import { columnOf, frameOf, jsonFrame, textsOf, u32, u64, u8 } from './frameBytes.ts';
import type { Shape } from './shapes.ts';

const FRAME_ROWS = 1 << 16;
const COROUTINES = 40;
const SITES = 96;
const CALLBACKS = 6;
const QUEUES = 4;
/** Of so many steps one blocks the loop. */
const BLOCK_EVERY = 40_000;
const QUEUE_EVERY = 150;
const COLLECTION_EVERY = 30_000;
/** The code of `size` among what may happen to a resource. */
const SIZE = 5;

/**
 * A busy program as the probe would have written it, frame by frame, so that a trace of any length can be made in little
 * memory. The same shape and number of runs give the same bytes.
 */
export function* traceFrames(shape: Shape, runs: number): Generator<Uint8Array> {
  yield MAGIC;
  yield* definitions();
  const world = new World(shape, runs);
  while (world.left > 0) yield* world.frames();
  yield frameOf(FRAME.finish, u64(world.now + 1_000_000));
}

function* definitions(): Generator<Uint8Array> {
  yield jsonFrame(FRAME.header, {
    wire: 2,
    pid: 4711,
    python: '3.13.1',
    argv: ['server.py'],
    cwd: '/srv/shop',
    wall: 1.7e12,
    clock: 5e9,
  });
  const functions = Array.from({ length: COROUTINES }, (_, i) => `Shop.handle_${i}`);
  const files = Array.from({ length: 8 }, (_, i) => `/srv/shop/part_${i}.py`);
  yield frameOf(FRAME.strings, u32(functions.length + files.length), textsOf([...functions, ...files]));
  const place = Array.from({ length: SITES }, (_, i) => i);
  const zeros = place.map(() => 0);
  yield frameOf(
    FRAME.places,
    u32(SITES),
    columnOf(place.map((i) => COROUTINES + 1 + (i % files.length))),
    columnOf(place.map((i) => 10 + 7 * i)),
    columnOf(place.map((i) => 1 + (i % COROUTINES))),
    ...[zeros, zeros, zeros, zeros].map((column) => columnOf(column)),
  );
  const kinds = AWAIT_KINDS.length - 1;
  yield frameOf(
    FRAME.sites,
    u32(SITES),
    columnOf(place.map((i) => 1 + (i % kinds))),
    columnOf(place.map(() => 1)),
    columnOf(place.map((i) => 1 + i)),
  );
  const callbacks = Array.from({ length: CALLBACKS }, (_, i) => i + 1);
  yield frameOf(FRAME.callbacks, u32(CALLBACKS), columnOf(callbacks), columnOf(callbacks));
  const loop = { id: 1, at: 0, class: 'asyncio.unix_events._UnixSelectorEventLoop' };
  yield jsonFrame(FRAME.loop, { ...loop, thread: { id: 101, name: 'MainThread' } });
  const queues = Array.from({ length: QUEUES }, (_, i) => i + 1);
  const none = queues.map(() => 0);
  yield frameOf(
    TABLES.resources.kind,
    u32(QUEUES),
    u64(0),
    ...[queues, none, queues.map(() => 6), none, queues, queues.map((i) => 32 * i)].map((each) =>
      columnOf(each),
    ),
  );
}

/** Everything that happens: one loop that runs one of the living tasks after the other. */
class World {
  now = 2_000_000;
  left: number;
  private readonly shape: Shape;
  private readonly quota: number;
  private readonly alive: number[] = [];
  /** By task id. */
  private readonly since: Float64Array;
  private readonly steps: Int32Array;
  private state = 20_261_121;
  private newest = 0;
  private done = 0;
  private readonly sizes = new Array<number>(QUEUES).fill(0);

  private readonly subject = new Uint32Array(FRAME_ROWS + 2);
  private readonly passed = new Uint32Array(FRAME_ROWS + 2);
  private readonly wait = new Uint32Array(FRAME_ROWS + 2);
  private readonly site = new Uint8Array(FRAME_ROWS + 2);
  private readonly group = new Uint32Array(FRAME_ROWS + 2);
  private created: { id: number; at: number; parent: number }[] = [];
  private ended: { id: number; at: number; outcome: number }[] = [];
  private queued: { at: number; queue: number; size: number }[] = [];
  private collected: number[] = [];

  constructor(shape: Shape, runs: number) {
    this.shape = shape;
    this.left = runs;
    const lasting = Math.round(shape.lanes * shape.lasting);
    const passing = shape.lanes - lasting;
    this.quota = passing === 0 ? runs : Math.max(1, Math.floor(runs / 2 / passing));
    this.since = new Float64Array(shape.lanes + 1);
    this.steps = new Int32Array(shape.lanes + 1);
    for (let task = 0; task < lasting; task++) this.create(Number.MAX_SAFE_INTEGER);
    for (let task = 0; task < Math.min(passing, lasting); task++) this.create(this.quota);
  }

  /** What happens until a frame of runs is full, with the tables that go with it. */
  *frames(): Generator<Uint8Array> {
    const base = this.now;
    let rows = 0;
    while (rows < FRAME_ROWS && this.left > 0) {
      if (this.chance() < 0.12) {
        const idle = Math.floor(this.chance() * 90_000);
        this.row(rows++, ROW.begin, idle, 0, 0, 0);
        this.now += idle;
      }
      const begin = this.now;
      const ran = this.runTime();
      this.now += ran;
      if (this.chance() < 0.05) {
        const callback = 1 + Math.floor(this.chance() * CALLBACKS);
        this.row(rows++, 4 * callback + SUBJECT.callback, ran, ran + 1 + this.delay(), 0, 0);
      } else this.step(rows++, begin, ran);
      this.left--;
      this.done++;
      this.note();
    }
    yield* this.tables(base, rows);
  }

  private step(row: number, begin: number, ran: number): void {
    const position = Math.floor(this.chance() * this.alive.length);
    const task = this.alive[position]!;
    const ready = Math.max(this.since[task]!, begin - this.delay());
    const isLast = --this.steps[task]! <= 0 && this.newest < this.shape.lanes;
    const site = isLast ? 0 : 1 + ((task * 7 + Math.floor(this.chance() * 3) * 31) % SITES);
    const isForTask = !isLast && site % (AWAIT_KINDS.length - 1) === 2;
    const other = 1 + Math.floor(this.chance() * this.newest);
    const group = isForTask ? SINGLE_GROUP + other : 0;
    this.row(row, 4 * task + SUBJECT.step, ran, this.now - ready + 1, site, group);
    this.since[task] = this.now;
    if (!isLast) return;
    const chance = this.chance();
    this.ended.push({ id: task, at: this.now, outcome: chance < 0.02 ? 2 : chance < 0.05 ? 3 : 1 });
    this.alive[position] = this.alive.at(-1)!;
    this.alive.pop();
    this.create(this.quota);
  }

  private create(steps: number): void {
    const id = ++this.newest;
    const parent = id <= 8 ? 0 : 1 + Math.floor(this.chance() * Math.min(id - 1, 256));
    this.created.push({ id, at: this.now, parent });
    this.since[id] = this.now;
    this.steps[id] = Math.min(steps, 2 ** 31 - 1);
    this.alive.push(id);
  }

  private note(): void {
    if (this.done % QUEUE_EVERY === 0) {
      const queue = Math.floor(this.chance() * QUEUES);
      this.sizes[queue] = Math.max(0, (this.sizes[queue] ?? 0) + (this.chance() < 0.5 ? 1 : -1));
      this.queued.push({ at: this.now, queue: queue + 1, size: this.sizes[queue] ?? 0 });
    }
    if (this.done % COLLECTION_EVERY === 0) this.collected.push(this.now);
  }

  private *tables(base: number, rows: number): Generator<Uint8Array> {
    const { created, ended, queued, collected } = this;
    if (created.length > 0) {
      const first = created[0]!.at;
      yield frameOf(
        FRAME.tasks,
        u32(created.length),
        u64(first),
        columnOf(created.map(({ id }) => id)),
        columnOf(created.map(({ parent }) => parent)),
        columnOf(created.map(() => 1)),
        columnOf(created.map(({ at }) => at - first)),
        columnOf(created.map(({ id }) => 1 + (id % COROUTINES))),
        columnOf(created.map(({ id }) => 1 + (id % SITES))),
        columnOf(created.map(({ id }) => id)),
        textsOf(created.map(() => '')),
      );
    }
    const columns = [this.subject, this.passed, this.wait, this.site, this.group];
    const head = [u32(1), u32(rows), u64(base), u8(0)];
    yield frameOf(FRAME.runs, ...head, ...columns.map((column) => columnOf(column, rows)));
    if (ended.length > 0)
      yield frameOf(
        FRAME.ends,
        u32(ended.length),
        u64(base),
        columnOf(ended.map(({ id }) => id)),
        columnOf(ended.map(({ at }) => at - base)),
        columnOf(ended.map(({ outcome }) => outcome)),
        columnOf(ended.map(() => 0)),
        textsOf(ended.map(() => '')),
      );
    if (queued.length > 0)
      yield frameOf(
        TABLES.resourceEvents.kind,
        u32(queued.length),
        u64(base),
        columnOf(queued.map(({ at }) => at - base)),
        columnOf(queued.map(({ queue }) => queue)),
        columnOf(queued.map(() => SIZE)),
        columnOf(queued.map(() => 0)),
        columnOf(queued.map(({ size }) => size)),
      );
    if (collected.length > 0) {
      const none = collected.map(() => 0);
      yield frameOf(
        TABLES.collections.kind,
        u32(collected.length),
        u64(base),
        columnOf(collected.map((at) => at - base)),
        columnOf(collected.map((at) => at - base + 400_000)),
        ...[none, none, none].map((each) => columnOf(each)),
      );
    }
    yield frameOf(FRAME.beat, u64(this.now), u32(0), ...[[], [], []].map((each) => columnOf(each)));
    this.created = [];
    this.ended = [];
    this.queued = [];
    this.collected = [];
  }

  private row(at: number, subject: number, passed: number, wait: number, site: number, group: number): void {
    this.subject[at] = subject;
    this.passed[at] = passed;
    this.wait[at] = Math.min(wait, 0xffffffff);
    this.site[at] = site;
    this.group[at] = group;
  }

  /** A few microseconds, rarely much more, now and then a block. */
  private runTime(): number {
    const ran = 3_000 + Math.floor(28_000 * this.chance() ** 3) + (this.chance() < 0.01 ? 400_000 : 0);
    return this.done % BLOCK_EVERY === BLOCK_EVERY / 2 ? ran + 150_000_000 : ran;
  }

  private delay(): number {
    return Math.floor(120_000 * this.chance() ** 2);
  }

  /** 0 … 1, the same in every run. */
  private chance(): number {
    this.state = (Math.imul(this.state, 1_664_525) + 1_013_904_223) >>> 0;
    return (this.state >>> 4) / 2 ** 28;
  }
}
