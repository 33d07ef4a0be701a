import { describe, expect, it } from 'vitest';
import type { Phase } from '../../src/core/phase.ts';
import { Matcher } from '../../src/core/query/matcher.ts';
import { MatchFinder, type MatchPlace } from '../../src/core/query/matchFinder.ts';
import { parseQuery } from '../../src/core/query/parseQuery.ts';
import type { Query, Term } from '../../src/core/query/query.ts';
import { textTest } from '../../src/core/query/textTest.ts';
import { callbackOf, type Place, type Site, type Task, type Trace } from '../../src/core/trace.ts';
import { TraceBuilder } from '../../src/core/traceBuilder.ts';
import type { Nanos, RunIndex } from '../../src/core/units.ts';
import { familyOf } from '../../src/core/awaitFamilies.ts';
import { LaneCursor, loopTrack, taskTrack } from '../../webview/laneCursor.ts';
import { chance, randomTrace } from './randomTrace.ts';
import { build, smallTrace } from './smallTrace.ts';
import { TraceWriter } from './traceWriter.ts';

/** A piece of a lane, told at length. */
interface Told {
  readonly task: Task | null;
  readonly callback: string;
  readonly callbackPlace: Place | undefined;
  readonly lane: Task['lane'];
  readonly loop: number;
  readonly phase: Phase;
  readonly position: number;
  readonly run: RunIndex;
  readonly site: Site | undefined;
  readonly siteId: number;
  readonly from: Nanos;
  readonly to: Nanos;
}

/** All pieces of the lanes of tasks, and all callbacks on those of loops, as the picture shows them. */
function piecesOf(trace: Trace): Told[] {
  const told: Told[] = [];
  const walk = (cursor: LaneCursor, task: Task | null, loop: number): void => {
    const { lane } = cursor.track;
    for (let goes = cursor.enter(lane.first, 'suspended'); goes; goes = cursor.next()) {
      const { phase, position, from, to } = cursor;
      const run = lane.run(position);
      const siteId = trace.runs.site(phase === 'running' ? run : lane.run(position - 1));
      const callback = task === null && run >= 0 ? callbackOf(trace, trace.runs.subject(run)) : undefined;
      if (task === null && (phase !== 'running' || callback === undefined)) continue;
      told.push({
        task,
        callback: callback?.name ?? '',
        callbackPlace: trace.place(callback?.place ?? 0),
        lane,
        loop,
        phase,
        position,
        run,
        site: trace.site(siteId),
        siteId,
        from,
        to,
      });
    }
  };
  for (const task of trace.tasks) walk(new LaneCursor(taskTrack(trace, task)), task, task.loop);
  for (const loop of trace.loops) walk(new LaneCursor(loopTrack(trace, loop)), null, loop.id);
  return told;
}

/** What a query says of a piece, word by word. */
function isMeant(trace: Trace, query: Query, piece: Told, beside: readonly Query[] = []): boolean {
  if (query.kind === 'all') return true;
  if (query.kind === 'not') return !isMeant(trace, query.part, piece);
  if (query.kind === 'or') return query.parts.some((part) => isMeant(trace, part, piece));
  if (query.kind === 'and') {
    const { parts } = query;
    return parts.every((part) => isMeant(trace, part, piece, parts));
  }
  return isTermMeant(trace, query as Term, piece, beside);
}

