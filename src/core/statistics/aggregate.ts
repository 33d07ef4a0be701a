import { formatQuery } from '../query/formatQuery.ts';
import type { Place, Trace } from '../trace.ts';
import type { Nanos, SiteId } from '../units.ts';
import type { AwaitKind } from '../wire.ts';
import { Histogram } from './histogram.ts';

/** How long things were. */
export interface Spread {
  readonly count: number;
  readonly total: Nanos;
  readonly mean: Nanos;
  readonly p50: Nanos;
  readonly p95: Nanos;
  readonly p99: Nanos;
  readonly most: Nanos;
}

/**
 * What the tasks of a coroutine did about one await site: the steps that suspended there, how long they were suspended, and
 * how long they then stood ready. Site 0: the steps that ended a task, and the time ready before its first.
 */
export interface AggregateRow {
  readonly coroutine: string;
  readonly site: SiteId;
  /** Null for site 0, and where the chain has no place. */
  readonly place: Place | null;
  readonly kind: AwaitKind | null;
  /** How many steps suspended there. */
  readonly count: number;
  readonly run: Spread;
  readonly ready: Spread;
  readonly suspended: Spread;
  /** The query that singles out exactly these. */
  readonly query: string;
}

/** Gathers what a row tells. */
export class Aggregate {
  readonly coroutine: string;
  readonly site: SiteId;
  readonly run = new Histogram();
  readonly ready = new Histogram();
  readonly suspended = new Histogram();

  constructor(coroutine: string, site: SiteId) {
    this.coroutine = coroutine;
    this.site = site;
  }

  row(trace: Trace): AggregateRow {
    const { coroutine } = this;
    const site = trace.site(this.site);
    return {
      coroutine,
      site: this.site,
      place: site?.place ?? null,
      kind: site?.kind ?? null,
      count: this.run.count,
      run: spreadOf(this.run),
      ready: spreadOf(this.ready),
      suspended: spreadOf(this.suspended),
      query: formatQuery({
        kind: 'and',
        parts: [
          { kind: 'field', field: 'coro', value: `=${coroutine}` },
          { kind: 'field', field: 'site', value: String(this.site) },
        ],
      }),
    };
  }
}

/** Finds the aggregate of a coroutine and a site; makes it when there is none. */
export class Aggregates {
  private readonly numbers = new Map<string, number>();
  private readonly found: Aggregate[][] = [];
  private readonly names: string[] = [];

  /** A number for a coroutine, by which its aggregates are found quickly. */
  coroutine(name: string): number {
    let number = this.numbers.get(name);
    if (number === undefined) {
      this.numbers.set(name, (number = this.names.length));
      this.names.push(name);
      this.found.push([]);
    }
    return number;
  }

  of(coroutine: number, site: SiteId): Aggregate {
    return (this.found[coroutine]![site] ??= new Aggregate(this.names[coroutine]!, site));
  }

  rows(trace: Trace): AggregateRow[] {
    return this.found.flatMap((bySite) => Object.values(bySite).map((each) => each.row(trace)));
  }
}

/** What there is to say of a histogram. */
export function spreadOf(histogram: Histogram): Spread {
  const { count, total, mean, most } = histogram;
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((q) => histogram.quantile(q));
  return { count, total, mean, p50: p50!, p95: p95!, p99: p99!, most };
}
