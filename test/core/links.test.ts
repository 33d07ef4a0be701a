import { describe, expect, it } from 'vitest';
import {
  AwaitIndex,
  awaitersOf,
  linksOf,
  wokenBy,
  type LinkEnd,
  type TraceLink,
} from '../../src/core/links.ts';
import { factsOf } from '../../src/core/links/factIndex.ts';
import type { PieceRef } from '../../src/core/pieceRef.ts';
import type { Trace } from '../../src/core/trace.ts';
import { TraceBuilder } from '../../src/core/traceBuilder.ts';
import { wakerOf } from '../../src/core/wakes.ts';
import { fullTrace } from './fullTrace.ts';
import { build } from './smallTrace.ts';
import { TraceWriter, type WrittenRun } from './traceWriter.ts';

const trace = build(fullTrace().bytes());
const [MAIN, CHILD] = [1, 2];

function indexOf(of: Trace): AwaitIndex {
  const index = new AwaitIndex();
  while (!index.update(of, 1000));
  return index;
}

const step = (run: number): PieceRef => ({
  phase: 'running',
  task: Math.floor(trace.runs.subject(run) / 4),
  position: 0,
  run,
});

/** `woke 1@3000>2@9200`: each end by its task and time. */
function said(links: readonly TraceLink[]): string[] {
  const end = ({ task, at }: LinkEnd): string => `${task}@${at}`;
  return links.map(({ kind, from, to }) => `${kind} ${end(from)}>${end(to)}`);
}

describe('the links of a task', () => {
  it('tell who created, awaits and cancelled it, and whom it created and cancelled', () => {
    const index = indexOf(trace);
    expect(said(linksOf(trace, { task: CHILD }, index))).toEqual([
      'created 1@1500>2@1500',
      'awaits 1@2000>2@9899',
      'cancelled 2@2500>1@2500',
    ]);
    expect(said(linksOf(trace, { task: MAIN }, index))).toEqual([
      'cancelled 2@2500>1@2500',
      'created 1@1500>2@1500',
    ]);
    expect(linksOf(trace, { task: 99 }, index)).toEqual([]);
  });

  it('lead to the steps that did it, and to what was cancelled', () => {
    const [created] = linksOf(trace, { task: CHILD });
    expect(created!.from.run).toBe(0);
    const cancelled = linksOf(trace, { task: MAIN })[0]!;
    expect(cancelled.from.run).toBe(1);
    expect(cancelled.to).toMatchObject({ run: -1, piece: { phase: 'suspended', task: MAIN, position: 1 } });
  });

  it('are at most as many as asked for', () => {
    expect(linksOf(trace, { task: CHILD }, indexOf(trace), 1)).toHaveLength(1);
  });
});

describe('the links of a piece', () => {
  it('of a step: its waker, whom it woke, created and cancelled', () => {
    expect(said(linksOf(trace, step(0)))).toEqual(['woke 1@1600>2@2100', 'created 1@1500>2@1500']);
    expect(said(linksOf(trace, step(1)))).toEqual([
      'woke 1@1600>2@2100',
      'woke 2@3000>0@9000',
      'cancelled 2@2500>1@2500',
    ]);
    expect(said(linksOf(trace, step(2)))).toEqual(['woke 2@3000>0@9000', 'woke 0@9050>2@9200']);
    expect(linksOf(trace, { ...step(2), run: 77 })).toEqual([]);
  });

  it('of a suspension: who ended it, whom it awaits, and who cancelled it', () => {
    const awaiting: PieceRef = { phase: 'suspended', task: MAIN, position: 1, run: 4 };
    expect(said(linksOf(trace, awaiting))).toEqual([
      'woke 2@9850>1@10000',
      'cancelled 2@2500>1@2500',
      'awaits 1@2000>2@2000',
    ]);
    const ready: PieceRef = { ...awaiting, phase: 'ready' };
    expect(said(linksOf(trace, ready))).toEqual(['woke 2@9850>1@10000']);
  });

  it('that goes on has nobody who ended it', () => {
    const writer = new TraceWriter().header().loop().task(1);
    const open = build(writer.runs([{ task: 1, begin: 1, end: 2 }]).bytes());
    expect(linksOf(open, { phase: 'suspended', task: 1, position: 1, run: -1 })).toEqual([]);
  });
});

describe('whom a run woke', () => {
  it.each([1, 2, 3])('are all whose waker it is (%i)', (seed) => {
    const random = randomTrace(seed);
    const woken = new Map<number, number[]>();
    for (let run = 0; run < random.runs.length; run++) {
      const waker = wakerOf(random, run);
      if (waker >= 0) woken.set(waker, [...(woken.get(waker) ?? []), run]);
    }
    expect(woken.size).toBeGreaterThan(40);
    for (let run = 0; run < random.runs.length; run++)
      expect(wokenBy(random, run)).toEqual(woken.get(run) ?? []);
  });

  it('are at most as many as asked for, of any loop', () => {
    const writer = new TraceWriter().header().loop(1).loop(2).task(1).task(2, { loop: 2 }).task(3);
    writer
      .runs([
        { task: 1, begin: 10, end: 20 },
        { task: 3, begin: 40, end: 50, ready: 12 },
      ])
      .runs([{ task: 2, begin: 30, end: 60, ready: 15, cause: 'loop', detail: 1 }], 2);
    const both = build(writer.bytes());
    const subjects = (most?: number): number[] =>
      wokenBy(both, 0, most).map((run) => both.runs.subject(run) / 4);
    expect(subjects()).toEqual([2, 3]);
    expect(subjects(1)).toEqual([2]);
    expect(wokenBy(both, 99)).toEqual([]);
  });
});

