import { emptyPiece } from '../src/core/query/piece.ts';
import { formatQuery } from '../src/core/query/formatQuery.ts';
import { restOf } from '../src/core/query/gaps.ts';
import { Matcher } from '../src/core/query/matcher.ts';
import type { MatchPlace } from '../src/core/query/matchFinder.ts';
import { parseQuery } from '../src/core/query/parseQuery.ts';
import { PieceScan } from '../src/core/query/pieceScan.ts';
import { runOfPlace } from '../src/core/query/places.ts';
import type { Trace } from '../src/core/trace.ts';
import type { Nanos, RunIndex, TaskId } from '../src/core/units.ts';
import type { View } from './viewport.ts';

/** What "Reveal in Task Timeline" found on a line: all suspensions there, as a query. */
export interface Found {
  readonly file: string;
  readonly line: number;
  readonly query: string;
  /** How many there are. */
  readonly count: number;
  /** The one to show first: the longest in sight, else the longest of all; null when there is none. */
  readonly best: MatchPlace | null;
  /** Which of all that is, from 1. */
  readonly number: number;
}

interface Suspension {
  readonly task: TaskId;
  /** The run at which it begins, −1 for none; and whose position the suspension has one behind. */
  readonly run: RunIndex;
  readonly begin: Nanos;
  readonly end: Nanos;
}

/** The query for the suspensions whose await chain goes through a line. */
function lineQuery(file: string, line: number): string {
  return formatQuery({
    kind: 'and',
    parts: [
      { kind: 'field', field: 'state', value: 'suspended' },
      { kind: 'field', field: 'file', value: `=${file}` },
      { kind: 'field', field: 'line', value: String(line) },
    ],
  });
}

/** Finds the suspensions whose await chain goes through a line, in two looks at all runs. */
export function findSites(trace: Trace, file: string, line: number, view: View): Found {
  const query = lineQuery(file, line);
  const matcher = new Matcher(parseQuery(query).query);
  matcher.update(trace);
  let count = 0;
  let bestScore = -1;
  const longest: Suspension[] = [];
  forEachSuspension(trace, matcher, (each) => {
    count++;
    const isInSight = each.end > view.begin && each.begin < view.end;
    const score = each.end - each.begin + (isInSight ? Number.MAX_SAFE_INTEGER / 2 : 0);
    if (score > bestScore) [longest[0], bestScore] = [each, score];
  });
  const [best] = longest;
  if (best === undefined) return { file, line, query, count, best: null, number: 0 };
  const place = placeOf(trace, best);
  const run = runOfPlace(trace, place);
  let number = 1;
  forEachSuspension(trace, matcher, (each) => {
    if (each.run >= 0 && each.run < run) number++;
  });
  return { file, line, query, count, best: place, number };
}

function forEachSuspension(trace: Trace, matcher: Matcher, tell: (suspension: Suspension) => void): void {
  const scan = new PieceScan(matcher, ({ task, from, to }, run) =>
    tell({ task: task?.id ?? 0, run, begin: from, end: to }),
  );
  scan.update(trace, Number.POSITIVE_INFINITY);
  const piece = emptyPiece(trace);
  for (const task of trace.tasks) {
    const run = task.lane.run(task.lane.length - 1);
    const site = trace.runs.site(run);
    if (site === 0) continue;
    const { from, to } = restOf(trace, task);
    if (to <= from) continue;
    Object.assign(piece, { task, loop: task.loop, site, from, to });
    if (matcher.matches(piece)) tell({ task: task.id, run, begin: from, end: to });
  }
}

function placeOf(trace: Trace, { task, run, begin }: Suspension): MatchPlace {
  const lane = trace.task(task)!.lane;
  const position = lane.positionOf(run) + 1;
  return { run: lane.run(position), phase: 'suspended', task, position, begin };
}
