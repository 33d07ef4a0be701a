import type { SessionState } from '../../src/core/messages.ts';
import { endOfTrace, type Trace } from '../../src/core/trace.ts';
import type { BlockIndex } from '../blockIndex.ts';
import { plural } from '../details.ts';
import { setText } from '../element.ts';
import type { TaskCounts } from '../taskCounts.ts';
import { formatMoment } from '../moments.ts';

/** So many milliseconds lie between two summaries of a program that runs: more would be all that a screen reader says. */
const EVERY = 15_000;

/** The recording in one sentence: `12 tasks, 3 not done, 1 failed; loop 41 % busy, blocked 2 times; 3.20 s recorded`. */
function summaryOf(trace: Trace, counts: TaskCounts, blocks: BlockIndex): string {
  const { pending, error, cancelled } = counts.byOutcome;
  const tasks = [plural(counts.all, 'task')];
  if (pending > 0) tasks.push(`${pending.toLocaleString('en')} not done`);
  if (error > 0) tasks.push(`${error.toLocaleString('en')} failed`);
  if (cancelled > 0) tasks.push(`${cancelled.toLocaleString('en')} cancelled`);
  const end = endOfTrace(trace);
  const busy = trace.loops.map(({ lane, at }) => lane.busyBefore(lane.length) / Math.max(1, end - at));
  const parts = [tasks.join(', ')];
  if (busy.length > 0) {
    const most = `${Math.round(Math.max(...busy) * 100)} % busy`;
    const held = blocks.all.blocks.length;
    const loop = busy.length === 1 ? 'loop' : 'busiest loop';
    parts.push(`${loop} ${most}${held > 0 ? `, blocked ${plural(held, 'time')}` : ''}`);
  }
  parts.push(`${formatMoment(trace, end)} recorded`);
  return parts.join('; ');
}

/** What a live summary is made of. */
export interface SummaryState {
  readonly trace: Trace;
  readonly counts: TaskCounts;
  readonly blocks: BlockIndex;
  readonly state: SessionState | null;
}

/** Tells screen readers now and then how the recording stands, and once how it ended. */
export function createLiveSummary(host: HTMLElement): (now: SummaryState, clock: number) => void {
  let saidAt = Number.NEGATIVE_INFINITY;
  let saidOf: SessionState | null = null;
  return ({ trace, counts, blocks, state }, clock) => {
    if (trace.tasks.length === 0) return;
    const isLive = state === 'live' || state === 'paused' || state === 'waiting';
    if (state === saidOf && (!isLive || clock - saidAt < EVERY)) return;
    saidAt = clock;
    saidOf = state;
    setText(host, summaryOf(trace, counts, blocks));
  };
}
