import { describe, expect, it } from 'vitest';
import { testsOf } from '../../src/core/analysis/testRuns.ts';
import { TestTasks } from '../../src/core/analysis/testTasks.ts';
import { BlockIndex } from '../../webview/blockIndex.ts';
import { describe as describeSelection } from '../../webview/describe.ts';
import { allTestFacts, tipOfTests } from '../../webview/tests/describeTest.ts';
import { layoutTests, linesOf, testBoxAt, type TestBox } from '../../webview/tests/layoutTests.ts';
import { lineAt, lineOfY, paintTests } from '../../webview/tests/paintTests.ts';
import { countWords, namesOf } from '../../webview/tests/testWords.ts';
import { composeTheme } from '../../webview/theme.ts';
import type { View } from '../../webview/viewport.ts';
import { build } from '../core/smallTrace.ts';
import { writeTests, type WrittenTest } from '../core/testedTrace.ts';
import { TraceWriter } from '../core/traceWriter.ts';
import { PaintLog } from './paintLog.ts';

const MS = 1e6;
const WIDTH = 1000;

const traceOf = (tests: readonly WrittenTest[]): ReturnType<typeof build> => {
  const writer = new TraceWriter().header().loop();
  const end = writeTests(writer, tests);
  return build(writer.beat(end + 5_000 * MS).bytes());
};

const boxesOf = (trace: ReturnType<typeof build>, view: View): TestBox[] =>
  layoutTests(testsOf(trace), { view, width: WIDTH, present: trace.now });

const MANY = Array.from({ length: 2000 }, (_, at): WrittenTest => ({
  name: `test_many.py::test_it[${at}]`,
  setup: 0.2,
  call: at === 1000 ? 2000 : 1,
  teardown: 0.2,
  outcome: at % 400 === 7 ? 'failed' : 'passed',
}));

describe('the strip of tests', () => {
  it('has a box for each test, and its phases in it', () => {
    const trace = traceOf([
      { name: 'a.py::test_one', setup: 20, call: 30, teardown: 10 },
      { name: 'a.py::test_two', outcome: 'failed' },
    ]);
    const [one, two, ...more] = boxesOf(trace, { begin: 0, end: 100 * MS });
    expect(more).toEqual([]);
    expect(one).toMatchObject({ x0: 100, x1: 700, from: 0, to: 1, bad: 0, outcome: 'passed', line: 0 });
    expect(one!.phases.map(({ phase, x0, x1 }) => [phase, Math.round(x0), Math.round(x1)])).toEqual([
      ['setup', 100, 300],
      ['call', 300, 600],
      ['teardown', 600, 700],
    ]);
    expect(two).toMatchObject({ outcome: 'failed', bad: 1 });
    expect(namesOf(one!)).toEqual(['a.py::test_one', 'test_one', 'one']);
  });

  it('draws each test in sight once, however many there are, and says which cells have some that failed', () => {
    const trace = traceOf(MANY);
    for (const span of [8_000, 3_000, 1_000, 40, 3])
      for (const begin of [0, 900, 1_417]) {
        const view = { begin: begin * MS, end: (begin + span) * MS };
        const boxes = boxesOf(trace, view);
        expect(boxes.length).toBeLessThan(WIDTH / 3);
        const [tests] = testsOf(trace).processes;
        const drawn = boxes.flatMap(({ from, to }) =>
          Array.from({ length: to - from }, (_, at) => from + at),
        );
        expect(drawn).toEqual(drawn.map((_, at) => drawn[0]! + at));
        const missed = tests!.all.filter(
          ({ begin: at, phases }, test) =>
            at < view.end && phases.at(-1)!.end! > view.begin && !drawn.includes(test),
        );
        expect(missed).toEqual([]);
        for (const { from, to, bad, badAt } of boxes) {
          const failed = tests!.all.slice(from, to).filter(({ phases }) => phases[1]?.outcome === 'failed');
          expect(bad).toBe(failed.length);
          if (to - from > 1) expect(badAt.length > 0).toBe(bad > 0);
        }
      }
  });

  it('leaves a long test alone among short ones, and moves nothing when it pans', () => {
    const trace = traceOf(MANY);
    const long = (view: View): TestBox =>
      boxesOf(trace, view).find(({ from, to }) => from === 1000 && to === 1001)!;
    const [one, other] = [
      { begin: 0, end: 8_192 * MS },
      { begin: 300 * MS, end: 8_492 * MS },
    ];
    expect(long(one).x1 - long(one).x0).toBeGreaterThan(200);
    const shift = (300 / 8_192) * WIDTH;
    const starts = (view: View, by: number): number[] =>
      boxesOf(trace, view)
        .slice(1, -1)
        .map(({ x0 }) => Math.round(x0 + by));
    expect(starts(one, 0)).toEqual(expect.arrayContaining(starts(other, shift)));
  });

  it('has a line for each process, and what is drawn there under the pointer', () => {
    const writer = new TraceWriter().header().loop();
    writeTests(writer, [{ name: 'test_a', call: 50 }]);
    writer.process(1).header({ pid: 8 }).loop();
    writeTests(writer, [{ name: 'test_b', call: 50 }]);
    const trace = build(
      writer
        .process(0)
        .beat(100 * MS)
        .bytes(),
    );
    const boxes = boxesOf(trace, { begin: 0, end: 100 * MS });
    expect(linesOf(testsOf(trace))).toBe(2);
    expect(boxes.map(({ line }) => line)).toEqual([0, 1]);
    for (const box of boxes) {
      const { y, height } = lineAt(34, 2, box.line);
      expect(lineOfY(34, 2, y + height / 2)).toBe(box.line);
      expect(testBoxAt(boxes, box.line, (box.x0 + box.x1) / 2)).toBe(box);
      expect(testBoxAt(boxes, box.line, box.x1 + 50)).toBeUndefined();
    }
  });

  it('is painted with a sign for how each went, and a mark for those that failed among many', () => {
    const trace = traceOf([
      { name: 'test_ok', call: 100 },
      { name: 'test_bad', call: 100, outcome: 'failed' },
      ...MANY.slice(0, 100),
    ]);
    const theme = composeTheme(() => '', false, false);
    const log = new PaintLog();
    paintTests(
      log,
      {
        width: WIDTH,
        height: 22,
        lines: 1,
        boxes: boxesOf(trace, { begin: 0, end: 400 * MS }),
        selected: 0,
        hovered: -1,
        nowX: WIDTH,
        pauses: [{ x0: 900, x1: 950 }],
      },
      theme,
    );
    expect(log.of('fillText').map(({ args }) => args[0])).toEqual([
      'test_ok',
      'test_bad',
      '100 tests, 1 failed',
    ]);
    expect(log.of('fillRect').filter(({ fill }) => fill === theme.failed.fill).length).toBeGreaterThan(1);
    expect(log.of('stroke').map(({ stroke }) => stroke)).toEqual([theme.focus]);
  });
});

