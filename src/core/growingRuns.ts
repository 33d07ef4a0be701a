import { twice } from './grow.ts';
import type { RunBatch } from './runBatch.ts';
import type { Runs } from './trace.ts';
import type { LoopId, Nanos, RunIndex } from './units.ts';

const FIRST_CAPACITY = 1024;

/** The columns of {@link Runs}, with room to grow: when they are full, all are copied into columns twice as long. */
export class GrowingRuns implements Runs {
  readonly first: RunIndex = 0;
  length = 0;
  private subjects = new Uint32Array(FIRST_CAPACITY);
  private loops = new Uint16Array(FIRST_CAPACITY);
  private begins = new Float64Array(FIRST_CAPACITY);
  private ends = new Float64Array(FIRST_CAPACITY);
  private readies = new Float64Array(FIRST_CAPACITY);
  private sites = new Uint32Array(FIRST_CAPACITY);
  private groups = new Uint32Array(FIRST_CAPACITY);
  private causes = new Uint8Array(FIRST_CAPACITY);
  private details = new Float64Array(FIRST_CAPACITY);

  subject(run: RunIndex): number {
    return run < this.length ? (this.subjects[run] ?? 0) : 0;
  }

  loop(run: RunIndex): LoopId {
    return run < this.length ? (this.loops[run] ?? 0) : 0;
  }

  begin(run: RunIndex): Nanos {
    return run < this.length ? (this.begins[run] ?? Number.NaN) : Number.NaN;
  }

  end(run: RunIndex): Nanos {
    return run < this.length ? (this.ends[run] ?? Number.NaN) : Number.NaN;
  }

  ready(run: RunIndex): Nanos {
    return run < this.length ? (this.readies[run] ?? Number.NaN) : Number.NaN;
  }

  cause(run: RunIndex): number {
    return run < this.length ? (this.causes[run] ?? 0) : 0;
  }

  detail(run: RunIndex): number {
    return run < this.length ? (this.details[run] ?? 0) : 0;
  }

  site(run: RunIndex): number {
    return run < this.length ? (this.sites[run] ?? 0) : 0;
  }

  group(run: RunIndex): number {
    return run < this.length ? (this.groups[run] ?? 0) : 0;
  }

  read(from: RunIndex, into: RunBatch): number {
    const begin = Math.max(from, this.first);
    const end = Math.min(begin + into.capacity, this.length);
    if (end <= begin) return 0;
    into.subject.set(this.subjects.subarray(begin, end));
    into.loop.set(this.loops.subarray(begin, end));
    into.begin.set(this.begins.subarray(begin, end));
    into.end.set(this.ends.subarray(begin, end));
    into.ready.set(this.readies.subarray(begin, end));
    into.site.set(this.sites.subarray(begin, end));
    into.group.set(this.groups.subarray(begin, end));
    return end - begin;
  }

  /** Appends one run; the arguments are the columns of {@link Runs}. Answers its position. */
  add(
    subject: number,
    loop: LoopId,
    begin: Nanos,
    end: Nanos,
    ready: Nanos,
    site: number,
    group: number,
    cause: number,
    detail: number,
  ): RunIndex {
    if (this.length === this.begins.length) this.grow();
    const at = this.length++;
    this.subjects[at] = subject;
    this.loops[at] = loop;
    this.begins[at] = begin;
    this.ends[at] = end;
    this.readies[at] = ready;
    this.sites[at] = site;
    this.groups[at] = group;
    this.causes[at] = cause;
    this.details[at] = detail;
    return at;
  }

  private grow(): void {
    this.subjects = twice(this.subjects);
    this.loops = twice(this.loops);
    this.begins = twice(this.begins);
    this.ends = twice(this.ends);
    this.readies = twice(this.readies);
    this.sites = twice(this.sites);
    this.groups = twice(this.groups);
    this.causes = twice(this.causes);
    this.details = twice(this.details);
  }
}
