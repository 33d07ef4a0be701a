import type { TestOutcome } from '../../src/core/analysis/testRuns.ts';
import { TraceWriter } from './traceWriter.ts';

const MS = 1e6;
const [SETUP, CALL, TEARDOWN, OVER] = [1, 2, 3, 0];
const [PASSED, FAILED, SKIPPED, XFAILED] = [1, 2, 3, 4];

/** A test as the probe tells it: how it went, and its times in milliseconds. */
export interface WrittenTest {
  readonly name: string;
  readonly outcome?: TestOutcome;
  readonly setup?: number;
  readonly call?: number;
  readonly teardown?: number;
  /** Begins a task in the call, which goes on until so long after the test's end; negative: before it. */
  readonly taskUntil?: number;
}

/** Writes tests of one process one after the other, each with a task that its call begins; answers when the last was over. */
export function writeTests(
  writer: TraceWriter,
  tests: readonly WrittenTest[],
  { from = 10, loop = 1, firstTask = 1 } = {},
): number {
  let now = from * MS;
  const late: [task: number, until: number][] = [];
  const row = (at: number, phase: number, outcome: number, name = ''): void =>
    void writer.facts('bands', { at, kind: 1, phase, outcome, name });
  tests.forEach(({ name, outcome = 'passed', setup = 2, call = 10, teardown = 1, taskUntil = -1 }, at) => {
    const [begun, called, torn] = [now, now + setup * MS, now + (setup + call) * MS];
    const end = torn + teardown * MS;
    const isSkipped = outcome === 'skipped';
    row(begun, SETUP, 0, name);
    row(called, OVER, isSkipped ? SKIPPED : PASSED);
    if (!isSkipped) {
      row(called, CALL, 0, name);
      const task = firstTask + at;
      const until = end + taskUntil * MS;
      writer.task(task, { name: `task of ${at}`, coroutine: 'work', created: called + MS / 10, loop });
      writer.runs([{ task, begin: called + MS / 5, end: called + MS / 2, ready: called + MS / 10 }], loop);
      if (until <= end) writer.end(task, until, 'result');
      else late.push([task, until]);
      row(torn, OVER, outcome === 'failed' ? FAILED : outcome === 'xfailed' ? XFAILED : PASSED);
    }
    row(torn, TEARDOWN, 0, name);
    row(end, OVER, 0);
    row(end, OVER, outcome === 'error' ? FAILED : PASSED);
    now = end + MS / 10;
  });
  for (const [task, until] of late.sort((a, b) => a[1] - b[1])) writer.end(task, until, 'result');
  return now;
}
