import { describe, expect, it } from 'vitest';
import { LineCosts } from '../../src/core/analysis/lineCosts.ts';
import type { Trace } from '../../src/core/trace.ts';
import { MILLISECOND, SECOND } from '../../src/core/units.ts';
import { shownCosts, worstBlock, type ShownCost } from '../../src/host/hints/measured/measuredCosts.ts';
import { columnOfByte, MeasuredFile } from '../../src/host/hints/measured/measuredFile.ts';
import { measuredHover } from '../../src/host/hints/measured/measuredHover.ts';
import { calleeText, measuredText } from '../../src/host/hints/measured/measuredText.ts';
import { build } from '../core/smallTrace.ts';
import { TraceWriter } from '../core/traceWriter.ts';

const SHOP = '/app/shop.py';
const HELPERS = '/app/helpers.py';

const ms = (count: number): number => count * MILLISECOND;

/** A coroutine whose line 12 calls a helper that blocks in its line 5: so often, so long; another task waits for it. */
function blockingRuns(durations: readonly number[], apart = SECOND): { writer: TraceWriter; stack: number } {
  const writer = new TraceWriter().header().loop();
  const outer = writer.sampledPlace(SHOP, 12, 'Shop.serve', { end: 30, coroutine: true });
  const inner = writer.sampledPlace(HELPERS, 5, 'helpers.crunch', { end: 22 });
  const sleep = writer.sampledPlace('/usr/lib/python3.12/subprocess.py', 900, 'run', { scope: 2 });
  const stack = writer.stack(outer, inner, sleep);
  writer.task(1, { coroutine: 'Shop.serve' }).task(2, { coroutine: 'wait<b>', name: '[x](y) `z`' });
  durations.forEach((duration, i) => {
    const begin = (i + 1) * apart;
    const end = begin + duration;
    const at = begin + duration / 2;
    writer.samples([{ task: 1, begin, at, weight: ms(10), stack }]).runs([
      { task: 1, begin, end },
      { task: 2, begin: end + 10, end: end + 20, ready: begin + duration / 2 },
    ]);
  });
  return { writer, stack };
}

function costsIn(trace: Trace, ...files: string[]): readonly ShownCost[] {
  return costsOfText(trace, [], ...files);
}

/** `lines`: those of the file that ran. */
function costsOfText(trace: Trace, lines: readonly string[], ...files: string[]): readonly ShownCost[] {
  const costs = new LineCosts();
  costs.update(trace);
  return shownCosts(trace, costs, files, lines);
}

