import type { RunBatch } from './runBatch.ts';
import { SparseColumn } from './sparseColumn.ts';
import type { LoopId, Nanos, SiteId } from './units.ts';

/** Runs a chunk has room for, as a power of two. */
export const CHUNK_SHIFT = 14;
export const CHUNK_SIZE = 2 ** CHUNK_SHIFT;

/** Where the numbers of a run stand in its row: what is asked together lies together, in one line of the cache. */
const END = 0;
const RAN = 1;
const WAITED = 2;
const SUBJECT = 3;
const WIDTH = 4;
/** In the place of a number that does not fit: it stands in {@link RunChunk}'s `large`. */
const LARGE = 0xffffffff;
/** How long a run stood ready is not known. */
const UNKNOWN = 0xfffffffe;
/** A chunk's ends are counted from so long before its first one: other loops' runs may have ended before. */
const BEFORE: Nanos = 2 ** 30;
const HIGH = 2 ** 32;

/**
 * Columns of consecutive runs, made once and never copied. They take what most runs need, and the room that others need
 * comes with the first that does: 16 bytes for the times and the subject, 2 for the site.
 */
export class RunChunk {
  private readonly rows = new Uint32Array(CHUNK_SIZE * WIDTH);
  /** Ends are counted from here. */
  private base: Nanos;
  /** What does not fit into 32 bits of an end. */
  private highs: Uint32Array | null = null;
  private sites: Uint16Array | Uint32Array = new Uint16Array(CHUNK_SIZE);
  /** That of all, as long as they have the same. */
  private readonly onlyLoop: LoopId;
  private loops: Uint16Array | null = null;
  private groups: SparseColumn | null = null;
  private causes: Uint8Array | null = null;
  private details: SparseColumn | null = null;
  /** Numbers too large for their place, by the place in `rows`; those of details, by that of the subject. */
  private large: Map<number, number> | null = null;

  /** A chunk for a first run of that loop and with that end. */
  constructor(loop: LoopId, end: Nanos) {
    this.onlyLoop = loop;
    this.base = end - BEFORE;
  }

  subject(at: number): number {
    return this.rows[WIDTH * at + SUBJECT]!;
  }

  loop(at: number): LoopId {
    return this.loops === null ? this.onlyLoop : this.loops[at]!;
  }

  end(at: number): Nanos {
    const low = this.base + this.rows[WIDTH * at + END]!;
    return this.highs === null ? low : low + this.highs[at]! * HIGH;
  }

  /** How long it ran. */
  ran(at: number): Nanos {
    const ran = this.rows[WIDTH * at + RAN]!;
    return ran === LARGE ? this.large!.get(WIDTH * at + RAN)! : ran;
  }

  /** How long it stood ready; NaN when unknown. */
  waited(at: number): Nanos {
    const waited = this.rows[WIDTH * at + WAITED]!;
    if (waited < UNKNOWN) return waited;
    return waited === UNKNOWN ? Number.NaN : this.large!.get(WIDTH * at + WAITED)!;
  }

  site(at: number): SiteId {
    return this.sites[at]!;
  }

  group(at: number): number {
    return this.groups === null ? 0 : this.groups.get(at);
  }

  cause(at: number): number {
    return this.causes === null ? 0 : this.causes[at]!;
  }

  detail(at: number): number {
    const detail = this.details === null ? 0 : this.details.get(at);
    return detail === LARGE ? this.large!.get(WIDTH * at + SUBJECT)! : detail;
  }

  /** Writes a run's times and what it is: whole numbers, none of them negative; `waited` NaN: unknown. */
  set(at: number, subject: number, loop: LoopId, end: Nanos, ran: Nanos, waited: Nanos): void {
    const { rows } = this;
    const row = WIDTH * at;
    const after = end - this.base;
    if (this.highs === null && after >= 0 && after < HIGH) rows[row + END] = after;
    else this.setFarEnd(at, end);
    rows[row + RAN] = ran < LARGE ? ran : this.setLarge(row + RAN, ran);
    if (waited < UNKNOWN) rows[row + WAITED] = waited;
    else rows[row + WAITED] = waited >= UNKNOWN ? this.setLarge(row + WAITED, waited) : UNKNOWN;
    rows[row + SUBJECT] = subject;
    if (loop !== this.onlyLoop || this.loops !== null) this.setLoop(at, loop);
  }

  /** Writes where a run suspended, and the tasks it waits for. */
  setSite(at: number, site: SiteId, group: number): void {
    if (site > 0xffff && this.sites instanceof Uint16Array) this.sites = Uint32Array.from(this.sites);
    this.sites[at] = site;
    if (group === 0) return;
    this.groups ??= new SparseColumn(CHUNK_SIZE);
    this.groups.set(at, group);
  }

  /** Writes why a run could run. */
  setCause(at: number, cause: number, detail: number): void {
    if (cause !== 0) {
      this.causes ??= new Uint8Array(CHUNK_SIZE);
      this.causes[at] = cause;
    }
    if (detail === 0) return;
    this.details ??= new SparseColumn(CHUNK_SIZE);
    this.details.set(at, detail < LARGE ? detail : this.setLarge(WIDTH * at + SUBJECT, detail));
  }

  /** Copies the runs from `from` to before `until` into a batch, behind the `count` that it has. */
  read(from: number, until: number, into: RunBatch, count: number): void {
    for (let at = from, to = count; at < until; at++, to++) {
      const end = this.end(at);
      const begin = end - this.ran(at);
      into.subject[to] = this.subject(at);
      into.loop[to] = this.loop(at);
      into.begin[to] = begin;
      into.end[to] = end;
      into.ready[to] = begin - this.waited(at);
      into.site[to] = this.sites[at]!;
    }
    if (this.groups === null) into.group.fill(0, count, count + until - from);
    else this.groups.read(from, until, into.group, count);
  }

  private setLarge(place: number, number: number): number {
    this.large ??= new Map();
    this.large.set(place, number);
    return LARGE;
  }

  private setLoop(at: number, loop: LoopId): void {
    this.loops ??= new Uint16Array(CHUNK_SIZE).fill(this.onlyLoop);
    this.loops[at] = loop;
  }

  /** From the first end on that does not fit, all ends are counted from the trace's begin, in 64 bits. */
  private setFarEnd(at: number, end: Nanos): void {
    if (this.highs === null) {
      const highs = new Uint32Array(CHUNK_SIZE);
      for (let i = 0; i < CHUNK_SIZE; i++) {
        const known = Math.max(0, this.end(i));
        highs[i] = Math.floor(known / HIGH);
        this.rows[WIDTH * i + END] = known % HIGH;
      }
      this.base = 0;
      this.highs = highs;
    }
    this.highs[at] = Math.floor(end / HIGH);
    this.rows[WIDTH * at + END] = end % HIGH;
  }
}
