import { describe, expect, it } from 'vitest';
import { ConvoyFinder, type Convoy } from '../../src/core/analysis/convoys.ts';
import type { Trace } from '../../src/core/trace.ts';
import { TraceBuilder } from '../../src/core/traceBuilder.ts';
import { shopTrace } from '../webview/sampleTraces.ts';
import { SITUATIONS } from '../webview/situations.ts';
import { Simulation, type Script } from '../webview/simulation.ts';
import { fullTrace } from './fullTrace.ts';
import { randomTrace } from './randomTrace.ts';
import { build, followed } from './smallTrace.ts';
import { TraceWriter } from './traceWriter.ts';

const MS = 1e6;

function convoysOf(trace: Trace, most = 10_000): readonly Convoy[] {
  const finder = new ConvoyFinder();
  while (!finder.update(trace, most));
  return finder.convoys;
}

/** Tasks that each take a lock so often, for so long, and do something else in between. */
function contended(tasks: number, rounds: number, hold: number, pause: number): TraceBuilder {
  const world = new Simulation();
  function* work(): Script {
    for (let round = 0; round < rounds; round++) {
      yield { run: 0.1 * MS, kind: 'sleep', wait: pause * MS };
      if (!world.take('lock')) yield { run: 0.1 * MS, kind: 'lock', lock: 'lock' };
      yield { run: 0.1 * MS, kind: 'stream', wait: hold * MS };
      world.give('lock');
    }
    yield { run: 0.1 * MS, end: 'result' };
  }
  for (let index = 0; index < tasks; index++) world.spawn(`worker-${index}`, 'work', work);
  return build(world.toEnd().writer.beat(world.now).bytes());
}

describe('a lock convoy', () => {
  it('is a crowd in front of a lock that goes from one to the next', () => {
    const [convoy, ...others] = convoysOf(contended(8, 4, 20, 5));
    expect(others).toEqual([]);
    expect(convoy!.resource.kind).toBe('lock');
    expect(convoy!.tasks).toBe(8);
    expect(convoy!.handovers).toBeGreaterThan(20);
    // 32 holds of 20 ms, one after the other, with nearly always 7 in front of them.
    expect(convoy!.end - convoy!.begin).toBeGreaterThan(500 * MS);
    expect(convoy!.waited / (convoy!.end - convoy!.begin)).toBeGreaterThan(5);
    expect(convoy!.waited / (convoy!.end - convoy!.begin)).toBeLessThan(7.01);
    expect(convoy!.longestHold!.length).toBeGreaterThanOrEqual(20 * MS);
    expect(convoy!.longestHold!.length).toBeLessThan(22 * MS);
    expect(convoy!.longestWait.length).toBeGreaterThan(120 * MS);
  });

  it('is none when few wait, when it is short, or when most of the time nobody does', () => {
    expect(convoysOf(contended(3, 20, 20, 5))).toEqual([]);
    expect(convoysOf(contended(8, 4, 0.5, 0.5))).toEqual([]);
    expect(convoysOf(contended(6, 30, 3, 400))).toEqual([]);
  });

  it('is none where all wait for what one does once', () => {
    const world = new Simulation();
    function* work(): Script {
      yield { run: 0.1 * MS, kind: 'sleep', wait: MS };
      const isFirst = world.take('setup');
      if (!isFirst) yield { run: 0.1 * MS, kind: 'lock', lock: 'setup' };
      yield { run: 0.1 * MS, kind: 'stream', wait: isFirst ? 3000 * MS : 0.1 * MS };
      world.give('setup');
      yield { run: 0.1 * MS, end: 'result' };
    }
    for (let index = 0; index < 30; index++) world.spawn(`worker-${index}`, 'work', work);
    expect(convoysOf(build(world.toEnd().writer.beat(world.now).bytes()))).toEqual([]);
  });

  it('is none of a semaphore for several, which is a limit that somebody set', () => {
    const crowd = (places: number): readonly Convoy[] => {
      const writer = new TraceWriter().header().loop();
      writer.facts('resources', { id: 1, at: 0, kind: 2, class: 'Semaphore', capacity: places });
      const event = (at: number, code: number, task: number): unknown =>
        writer.facts('resourceEvents', { at: at * MS, resource: 1, event: code, task });
      for (let task = 1; task <= 9; task++) event(task, task === 1 ? 1 : 3, task);
      for (let task = 2; task <= 9; task++) {
        event(50 * task, 2, task - 1);
        event(50 * task, 4, task);
        event(50 * task, 1, task);
      }
      return convoysOf(build(writer.beat(1000 * MS).bytes()));
    };
    expect(crowd(1)).toHaveLength(1);
    expect(crowd(3)).toEqual([]);
  });

  it('is the same whatever the slices, and while the trace grows', () => {
    const trace = contended(8, 4, 20, 5);
    expect(convoysOf(trace, 1)).toEqual(convoysOf(trace));

    const situation = SITUATIONS.find(({ name }) => name === 'lock_convoy')!.trace();
    expect(followed(new ConvoyFinder(), situation, 5_000, 50).convoys).toEqual(convoysOf(build(situation)));
  });

  it('is found again of what is held when older facts were let go', () => {
    const trace = contended(8, 6, 20, 5);
    const finder = new ConvoyFinder();
    while (!finder.update(trace, 10));
    const [before] = finder.convoys;
    trace.push(
      new TraceWriter()
        .forget(before!.begin + 300 * MS, 0)
        .bytes()
        .slice(8),
    );
    while (!finder.update(trace, 10));
    expect(finder.convoys).toHaveLength(1);
    expect(finder.convoys[0]!.begin).toBeGreaterThan(before!.begin + 300 * MS - 1);
    expect(finder.convoys).toEqual(convoysOf(trace));
  });
});

describe('no false alarm', () => {
  it.each(SITUATIONS)('in $name', ({ name, trace }) => {
    const found = convoysOf(build(trace()));
    expect(found.map(({ tasks }) => tasks)).toEqual(name === 'lock_convoy' ? [10] : []);
  });

  it('in traces of a shop, of everything, and of chance', () => {
    expect(convoysOf(build(shopTrace().writer.bytes()))).toEqual([]);
    expect(convoysOf(build(fullTrace().bytes()))).toEqual([]);
    for (let seed = 1; seed <= 8; seed++) expect(convoysOf(build(randomTrace(seed).bytes()))).toEqual([]);
  });
});