describe('which lines get a hint', () => {
  it('are those that blocked, and the coroutine’s that called into them', () => {
    const trace = build(blockingRuns([ms(250), ms(990)]).writer.bytes());
    const [inner] = costsIn(trace, HELPERS);
    expect(inner).toMatchObject({ line: 5, end: { line: 5, column: 22 }, role: 'culprit', blocks: 2 });
    expect(inner).toMatchObject({ total: ms(1240), worst: ms(990), live: null, callee: 'run' });
    const [outer] = costsIn(trace, SHOP);
    expect(outer).toMatchObject({ line: 12, end: { line: 12, column: 30 }, role: 'coroutine', blocks: 2 });
    expect(outer).toMatchObject({ total: ms(1240), callee: 'helpers.crunch' });
    expect(trace.runs.end(worstBlock(trace, outer!)) - trace.runs.begin(worstBlock(trace, outer!))).toBe(
      ms(990),
    );
    expect(costsIn(trace, '/app/other.py')).toEqual([]);
  });

  it('are those whose short holds add up, but not their callers’', () => {
    const trace = build(blockingRuns(Array<number>(20).fill(ms(20)), ms(30)).writer.bytes());
    expect(costsIn(trace, HELPERS)).toMatchObject([{ line: 5, blocks: 0, count: 20, total: ms(400) }]);
    expect(costsIn(trace, SHOP)).toEqual([]);
  });

  it('are none when short holds do not come to a block’s length, or to a part of the run that matters', () => {
    const few = build(blockingRuns(Array<number>(4).fill(ms(20)), ms(30)).writer.bytes());
    expect(costsIn(few, HELPERS)).toEqual([]);
    const rare = build(blockingRuns(Array<number>(20).fill(ms(20)), 10 * SECOND).writer.bytes());
    expect(costsIn(rare, HELPERS)).toEqual([]);
  });

  it('are none when each short hold is over before it delays anybody, however many there are', () => {
    const many = build(blockingRuns(Array<number>(400).fill(0.9 * MILLISECOND), ms(2)).writer.bytes());
    expect(costsIn(many, HELPERS)).toEqual([]);
  });

  it('tell of a line that blocked once what its block took, not what its many short steps did', () => {
    const durations = [ms(150), ...Array<number>(20).fill(ms(20))];
    const trace = build(blockingRuns(durations, ms(200)).writer.bytes());
    const [cost] = costsIn(trace, HELPERS);
    expect(cost).toMatchObject({ blocks: 1, total: ms(150), short: ms(400) });
    const text = measuredHover(cost!, { trace, when: '', linkTo: () => null, timelineLink: null });
    expect(text).toMatch(
      /^\*\*Blocked the event loop for 150 ms\*\*, \d+ % of the run\. Short steps .* 400 ms\./,
    );
  });

  describe('where the garbage collector held the loop', () => {
    /** A run of 250 ms, of which it took 200. */
    const writer = blockingRuns([ms(250)]).writer;
    const row = { begin: SECOND + ms(40), end: SECOND + ms(240), generation: 2, collected: 10, thread: 0 };
    const trace = build(writer.facts('collections', row).bytes());
    const lines = (text: string): readonly string[] => ['', '', '', '', text];

    it('are none: it begins at any line', () => {
      expect(costsOfText(trace, lines('    await asyncio.sleep(1)'), HELPERS)).toEqual([]);
      expect(costsIn(trace, SHOP)).toEqual([]);
    });

    it('are those that ask for it', () => {
      const [cost] = costsOfText(trace, lines('    gc.collect()'), HELPERS);
      expect(cost).toMatchObject({ blocks: 1, total: ms(200), live: null });
      expect(worstBlock(trace, cost!)).toBe(0);
    });

    it('are those that would have blocked without it, with their own time', () => {
      const longer = blockingRuns([ms(450)]).writer.facts('collections', row);
      expect(costsIn(build(longer.bytes()), HELPERS)).toMatchObject([{ blocks: 1, total: ms(250) }]);
    });
  });

  it('are none where a function begins, unless its body is there too', () => {
    const trace = build(blockingRuns([ms(250)]).writer.bytes());
    const count = (text: string): number => costsOfText(trace, ['', '', '', '', text], HELPERS).length;
    expect(['    async def crunch(a):', 'def crunch(  # why', 'def crunch[T](a) -> T:'].map(count)).toEqual([
      0, 0, 0,
    ]);
    expect(['def crunch(): work()', 'def other(a=work()):', '    crunch(work)'].map(count)).toEqual([
      1, 1, 1,
    ]);
  });

  it('are those that block at this moment, with what they cost before', () => {
    const { writer, stack } = blockingRuns([ms(250)]);
    const begin = 5 * SECOND;
    const running = [{ loop: 1, subject: 4, begin }];
    writer.samples([{ task: 1, begin, at: begin + ms(90), stack }]).beat(begin + ms(90), running);
    expect(costsIn(build(writer.bytes()), HELPERS)).toMatchObject([{ live: null, total: ms(250) }]);
    writer.samples([{ task: 1, begin, at: begin + ms(2100), stack }]).beat(begin + ms(2100), running);
    const trace = build(writer.bytes());
    expect(costsIn(trace, HELPERS)).toMatchObject([{ line: 5, live: ms(2100), total: ms(2350), blocks: 2 }]);
    expect(costsIn(trace, SHOP)).toMatchObject([{ line: 12, live: ms(2100), role: 'coroutine' }]);
    expect(costsIn(trace, SHOP, HELPERS)).toHaveLength(2);
  });

  it('are told at the line’s end when no single expression is to blame', () => {
    const writer = new TraceWriter().header().loop().task(1);
    const stacks = [10, 20].map((end) =>
      writer.stack(writer.sampledPlace(SHOP, 3, 'main', { end, coroutine: true })),
    );
    writer.samples(
      stacks.map((stack, i) => ({
        task: 1,
        begin: SECOND,
        at: SECOND + ms(100 + 100 * i),
        weight: ms(100),
        stack,
      })),
    );
    writer.runs([{ task: 1, begin: SECOND, end: SECOND + ms(200) }]);
    expect(costsIn(build(writer.bytes()), SHOP)).toMatchObject([{ line: 3, end: null, blocks: 1 }]);
  });
});

describe('the text of a hint', () => {
  const cost = { role: 'culprit', total: ms(1240), count: 3, blocks: 3, live: null, callee: null } as const;

  it('says how long, and how often when it was more than once', () => {
    expect(measuredText(cost)).toBe('blocked the loop 3×, 1.24 s in all');
    expect(measuredText({ ...cost, blocks: 1 })).toBe('blocked the loop 1.24 s');
    expect(measuredText({ ...cost, blocks: 0, count: 4120 })).toBe('4,120 short steps, 1.24 s in all');
  });

  it('names what a coroutine’s line called, where there is room', () => {
    const called = { ...cost, role: 'coroutine', callee: 'Shop.resize', blocks: 1 } as const;
    expect(measuredText(called)).toBe('blocked the loop 1.24 s in resize()');
    expect(measuredText({ ...called, live: ms(340) })).toBe('blocking the loop 340 ms in resize()…');
    expect(measuredText({ ...called, callee: '<module>' })).toBe('blocked the loop 1.24 s in an import');
    expect(measuredText({ ...called, callee: 'a_function_with_a_long_name' })).toBe(
      'blocked the loop 1.24 s',
    );
    expect(measuredText({ ...called, blocks: 3 })).toBe('blocked the loop 3×, 1.24 s in all');
    expect(calleeText('a_function_with_a_long_name')).toBe('a_function_wi…()');
    expect(calleeText('f\u202e')).toBe('f\\u202e()');
  });

  it('tells in the present what goes on', () => {
    expect(measuredText({ ...cost, live: ms(109) })).toBe('blocking the loop 100 ms…');
    expect(measuredText({ ...cost, live: ms(2149) })).toBe('blocking the loop 2.1 s…');
    expect(measuredText({ ...cost, live: 75 * SECOND })).toBe('blocking the loop 1 min 15.0 s…');
  });
});

