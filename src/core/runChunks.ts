import type { RunBatch } from './runBatch.ts';
import { CHUNK_SHIFT, CHUNK_SIZE, RunChunk } from './runChunk.ts';
import type { Runs } from './trace.ts';
import type { LoopId, Nanos, RunIndex, SiteId } from './units.ts';

const MASK = CHUNK_SIZE - 1;

/** The numbers of runs fit into 32 bits, with room behind what a `forget` frame may claim. */
export const MOST_FORGOTTEN: RunIndex = 2 ** 31;

/** The columns of {@link Runs}, in chunks: the newest one grows, the oldest ones are let go. */
export class RunChunks implements Runs {
  first: RunIndex = 0;
  length = 0;
  private chunks: RunChunk[] = [];
  /** So many chunks lie before the first that is held. */
  private before = 0;

  subject(run: RunIndex): number {
    return this.chunkOf(run)?.subject(run & MASK) ?? 0;
  }

  loop(run: RunIndex): LoopId {
    return this.chunkOf(run)?.loop(run & MASK) ?? 0;
  }

  begin(run: RunIndex): Nanos {
    const chunk = this.chunkOf(run);
    return chunk === undefined ? Number.NaN : chunk.end(run & MASK) - chunk.ran(run & MASK);
  }

  end(run: RunIndex): Nanos {
    const chunk = this.chunkOf(run);
    return chunk === undefined ? Number.NaN : chunk.end(run & MASK);
  }

  ready(run: RunIndex): Nanos {
    const chunk = this.chunkOf(run);
    if (chunk === undefined) return Number.NaN;
    const at = run & MASK;
    return chunk.end(at) - chunk.ran(at) - chunk.waited(at);
  }

  /** How long it ran; 0 when it is not held. */
  ran(run: RunIndex): Nanos {
    return this.chunkOf(run)?.ran(run & MASK) ?? 0;
  }

  /** How long it stood ready; 0 when that is not known. */
  waited(run: RunIndex): Nanos {
    const chunk = this.chunkOf(run);
    return chunk === undefined ? 0 : chunk.waited(run & MASK) || 0;
  }

  cause(run: RunIndex): number {
    return this.chunkOf(run)?.cause(run & MASK) ?? 0;
  }

  detail(run: RunIndex): number {
    return this.chunkOf(run)?.detail(run & MASK) ?? 0;
  }

  site(run: RunIndex): SiteId {
    return this.chunkOf(run)?.site(run & MASK) ?? 0;
  }

  group(run: RunIndex): number {
    return this.chunkOf(run)?.group(run & MASK) ?? 0;
  }

  read(from: RunIndex, into: RunBatch): number {
    const begin = Math.max(from, this.first);
    const end = Math.min(begin + into.capacity, this.length);
    for (let run = begin; run < end;) {
      const until = Math.min(end, run - (run & MASK) + CHUNK_SIZE);
      this.chunkOf(run)!.read(run & MASK, (run & MASK) + until - run, into, run - begin);
      run = until;
    }
    return Math.max(0, end - begin);
  }

  /**
   * Appends one run and answers its number; the arguments are the columns of {@link Runs}, `ran` and `waited` how long it
   * ran and stood ready (NaN: unknown). Times are whole, and exact: at most 2^53 − 1.
   */
  add(
    subject: number,
    loop: LoopId,
    end: Nanos,
    ran: Nanos,
    waited: Nanos,
    site: SiteId,
    group: number,
    cause: number,
    detail: number,
  ): RunIndex {
    const run = this.length++;
    const at = run & MASK;
    const index = (run >>> CHUNK_SHIFT) - this.before;
    const chunk = (this.chunks[index] ??= new RunChunk(loop, end));
    chunk.set(at, subject, loop, end, ran, waited);
    if (site !== 0 || group !== 0) chunk.setSite(at, site, group);
    if (cause !== 0 || detail !== 0) chunk.setCause(at, cause, detail);
    return run;
  }

  /** Lets go of the runs before one; where that is behind the newest, counting goes on with it. */
  forgetBefore(first: RunIndex): void {
    if (first <= this.first) return;
    this.first = first;
    if (this.length < first) this.length = first;
    const before = first >>> CHUNK_SHIFT;
    this.chunks = this.chunks.slice(before - this.before);
    this.before = before;
  }

  private chunkOf(run: RunIndex): RunChunk | undefined {
    return run >= this.first && run < this.length
      ? this.chunks[(run >>> CHUNK_SHIFT) - this.before]
      : undefined;
  }
}
