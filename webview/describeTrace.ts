import { fileName, printable } from '../src/core/format.ts';
import type { TestTasks } from '../src/core/analysis/testTasks.ts';
import { endOfTrace, type Trace } from '../src/core/trace.ts';
import type { BlockIndex } from './blockIndex.ts';
import { blockedFacts } from './describeBlock.ts';
import { allLostFacts } from './describeFacts.ts';
import { childrenFacts, collectionFacts } from './describeProcess.ts';
import { allFindingFacts } from './findings/describeFindings.ts';
import type { Findings } from './findings/findings.ts';
import { fact, loopPart, plural, tonedFact, type Details, type Fact } from './details.ts';
import { noteFacts, type Note } from './notes.ts';
import { allTestFacts } from './tests/describeTest.ts';
import type { TaskCounts } from './taskCounts.ts';
import { formatMoment } from './moments.ts';

const MOST_LOOPS = 8;

/** What was looked for in the whole trace, as far as that is known. */
export interface Sought {
  readonly findings?: Findings | null;
  readonly testTasks?: TestTasks | null;
  /** More of it may come. */
  readonly isGrowing?: boolean;
}

/** The trace as a whole: what the details pane shows while nothing is selected, or when its notes are asked for. */
export function describeTrace(
  trace: Trace,
  counts: TaskCounts,
  blocks: BlockIndex,
  notes: readonly Note[],
  hasNotesFirst = false,
  { findings = null, testTasks = null, isGrowing = false }: Sought = {},
): Details {
  const { process } = trace;
  const { pending, result, error, cancelled } = counts.byOutcome;
  const [script = '', ...rest] = process?.argv ?? [];
  const facts: Fact[] = findings === null ? [] : allFindingFacts(trace, findings, isGrowing);
  if (process !== null)
    facts.push(fact('Python', { text: printable(process.python, 40) }, { text: `process ${process.pid}` }));
  if (rest.length > 0) facts.push(fact('Arguments', { text: printable(rest.join(' '), 200) }));
  facts.push(
    fact(
      'Recorded',
      { text: formatMoment(trace, endOfTrace(trace)) },
      { text: `· ${plural(trace.runs.length, 'step')}` },
    ),
    fact(
      'Tasks',
      { text: counts.all.toLocaleString('en') },
      { text: `· ${result.toLocaleString('en')} finished` },
      ...(pending > 0 ? [{ text: `· ${pending.toLocaleString('en')} not done` }] : []),
    ),
  );
  if (error > 0) facts.push(tonedFact('bad', 'Failed', { text: plural(error, 'task') }));
  if (cancelled > 0) facts.push(fact('Cancelled', { text: plural(cancelled, 'task') }));
  facts.push(
    ...allTestFacts(trace, testTasks),
    // The findings tell them, too.
    ...(findings === null ? blockedFacts(trace, 'Loop blocked', blocks.all) : []),
    ...allLostFacts(trace),
    ...collectionFacts(trace),
    ...childrenFacts(trace),
  );
  for (const loop of trace.loops.slice(0, MOST_LOOPS)) facts.push(fact('Loop', loopPart(trace, loop)));
  if (hasNotesFirst) facts.unshift(...noteFacts(notes));
  else facts.push(...noteFacts(notes));
  return {
    kind: 'Trace',
    title: printable(fileName(script), 80) || 'Python program',
    badge: null,
    facts,
    shares: null,
    frames: [],
  };
}
