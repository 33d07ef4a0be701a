import type { Loop, Position, Stack, Trace } from '../trace.ts';
import type { LoopId, Nanos, RunIndex } from '../units.ts';
import { CollectorPauses } from './collectorPauses.ts';
import { culpritPlace, runBegunAt, sampledTimes } from './culprits.ts';
import { callerPlace, partsOf, type Part, type PartTime, type Role } from './lineParts.ts';
import { RunClasses, timeOf } from './runClasses.ts';
import { Tally, type Cost } from './tally.ts';

/**
 * What each line of the program cost its event loops, blocks and small holds together.
 *
 * A block is always seen by the watchdog, and its time is divided among the lines at which it was. A shorter run is seen
 * by chance only. But how long it ran is known from the run itself: so all runs that suspended at the same place and took
 * about as long are taken together, and their time is divided as those of them that were seen tell. The sum of many
 * small holds of a line is right then, although the watchdog missed most of them.
 *
 * What the garbage collector took of a run is nobody's cost: it begins at any line. It is kept beside, for those lines
 * that ask for it.
 */
export interface LineCost extends Cost {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly role: Role;
  /** Qualified name of the function that the line is in. */
  readonly function: string;
  /** What of it falls to single expressions of the line, by where they end, the most expensive first. */
  readonly expressions: readonly ExpressionCost[];
  /** Where the worst run was seen. */
  readonly worstStack: Stack;
  /** The function that the line called then; null for one without a frame, as those written in C, and for its own work. */
  readonly callee: string | null;
  /** The runs counted in `blocks`, oldest first, for `delayedByRuns`; at most 1,000 are kept. */
  readonly blockRuns: readonly RunIndex[];
  /** What the garbage collector took at this line, of runs that were blocks with it; of a culprit's line only. */
  readonly collected: CollectedCost;
}

export interface CollectedCost extends Pick<Cost, 'total' | 'worst' | 'blocks'> {
  /** As {@link LineCost.blockRuns}. */
  readonly runs: readonly RunIndex[];
}

export interface ExpressionCost extends Cost {
  /** Where the expression ends; null for code whose positions are not known. */
  readonly end: Position | null;
}

const MOST_BLOCK_RUNS = 1000;

/** Adds up the costs of a growing trace's lines. */
export class LineCosts {
  private readonly lines = new Map<string, Line>();
  private readonly byFile = new Map<string, Line[]>();
  private readonly classes = new RunClasses();
  private readonly collector = new CollectorPauses();
  /** By loop: the begin of the last run whose samples are counted. */
  private readonly counted = new Map<LoopId, Nanos>();
  private first: RunIndex = 0;

  /**
   * Counts what came since the last call: looks only at new runs and samples, at `most` new runs. Answers whether any
   * line's cost is new.
   */
  update(trace: Trace, most?: number): boolean {
    this.collector.update(trace);
    this.classes.update(trace, this.collector, most);
    this.forget(trace);
    let changed = false;
    for (const loop of trace.loops) changed = this.updateLoop(trace, loop) || changed;
    return changed;
  }

  /** The files, as the trace names them, that have lines with a cost. */
  files(): Iterable<string> {
    return this.byFile.keys();
  }

  /** The costs of a file's lines, in the order in which the lines were first seen. */
  of(file: string): readonly LineCost[] {
    return (this.byFile.get(file) ?? []).map(costOf);
  }

  /** The costs of all lines. */
  all(): readonly LineCost[] {
    return [...this.lines.values()].map(costOf);
  }

  private updateLoop(trace: Trace, loop: Loop): boolean {
    const begins = trace.samples.begin;
    const before = this.counted.get(loop.id) ?? -1;
    let counted = before;
    // Samples that come too late are left out: their run is counted.
    for (let at = firstAfter(trace, loop, counted); at < loop.samples.length;) {
      const begin = begins[loop.samples[at]!]!;
      const run = runBegunAt(trace, loop, begin);
      // Without a run it still goes on, unless a later one has ended: then it was lost.
      if (run < 0 && begin >= loop.lane.end) break;
      while (at < loop.samples.length && begins[loop.samples[at]!] === begin) at++;
      if (run >= 0) this.addRun(trace, run);
      counted = begin;
    }
    this.counted.set(loop.id, counted);
    return counted > before;
  }

  /** Lets go of the blocks that the trace let go of; what they cost stays counted. */
  private forget({ runs }: Trace): void {
    if (this.first === runs.first) return;
    this.first = runs.first;
    for (const line of this.lines.values()) {
      line.blockRuns = line.blockRuns.filter((run) => run >= this.first);
      line.collectedRuns = line.collectedRuns.filter((run) => run >= this.first);
    }
  }

