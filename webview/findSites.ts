import type { Place, Trace } from '../src/core/trace.ts';
import type { SiteId } from '../src/core/units.ts';
import type { Selection } from './selection.ts';
import type { View } from './viewport.ts';

/** What "Reveal in Task Timeline" found on a line: all suspensions there, in the order of their begins. */
export interface Found {
  readonly file: string;
  readonly line: number;
  readonly suspensions: readonly (Selection & { readonly kind: 'suspension' })[];
  /** Which of them to show first: the longest in sight, else the longest of all; −1 when there is none. */
  readonly best: number;
}

/** Finds the suspensions whose await chain goes through a line. */
export function findSites(trace: Trace, file: string, line: number, view: View): Found {
  const sites = sitesAt(trace, file, line);
  const found: { begin: number; end: number; selection: Selection & { readonly kind: 'suspension' } }[] = [];
  if (sites.size > 0)
    for (const task of trace.tasks) {
      const { lane } = task;
      for (let position = lane.first; position < lane.length; position++) {
        const run = lane.run(position);
        if (!sites.has(trace.runs.site(run))) continue;
        const next = lane.run(position + 1);
        const begin = trace.runs.end(run);
        const ready = trace.runs.ready(next);
        const end =
          next < 0 ? (task.ended ?? trace.now) : Number.isNaN(ready) ? trace.runs.begin(next) : ready;
        if (end > begin)
          found.push({
            begin,
            end,
            selection: { kind: 'suspension', task: task.id, position: position + 1 },
          });
      }
    }
  found.sort((a, b) => a.begin - b.begin);
  let best = -1;
  let bestScore = -1;
  found.forEach(({ begin, end }, index) => {
    const isInSight = end > view.begin && begin < view.end;
    const score = end - begin + (isInSight ? Number.MAX_SAFE_INTEGER / 2 : 0);
    if (score > bestScore) [best, bestScore] = [index, score];
  });
  return { file, line, suspensions: found.map(({ selection }) => selection), best };
}

/** The sites with that line in their chain: by the exact path, else by the path as Windows compares it. */
function sitesAt(trace: Trace, file: string, line: number): Set<SiteId> {
  const exact = matching(trace, (place) => place.line === line && place.file === file);
  if (exact.size > 0) return exact;
  const folded = foldPath(file);
  return matching(trace, (place) => place.line === line && foldPath(place.file) === folded);
}

function matching(trace: Trace, isMeant: (place: Place) => boolean): Set<SiteId> {
  const sites = new Set<SiteId>();
  for (let id = 1; ; id++) {
    const site = trace.site(id);
    if (site === undefined) return sites;
    if (site.stack.some(isMeant)) sites.add(id);
  }
}

/** Drive letters in either case, and either kind of slash, mean the same; on other systems nothing changes. */
function foldPath(path: string): string {
  return /^[a-z]:[\\/]/i.test(path) ? path.replaceAll('\\', '/').toLowerCase() : path;
}