describe('who awaits a task', () => {
  const writer = new TraceWriter().header().loop();
  for (const id of [1, 2, 3, 4, 5]) writer.task(id);
  const both = writer.group(3, 4);
  writer
    .runs([
      { task: 1, begin: 10, end: 20, group: both },
      { task: 2, begin: 30, end: 40, group: 2 ** 31 + 3 },
      { task: 3, begin: 50, end: 60 },
      { task: 2, begin: 70, end: 80, group: 2 ** 31 + 3 },
      { task: 1, begin: 90, end: 100, group: 2 ** 31 + 4 },
    ])
    .beat(200);
  const awaited = build(writer.bytes());
  const index = indexOf(awaited);
  const at = (task: number, time: number): number[] =>
    awaitersOf(awaited, index, task, time).map((piece) => piece.task);

  it('is known by task and time', () => {
    expect([at(3, 25), at(3, 45), at(3, 75), at(3, 85), at(3, 150)]).toEqual([[1], [2, 1], [1], [2, 1], [2]]);
    expect([at(4, 25), at(4, 95), at(4, 150)]).toEqual([[1], [], [1]]);
    expect(at(5, 150)).toEqual([]);
    expect(awaitersOf(awaited, index, 4, 150)).toEqual([
      { phase: 'suspended', task: 1, position: 2, run: -1 },
    ]);
  });

  it('keeps a task that awaits again and again once', () => {
    expect(index.tasksAwaiting(3, 64)).toEqual([2, 1]);
    expect(index.tasksAwaiting(3, 1)).toEqual([2]);
  });

  it('stays right, and small, when tasks were let go', () => {
    const letGo = (of: Trace, epoch: number): Trace => Object.assign(Object.create(of) as Trace, { epoch });
    const again = indexOf(awaited);
    while (!again.update(letGo(awaited, 1), 2));
    expect(again.tasksAwaiting(3, 64)).toEqual([2, 1]);
    // Two tasks that await a third in turn, 12,000 times, of which the trace holds none.
    const group = 2 ** 31 + 3;
    const turns = Array.from({ length: 12_000 }, (_, i) => ({
      task: 1 + (i % 2),
      begin: 10 * i,
      end: 10 * i + 5,
      group,
    }));
    const many = new TraceWriter().header().loop().task(1).task(2).task(3);
    const long = build(many.runs(turns).bytes());
    const full = indexOf(long);
    expect(full.size).toBe(12_000);
    const empty = Object.create(letGo(long, 1), {
      runs: { value: Object.create(long.runs, { first: { value: long.runs.length } }) as Trace['runs'] },
    }) as Trace;
    while (!full.update(empty, 1000));
    expect(full.size).toBe(0);
  });
});

describe('the facts of a task', () => {
  it('are the same whether the trace came in one piece or in many', () => {
    const bytes = fullTrace().bytes();
    const grown = new TraceBuilder();
    for (let at = 0; at < bytes.length; at += 7) {
      grown.push(bytes.subarray(at, at + 7));
      factsOf(grown);
    }
    for (const task of trace.tasks) {
      const [now, then] = [factsOf(trace), factsOf(grown)];
      for (const name of [
        'created',
        'cancels',
        'asked',
        'scopes',
        'entered',
        'jobs',
        'children',
        'lost',
        'waits',
      ] as const)
        expect(then[name].of(task.id)).toEqual(now[name].of(task.id));
    }
    const facts = factsOf(grown);
    expect(facts.created.of(MAIN)).toEqual([CHILD]);
    expect([
      facts.cancels.of(MAIN),
      facts.asked.of(CHILD),
      facts.scopes.of(CHILD),
      facts.entered.of(MAIN),
    ]).toMatchObject([[{ message: 'enough' }], [{ message: 'enough' }], [{ id: 1 }], [{ id: 1 }]]);
    expect([facts.jobs.of(MAIN), facts.children.of(MAIN), facts.lost.of(CHILD)]).toMatchObject([
      [{ function: 'crunch' }],
      [{ command: 'work' }],
      [{ name: 'child' }],
    ]);
  });
});

/** Callbacks one after the other, each scheduled during an earlier one, some by timers. */
function randomTrace(seed: number): Trace {
  let state = seed;
  const random = (below: number): number => (state = (state * 48271) % 2147483647) % below;
  const runs: WrittenRun[] = [];
  let now = 0;
  for (let run = 0; run < 400; run++) {
    const begin = now + random(3);
    const end = begin + random(20);
    const ready = random(begin + 1);
    runs.push({
      callback: 1,
      begin,
      end,
      ...(random(4) === 0 ? { cause: 'timer', made: ready } : { ready }),
    });
    now = end + 1;
  }
  return build(new TraceWriter().header().loop().runs(runs).bytes());
}