function isTermMeant(trace: Trace, term: Term, piece: Told, beside: readonly Query[]): boolean {
  const { task, site, phase } = piece;
  if (term.kind === 'text')
    return [task?.name, task?.coroutine, task ? undefined : piece.callback].some(
      (name) => name !== undefined && textTest(term.text)(name),
    );
  if (term.kind === 'duration') {
    const isPhase = {
      piece: true,
      run: phase === 'running',
      ready: phase === 'ready',
      suspended: phase === 'suspended',
    };
    const length = piece.to - piece.from;
    const isLength = {
      '<': length < term.nanos,
      '<=': length <= term.nanos,
      '>': length > term.nanos,
      '>=': length >= term.nanos,
      '=': length === term.nanos,
    };
    return isPhase[term.of] && isLength[term.op];
  }
  const isText = textTest(term.value);
  const chain = task ? (site?.stack ?? []) : piece.callbackPlace ? [piece.callbackPlace] : [];
  switch (term.field) {
    case 'test':
      return trace.bands.some(
        ({ process, name, begin, end }) =>
          task !== null &&
          process === trace.loop(task.loop)?.process &&
          begin <= task.created &&
          task.created <= (end ?? Infinity) &&
          isText(name),
      );
    case 'task':
      return task !== null && isText(task.name);
    case 'coro':
      return isText(task ? task.coroutine : piece.callback);
    case 'file':
      return chain.some((place) => isText(place.file));
    case 'line': {
      const files = beside.flatMap((part) =>
        part.kind === 'field' && part.field === 'file' ? [part.value] : [],
      );
      return chain.some(
        (place) => place.line === Number(term.value) && files.every((file) => textTest(file)(place.file)),
      );
    }
    case 'await': {
      const isWithSteps = beside.some(
        (part) =>
          (part.kind === 'field' && part.field === 'state') ||
          (part.kind === 'duration' && part.of !== 'piece'),
      );
      if (site === undefined || (phase !== 'suspended' && !isWithSteps)) return false;
      return term.value
        .split(',')
        .some((value) => value === site.kind || value === `=${site.kind}` || value === familyOf(site.kind));
    }
    case 'state':
      return term.value
        .split(',')
        .some((value) =>
          value === 'blocking'
            ? phase === 'running' && piece.to - piece.from >= trace.blockingFrom
            : value === phase,
        );
    case 'outcome': {
      if (task === null) return false;
      const isLost =
        task.outcome === 'pending' &&
        trace.lost.some((lost) => lost.kind === 'task destroyed' && lost.task === task.id);
      const name = {
        pending: isLost ? 'lost' : 'pending',
        result: 'done',
        error: 'failed',
        cancelled: 'cancelled',
      }[task.outcome];
      return term.value.split(',').includes(name);
    }
    case 'loop':
      return /^\d+$/.test(term.value)
        ? piece.loop === Number(term.value)
        : isText(trace.loop(piece.loop)!.class) || isText(trace.loop(piece.loop)!.thread.name);
    case 'scope':
      return (
        task !== null && trace.scopes.some((scope) => isText(scope.kind) && scope.members.includes(task.id))
      );
    case 'process':
      return term.value === '7' || isText('main');
    case 'site':
      return task !== null && piece.siteId === Number(term.value);
  }
}

const TERMS = [
  'fetch',
  'job',
  '"job 3"',
  'coro:=fetch',
  'coro:worker*',
  'task:job',
  'file:api.py',
  'file:"my api"',
  'line:12',
  'line:5',
  'await:lock',
  'await:=lock',
  'await:io,timer',
  'await:other',
  'state:running',
  'state:ready',
  'state:suspended',
  'state:blocking,ready',
  'outcome:done',
  'outcome:pending,lost',
  'outcome:failed',
  'outcome:cancelled',
  'loop:1',
  'loop:Thread',
  'scope:TaskGroup',
  'process:main',
  'process:7',
  'process:9',
  'site:1',
  'site:0',
  '>10ms',
  'run>1ms',
  'ready>=1ms',
  'suspended>100ms',
  'suspended<1s',
  'timer',
];

function randomQuery(next: () => number, depth = 0): string {
  const pick = TERMS[Math.floor(next() * TERMS.length)]!;
  const kind = depth > 2 ? 0 : next();
  if (kind < 0.5) return pick;
  const parts = Array.from({ length: 2 + Math.floor(next() * 2) }, () => randomQuery(next, depth + 1));
  if (kind < 0.75) return `(${parts.join(' ')})`;
  return kind < 0.9 ? `(${parts.join(' OR ')})` : `-${parts[0]!}`;
}

function matcherOf(trace: Trace, text: string): Matcher {
  const { query, problems } = parseQuery(text);
  expect(problems, text).toEqual([]);
  const matcher = new Matcher(query);
  matcher.update(trace);
  return matcher;
}

const queries = ((): string[] => {
  const next = chance(42);
  return [...TERMS, ...Array.from({ length: 60 }, () => randomQuery(next))];
})();

