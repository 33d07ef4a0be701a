import { Matcher } from '../../src/core/query/matcher.ts';
import { MatchFinder, type MatchPlace } from '../../src/core/query/matchFinder.ts';
import { isSamePlace } from '../../src/core/query/places.ts';
import { parseQuery, type QueryProblem } from '../../src/core/query/parseQuery.ts';
import type { Trace } from '../../src/core/trace.ts';

/** Whether a task, by its position in the trace, is kept. */
type Keep = (index: number) => boolean;

/** As long as nothing was looked at. */
const UNSEEN = -1;

/** So many milliseconds lie between two times that rows come or go, and more of a trace of many tasks: so many for each. */
const LEAST_PATIENCE = 200;
const PATIENCE = 0.01;

/** The query in force, what of it could not be read, what it matches, and which match the user is at. */
export class Search {
  text = '';
  problems: readonly QueryProblem[] = [];
  matcher = new Matcher(parseQuery('').query);
  finder = new MatchFinder(this.matcher);
  /** What {@link narrow} answered last, for how many tasks that were found, and when, in milliseconds. */
  private kept: Keep | null = null;
  private keptFor = UNSEEN;
  private keptAt = Number.NEGATIVE_INFINITY;
  private isOwed = false;
  private isSettled = false;
  /** The match that was last walked to. */
  private at: MatchPlace | null = null;
  /** Which of all matches that is, from 1; 0 when it is not known. */
  private number = 0;
  /** The walk went past the end, and began again at the other one. */
  private isRound = false;

  /** Takes the text of a query; the same one changes nothing. */
  read(text: string): void {
    if (text === this.text) return;
    const wasAll = this.matcher.isAll;
    const { query, problems } = parseQuery(text);
    this.text = text;
    this.problems = problems;
    this.matcher = new Matcher(query);
    this.finder = new MatchFinder(this.matcher);
    if (this.finder.isOfTasks || wasAll) this.kept = null;
    this.keptFor = UNSEEN;
    this.keptAt = Number.NEGATIVE_INFINITY;
    this.isSettled = this.isOwed = false;
    this.stand(null, 0);
  }

  /** Counts on, `most` runs or tasks at most; true when all is counted. */
  update(trace: Trace, most: number): boolean {
    this.matcher.update(trace);
    return this.finder.update(trace, most);
  }

  /**
   * Whether a task, by its position in the trace, is or has a match, as far as was looked. Another function when there are
   * others by now, but not more often than rows can be arranged anew for it; `clock` is in milliseconds. Before anything
   * was looked at, those stay that were kept for the query before, or, without one, all that may match.
   */
  narrow(trace: Trace, clock: number): Keep {
    const { finder, matcher } = this;
    const found = finder.isOfTasks ? 0 : finder.hasBegun ? finder.foundTasks : UNSEEN;
    const patience = Math.max(LEAST_PATIENCE, trace.tasks.length * PATIENCE);
    const isDue = clock - this.keptAt >= patience || (finder.isComplete && !this.isSettled);
    this.isOwed = found !== this.keptFor && !isDue;
    if (this.kept !== null && (found === this.keptFor || this.isOwed)) return this.kept;
    const hasMatch = (index: number): boolean => {
      const task = trace.tasks[index];
      return task !== undefined && finder.hasTask(task);
    };
    const mayMatch = (index: number): boolean => matcher.task(index) !== 'none';
    this.kept = found === UNSEEN ? mayMatch : hasMatch;
    this.keptFor = found;
    this.keptAt = clock;
    this.isSettled = finder.isComplete;
    return this.kept;
  }

  /** True when other tasks were found than {@link narrow} tells yet: ask again a moment later. */
  get isBehind(): boolean {
    return this.isOwed;
  }

  /** Says which match the user is at. */
  stand(at: MatchPlace | null, number: number): void {
    this.at = at;
    this.number = number;
  }

  /**
   * The next or previous match, round and round; null when there is none, `more` when none is among `most` runs that were
   * looked at: ask again with the same.
   */
  step(trace: Trace, from: MatchPlace | null, by: 1 | -1, most: number): MatchPlace | null | 'more' {
    this.matcher.update(trace);
    const isKnown = from !== null && this.at !== null && isSamePlace(from, this.at) && this.number > 0;
    let found = this.finder.step(trace, this.isRound ? null : from, by, most);
    if (found === null && from !== null && !this.isRound) {
      this.isRound = true;
      found = this.finder.step(trace, null, by, most);
    }
    if (found === 'more') return found;
    const end = by > 0 ? 1 : this.finder.isComplete ? this.finder.count : 0;
    const number = this.isRound || from === null ? end : isKnown ? this.number + by : 0;
    this.isRound = false;
    if (found !== null) this.stand(found, number);
    return found;
  }

  /** Which match the user is at, from 1; 0 when that is not known, or none. */
  numberOf(place: MatchPlace | null): number {
    return place !== null && this.at !== null && isSamePlace(place, this.at) ? this.number : 0;
  }
}

/** `3 of 17 matches`, `17 tasks`, `no matches`, `17+` as long as it is counted. */
export function countText(search: Search, place: MatchPlace | null): string {
  const { finder, matcher } = search;
  if (matcher.isAll) return '';
  const { count, isComplete } = finder;
  const noun = finder.isOfTasks ? 'task' : 'match';
  if (count === 0) return isComplete ? `no ${plural(noun, 0)}` : 'counting…';
  const number = search.numberOf(place);
  const all = `${count.toLocaleString('en')}${isComplete ? '' : '+'} ${plural(noun, count)}`;
  return number > 0 && number <= count ? `${number.toLocaleString('en')} of ${all}` : all;
}

function plural(noun: 'task' | 'match', count: number): string {
  if (count === 1) return noun;
  return noun === 'task' ? 'tasks' : 'matches';
}
