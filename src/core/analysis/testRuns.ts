import type { Band } from '../facts.ts';
import type { Trace } from '../trace.ts';
import type { Nanos, ProcessIndex } from '../units.ts';

/** How a whole test went, as pytest counts it: what fails beside its call is an error. */
export type TestOutcome = 'passed' | 'failed' | 'error' | 'skipped' | 'xfailed';

export const TEST_OUTCOMES: readonly TestOutcome[] = ['passed', 'failed', 'error', 'skipped', 'xfailed'];

/** One run of one test in one process: its phases in their order, at least one. */
export interface TestRun {
  readonly process: ProcessIndex;
  readonly name: string;
  readonly begin: Nanos;
  readonly phases: readonly Band[];
}

/** When a test was over; null while it goes on. */
export function endOfTest({ phases }: TestRun): Nanos | null {
  return phases.at(-1)!.end;
}

/** How a test went; null while that is not known. */
export function outcomeOfTest({ phases }: TestRun): TestOutcome | null {
  const told = (outcome: Band['outcome']): Band | undefined =>
    phases.find((band) => band.outcome === outcome);
  const failed = told('failed');
  if (failed !== undefined) return failed.phase === 'call' ? 'failed' : 'error';
  if (told('skipped')) return 'skipped';
  if (told('xfailed')) return 'xfailed';
  return phases.some(({ phase, outcome }) => phase === 'call' && outcome === 'passed') ? 'passed' : null;
}

/** Whether a test went as it should not. */
export function isBad(outcome: TestOutcome | null): boolean {
  return outcome === 'failed' || outcome === 'error';
}

/** The tests of one process, one after the other. */
export class ProcessTests {
  readonly process: ProcessIndex;
  readonly all: TestRun[] = [];
  /** Of each test, how many before it went bad. */
  private readonly badBefore: number[] = [];
  private readonly counts = new Map<TestOutcome | null, number>();

  constructor(process: ProcessIndex) {
    this.process = process;
  }

  /** Adds the next phase that the process was at. */
  add(band: Band): void {
    const last = this.all.at(-1);
    if (last?.name === band.name && band.phase !== 'setup') {
      (last.phases as Band[]).push(band);
      return;
    }
    // What comes before another test is told of by now.
    const outcome = last === undefined ? null : outcomeOfTest(last);
    if (last !== undefined) this.counts.set(outcome, (this.counts.get(outcome) ?? 0) + 1);
    this.badBefore.push((this.badBefore.at(-1) ?? 0) + (isBad(outcome) ? 1 : 0));
    this.all.push({ process: band.process, name: band.name, begin: band.begin, phases: [band] });
  }

  /** How many of the tests `from` … `to` − 1 went bad. */
  bad(from: number, to: number): number {
    if (to <= from) return 0;
    return (
      this.badBefore[to - 1]! - this.badBefore[from]! + (isBad(outcomeOfTest(this.all[to - 1]!)) ? 1 : 0)
    );
  }

  /** How many there are of an outcome; of null those of which none is known. */
  count(outcome: TestOutcome | null): number {
    const last = this.all.at(-1);
    const isLast = last !== undefined && outcomeOfTest(last) === outcome;
    return (this.counts.get(outcome) ?? 0) + (isLast ? 1 : 0);
  }

  /** The position of the first that begins at a time or later. */
  from(at: Nanos): number {
    let [low, high] = [0, this.all.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.all[middle]!.begin < at) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The test that goes on at a time, or was the last one before it; undefined before the first. */
  at(time: Nanos): TestRun | undefined {
    const next = this.from(time);
    return this.all[next]?.begin === time ? this.all[next] : this.all[next - 1];
  }

  /** The test in which something happened; undefined between two. */
  during(time: Nanos): TestRun | undefined {
    const test = this.at(time);
    const end = test && endOfTest(test);
    return end === null || (end !== undefined && time <= end) ? test : undefined;
  }
}

/** The tests of a growing trace: which bands belong together. */
export class TestIndex {
  /** By process, in the order in which each of them began its first test. */
  processes: readonly ProcessTests[] = [];
  private seen = 0;
  private epoch = -1;

  /** Looks at the bands that are new. */
  update({ bands, epoch }: Trace): void {
    if (epoch !== this.epoch) {
      this.epoch = epoch;
      this.seen = 0;
      this.processes = [];
    }
    for (; this.seen < bands.length; this.seen++) {
      const band = bands[this.seen]!;
      const known = this.of(band.process) ?? new ProcessTests(band.process);
      if (known.all.length === 0) this.processes = [...this.processes, known];
      known.add(band);
    }
  }

  /** The tests of one process; undefined where it has none. */
  of(process: ProcessIndex): ProcessTests | undefined {
    return this.processes.find((each) => each.process === process);
  }

  /** How many tests there are. */
  get length(): number {
    return this.processes.reduce((sum, { all }) => sum + all.length, 0);
  }

  /** How many there are of an outcome; of null those of which none is known. */
  count(outcome: TestOutcome | null): number {
    return this.processes.reduce((sum, each) => sum + each.count(outcome), 0);
  }
}

const indexes = new WeakMap<Trace, TestIndex>();

/** The tests of a trace, all of them as of now. */
export function testsOf(trace: Trace): TestIndex {
  let index = indexes.get(trace);
  if (index === undefined) indexes.set(trace, (index = new TestIndex()));
  index.update(trace);
  return index;
}

/** The test of a process that began at a time; undefined when there is none. */
export function testBegunAt(trace: Trace, process: ProcessIndex, at: Nanos): TestRun | undefined {
  const test = testsOf(trace).of(process)?.at(at);
  return test?.begin === at ? test : undefined;
}

/**
 * What a test may be called, the longest first: `test_shop.py::TestOrder::test_order[3]`, `TestOrder::test_order[3]`,
 * `test_order[3]`. What stands in brackets is the test's own, whatever it has in it.
 */
export function testNames(name: string): readonly [string, ...string[]] {
  const bracket = name.indexOf('[');
  const given = bracket < 0 ? '' : name.slice(bracket);
  const [path = '', ...parts] = (bracket < 0 ? name : name.slice(0, bracket)).split('::');
  const file = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  const all = [file, ...parts];
  return all.map((_, from) => all.slice(from).join('::') + given) as [string, ...string[]];
}
