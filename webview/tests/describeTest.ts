import { endOfTest, isBad, outcomeOfTest, testsOf, type TestRun } from '../../src/core/analysis/testRuns.ts';
import type { TestTasks } from '../../src/core/analysis/testTasks.ts';
import { formatDuration, printable } from '../../src/core/format.ts';
import type { Trace } from '../../src/core/trace.ts';
import type { BlockIndex } from '../blockIndex.ts';
import type { Tip } from '../describeHit.ts';
import {
  fact,
  listParts,
  plural,
  taskLink,
  tonedFact,
  type Details,
  type Fact,
  type Part,
} from '../details.ts';
import { blockLength } from '../blockWords.ts';
import type { Selection } from '../selection.ts';
import type { TestBox } from './layoutTests.ts';
import {
  countWords,
  mergedWords,
  OUTCOME_TONES,
  OUTCOME_WORDS,
  outcomeText,
  shortTestName,
} from './testWords.ts';

/** So many tasks of a test are named, and so many tests in the summary of the trace. */
const MOST_TASKS = 12;
const MOST_TESTS = 5;

const PHASES = { setup: 'Setup', call: 'Call', teardown: 'Teardown' } as const;

/** A test as what is selected. */
export function selectionOfTest({ process, begin }: TestRun): Selection {
  return { kind: 'test', process, at: begin };
}

/** All that is known of a test. */
export function describeTest(
  trace: Trace,
  test: TestRun,
  blocks: BlockIndex,
  testTasks: TestTasks | null,
): Details {
  const outcome = outcomeOfTest(test);
  const facts: Fact[] = [
    fact('Name', { text: printable(test.name, 300) }),
    fact('Duration', { text: durationOf(trace, test) }),
    ...phaseFacts(trace, test),
    ...taskFacts(trace, test, testTasks),
    ...blockFacts(trace, test, blocks),
  ];
  if (trace.processes.length > 1)
    facts.push(fact('Process', { text: String(trace.processes[test.process]?.pid ?? '') }));
  return {
    kind: 'Test',
    title: shortTestName(test),
    badge: { text: outcomeText(test), tone: outcome === null ? 'plain' : OUTCOME_TONES[outcome] },
    facts,
    shares: null,
    frames: [],
  };
}

/** What to say of a box under the pointer. */
export function tipOfTests(trace: Trace, box: TestBox): Tip {
  const { tests, from, to, bad } = box;
  const first = tests.all[from]!;
  if (to - from > 1) {
    const end = endOfTest(tests.all[to - 1]!) ?? trace.now;
    const lines: (readonly [string, string])[] = [
      ['From', shortTestName(first, 60)],
      ['To', shortTestName(tests.all[to - 1]!, 60)],
    ];
    if (bad > 0) lines.unshift(['Failed', bad.toLocaleString('en')]);
    return {
      kind: `${formatDuration(Math.max(0, end - first.begin))} at this zoom`,
      title: `${mergedWords(box).at(-1)!} here; zoom in to see them`,
      lines,
    };
  }
  const phases = phaseFacts(trace, first).map(({ label, parts }): readonly [string, string] => [
    label,
    parts.map(({ text }) => text).join(' '),
  ]);
  return {
    kind: 'Test',
    title: shortTestName(first),
    lines: [['Outcome', outcomeText(first)], ['Duration', durationOf(trace, first)], ...phases],
  };
}

/** How the tests of a trace went, and which of them left tasks running; nothing where there are none. */
export function allTestFacts(trace: Trace, testTasks: TestTasks | null): Fact[] {
  if (trace.bands.length === 0) return [];
  const index = testsOf(trace);
  const facts = [
    fact('Tests', { text: index.length.toLocaleString('en') }, { text: `· ${countWords(index)}` }),
  ];
  const bad = index.processes.flatMap(({ all }) => all.filter((test) => isBad(outcomeOfTest(test))));
  if (bad.length > 0)
    facts.push(tonedFact('bad', 'Failed tests', ...listParts(bad.map(testPart), MOST_TESTS)));
  for (const { test, left } of (testTasks?.leaving ?? []).slice(0, MOST_TESTS))
    facts.push(
      tonedFact('warning', 'Left running', testPart(test), { text: 'left' }, ...leftParts(trace, left)),
    );
  return facts;
}

function testPart(test: TestRun): Part {
  return { text: shortTestName(test), link: { select: selectionOfTest(test) } };
}

function durationOf(trace: Trace, test: TestRun): string {
  const end = endOfTest(test);
  const length = formatDuration(Math.max(0, (end ?? trace.now) - test.begin));
  return end === null ? `${length}, goes on` : length;
}

function phaseFacts(trace: Trace, { phases }: TestRun): Fact[] {
  return phases.map(({ phase, begin, end, outcome }) => {
    const length = { text: formatDuration(Math.max(0, (end ?? trace.now) - begin)) };
    const isNews = outcome !== null && outcome !== 'passed';
    const how = isNews ? [{ text: `· ${OUTCOME_WORDS[outcome].toLowerCase()}` }] : [];
    const tone = outcome === 'failed' ? 'bad' : 'plain';
    return tonedFact(tone, PHASES[phase], length, ...how);
  });
}

function taskFacts(trace: Trace, test: TestRun, testTasks: TestTasks | null): Fact[] {
  if (testTasks === null) return [];
  const { begun, left } = testTasks.of(test);
  const links = begun.slice(0, MOST_TASKS).map((task) => taskLink(trace, task));
  const more =
    begun.length > MOST_TASKS
      ? [{ text: `and ${(begun.length - MOST_TASKS).toLocaleString('en')} more` }]
      : [];
  const facts = [
    fact(
      'Began',
      { text: begun.length === 0 ? 'no task' : `${plural(begun.length, 'task')}:` },
      ...listParts(links, MOST_TASKS),
      ...more,
    ),
  ];
  if (left.length > 0) facts.push(tonedFact('warning', 'Left running', ...leftParts(trace, left)));
  return facts;
}

function leftParts(trace: Trace, left: readonly number[]): Part[] {
  const links = left.slice(0, MOST_TESTS).map((task) => taskLink(trace, task));
  const more =
    left.length > MOST_TESTS ? [{ text: `and ${(left.length - MOST_TESTS).toLocaleString('en')} more` }] : [];
  return [{ text: `${plural(left.length, 'task')}:` }, ...listParts(links, MOST_TESTS), ...more];
}

function blockFacts(trace: Trace, test: TestRun, blocks: BlockIndex): Fact[] {
  const end = endOfTest(test) ?? trace.now;
  const held = blocks.all.blocks.filter(
    ({ begin, run }) =>
      begin >= test.begin && begin <= end && trace.loop(trace.runs.loop(run))?.process === test.process,
  );
  const longest = held.toSorted((a, b) => blockLength(trace, b) - blockLength(trace, a))[0];
  if (longest === undefined) return [];
  const length = formatDuration(blockLength(trace, longest));
  const text = held.length === 1 ? length : `${plural(held.length, 'time')}, longest ${length}`;
  return [tonedFact('bad', 'Loop blocked', { text, link: { select: { kind: 'run', run: longest.run } } })];
}
