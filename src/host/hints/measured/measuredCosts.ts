import { blocksNow } from '../../../core/analysis/blocking.ts';
import { coroutinePlace, culpritPlace } from '../../../core/analysis/culprits.ts';
import type { LineCost, LineCosts } from '../../../core/analysis/lineCosts.ts';
import { onlySuspends } from '../../../core/analysis/lineParts.ts';
import { pausedBetween } from '../../../core/analysis/pauses.ts';
import { MILLISECOND, type Nanos, type RunIndex } from '../../../core/units.ts';
import { asksToCollect, isEntryOf } from './lineText.ts';
import { endOfTrace, type Place, type Position, type Stack, type Trace } from '../../../core/trace.ts';

/** What one run cost at one line of one file, when that is worth a hint. */
export interface ShownCost {
  /** From 1, in the text that ran. */
  readonly line: number;
  /** Where the expression ends that is to blame; null when it is not known, or is not a single one. */
  readonly end: Position | null;
  readonly role: LineCost['role'];
  /** Of a line that blocked, of its blocks alone. */
  readonly total: Nanos;
  readonly worst: Nanos;
  /** In how many runs it was; an estimate for those that were no blocks. */
  readonly count: number;
  /** How many blocks it was; 0 for a line that held the loop for short times only, which add up. */
  readonly blocks: number;
  /** What its short holds add up to beside its blocks; 0 when that is not worth telling. */
  readonly short: Nanos;
  /** How long it holds the loop at this moment; null when it does not. */
  readonly live: Nanos | null;
  /** The function that it called, of the standard library only where no other followed; null for one without a frame. */
  readonly callee: string | null;
  /** The ended runs that were its blocks, oldest first; at most 1,000. */
  readonly blockRuns: readonly RunIndex[];
  /** Where the worst run, or the one that goes on, was seen. */
  readonly stack: Stack;
}

/** The longest of the blocks that are known of; -1 where there is none. */
export function worstBlock(trace: Trace, { blockRuns }: ShownCost): RunIndex {
  const { runs } = trace;
  const length = (run: RunIndex): Nanos => runs.end(run) - runs.begin(run);
  return blockRuns.reduce((worst, run) => (worst < 0 || length(run) > length(worst) ? run : worst), -1);
}

/** Short times count when they add up to this part of the run, from 0 to 1. */
const LEAST_SHARE = 0.01;

/** And when each is as long as this: what is over sooner delays nobody, however often it is. */
const LEAST_HOLD: Nanos = MILLISECOND;

/** An expression is to blame for its line when it cost so much of it, from 0 to 1. */
const MOST_OF_LINE = 0.7;

/**
 * What there is to show in the lines of a file, that the trace may know by several names: at most one cost a line. Blocks,
 * those that go on included; and lines whose short holds add up to a block's length and to a part of the run that matters.
 * `lines`: the text that ran. What the garbage collector took counts where the text asks for it alone, and what was seen
 * where a function begins does not count.
 */
export function shownCosts(
  trace: Trace,
  costs: LineCosts,
  files: readonly string[],
  lines: readonly string[],
): readonly ShownCost[] {
  const shown = new Map<number, ShownCost>();
  const textOf = (line: number): string => lines[line - 1] ?? '';
  const least = Math.max(trace.blockingFrom, LEAST_SHARE * timeRun(trace));
  for (const cost of files.flatMap((file) => costs.of(file))) {
    const text = textOf(cost.line);
    if (isEntryOf(text, cost.function)) continue;
    const ended = ofEnded(cost, asksToCollect(text), least);
    const { role, total, blocks, count } = ended;
    // Of a block that was in many lines, the one that called a bit of it is not to blame for it.
    const isBlock = blocks > 0 && (role === 'culprit' || total >= trace.blockingFrom);
    const addsUp = blocks === 0 && role === 'culprit' && total >= least && total >= LEAST_HOLD * count;
    if (!isBlock && !addsUp) continue;
    const other = shown.get(cost.line);
    if (other === undefined || other.total < total) shown.set(cost.line, ended);
  }
  for (const { stack, time } of blocksNow(trace).flatMap(({ culprits }) => culprits.slice(0, 1)))
    for (const [role, place] of onlySuspends(stack) ? [] : placesOf(stack))
      if (files.includes(place.file) && !isEntryOf(textOf(place.line), place.function))
        shown.set(place.line, ofLive(role, place, stack, time, shown.get(place.line)));
  return [...shown.values()].sort((a, b) => a.line - b.line);
}

function ofEnded(cost: LineCost, asksToCollect: boolean, least: Nanos): ShownCost {
  const { line, role, count, expressions, worstStack, collected } = cost;
  const place = worstStack.findLast((each) => each.file === cost.file && each.line === line);
  const most = expressions[0];
  const end = most !== undefined && most.total >= MOST_OF_LINE * cost.total ? most.end : null;
  const collector = asksToCollect ? collected : { total: 0, blocks: 0, worst: 0, runs: [] };
  const blocks = Math.max(cost.blocks, collector.blocks);
  const short = cost.total - cost.blocked;
  return {
    line,
    end,
    role,
    total: blocks > 0 ? cost.blocked + collector.total : cost.total,
    count,
    worst: Math.max(cost.worst, collector.worst),
    blocks,
    short: blocks > 0 && short >= least ? short : 0,
    live: null,
    callee: calleeOf(worstStack, place),
    blockRuns: cost.blocks >= collector.blocks ? cost.blockRuns : collector.runs,
    stack: worstStack,
  };
}

function ofLive(
  role: LineCost['role'],
  place: Place,
  stack: Stack,
  live: Nanos,
  before: ShownCost | undefined,
): ShownCost {
  const blocked = before === undefined || before.blocks === 0 ? undefined : before;
  return {
    line: place.line,
    end: place.end,
    role,
    total: (blocked?.total ?? 0) + live,
    worst: Math.max(before?.worst ?? 0, live),
    count: (before?.count ?? 0) + 1,
    blocks: (before?.blocks ?? 0) + 1,
    short: blocked === before ? (before?.short ?? 0) : (before?.total ?? 0),
    live,
    callee: calleeOf(stack, place),
    blockRuns: before?.blockRuns ?? [],
    stack,
  };
}

/** What a place called: the standard library's frames stand between an `import` and the module, or a sort and its key. */
function calleeOf(stack: Stack, place: Place | undefined): string | null {
  const called = place === undefined ? [] : stack.slice(stack.lastIndexOf(place) + 1);
  return (called.find(({ scope }) => scope !== 'stdlib') ?? called[0])?.function ?? null;
}

/** The culprit of a stack, and the coroutine's line that called into it when that is another. */
function placesOf(stack: Stack): readonly (readonly [LineCost['role'], Place])[] {
  const culprit = culpritPlace(stack);
  const caller = coroutinePlace(stack);
  const isOther = caller !== null && (caller.file !== culprit?.file || caller.line !== culprit.line);
  return [
    ...(culprit === null ? [] : [['culprit', culprit] as const]),
    ...(isOther ? [['coroutine', caller] as const] : []),
  ];
}

/** How long the program ran, in the time that the debugger did not hold it. */
export function timeRun(trace: Trace): Nanos {
  const end = endOfTrace(trace);
  return end - pausedBetween(trace.pauses, 0, end);
}
