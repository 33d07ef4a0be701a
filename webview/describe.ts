import { testBegunAt } from '../src/core/analysis/testRuns.ts';
import type { TestTasks } from '../src/core/analysis/testTasks.ts';
import type { Block, BlockNow } from '../src/core/analysis/blocking.ts';
import type { AwaitIndex } from '../src/core/links.ts';
import { callbackOf, type Trace } from '../src/core/trace.ts';
import type { PlaceId } from '../src/core/units.ts';
import type { BlockIndex } from './blockIndex.ts';
import type { Findings } from './findings/findings.ts';
import { describeGroup } from './describeGroup.ts';
import { linkFacts } from './describeLinks.ts';
import { describeCallback, describeLoop } from './describeLoop.ts';
import { describeReady, describeStep } from './describeStep.ts';
import { describeSuspension } from './describeSuspension.ts';
import { describeTask } from './describeTask.ts';
import { describeTest } from './tests/describeTest.ts';
import type { Details } from './details.ts';
import { groupOf } from './moveSelection.ts';
import { siteAfter } from './pieceFacts.ts';
import type { Rows } from './rowTypes.ts';
import { cursorOn, selectedLoop, selectedTask, type Selection } from './selection.ts';
import type { TaskCounts } from './taskCounts.ts';

/** What is worked out of a trace beside it. */
export interface Known {
  readonly blocks: BlockIndex;
  readonly counts?: TaskCounts | null;
  /** Who awaits whom; without it that is not told. */
  readonly awaits?: AwaitIndex | null;
  /** What is the matter in the trace; without it that is not told. */
  readonly findings?: Findings | null;
  /** Which tasks began in which test; without it that is not told. */
  readonly testTasks?: TestTasks | null;
  /** Where groups are looked up. */
  readonly rows?: Rows;
}

/** All that is known of the selected; null when it is not in the trace. */
export function describe(trace: Trace, selection: Selection, known: Known): Details | null {
  const details = describeAlone(trace, selection, known);
  const links = details && linkFacts(trace, selection, known.awaits ?? null);
  return links === null || links.length === 0
    ? details
    : { ...details!, facts: [...details!.facts, ...links] };
}

function describeAlone(
  trace: Trace,
  selection: Selection,
  { blocks, counts = null, findings = null, testTasks = null, rows }: Known,
): Details | null {
  if (selection.kind === 'group') {
    const group = rows && groupOf(rows, selection.key);
    return group ? describeGroup(trace, group) : null;
  }
  if (selection.kind === 'test') {
    const test = testBegunAt(trace, selection.process, selection.at);
    return test ? describeTest(trace, test, blocks, testTasks) : null;
  }
  const task = selectedTask(trace, selection);
  const loop = trace.loop(selectedLoop(trace, selection));
  if (selection.kind === 'task') return task ? describeTask(trace, task, blocks, findings) : null;
  if (selection.kind === 'loop') return loop ? describeLoop(trace, loop, counts, blocks) : null;
  const cursor = cursorOn(trace, selection);
  if (cursor === null) return null;
  const { from, to, position } = cursor;
  const span = { from, to, isOpen: position >= cursor.track.lane.length };
  if (selection.kind === 'suspension')
    return task ? describeSuspension(trace, task, position, span, findings) : null;
  if (selection.kind === 'ready') return task ? describeReady(trace, task, position, span) : null;
  const run = selection.kind === 'run' ? selection.run : -1;
  const block = blockOf(trace, selection, blocks);
  if (task !== undefined) return describeStep(trace, task, position, span, blocks, block);
  const running = trace.running.get(selectedLoop(trace, selection))?.subject;
  const subject = run < 0 ? (running ?? 0) : trace.runs.subject(run);
  return describeCallback(trace, subject, run, span, blocks, block);
}

/** The selected as a block, when it is one. */
export function blockOf(
  trace: Trace,
  selection: Selection,
  blocks: BlockIndex,
): Block | BlockNow | undefined {
  if (selection.kind === 'run') return blocks.of(selection.run);
  return selection.kind === 'running' ? blocks.nowOf(selectedLoop(trace, selection)) : undefined;
}

/** The place that a double click or Enter opens, of a block its culprit's; 0 when there is none. */
export function placeOf(trace: Trace, selection: Selection, blocks: BlockIndex): PlaceId {
  const [culprit] = blockOf(trace, selection, blocks)?.culprits ?? [];
  if (culprit !== undefined) return culprit.place.id;
  const task = selectedTask(trace, selection);
  if (selection.kind === 'run' || selection.kind === 'running') {
    const run = selection.kind === 'run' ? selection.run : -1;
    const callback = task ? undefined : callbackOf(trace, trace.runs.subject(run));
    if (callback !== undefined) return callback.place;
    const position = cursorOn(trace, selection)?.position ?? 0;
    const site = task && (siteAfter(trace, task, position - 1) ?? siteAfter(trace, task, position));
    return site?.place?.id ?? task?.place ?? 0;
  }
  if (selection.kind === 'suspension' || selection.kind === 'ready')
    return (task && siteAfter(trace, task, selection.position - 1)?.place?.id) ?? task?.place ?? 0;
  return task?.place ?? 0;
}
