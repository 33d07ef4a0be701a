import type { Nanos } from '../units.ts';

/** What a piece of code cost its event loops. */
export interface Cost {
  /** How long loops were held there. */
  readonly total: Nanos;
  /** In how many runs; an estimate for those that were no blocks. */
  readonly count: number;
  /** The longest that one run was seen there. */
  readonly worst: Nanos;
  /** The blocks that were there longest, or as long as makes a block. */
  readonly blocks: number;
  /** The part of `total` that was in blocks, whether this was what made them blocks or not. */
  readonly blocked: Nanos;
}

/** All runs of one kind: how long they ran is known exactly, where they were only of those that the watchdog saw. */
export interface RunClass {
  ran: Nanos;
  runs: number;
  /** The part of `ran` that was seen somewhere, as the samples have it. */
  seen: Nanos;
  /** The class of the same code's shorter runs: as long as none of them was seen, they count here. */
  shorter: RunClass | null;
}

/** Adds up a cost. Of runs that were no blocks it keeps shares in their class, which grows with runs that nobody saw. */
export class Tally {
  worst = 0;
  blocks = 0;
  private blocked = 0;
  private blockedRuns = 0;
  private readonly shares = new Map<RunClass, Nanos>();

  /** Counts a part of a run that was a block; `isMain`: a part that makes it a block. */
  addBlock(time: Nanos, isMain: boolean): void {
    this.blocked += time;
    this.blockedRuns++;
    if (isMain) this.blocks++;
    this.worst = Math.max(this.worst, time);
  }

  /** Counts a part of a run of a class. */
  addShare(runClass: RunClass, time: Nanos, ran: Nanos): void {
    if (time <= 0) return;
    this.shares.set(runClass, (this.shares.get(runClass) ?? 0) + time);
    this.worst = Math.max(this.worst, Math.min(time, ran));
  }

  cost(): Cost {
    let total = this.blocked;
    let count = this.blockedRuns;
    for (const [{ ran, runs, seen, shorter }, time] of this.shares) {
      const unseen = shorter?.seen === 0 ? shorter : { ran: 0, runs: 0 };
      total += ((ran + unseen.ran) * time) / seen;
      count += ((runs + unseen.runs) * time) / seen;
    }
    const { worst, blocks, blocked } = this;
    return { total: Math.round(total), count: Math.round(count), worst, blocks, blocked };
  }
}
