import { Matcher } from '../../src/core/query/matcher.ts';
import { MatchFinder, type MatchPlace } from '../../src/core/query/matchFinder.ts';
import { isSamePlace } from '../../src/core/query/places.ts';
import { parseQuery, type QueryProblem } from '../../src/core/query/parseQuery.ts';
import type { Trace } from '../../src/core/trace.ts';

/** The query in force, what of it could not be read, what it matches, and which match the user is at. */
export class Search {
  text = '';
  problems: readonly QueryProblem[] = [];
  matcher = new Matcher(parseQuery('').query);
  finder = new MatchFinder(this.matcher);
  /** Whether a task, by its position in the trace, is or has a match; another function with each query. */
  keep = keepOf(this.matcher);
  /** The match that was last walked to. */
  private at: MatchPlace | null = null;
  /** Which of all matches that is, from 1; 0 when it is not known. */
  private number = 0;
  /** The walk went past the end, and began again at the other one. */
  private isRound = false;

  /** Takes the text of a query; the same one changes nothing. */
  read(text: string): void {
    if (text === this.text) return;
    const { query, problems } = parseQuery(text);
    this.text = text;
    this.problems = problems;
    this.matcher = new Matcher(query);
    this.finder = new MatchFinder(this.matcher);
    this.keep = keepOf(this.matcher);
    this.stand(null, 0);
  }

  /** Counts on, `most` runs or tasks at most; true when all is counted. */
  update(trace: Trace, most: number): boolean {
    this.matcher.update(trace);
    return this.finder.update(trace, most);
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

function keepOf(matcher: Matcher): (index: number) => boolean {
  return (index) => matcher.task(index) !== 'none';
}

function plural(noun: 'task' | 'match', count: number): string {
  if (count === 1) return noun;
  return noun === 'task' ? 'tasks' : 'matches';
}
