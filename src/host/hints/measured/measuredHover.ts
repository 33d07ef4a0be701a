import { delayedByRuns } from '../../../core/analysis/delays.ts';
import { fileName, formatDuration, printable, taskTitle } from '../../../core/format.ts';
import type { Place, Stack, Trace } from '../../../core/trace.ts';
import { code, escapeMarkdown } from '../markdown.ts';
import { timeRun, type ShownCost } from './measuredCosts.ts';

/** So many of the tasks that had to wait are named, and so many frames of a stack. */
const MOST_TASKS = 5;
const MOST_FRAMES = 12;

/** What a hover needs to know beside the cost itself. */
export interface HoverContext {
  readonly trace: Trace;
  /** The run's name and when the cost arose, such as `server.py, 14:03:12`. */
  readonly when: string;
  /** A link to a place's line; null when its file is not there. */
  readonly linkTo: (place: Place) => string | null;
  /** A link that shows the worst run in the timeline; null when there is none yet. */
  readonly timelineLink: string | null;
}

/** All there is to say of a cost, as Markdown without HTML. Names are shown as code, never read as Markdown. */
export function measuredHover(cost: ShownCost, context: HoverContext): string {
  const parts = [
    headline(cost, context.trace),
    delays(cost, context.trace),
    stackText(cost, context),
    `${code(context.when)}${context.timelineLink === null ? '' : ` · [Show in Task Timeline](${context.timelineLink})`}`,
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function headline({ total, worst, blocks, live }: ShownCost, trace: Trace): string {
  const share = `${formatShare(total / timeRun(trace))} of the run`;
  const before = blocks - 1;
  if (live !== null)
    return (
      `**Blocks the event loop now**, for ${formatDuration(live)} so far.` +
      (before > 0 ? ` It did so ${times(before)} before, for ${formatDuration(total - live)} in all.` : '')
    );
  if (blocks === 0)
    return `**Held the event loop ${formatDuration(total)} in all**, ${share}: ${formatDuration(worst)} at most at a time, but it adds up.`;
  if (blocks === 1) return `**Blocked the event loop for ${formatDuration(total)}**, ${share}.`;
  return `**Blocked the event loop ${times(blocks)}, for ${formatDuration(total)} in all**, ${share}; the worst time ${formatDuration(worst)}.`;
}

function delays({ cost, blocks }: ShownCost, trace: Trace): string {
  if (cost === null || blocks === 0 || cost.blockRuns.length === 0) return '';
  const { tasks, callbacks } = delayedByRuns(trace, cost.blockRuns);
  const named = tasks.slice(0, MOST_TASKS).flatMap(({ task, wait }) => {
    const known = trace.task(task);
    return known === undefined ? [] : [`- ${code(taskTitle(known))} ${formatDuration(wait)}`];
  });
  const more = tasks.length - named.length;
  if (more > 0) named.push(`- and ${more} more`);
  if (callbacks > 0) named.push(`- ${callbacks} callback${callbacks === 1 ? '' : 's'}`);
  return named.length === 0
    ? 'No task had to wait for it.'
    : `Had to wait for the steps it was in:\n\n${named.join('\n')}`;
}

function stackText({ stack, live, blocks }: ShownCost, { linkTo }: HoverContext): string {
  if (stack.length === 0) return '';
  const where = live !== null ? 'Where it is now' : blocks > 1 ? 'Where it was at worst' : 'Where it was';
  const frames = shortened(stack).map((place) => {
    if (place === null) return '- …';
    const link = linkTo(place);
    const label = `${printable(fileName(place.file))}:${place.line}`;
    return `- ${code(place.function)} at ${link === null ? code(label) : `[${escapeMarkdown(label)}](${link})`}`;
  });
  return `${where}:\n\n${frames.join('\n')}`;
}

/** A long stack without its middle: what called is at its begin, what blocked at its end. */
function shortened(stack: Stack): readonly (Place | null)[] {
  if (stack.length <= MOST_FRAMES) return stack;
  const half = MOST_FRAMES / 2;
  return [...stack.slice(0, half), null, ...stack.slice(-half)];
}

function formatShare(share: number): string {
  const percent = 100 * Math.min(1, share);
  return percent < 1 ? 'less than 1 %' : `${Math.round(percent)} %`;
}

function times(count: number): string {
  return count === 1 ? 'once' : count === 2 ? 'twice' : `${count} times`;
}
