import type { Trace } from '../src/core/trace.ts';
import type { Nanos, SiteId } from '../src/core/units.ts';
import { FAMILIES, familyOf } from './families.ts';
import type { Track } from './laneCursor.ts';
import { NO_FAMILY } from './picture.ts';

/** Of the suspensions in a cell so many are looked at; of very many, one stands for them. */
const FEW = 4;
const MANY = 64;

/** The family of each site, by its number + 1; 0 for those not looked at yet. */
const known = new WeakMap<Trace, { families: Uint8Array }>();

/**
 * What is most waited for between two times: the family of the longest of a few suspensions, or {@link NO_FAMILY}. The
 * positions are those of the first runs that end after these times.
 */
export function familyBetween(track: Track, first: number, end: number, from: Nanos, to: Nanos): number {
  const { trace, lane } = track;
  const { runs } = trace;
  const count = end - first + 1;
  const looks = Math.min(count, count > MANY ? 1 : FEW);
  let longest = 0;
  let site: SiteId = 0;
  let before = -1;
  let beforeRun = -1;
  for (let look = 0; look < looks; look++) {
    const position = looks === count ? first + look : first + Math.floor(((look + 0.5) * count) / looks);
    if (position <= lane.first) continue;
    const last = before === position - 1 ? beforeRun : lane.run(position - 1);
    const run = lane.run(position);
    [before, beforeRun] = [position, run];
    const until = run < 0 ? to : readyOf(runs.ready(run), runs.begin(run));
    const length = Math.min(until, to) - Math.max(runs.end(last), from);
    if (length <= longest) continue;
    longest = length;
    site = runs.site(last);
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
