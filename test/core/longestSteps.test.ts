import { expect, it } from 'vitest';
import { LongestSteps } from '../../src/core/analysis/longestSteps.ts';
import { build } from './smallTrace.ts';
import { TraceWriter } from './traceWriter.ts';

const any = (): boolean => true;

/** Two functions of one name in two files, and one that never suspends. */
function trace(): TraceWriter {
  const writer = new TraceWriter().header().loop();
  const here = writer.site(
    'sleep',
    writer.place('/app/a.py', 3, 'work'),
    writer.place('/app/b.py', 9, 'inner'),
  );
  const there = writer.site('sleep', writer.place('/app/b.py', 3, 'work'));
  const timer = writer.callback('tick');
  return writer
    .task(1, { coroutine: 'work' })
    .task(2, { coroutine: 'work' })
    .task(3, { coroutine: 'work' })
    .task(4, { coroutine: 'quick' })
    .runs([
      { task: 1, begin: 0, end: 50, site: here },
      { task: 2, begin: 100, end: 900, site: there },
      { callback: timer, begin: 1_000, end: 9_000 },
      { task: 3, begin: 10_000, end: 10_020, site: here },
      { task: 4, begin: 11_000, end: 12_000 },
      { task: 1, begin: 13_000, end: 13_070 },
    ]);
}

it('is the longest of all tasks of the function, its last step included', () => {
  const steps = new LongestSteps();
  expect(steps.update(build(trace().bytes()))).toBe(true);
  expect(steps.of('work', (file) => file === '/app/a.py')).toBe(70);
  expect(steps.of('work', (file) => file === '/app/b.py')).toBe(800);
  expect(steps.of('work', any)).toBe(800);
});

it('is not known of what did not run as a task, or nobody knows the file of', () => {
  const steps = new LongestSteps();
  steps.update(build(trace().bytes()));
  expect(steps.of('inner', any)).toBeNull();
  expect(steps.of('quick', any)).toBeNull();
  expect(steps.of('work', (file) => file === '/app/c.py')).toBeNull();
});

it('leaves out what the debugger held the program', () => {
  const steps = new LongestSteps();
  const writer = trace().pause(20_100, true).pause(29_000, false);
  steps.update(build(writer.runs([{ task: 2, begin: 20_000, end: 29_950 }]).bytes()));
  expect(steps.of('work', any)).toBe(1_050);
});

it('comes to the same in small pieces', () => {
  const steps = new LongestSteps();
  const whole = build(trace().bytes());
  let calls = 1;
  while (!steps.update(whole, 1)) calls++;
  expect(calls).toBe(6);
  expect(steps.of('work', any)).toBe(800);
});