describe('a cost in the text as it is now', () => {
  const measured = [
    'async def f():',
    '    crunch("é", "𝄞")  # x',
    '',
    'async def g(',
    '    a,',
    '):',
    '    pass',
  ];
  const cost = { line: 2, end: { line: 2, column: 24 }, role: 'culprit' } as ShownCost;

  function place(lines: readonly string[]): unknown {
    const file = new MeasuredFile(measured, lines);
    file.costs = [cost];
    return file.placed((line) => lines[line]!).map(({ line, end }) => ({ line, end }));
  }

  it('ends where its call ends, in UTF-16 columns, however it is indented now', () => {
    expect(measured[1]!.slice(0, columnOfByte(measured[1]!, 24))).toBe('    crunch("é", "𝄞")');
    expect(place(measured)).toEqual([{ line: 1, end: { line: 1, character: 21 } }]);
    const indented = ['class A:', ...measured.map((line) => `  ${line}`)];
    expect(place(indented)).toEqual([{ line: 2, end: { line: 2, character: 23 } }]);
  });

  it('is hidden when any line of its call says something else', () => {
    expect(place(measured.with(1, '    crunch("e", "𝄞")  # x'))).toEqual([]);
    const call = ['f(', '  1,', ')'];
    const spread = { ...cost, line: 1, end: { line: 3, column: 1 } };
    const file = new MeasuredFile(call, call);
    file.costs = [spread];
    expect(file.placed((line) => call[line]!)).toMatchObject([{ line: 0, end: { line: 2, character: 1 } }]);
    const change = { range: { start: { line: 1, character: 2 }, end: { line: 1, character: 3 } }, text: '2' };
    file.edit([change], () => call);
    expect(file.placed((line) => call[line]!)).toEqual([]);
  });

  it('knows whether a function is the one that ran', () => {
    const unchanged = (lines: readonly string[]): boolean[] => {
      const file = new MeasuredFile(measured, lines);
      return ['f', 'Shop.g', 'h'].map((name) => file.hasUnchanged(name));
    };
    expect(unchanged(measured)).toEqual([true, true, false]);
    expect(unchanged(['# above', ...measured])).toEqual([true, true, false]);
    expect(unchanged(measured.with(6, '    return'))).toEqual([true, false, false]);
    expect(unchanged([...measured.slice(0, 5), '    b,', ...measured.slice(5)])).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe('what a hover says', () => {
  it('is what it cost, whom, and where it was', () => {
    const trace = build(blockingRuns([ms(250), ms(990)]).writer.bytes());
    const [cost] = costsIn(trace, SHOP);
    const text = measuredHover(cost!, {
      trace,
      when: 'shop, 14:03:12',
      linkTo: ({ file, line }) => (file === HELPERS ? `file://${file}#L${line}` : null),
      timelineLink: 'command:show',
    });
    expect(text.split('\n').filter((line) => line !== '')).toEqual([
      '**Blocked the event loop 2×, 1.24 s in all**, 41 % of the run; 990 ms at the longest.',
      'Had to wait for the steps it was in:',
      '- `[x](y) ’z’ · wait<b>` 620 ms',
      'Where it was at worst:',
      '- `Shop.serve` at `shop.py:12`',
      '- `helpers.crunch` at [helpers.py:5](file:///app/helpers.py#L5)',
      '- `run` at `subprocess.py:900`',
      '`shop, 14:03:12` · [Show in Task Timeline](command:show)',
    ]);
  });

  it('names the tasks that waited longest, and counts the others', () => {
    const writer = new TraceWriter().header().loop();
    const stack = writer.stack(writer.sampledPlace(SHOP, 3, 'main', { coroutine: true }));
    const waiters = Array.from({ length: 17 }, (_, i) => i + 2);
    for (const id of [1, ...waiters]) writer.task(id);
    writer.samples([{ task: 1, begin: 0, at: ms(100), stack }]).runs([
      { task: 1, begin: 0, end: ms(300) },
      ...waiters.map((task) => ({
        task,
        begin: ms(300 + task),
        end: ms(300 + task),
        ready: ms(10 * task),
      })),
    ]);
    const trace = build(writer.bytes());
    const [cost] = costsIn(trace, SHOP);
    const text = measuredHover(cost!, { trace, when: '', linkTo: () => null, timelineLink: null });
    expect(text.match(/^- .*$/gm)).toEqual([
      '- `Task-2 · main` 280 ms',
      '- `Task-3 · main` 270 ms',
      '- `Task-4 · main` 260 ms',
      '- `Task-5 · main` 250 ms',
      '- `Task-6 · main` 240 ms',
      '- and 12 more',
      '- `main` at `shop.py:3`',
    ]);
  });
});
