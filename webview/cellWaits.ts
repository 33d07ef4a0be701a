import type { Trace } from '../src/core/trace.ts';
import type { Nanos, SiteId } from '../src/core/units.ts';
import { FAMILIES, familyOf } from '../src/core/awaitFamilies.ts';
import type { Track } from './laneCursor.ts';
import { NO_FAMILY } from './picture.ts';

/** So many suspensions of a cell are looked at, all of them; of more, a few for so many cells together. */
const FEW = 4;
const STRETCH = 8;

/** The family of each site, by its number + 1; 0 for those not looked at yet. */
const known = new WeakMap<Trace, { families: Uint8Array }>();

/** What the cells of one lane waited for most, cell after cell from the left. */
export class CellWaits {
  private readonly track: Track;
  private readonly cell: Nanos;
  private stretch = Number.NaN;
  private family = NO_FAMILY;

  constructor(track: Track, cell: Nanos) {
    this.track = track;
    this.cell = cell;
  }

  /**
   * The family of the longest of a cell's suspensions. Where there are many, that of the longest of a few at the begin of
   * a stretch of cells, which stands for all of it. {@link NO_FAMILY}: nothing, or not known. `first`, `end`: the positions
   * of the first runs that end after the cell's begin and end.
   */
  at(first: number, end: number, from: Nanos): number {
    const { track, cell } = this;
    if (end - first < FEW) return longestOf(track, first, end, from, from + cell);
    const stretch = Math.floor(from / (cell * STRETCH)) * cell * STRETCH;
    if (stretch !== this.stretch) {
      this.stretch = stretch;
      const begin = stretch === from ? first : track.lane.endingAfter(stretch);
      this.family = longestOf(track, begin, begin + FEW - 1, stretch, Number.POSITIVE_INFINITY);
    }
    return this.family;
  }
}

/** The family of the longest suspension before the runs at some positions. */
function longestOf(track: Track, first: number, last: number, from: Nanos, to: Nanos): number {
  const { trace, lane } = track;
  const { runs } = trace;
  let longest = 0;
  let site: SiteId = 0;
  let before = lane.run(first - 1);
  for (let position = first; position <= last && position <= lane.length; position++) {
    const run = lane.run(position);
    if (before >= 0) {
      const until = run < 0 ? track.end : readyOf(runs.ready(run), runs.begin(run));
      const length = Math.min(until, to) - Math.max(runs.end(before), from);
      if (length > longest) {
        longest = length;
        site = runs.site(before);
      }
    }
    before = run;
  }
  return site === 0 ? NO_FAMILY : familyAt(trace, site);
}

function readyOf(ready: Nanos, begin: Nanos): Nanos {
  return Number.isNaN(ready) ? begin : ready;
}

function familyAt(trace: Trace, site: SiteId): number {
  let entry = known.get(trace);
  if (entry === undefined) known.set(trace, (entry = { families: new Uint8Array(1024) }));
  if (site >= entry.families.length) {
    const families = new Uint8Array(2 ** Math.ceil(Math.log2(site + 1)));
    families.set(entry.families);
    entry.families = families;
  }
  const family = entry.families[site]!;
  if (family > 0) return family - 1;
  const kind = trace.site(site)?.kind;
  if (kind === undefined) return NO_FAMILY;
  const position = FAMILIES.indexOf(familyOf(kind));
  entry.families[site] = position + 1;
  return position;
}
