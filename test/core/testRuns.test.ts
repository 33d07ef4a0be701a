import { describe, expect, it } from 'vitest';
import {
  endOfTest,
  outcomeOfTest,
  TEST_OUTCOMES,
  testBegunAt,
  testNames,
  testsOf,
} from '../../src/core/analysis/testRuns.ts';
import { TestTasks } from '../../src/core/analysis/testTasks.ts';
import { parseQuery } from '../../src/core/query/parseQuery.ts';
import { Matcher } from '../../src/core/query/matcher.ts';
import { TraceBuilder } from '../../src/core/traceBuilder.ts';
import { build } from './smallTrace.ts';
import { writeTests } from './testedTrace.ts';
import { TraceWriter } from './traceWriter.ts';

const MS = 1e6;
const WAY = 3600e9;

describe('the tests of a trace', () => {
  it('are the phases that belong together, with how they went', () => {
    const writer = new TraceWriter().header().loop();
    writeTests(writer, [
      ...TEST_OUTCOMES.map((outcome) => ({ name: `test_${outcome}`, outcome })),
      { name: 'test_again' },
      { name: 'test_again', outcome: 'failed' },
    ]);
    const trace = build(writer.bytes());
    const index = testsOf(trace);
    const all = index.processes.flatMap((tests) => tests.all);
    expect(all.map((test) => [test.name, outcomeOfTest(test)])).toEqual([
      ...TEST_OUTCOMES.map((outcome) => [`test_${outcome}`, outcome]),
      ['test_again', 'passed'],
      ['test_again', 'failed'],
    ]);
    expect(all[0]).toMatchObject({ begin: 10 * MS, process: 0 });
    expect(endOfTest(all[0]!)).toBe(23 * MS);
    expect(TEST_OUTCOMES.map((outcome) => index.count(outcome))).toEqual([2, 2, 1, 1, 1]);
    expect([index.length, index.count(null)]).toEqual([7, 0]);
    expect(index.processes[0]!.bad(0, 7)).toBe(3);
    expect(index.processes[0]!.bad(2, 6)).toBe(1);
    expect(testBegunAt(trace, 0, 10 * MS)).toBe(all[0]);
    expect(testBegunAt(trace, 0, 11 * MS)).toBeUndefined();
    expect(testBegunAt(trace, 1, 10 * MS)).toBeUndefined();
  });

  it('are known as they come, and the last one while it goes on', () => {
    const trace = new TraceBuilder();
    const writer = new TraceWriter().header().loop();
    writeTests(writer, [{ name: 'test_one' }]);
    writer.facts('bands', { at: 50 * MS, kind: 1, phase: 1, name: 'test_two' });
    trace.push(writer.bytes());
    const index = testsOf(trace);
    expect([index.length, index.count('passed'), index.count(null)]).toEqual([2, 1, 1]);
    const [tests] = index.processes;
    expect(tests!.during(5 * MS)).toBeUndefined();
    expect(tests!.during(15 * MS)).toBe(tests!.all[0]);
    expect(tests!.during(40 * MS)).toBeUndefined();
    expect(tests!.during(WAY)).toBe(tests!.all[1]);
    expect(endOfTest(tests!.all[1]!)).toBeNull();
  });

  it('are those of each process, and begin anew when the oldest are let go', () => {
    const writer = new TraceWriter().header().loop();
    writeTests(writer, [{ name: 'test_a' }, { name: 'test_b' }]);
    writer
      .process(1)
      .header({ pid: 8 })
      .facts('bands', { at: 12 * MS, kind: 1, phase: 2, name: 'test_c' });
    const trace = build(writer.bytes());
    expect(testsOf(trace).processes.map(({ process, all }) => [process, all.length])).toEqual([
      [0, 2],
      [1, 1],
    ]);
  });
});

describe('names of tests', () => {
  it('get shorter at whole parts, and leave parameters alone', () => {
    expect(testNames('tests/a/test_shop.py::TestOrder::test_it[x::y/z]')).toEqual([
      'test_shop.py::TestOrder::test_it[x::y/z]',
      'TestOrder::test_it[x::y/z]',
      'test_it[x::y/z]',
    ]);
    expect(testNames('C:\\t\\test_a.py::test_b').at(-1)).toBe('test_b');
    expect(testNames('')).toEqual(['']);
    expect(testNames('[odd')).toEqual(['[odd']);
  });
});

describe('the tasks of tests', () => {
  const tests = [
    { name: 'a.py::test_tidy' },
    { name: 'a.py::test_leaves', taskUntil: 5_000 },
    { name: 'b.py::test_tidy_too', outcome: 'skipped' as const },
    { name: 'b.py::test_last', taskUntil: 7_000 },
  ];
  const written = (): TraceWriter => {
    const writer = new TraceWriter().header().loop();
    writer.task(90, { name: 'before', created: 1 * MS });
    writeTests(writer, tests);
    return writer;
  };
  const told = (trace: TraceBuilder, known: TestTasks): unknown => {
    const { all } = testsOf(trace).processes[0]!;
    const named = (ids: readonly number[]): unknown => ids.map((id) => trace.task(id)?.name);
    return all.map((test) => {
      const { begun, left } = known.of(test);
      return [named(begun), named(left)];
    });
  };
  const expected = [
    [['task of 0'], []],
    [['task of 1'], ['task of 1']],
    [[], []],
    [['task of 3'], ['task of 3']],
  ];

  it('are those that began in them; left are those of its call that outlive it', () => {
    const trace = new TraceBuilder();
    trace.push(
      written()
        .beat(10_000 * MS)
        .bytes(),
    );
    const known = new TestTasks();
    expect(known.update(trace, Infinity)).toBe(true);
    expect(told(trace, known)).toEqual(expected);
    expect(known.leaving.map(({ test }) => test.name)).toEqual(['a.py::test_leaves', 'b.py::test_last']);
  });

  it('are the same when they are looked at bit by bit, and while the program runs', () => {
    const trace = new TraceBuilder();
    const known = new TestTasks();
    const bytes = written()
      .beat(100 * MS)
      .bytes();
    for (let at = 0; at < bytes.length; at += 40) {
      trace.push(bytes.subarray(at, at + 40));
      while (!known.update(trace, 1));
    }
    // That a task is not done yet is told at once; what may come late is looked at again.
    expect(told(trace, known)).toEqual(expected);
    trace.push(
      new TraceWriter()
        .beat(20_000 * MS)
        .bytes()
        .subarray(8),
    );
    while (!known.update(trace, 1));
    expect(told(trace, known)).toEqual(expected);
  });

  it('are found by the name of their test', () => {
    const trace = build(written().bytes());
    const matcher = new Matcher(parseQuery('test:tidy').query);
    matcher.update(trace);
    const found = trace.tasks.filter(({ index }) => matcher.task(index) !== 'none');
    expect(found.map(({ name }) => name)).toEqual(['task of 0']);
  });
});
