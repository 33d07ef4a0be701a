import type { PieceMatcher } from '../src/core/query/pieceMatcher.ts';
import type { Task } from '../src/core/trace.ts';
import type { Nanos } from '../src/core/units.ts';
import { LaneCursor, type Track } from './laneCursor.ts';

/** Of so many runs of a cell the pieces are looked at: each is up to three. */
const MOST_LOOKED_AT = 11;

/** What a query singles out of one lane. */
export interface LaneMatch {
  readonly matcher: PieceMatcher;
  /** Null for a loop's lane. */
  readonly task: Task | null;
  /** What is known of the whole lane. */
  readonly whole: 'all' | 'some' | 'none';
}

/** What the query singles out of a task's lane, or a loop's; null without a query. */
export function matchOf(matcher: PieceMatcher | null, task: Task | null): LaneMatch | null {
  if (matcher === null) return null;
  return { matcher, task, whole: task === null ? 'some' : matcher.task(task.index) };
}

/** Whether the piece on which a cursor stands is singled out. */
export function isMatch({ matcher, task, whole }: LaneMatch, cursor: LaneCursor): boolean {
  if (whole !== 'some') return whole === 'all';
  const { track, phase, position, from, to } = cursor;
  return matcher.piece(track.lane, task, phase, position, from, to);
}

/** Which share of the pieces between two times is singled out: of all of them where they are few, else of some. */
export function matchBetween(match: LaneMatch, track: Track, from: Nanos, to: Nanos): number {
  if (match.whole !== 'some') return match.whole === 'all' ? 1 : 0;
  const { lane } = track;
  const first = lane.endingAfter(from);
  const end = lane.endingAfter(to, first);
  const count = end - first + 1;
  const looks = Math.min(count, MOST_LOOKED_AT);
  const cursor = new LaneCursor(track);
  let all = 0;
  let matching = 0;
  for (let look = 0; look < looks; look++) {
    const position = first + Math.floor(((look + 0.5) * count) / looks);
    let isThere = cursor.enter(position, 'suspended');
    while (isThere && cursor.position === position && cursor.from < to) {
      if (cursor.to > from && !(match.task === null && cursor.phase !== 'running')) {
        all++;
        if (isMatch(match, cursor)) matching++;
      }
      isThere = cursor.next();
    }
  }
  return all === 0 ? 0 : matching / all;
}
