import { delayedByRuns } from '../../../core/analysis/delays.ts';
import { fileName, formatDuration, printable, taskTitle } from '../../../core/format.ts';
import type { Place, Stack, Trace } from '../../../core/trace.ts';
import type { Nanos } from '../../../core/units.ts';
import { code, escapeMarkdown } from '../markdown.ts';
import { timeRun, type ShownCost } from './measuredCosts.ts';
import { timesInAll } from './measuredText.ts';

/** So many of the tasks that had to wait are named, and so many frames of a stack. */
const MOST_TASKS = 5;
const MOST_FRAMES = 12;

/** The longest block is told where it took so many times the average. */
const UNEVEN = 1.5;

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

function headline({ total, worst, count, blocks, short, live }: ShownCost, trace: Trace): string {
  const share = `${formatShare(total / timeRun(trace))} of the run`;
  const shorter = short > 0 ? ` Short steps there add up to another ${formatDuration(short)}.` : '';
  if (live !== null) {
    const before = blocks > 1 ? ` Before that it blocked it ${howOften(blocks - 1, total - live)}.` : '';
    return `**Is blocking the event loop**, for ${formatDuration(live)} so far.${before}${shorter}`;
  }
  if (blocks === 0)
    return (
      `**${count.toLocaleString('en')} short steps, ${formatDuration(total)} in all**, ${share}: ` +
      `none of them blocked the event loop (${formatDuration(worst)} at the longest), but they add up.`
    );
  const longest = worst * blocks > UNEVEN * total ? `; ${formatDuration(worst)} at the longest` : '';
  return `**Blocked the event loop ${howOften(blocks, total)}**, ${share}${longest}.${shorter}`;
}

function howOften(blocks: number, total: Nanos): string {
  return blocks === 1 ? `for ${formatDuration(total)}` : timesInAll(blocks, total);
}

function delays({ blockRuns, blocks }: ShownCost, trace: Trace): string {
  if (blocks === 0 || blockRuns.length === 0) return '';
  const { tasks, callbacks } = delayedByRuns(trace, blockRuns);
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