describe.each([1, 2, 3])('of random trace %i', (seed) => {
  const trace = build(randomTrace(seed).bytes());
  const pieces = piecesOf(trace);

  it.each(queries)('%s singles out what it says', (text) => {
    const { query } = parseQuery(text);
    const matcher = matcherOf(trace, text);
    const meant = pieces.filter((piece) => isMeant(trace, query, piece));
    const matching = pieces.filter(({ lane, task, phase, position, from, to }) =>
      matcher.piece(lane, task, phase, position, from, to),
    );
    expect(matching.map(words)).toEqual(meant.map(words));
    for (const task of trace.tasks) {
      const own = pieces.filter((piece) => piece.task === task);
      const all = own.filter((piece) => meant.includes(piece));
      const said = matcher.task(task.index);
      if (said === 'all') expect(all).toEqual(own);
      if (said === 'none') expect(all).toEqual([]);
      if (matcher.isOfTasks) expect(said).not.toBe('some');
    }
  });

  it.each(queries)('%s is counted, and walked from match to match in both directions', (text) => {
    const { query } = parseQuery(text);
    const matcher = matcherOf(trace, text);
    const finder = new MatchFinder(matcher);
    for (let slice = 0; !finder.update(trace, 37); slice++) expect(slice).toBeLessThan(1_000);
    const found = trace.tasks.filter((task) => finder.hasTask(task)).map(({ id }) => id);
    const walked = walk(trace, finder, 1);
    expect(walk(trace, finder, -1)).toEqual([...walked].reverse());
    expect(finder.count).toBe(walked.length);
    if (matcher.isOfTasks) {
      const meant = trace.tasks.filter((task) => matcher.task(task.index) === 'all');
      expect(walked.map(({ task }) => task)).toEqual(meant.map(({ id }) => id));
      return;
    }
    const meant = pieces.filter((piece) => isMeant(trace, query, piece));
    if (!matcher.isAll) {
      const have = new Set(meant.map(({ task }) => task));
      const whole = trace.tasks.filter((task) => have.has(task) || matcher.task(task.index) === 'all');
      expect(found).toEqual(whole.map(({ id }) => id));
    }
    expect(walked.map(placed).sort()).toEqual(
      meant.map(({ task, phase, position, from }) => `${task?.id ?? 0} ${phase} ${position} ${from}`).sort(),
    );
  });
});

it('next goes on from a place that does not match itself', () => {
  const trace = build(randomTrace(4).bytes());
  const finder = new MatchFinder(matcherOf(trace, 'state:ready'));
  while (!finder.update(trace, 100));
  const all = walk(trace, finder, 1);
  const task = trace.tasks.find(({ lane }) => lane.length > 4)!;
  const position = 3;
  const run = task.lane.run(position);
  const from: MatchPlace = { run, phase: 'running', task: task.id, position, begin: trace.runs.begin(run) };
  const next = ask(trace, finder, from, 1)!;
  expect(next.run).toBeGreaterThan(run);
  const before = ask(trace, finder, from, -1)!;
  expect(before.run).toBeLessThanOrEqual(run);
  expect(all.findIndex((place) => placed(place) === placed(next))).toBe(
    all.findIndex((place) => placed(place) === placed(before)) + 1,
  );
});

it('what comes while the trace grows is counted as well, and outcomes that change are counted again', () => {
  const bytes = randomTrace(5, 600).bytes();
  for (const text of [
    '>1ms',
    'outcome:done state:ready',
    'fetch state:running',
    'suspended>1ms OR outcome:failed',
    'fetch',
  ]) {
    const trace = new TraceBuilder();
    const matcher = matcherOf(trace, text);
    const finder = new MatchFinder(matcher);
    for (let at = 0; at < bytes.length; at += 997) {
      trace.push(bytes.subarray(at, at + 997));
      matcher.update(trace);
      finder.update(trace, 50);
    }
    matcher.update(trace);
    while (!finder.update(trace, 50));
    const whole = new MatchFinder(matcherOf(trace, text));
    while (!whole.update(trace, 1e6));
    expect(finder.count, text).toBe(whole.count);
    for (const task of trace.tasks) expect(finder.hasTask(task), text).toBe(whole.hasTask(task));
    expect(whole.count, text).toBeGreaterThan(0);
  }
});

