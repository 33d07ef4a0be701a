import type { Block, BlockNow } from '../src/core/analysis/blocking.ts';
import type { Culprit } from '../src/core/analysis/culprits.ts';
import { pausedBetween } from '../src/core/analysis/pauses.ts';
import { formatDuration } from '../src/core/format.ts';
import type { Place, Site, Trace } from '../src/core/trace.ts';
import type { Nanos, TaskId } from '../src/core/units.ts';
import type { BlockIndex, BlockList } from './blockIndex.ts';
import { blockLength, calledBy, callOf, culpritWords } from './blockWords.ts';
import {
  fact,
  placePart,
  plural,
  taskLink,
  tonedFact,
  type Badge,
  type BlockDetails,
  type CulpritDetails,
  type Fact,
  type Part,
  type Waiting,
} from './details.ts';
import { frameOf } from './pieceFacts.ts';

/** What a step or a callback says before all else when it is a block. */
export interface BlockWords {
  readonly title: string;
  readonly badge: Badge | null;
  readonly facts: readonly Fact[];
  readonly block: BlockDetails;
}

/** So many of those who waited are named. */
const MOST_NAMED = 200;

/** A line at which a block was for less than this part of its time is not worth its room. */
const LEAST_SHARE = 0.005;

/** All that is known of a block. `from`, `to`: where its step is known to have been before and after it, if it is one. */
export function describeBlock(
  trace: Trace,
  blocks: BlockIndex,
  block: Block | BlockNow,
  from?: Site,
  to?: Site,
): BlockWords {
  const isNow = !('run' in block);
  const length = blockLength(trace, block);
  const paused = pausedBetween(trace.pauses, block.begin, block.end);
  const facts: Fact[] = [];
  if (paused > 0)
    facts.push(fact('Paused', { text: formatDuration(paused) }, { text: 'by the debugger; not counted' }));
  return {
    title: isNow
      ? `Blocks the loop, for ${formatDuration(length)} now`
      : `Blocked the loop for ${formatDuration(length)}`,
    badge: isNow ? { text: 'Goes on', tone: 'bad' } : null,
    facts,
    block: {
      culprits: describeCulprits(block.culprits),
      unseen:
        block.culprits.length === 0
          ? unseen(trace, isNow, !isNow && length < 2 * trace.blockingFrom, from?.place, to?.place)
          : rest(block.culprits),
      waiting: isNow ? null : waitingFor(trace, blocks, block),
    },
  };
}

/** How often a task or a loop was blocked, for a description of the whole of it. */
export function blockedFacts(trace: Trace, label: string, { blocks, total, worst }: BlockList): Fact[] {
  if (worst === undefined) return [];
  const longest: Part = {
    text: `${formatDuration(blockLength(trace, worst))}${where(worst)}`,
    link: { select: { kind: 'run', run: worst.run } },
  };
  if (blocks.length === 1) return [tonedFact('bad', label, longest)];
  return [
    tonedFact('bad', label, { text: `${plural(blocks.length, 'time')}, ${formatDuration(total)} in all` }),
    tonedFact('bad', 'Longest', longest),
  ];
}

function where({ culprits: [culprit] }: Block): string {
  return culprit === undefined ? '' : ` in ${culpritWords(culprit)}`;
}

function describeCulprits(culprits: readonly Culprit[]): CulpritDetails[] {
  return culprits
    .filter(({ share }, index) => index === 0 || share >= LEAST_SHARE)
    .map((culprit) => {
      const { place, stack, share, time } = culprit;
      const callers = stack.slice(0, stack.lastIndexOf(place)).reverse();
      return {
        words: callOf(culprit),
        percent: `${Math.max(1, Math.round(share * 100))} %`,
        time: formatDuration(time),
        share,
        focus: { ...frameOf(place), role: 'focus' },
        calls: calledBy(culprit).map(frameOf),
        callers: callers.map(frameOf),
      };
    });
}

/** What is not known of a block that was seen. */
function rest(culprits: readonly Culprit[]): readonly Part[] {
  const seen = culprits.reduce((sum, { share }) => sum + share, 0);
  if (seen > 0.995) return [];
  return [{ text: `For ${Math.round((1 - seen) * 100)} % of the time it could not be seen where it was.` }];
}

/** Why nothing was seen of a block, and between which lines it must have been. */
function unseen(
  trace: Trace,
  isNow: boolean,
  isShort: boolean,
  from?: Place | null,
  to?: Place | null,
): Part[] {
  const parts: Part[] = [
    {
      text:
        trace.samples.length === 0
          ? 'This recording has no stacks of blocks, so the line that blocked is not known.'
          : `Its stack ${isNow ? 'has not been seen yet' : 'was not seen'}: ${isShort ? 'it was over too soon, or is' : 'it is'} hidden by code that never lets go of the interpreter, as a long call into C.`,
    },
  ];
  if (from) parts.push({ text: 'The step resumed at' }, placePart(from));
  if (to) parts.push({ text: from ? 'and awaited next at' : 'It awaited next at' }, placePart(to));
  return parts;
}

function waitingFor(trace: Trace, blocks: BlockIndex, block: Block): Waiting {
  const { tasks, callbacks } = blocks.delays(trace, block);
  const total = tasks.reduce((sum, { wait }) => sum + wait, 0);
  return {
    text: waitingText(tasks.length, callbacks, total),
    tasks: tasks.slice(0, MOST_NAMED).map(({ task, wait }) => ({
      name: { ...taskLink(trace, task), ...readyLink(trace, task, block) },
      time: formatDuration(wait),
      share: wait / Math.max(1, block.end - block.begin),
    })),
    more: Math.max(0, tasks.length - MOST_NAMED),
  };
}

function waitingText(tasks: number, callbacks: number, total: Nanos): string {
  const also = callbacks === 0 ? '' : plural(callbacks, 'callback');
  if (tasks === 0) return also === '' ? 'Nobody had to wait' : `No task had to wait, only ${also}`;
  const who = also === '' ? plural(tasks, 'task') : `${plural(tasks, 'task')} and ${also}`;
  const whose = also === '' ? '' : tasks === 1 ? 'the task ' : 'the tasks ';
  const length = `${tasks === 1 ? '' : 'together '}for ${formatDuration(total)}`;
  return `${who} had to wait, ${whose}${length}`;
}

/** Leads to where a task waited: before its first run behind the block, ready or, if a timer was due, still suspended. */
function readyLink(trace: Trace, id: TaskId, block: Block): Pick<Part, 'link'> {
  const task = trace.task(id);
  if (task === undefined) return {};
  const position = task.lane.endingAfter(block.end);
  const run = task.lane.run(position);
  if (run < 0) return {};
  const kind = trace.runs.ready(run) < block.end ? 'ready' : 'suspension';
  return { link: { select: { kind, task: id, position } } };
}