describe('what is told of tests', () => {
  const trace = traceOf([
    { name: 'tests/a.py::TestIt::test_one[a]', setup: 20, call: 30, teardown: 10, taskUntil: 3_000 },
    { name: 'tests/a.py::test_two', outcome: 'error' },
    { name: 'tests/a.py::test_three', outcome: 'skipped' },
  ]);
  const testTasks = new TestTasks();
  testTasks.update(trace, Infinity);
  const words = (facts: ReturnType<typeof allTestFacts>): string[] =>
    facts.map(({ label, parts }) => `${label}: ${parts.map(({ text }) => text).join(' ')}`);

  it('are its times, how it went, its tasks, and those that it left running', () => {
    const blocks = new BlockIndex();
    blocks.update(trace);
    const details = describeSelection(
      trace,
      { kind: 'test', process: 0, at: 10 * MS },
      { blocks, testTasks },
    )!;
    expect(details).toMatchObject({
      kind: 'Test',
      title: 'test_one[a]',
      badge: { text: 'Passed', tone: 'good' },
    });
    expect(words([...details.facts])).toEqual([
      'Name: tests/a.py::TestIt::test_one[a]',
      'Duration: 60.0 ms',
      'Setup: 20.0 ms',
      'Call: 30.0 ms',
      'Teardown: 10.0 ms',
      'Began: 1 task: task of 0',
      'Left running: 1 task: task of 0',
    ]);
    expect(describeSelection(trace, { kind: 'test', process: 0, at: 11 * MS }, { blocks })).toBeNull();
  });

  it('of all of them is how many went how, and what is the matter', () => {
    expect(words(allTestFacts(trace, testTasks))).toEqual([
      'Tests: 3 · 1 passed, 1 error, 1 skipped',
      'Failed tests: test_two',
      'Left running: test_one[a] left 1 task: task of 0',
    ]);
    expect(countWords(testsOf(trace))).toBe('1 passed, 1 error, 1 skipped');
    expect(allTestFacts(build(new TraceWriter().header().bytes()), testTasks)).toEqual([]);
  });

  it('under the pointer is one test, or how many are drawn together', () => {
    const [one] = boxesOf(trace, { begin: 0, end: 100 * MS });
    expect(tipOfTests(trace, one!)).toMatchObject({
      title: 'test_one[a]',
      lines: [
        ['Outcome', 'Passed'],
        ['Duration', '60.0 ms'],
        ['Setup', '20.0 ms'],
        ['Call', '30.0 ms'],
        ['Teardown', '10.0 ms'],
      ],
    });
    const many = traceOf(MANY);
    const [box] = boxesOf(many, { begin: 0, end: 8_000 * MS });
    expect(tipOfTests(many, box!)).toMatchObject({
      title: '1,000 tests here; zoom in to see them',
      lines: [
        ['Failed', '3'],
        ['From', 'test_it[0]'],
        ['To', 'test_it[999]'],
      ],
    });
  });
});
