import { describe, expect, it } from 'vitest';
import { BlockFinder, blocksNow } from '../../src/core/analysis/blocking.ts';
import { coroutinePlace, culpritPlace } from '../../src/core/analysis/culprits.ts';
import { delayedBy, delayedByRuns } from '../../src/core/analysis/delays.ts';
import { dump } from '../../src/core/export/dump.ts';
import type { TraceBuilder } from '../../src/core/traceBuilder.ts';
import { FRAME, SUBJECT } from '../../src/core/wire.ts';
import { ms, sampledTrace } from './sampledTrace.ts';
import { build } from './smallTrace.ts';
import { TraceWriter, column } from './traceWriter.ts';

describe('sampled stacks', () => {
  it('know where the expression ends and whether the code is a coroutine’s', () => {
    const { writer, places } = sampledTrace();
    const stack = writer.stack(places.calls, places.sleeps);
    const trace = build(writer.bytes());
    expect(trace.stack(stack)).toMatchObject([
      { line: 10, end: { line: 10, column: 12 }, coroutine: true, scope: 'user' },
      { line: 3, end: { line: 3, column: 19 }, coroutine: false },
    ]);
    expect(trace.stack(0)).toEqual([]);
    expect(trace.stack(99)).toEqual([]);
  });

  it('have no end where the stream tells none', () => {
    const writer = new TraceWriter().header();
    const place = writer.place('/app/main.py', 3, 'main');
    const trace = build(writer.bytes());
    expect(trace.place(place)).toMatchObject({ line: 3, end: null, coroutine: false });
    expect(trace.problems).toEqual([]);
  });

  it('a frame that ends within its columns is a problem', () => {
    const one = Buffer.from([1, 0, 0, 0]);
    const cut = new TraceWriter()
      .header()
      .frame(FRAME.places, one, ...[0, 3, 0, 0].map((n) => column([n])), Buffer.from([1]));
    expect(build(cut.bytes()).problems).toHaveLength(1);
  });

  it('show the user’s innermost line that is in a file, and the coroutine that called', () => {
    const { writer, places } = sampledTrace();
    const made = writer.sampledPlace('<string>', 1, '<module>');
    const generated = writer.stack(places.calls, made, places.library);
    const deep = writer.stack(places.calls, places.reads, places.library);
    const callback = writer.stack(places.sleeps, places.reads);
    const foreign = writer.stack(places.library);
    const onlyMade = writer.stack(made, places.library);
    const trace = build(writer.bytes());
    const lines = [generated, deep, callback, foreign, onlyMade].map((id) => [
      culpritPlace(trace.stack(id))?.line,
      coroutinePlace(trace.stack(id))?.line,
    ]);
    expect(lines).toEqual([
      [10, 10],
      [4, 10],
      [4, 3],
      [77, undefined],
      [1, undefined],
    ]);
    expect(culpritPlace([])).toBeNull();
  });
});

describe('samples that cannot be', () => {
  it.each([
    ['of an unknown loop', 5, { begin: 5, at: 9 }, 'unknown loop'],
    ['older than the one before', 1, { begin: ms(1), at: ms(2) }, 'older'],
    ['of a run older than the one before', 1, { begin: ms(4), at: ms(30) }, 'older'],
    ['from before the trace', 1, { begin: -5, at: ms(40) }, 'older'],
  ])('%s are a problem, not an entry', (_, loop, sample, message) => {
    const { writer, places } = sampledTrace();
    const stack = writer.stack(places.calls);
    writer.samples([{ task: 1, begin: ms(5), at: ms(20), stack }]);
    writer.samples([{ task: 1, ...sample, stack }], loop);
    const trace = build(writer.bytes());
    expect(trace.problems.map((problem) => problem.message)).toEqual([expect.stringContaining(message)]);
    expect(trace.samples.length).toBe(1);
    expect(trace.loops[0]!.samples).toEqual([0]);
  });

  it('many of them fit', () => {
    const { writer, places } = sampledTrace();
    const stack = writer.stack(places.calls);
    writer.samples(
      Array.from({ length: 3_000 }, (_, i) => ({ task: 1, begin: 0, at: 10 + i, weight: i, stack })),
    );
    const { samples } = build(writer.bytes());
    expect(samples.length).toBe(3_000);
    expect([samples.at[2_999], samples.weight[2_999], samples.stack[2_999], samples.loop[2_999]]).toEqual([
      3_009, 2_999, 1, 1,
    ]);
  });
});

/** A block of 300 ms: 200 at the helper's sleep, 100 where it reads; two tasks and a callback have to wait. */
function blocked(): { trace: TraceBuilder; writer: TraceWriter } {
  const { writer, places } = sampledTrace();
  const sleeps = writer.stack(places.calls, places.sleeps);
  const reads = writer.stack(places.calls, places.reads, places.library);
  const timer = writer.callback('timer');
  writer.task(3);
  // The look at 120 and 190 saw the same as that at 20: they were not sent.
  writer.samples([
    { task: 1, begin: ms(100), at: ms(120), stack: sleeps },
    { task: 1, begin: ms(100), at: ms(310), weight: ms(10), stack: reads },
    { task: 1, begin: ms(100), at: ms(390), weight: ms(80), stack: reads },
  ]);
  writer.runs([
    { task: 2, begin: ms(1), end: ms(2), ready: ms(0) },
    { task: 1, begin: ms(100), end: ms(400) },
    { task: 2, begin: ms(401), end: ms(402), ready: ms(150) },
    { callback: timer, begin: ms(403), end: ms(404), ready: ms(399) },
    { task: 3, begin: ms(405), end: ms(406), ready: ms(20) },
    { task: 1, begin: ms(407), end: ms(408), ready: ms(399) },
    { task: 2, begin: ms(500), end: ms(501), ready: ms(450) },
  ]);
  return { trace: build(writer.bytes()), writer };
}

