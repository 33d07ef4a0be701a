import { describe, expect, it } from 'vitest';
import type { MatchPlace } from '../../src/core/query/matchFinder.ts';
import type { Trace } from '../../src/core/trace.ts';
import { placeBefore, placeOfSelection, selectionOf } from '../../webview/search/matchSelection.ts';
import { countText, Search } from '../../webview/search/search.ts';
import { suggest } from '../../webview/search/suggest.ts';
import { randomTrace } from '../core/randomTrace.ts';
import { build, smallTrace } from '../core/smallTrace.ts';

const trace = build(randomTrace(21).bytes());

function searchFor(text: string): Search {
  const search = new Search();
  search.read(text);
  while (!search.update(trace, 100));
  return search;
}

function step(search: Search, from: MatchPlace | null, by: 1 | -1, of: Trace = trace): MatchPlace | null {
  for (;;) {
    const found = search.step(of, from, by, 50);
    if (found !== 'more') return found;
  }
}

describe('walking from match to match', () => {
  it('goes round and round, and knows which match it is at', () => {
    const search = searchFor('state:ready >1ms');
    const { count } = search.finder;
    expect(count).toBeGreaterThan(5);
    let place = step(search, null, 1)!;
    const first = place;
    for (let number = 1; number <= count; number++) {
      expect(countText(search, place)).toBe(`${number} of ${count} matches`);
      place = step(search, place, 1)!;
    }
    expect(place).toEqual(first);
    expect(countText(search, place)).toBe(`1 of ${count} matches`);
    expect(countText(search, step(search, place, -1))).toBe(`${count} of ${count} matches`);
    expect(countText(search, null)).toBe(`${count} matches`);
  });

  it('from somewhere else does not pretend to know the number', () => {
    const search = searchFor('state:ready');
    const from = placeBefore(trace, trace.now / 2)!;
    const found = step(search, from, 1)!;
    expect(found.begin).toBeGreaterThan(0);
    expect(countText(search, found)).toBe(`${search.finder.count} matches`);
  });

  it('of tasks, when the query is about tasks', () => {
    const search = searchFor('outcome:failed');
    expect(countText(search, step(search, null, 1))).toBe(`1 of ${search.finder.count} tasks`);
    expect(countText(searchFor('task:nobody'), null)).toBe('no tasks');
    expect(countText(searchFor('task:nobody >1ms'), null)).toBe('no matches');
    expect(step(searchFor('task:nobody >1ms'), null, 1)).toBeNull();
    expect(countText(searchFor(''), null)).toBe('');
  });

  it('says that it counts', () => {
    const search = new Search();
    search.read('state:running');
    expect(countText(search, null)).toBe('counting…');
    search.update(trace, 100);
    expect(countText(search, null)).toMatch(/^\d+\+ matches$/);
  });
});

describe('only these', () => {
  const kept = (search: Search, clock: number): number[] => {
    const keep = search.narrow(trace, clock);
    return trace.tasks.filter((_, index) => keep(index)).map(({ id }) => id);
  };

  it('are those that may match until something was looked at, then those found, at last all that match', () => {
    const search = new Search();
    search.read('state:ready >1ms');
    search.matcher.update(trace);
    expect(kept(search, 0)).toHaveLength(trace.tasks.length);
    search.update(trace, 100);
    const some = kept(search, 1000);
    while (!search.update(trace, 100));
    // The last word does not wait.
    const all = kept(search, 1001);
    expect(some.length).toBeGreaterThan(0);
    expect(all.length).toBeGreaterThan(some.length);
    expect(all.length).toBeLessThan(trace.tasks.length);
    expect(search.isBehind).toBe(false);
    expect(search.narrow(trace, 5000)).toBe(search.narrow(trace, 9000));
  });

  it('do not come faster than rows can be arranged, nor are they forgotten', () => {
    const search = new Search();
    search.read('state:ready >1ms');
    search.update(trace, 50);
    const first = search.narrow(trace, 1000);
    search.update(trace, 200);
    expect(search.narrow(trace, 1010)).toBe(first);
    expect(search.isBehind).toBe(true);
    expect(search.narrow(trace, 2000)).not.toBe(first);
    expect(search.isBehind).toBe(false);
  });

  it('stay while another query begins, and follow one about tasks at once', () => {
    const search = searchFor('state:ready >1ms');
    const before = kept(search, 0);
    search.read('state:ready >2ms');
    search.matcher.update(trace);
    expect(kept(search, 10)).toEqual(before);
    while (!search.update(trace, 100));
    expect(kept(search, 20).length).toBeLessThan(before.length);
    search.read('outcome:failed');
    search.matcher.update(trace);
    const failed = trace.tasks.filter(({ outcome }) => outcome === 'error').map(({ id }) => id);
    expect(kept(search, 30)).toEqual(failed);
  });
});

it('a match is selected as what it is, and found again from the selection', () => {
  for (const text of ['state:running', 'state:ready', 'state:suspended', 'suspended>100ms OR run>1ms']) {
    const search = searchFor(text);
    let place = step(search, null, 1)!;
    for (let i = 0; i < 60; i++, place = step(search, place, 1)!) {
      const selection = selectionOf(trace, place, false);
      const back = placeOfSelection(trace, selection)!;
      expect([back.task, back.phase, back.position]).toEqual([place.task, place.phase, place.position]);
    }
  }
  expect(selectionOf(trace, { run: 3, phase: 'running', task: 2, position: 0, begin: 0 }, true)).toEqual({
    kind: 'task',
    task: 2,
  });
  expect(placeOfSelection(trace, null)).toBeNull();
  expect(placeOfSelection(trace, { kind: 'loop', loop: 1 })).toBeNull();
  expect(placeOfSelection(trace, { kind: 'run', run: 1e6 })).toBeNull();
  expect(placeOfSelection(trace, { kind: 'task', task: 1 })).toMatchObject({ task: 1, position: 0 });
});

describe('what may be written next', () => {
  const small = build(smallTrace().bytes());
  const labels = (text: string, caret = text.length): string[] =>
    suggest(small, text, caret).map(({ label }) => label);

  it('are fields, then their values', () => {
    expect(labels('')).toEqual([
      'task:',
      'coro:',
      'file:',
      'line:',
      'await:',
      'state:',
      'outcome:',
      'loop:',
      'scope:',
    ]);
    expect(labels('x -st')).toEqual(['state:']);
    expect(labels('state:')).toEqual(['state:running', 'state:ready', 'state:suspended', 'state:blocking']);
    expect(labels('state:r')).toEqual(['state:running', 'state:ready']);
    expect(labels('await:lock,ti')).toEqual(['await:lock,timer', 'await:lock,timeout']);
    expect(labels('coro:ch')).toEqual(['coro:=child']);
    expect(labels('file:')).toEqual(['file:main.py']);
    expect(labels('loop:')).toEqual(['loop:1']);
    expect(labels('r')).toEqual(['ready>5ms', 'run>100ms']);
    expect(labels('nothing')).toEqual([]);
    expect(labels('http:x')).toEqual([]);
  });

  it('replace the word that is written, and leave the rest', () => {
    expect(suggest(small, 'a -st b', 5)[0]).toMatchObject({ text: 'a -state:b', caret: 9 });
    expect(suggest(small, 'state:rea', 9)[0]).toMatchObject({ text: 'state:ready ', caret: 12 });
  });
});
