import { twice } from './grow.ts';
import type { Runs } from './trace.ts';
import type { LoopId, Nanos, RunIndex } from './units.ts';

const FIRST_CAPACITY = 1024;

/** The columns of {@link Runs}, with room to grow: when they are full, all are copied into columns twice as long. */
export class GrowingRuns implements Runs {
  length = 0;
  subject = new Uint32Array(FIRST_CAPACITY);
  loop = new Uint16Array(FIRST_CAPACITY);
  begin = new Float64Array(FIRST_CAPACITY);
  end = new Float64Array(FIRST_CAPACITY);
  ready = new Float64Array(FIRST_CAPACITY);
  site = new Uint32Array(FIRST_CAPACITY);
  group = new Uint32Array(FIRST_CAPACITY);
  cause = new Uint8Array(FIRST_CAPACITY);
  detail = new Float64Array(FIRST_CAPACITY);

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
    if (this.length === this.begin.length) this.grow();
    const at = this.length++;
    this.subject[at] = subject;
    this.loop[at] = loop;
    this.begin[at] = begin;
    this.end[at] = end;
    this.ready[at] = ready;
    this.site[at] = site;
    this.group[at] = group;
    this.cause[at] = cause;
    this.detail[at] = detail;
    return at;
  }

  private grow(): void {
    this.subject = twice(this.subject);
    this.loop = twice(this.loop);
    this.begin = twice(this.begin);
    this.end = twice(this.end);
    this.ready = twice(this.ready);
    this.site = twice(this.site);
    this.group = twice(this.group);
    this.cause = twice(this.cause);
    this.detail = twice(this.detail);
  }
}
