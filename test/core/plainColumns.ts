import type { RunBatch } from '../../src/core/runBatch.ts';
import type { Lane, LaneSums, Runs } from '../../src/core/trace.ts';
import type { LoopId, Nanos, RunIndex, SiteId } from '../../src/core/units.ts';

/** A run, with nothing packed. */
export interface PlainRun {
  readonly subject: number;
  readonly loop: LoopId;
  readonly begin: Nanos;
  readonly end: Nanos;
  /** NaN when unknown. */
  readonly ready: Nanos;
  readonly site: SiteId;
  readonly group: number;
  readonly cause: number;
  readonly detail: number;
}

/** {@link Runs} as a list, to compare with. */
export class PlainRuns implements Runs {
  first = 0;
  readonly list: PlainRun[] = [];

  get length(): number {
    return this.list.length;
  }

  subject(run: RunIndex): number {
    return this.held(run)?.subject ?? 0;
  }

  loop(run: RunIndex): LoopId {
    return this.held(run)?.loop ?? 0;
  }

  begin(run: RunIndex): Nanos {
    return this.held(run)?.begin ?? Number.NaN;
  }

  end(run: RunIndex): Nanos {
    return this.held(run)?.end ?? Number.NaN;
  }

  ready(run: RunIndex): Nanos {
    return this.held(run)?.ready ?? Number.NaN;
  }

  cause(run: RunIndex): number {
    return this.held(run)?.cause ?? 0;
  }

  detail(run: RunIndex): number {
    return this.held(run)?.detail ?? 0;
  }

  site(run: RunIndex): SiteId {
    return this.held(run)?.site ?? 0;
  }

  group(run: RunIndex): number {
    return this.held(run)?.group ?? 0;
  }

  read(from: RunIndex, into: RunBatch): number {
    const begin = Math.max(from, this.first);
    const read = this.list.slice(begin, begin + into.capacity);
    read.forEach((run, i) => {
      for (const name of ['subject', 'loop', 'site', 'group', 'begin', 'end', 'ready'] as const)
        into[name][i] = run[name];
    });
    return read.length;
  }

  private held(run: RunIndex): PlainRun | undefined {
    return run < this.first ? undefined : this.list[run];
  }
}

/** {@link Lane} as a list of runs, every answer counted out anew. */
export class PlainLane implements Lane {
  private readonly all: PlainRuns;
  private readonly list: RunIndex[] = [];

  constructor(all: PlainRuns) {
    this.all = all;
  }

  get first(): number {
    return this.list.filter((run) => run < this.all.first).length;
  }

  get length(): number {
    return this.list.length;
  }

  get end(): Nanos {
    const last = this.list.at(-1);
    return last === undefined ? 0 : this.all.list[last]!.end;
  }

  push(run: RunIndex): void {
    this.list.push(run);
  }

  run(position: number): RunIndex {
    return position < this.first ? -1 : (this.list[position] ?? -1);
  }

  positionOf(run: RunIndex): number {
    const position = this.list.indexOf(run);
    return position < this.first ? -1 : position;
  }

  busyBefore(position: number): Nanos {
    return this.before(position).reduce((sum, { begin, end }) => sum + end - begin, 0);
  }

  readyBefore(position: number): Nanos {
    return this.before(position).reduce((sum, { begin, ready }) => sum + (begin - ready || 0), 0);
  }

  endingAfter(at: Nanos): number {
    const found = this.list.findIndex((run) => run >= this.all.first && this.all.end(run) > at);
    return found < 0 ? this.length : found;
  }

  sums(at: Nanos, _coarse: Nanos, _near: number, into: LaneSums): void {
    const position = this.endingAfter(at);
    const { begin = Number.NaN, ready = Number.NaN } = this.all.list[this.list[position] ?? -1] ?? {};
    into.position = position;
    into.busy = this.busyBefore(position) + (begin < at ? at - begin : 0);
    into.ready = this.readyBefore(position) + (ready < at ? Math.min(at, begin) - ready : 0);
  }

  longestReady(first: number, end: number): Nanos {
    return Math.max(0, ...this.held(first, end).map(({ begin, ready }) => begin - ready || 0));
  }

  longestRun(first: number, end: number): Nanos {
    return Math.max(0, ...this.held(first, end).map((run) => run.end - run.begin));
  }

  private before(position: number): PlainRun[] {
    return this.list.slice(0, Math.max(position, this.first)).map((run) => this.all.list[run]!);
  }

  private held(first: number, end: number): PlainRun[] {
    return this.list.slice(Math.max(first, this.first), Math.max(0, end)).map((run) => this.all.list[run]!);
  }
}