  private addRun(trace: Trace, run: RunIndex): void {
    const ran = timeOf(trace, this.collector, run);
    const times = this.partTimes(trace, run, ran);
    if (ran < trace.blockingFrom) {
      const runClass = this.classes.of(trace, run, ran);
      for (const { time } of times) runClass.seen += time;
    }
    const culprits = partsOf(trace, times, 'culprit', culpritPlace);
    for (const part of culprits) this.add(trace, run, ran, part);
    for (const part of partsOf(trace, times, 'coroutine', callerPlace)) this.add(trace, run, ran, part);
    const collected = culprits.reduce((sum, part) => sum + part.collected, 0);
    if (collected === 0 || ran + collected < trace.blockingFrom) return;
    const most = Math.max(...culprits.map((part) => part.collected));
    for (const part of culprits) {
      if (part.collected === 0) continue;
      const line = this.line(part);
      line.collected.addBlock(part.collected, part.collected === most);
      if (line.collectedRuns.length < MOST_BLOCK_RUNS) line.collectedRuns.push(run);
    }
  }

  /** The samples of a run with their times. Shorter runs are seen the less often: one seen once stands for the time between two looks. */
  private partTimes(trace: Trace, run: RunIndex, ran: Nanos): readonly PartTime[] {
    const { runs, samples } = trace;
    const loop = runs.loop(run);
    const taken = sampledTimes(trace, loop, runs.begin(run), runs.end(run));
    const times = taken.map(({ sample, from, until, time }) => {
      const collected = Math.min(time, this.collector.between(trace, loop, from, until));
      return { sample, time: time - collected, collected };
    });
    const [only] = times;
    if (only === undefined || times.length > 1 || ran >= trace.blockingFrom) return times;
    const between = samples.weight[only.sample]! - only.collected;
    return [{ ...only, time: Math.max(ran, between, 1) }];
  }

  private add(trace: Trace, run: RunIndex, ran: Nanos, part: Part): void {
    const line = this.line(part);
    if (line.tally.worst <= Math.min(part.time, ran)) line.worst = part;
    if (ran < trace.blockingFrom) {
      const runClass = this.classes.of(trace, run, ran);
      line.tally.addShare(runClass, part.time, ran);
      for (const [end, time] of part.ends) tallyOf(line, end).addShare(runClass, time, ran);
    } else {
      const isMain = part.isMost || part.time >= trace.blockingFrom;
      line.tally.addBlock(part.time, isMain);
      if (isMain && line.blockRuns.length < MOST_BLOCK_RUNS) line.blockRuns.push(run);
      const most = Math.max(...part.ends.values());
      for (const [end, time] of part.ends) tallyOf(line, end).addBlock(time, isMain && time === most);
    }
  }

  private line(part: Part): Line {
    const { file, line: number } = part.place;
    const key = `${part.role}\n${file}\n${number}`;
    let line = this.lines.get(key);
    if (line !== undefined) return line;
    line = {
      worst: part,
      tally: new Tally(),
      expressions: new Map(),
      blockRuns: [],
      collected: new Tally(),
      collectedRuns: [],
    };
    this.lines.set(key, line);
    const lines = this.byFile.get(file);
    if (lines === undefined) this.byFile.set(file, [line]);
    else lines.push(line);
    return line;
  }
}

interface Line {
  /** What it was in its worst run. */
  worst: Part;
  readonly tally: Tally;
  /** By where they end, as text. */
  readonly expressions: Map<string, Tally>;
  blockRuns: RunIndex[];
  readonly collected: Tally;
  collectedRuns: RunIndex[];
}

function costOf({ worst, tally, expressions, blockRuns, collected, collectedRuns }: Line): LineCost {
  const { role, place, stack } = worst;
  return {
    file: place.file,
    line: place.line,
    role,
    function: place.function,
    ...tally.cost(),
    expressions: [...expressions]
      .map(([end, part]) => ({ end: positionOf(end), ...part.cost() }))
      .sort((a, b) => b.total - a.total),
    worstStack: stack,
    callee: stack[stack.lastIndexOf(place) + 1]?.function ?? null,
    blockRuns,
    collected: { ...collected.cost(), runs: collectedRuns },
  };
}

function tallyOf(line: Line, end: string): Tally {
  let tally = line.expressions.get(end);
  if (tally === undefined) line.expressions.set(end, (tally = new Tally()));
  return tally;
}

function positionOf(text: string): Position | null {
  const [line, column] = text.split(':').map(Number);
  return line === undefined || column === undefined ? null : { line, column };
}

/** The place among a loop's samples of the first whose run began after a time. */
function firstAfter(trace: Trace, loop: Loop, begin: Nanos): number {
  let low = 0;
  let high = loop.samples.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (trace.samples.begin[loop.samples[middle]!]! > begin) high = middle;
    else low = middle + 1;
  }
  return low;
}