describe('a block', () => {
  it('names its culprits, the one with the most time first', () => {
    const [block, ...more] = new BlockFinder().update(blocked().trace);
    expect(more).toEqual([]);
    expect(block).toMatchObject({ loop: 1, task: 1, begin: ms(100), end: ms(400) });
    expect(block!.culprits.map(({ place, time, share }) => [place.line, time, share])).toEqual([
      [3, ms(200), 2 / 3],
      [4, ms(100), 1 / 3],
    ]);
    expect(block!.culprits[1]!.stack.map((place) => place.function)).toEqual(['main', 'helper', 'get']);
  });

  it('knows who had to wait, and how long', () => {
    const { trace } = blocked();
    const [block] = new BlockFinder().update(trace);
    const expected = {
      tasks: [
        { task: 3, wait: ms(300) },
        { task: 2, wait: ms(250) },
      ],
      callbacks: 1,
    };
    expect(delayedBy(trace, block!)).toEqual(expected);
    expect(delayedByRuns(trace, [block!.run, block!.run]).tasks[0]).toEqual({ task: 3, wait: ms(600) });
  });

  it('has its threshold from the header', () => {
    const count = (threshold: unknown): number => {
      const { writer } = sampledTrace({ threshold });
      writer.runs([{ task: 1, begin: ms(100), end: ms(130) }]);
      const trace = build(writer.bytes());
      return new BlockFinder().update(trace).length;
    };
    expect([20e6, 30e6, 31e6, undefined, 'low', -1, 1].map(count)).toEqual([1, 1, 0, 0, 0, 0, 0]);
  });

  it('takes the time out that the debugger held the program, and what was sampled meanwhile', () => {
    const { writer, places } = sampledTrace();
    const sleeps = writer.stack(places.calls, places.sleeps);
    const reads = writer.stack(places.calls, places.reads);
    writer.samples([
      { task: 1, begin: ms(0), at: ms(20), stack: sleeps },
      { task: 1, begin: ms(0), at: ms(5_000), stack: reads },
      { task: 1, begin: ms(0), at: ms(9_100), stack: sleeps },
    ]);
    writer.pause(ms(50), true).pause(ms(9_050), false);
    const trace = build(writer.runs([{ task: 1, begin: ms(0), end: ms(9_150) }]).bytes());
    const [block] = new BlockFinder().update(trace);
    expect(block!.culprits.map(({ place, time }) => [place.line, time])).toEqual([[3, ms(150)]]);
  });

  it('is in the dump with its line, its stack and whom it delayed', () => {
    const { blocks } = dump(blocked().trace);
    expect(blocks).toEqual([
      {
        begin: ms(100),
        end: ms(400),
        task: 1,
        file: '/app/helper.py',
        line: 3,
        function: 'helper',
        stack: [
          { file: '/app/main.py', line: 10, function: 'main' },
          { file: '/app/helper.py', line: 3, function: 'helper' },
        ],
        culprits: [
          { file: '/app/helper.py', line: 3, function: 'helper', time: ms(200) },
          { file: '/app/helper.py', line: 4, function: 'helper', time: ms(100) },
        ],
        delayed: [
          { task: 3, wait: ms(300) },
          { task: 2, wait: ms(250) },
        ],
      },
    ]);
  });

  it('without samples has no culprit', () => {
    const { writer } = sampledTrace();
    const trace = build(writer.runs([{ task: 1, begin: ms(0), end: ms(150) }]).bytes());
    expect(new BlockFinder().update(trace)[0]!.culprits).toEqual([]);
    expect(dump(trace).blocks[0]).toMatchObject({ file: null, line: null, function: null, stack: [] });
  });
});

describe('a block that goes on', () => {
  const begun = (): { writer: TraceWriter; stack: number } => {
    const { writer, places } = sampledTrace();
    const stack = writer.stack(places.calls, places.sleeps);
    return { writer: writer.samples([{ task: 1, begin: ms(10), at: ms(30), stack }]), stack };
  };

  it('is known from its samples alone', () => {
    const { writer, stack } = begun();
    expect(blocksNow(build(writer.bytes()))).toEqual([]);
    writer.samples([{ task: 1, begin: ms(10), at: ms(130), stack }]);
    const [now] = blocksNow(build(writer.bytes()));
    expect(now).toMatchObject({ loop: 1, task: 1, begin: ms(10), end: ms(130) });
    expect(now!.culprits.map(({ place, time }) => [place.line, time])).toEqual([[3, ms(120)]]);
  });

  it('is over when its run ended, or the program did', () => {
    const { writer, stack } = begun();
    writer.samples([{ task: 1, begin: ms(10), at: ms(130), stack }]);
    const over = build(writer.bytes());
    over.push(new TraceWriter().finish(ms(500)).bytes().subarray(8));
    expect(blocksNow(over)).toEqual([]);
    expect(blocksNow(build(writer.runs([{ task: 1, begin: ms(10), end: ms(140) }]).bytes()))).toEqual([]);
  });

  it('is the outermost of nested runs', () => {
    const { writer } = begun();
    writer.beat(ms(250), [{ loop: 1, subject: 4 * 2 + SUBJECT.nestedStep, begin: ms(200) }]);
    expect(blocksNow(build(writer.bytes()))).toMatchObject([{ task: 1, begin: ms(10), end: ms(250) }]);
  });

  it('is none while the debugger holds the program', () => {
    const { writer } = begun();
    writer.pause(ms(40), true).beat(ms(900), [{ loop: 1, subject: 4, begin: ms(10) }]);
    expect(blocksNow(build(writer.bytes()))).toEqual([]);
  });
});