it('finds the tasks with matches while it looks, and keeps them until as much is looked at again', () => {
  const trace = build(randomTrace(7, 600).bytes());
  const matcher = matcherOf(trace, 'state:ready >1ms');
  const finder = new MatchFinder(matcher);
  const found = (): number[] => trace.tasks.filter((task) => finder.hasTask(task)).map(({ id }) => id);
  expect([finder.hasBegun, found()]).toEqual([false, []]);
  let before = 0;
  while (!finder.update(trace, 40)) {
    expect(found().length).toBeGreaterThanOrEqual(before);
    before = found().length;
  }
  const all = found();
  expect(all.length).toBeGreaterThan(2);
  expect(all.length).toBeLessThan(trace.tasks.length);

  const first = Math.floor(trace.runs.length / 2);
  trace.push(new TraceWriter().forget(trace.runs.begin(first), first).bytes().slice(8));
  matcher.update(trace);
  finder.update(trace, 1);
  const held = new Set(trace.tasks.map(({ id }) => id));
  expect(found()).toEqual(all.filter((id) => held.has(id)));
  while (!finder.update(trace, 40));
  const anew = new MatchFinder(matcherOf(trace, 'state:ready >1ms'));
  while (!anew.update(trace, 1e6));
  expect(found()).toEqual(trace.tasks.filter((task) => anew.hasTask(task)).map(({ id }) => id));
  expect(found().length).toBeLessThan(all.length);
});

it('asks for patience instead of looking at everything at once', () => {
  const trace = build(randomTrace(6).bytes());
  const finder = new MatchFinder(matcherOf(trace, 'coro:nobody >1ms'));
  expect(finder.step(trace, null, 1, 10)).toBe('more');
  let slices = 1;
  while (finder.step(trace, null, 1, 10) === 'more') slices++;
  expect(slices).toBeGreaterThan(trace.runs.length / 11);
  expect(slices).toBeLessThan(trace.runs.length / 9);
});

it('a line is one of that file, not one in another file of the chain', () => {
  const trace = build(smallTrace().bytes());
  const count = (text: string): number => {
    const finder = new MatchFinder(matcherOf(trace, text));
    while (!finder.update(trace, 100));
    return finder.count;
  };
  expect(count('file:main.py line:5 state:suspended')).toBe(1);
  expect(count('file:main.py line:655')).toBe(0);
  expect(count('file:tasks.py line:655 state:suspended')).toBe(1);
  expect(count('file:=/app/main.py file:main line:12 state:suspended')).toBe(1);
});

it('matches nothing before it has seen a trace, and everything for an empty query', () => {
  const trace = build(smallTrace().bytes());
  const task = trace.tasks[0]!;
  expect(new Matcher(parseQuery('a').query).task(0)).toBe('none');
  const all = matcherOf(trace, '');
  expect(all.isAll).toBe(true);
  expect(all.task(0)).toBe('all');
  expect(all.piece(task.lane, task, 'running', 0, 0, 1)).toBe(true);
  const finder = new MatchFinder(all);
  expect(finder.update(trace, 1)).toBe(true);
  expect([finder.count, finder.step(trace, null, 1, 10)]).toEqual([0, null]);
});

function walk(trace: Trace, finder: MatchFinder, by: 1 | -1): MatchPlace[] {
  const found: MatchPlace[] = [];
  for (let place = ask(trace, finder, null, by); place !== null; place = ask(trace, finder, place, by)) {
    found.push(place);
    if (found.length > 10_000) throw new Error('walks in circles');
  }
  return found;
}

function ask(trace: Trace, finder: MatchFinder, from: MatchPlace | null, by: 1 | -1): MatchPlace | null {
  for (;;) {
    const found = finder.step(trace, from, by, 23);
    if (found !== 'more') return found;
  }
}

function placed({ task, phase, position, begin }: MatchPlace): string {
  return `${task} ${phase} ${position} ${begin}`;
}

function words({ task, callback, phase, position, from, to }: Told): string {
  return `${task?.id ?? callback} ${phase} ${position}: ${from} to ${to}`;
}
