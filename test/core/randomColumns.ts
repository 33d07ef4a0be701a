import { loopArena, LoopLane } from '../../src/core/lanes/loopLane.ts';
import { taskArena, TaskLane } from '../../src/core/lanes/taskLane.ts';
import { RunChunks } from '../../src/core/runChunks.ts';
import type { Lane } from '../../src/core/trace.ts';
import { PlainLane, PlainRuns } from './plainColumns.ts';

const LOOPS = 3;
const TASKS = 12;

/** Random numbers that are the same every time. */
export function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => (state = (state * 48271) % 2147483647) % below;
}

/**
 * The columns of runs of several loops, packed and plain, which grow by the same random runs. `isHostile`: with values as no
 * program has them.
 */
export class RandomColumns {
  readonly packed = new RunChunks();
  readonly plain = new PlainRuns();
  /** The same lanes, packed and plain: the tasks', then the loops'. */
  readonly lanes: readonly { readonly packed: Lane; readonly plain: Lane }[];
  private readonly tasks: { readonly packed: TaskLane; readonly plain: PlainLane }[];
  private readonly loops: { readonly packed: LoopLane; readonly plain: PlainLane }[];
  private readonly random: (below: number) => number;
  private readonly isHostile: boolean;
  private time = 1e6;

  constructor(seed: number, isHostile: boolean) {
    this.random = randomFrom(seed);
    this.isHostile = isHostile;
    const ofTasks = taskArena();
    const ofLoops = loopArena();
    const plain = (): PlainLane => new PlainLane(this.plain);
    this.tasks = Array.from({ length: TASKS }, () => ({
      packed: new TaskLane(this.packed, ofTasks),
      plain: plain(),
    }));
    this.loops = Array.from({ length: LOOPS }, () => ({
      packed: new LoopLane(this.packed, ofLoops),
      plain: plain(),
    }));
    this.lanes = [...this.tasks, ...this.loops];
  }

  /** Adds runs. */
  grow(count: number): void {
    const { random } = this;
    for (let i = 0; i < count; i++) {
      const loop = random(40) === 0 ? 1 + random(LOOPS) : 1;
      const task = random(4) === 0 ? -1 : random(TASKS);
      const begin = Math.max(this.time + random(20_000), 0);
      const end = begin + this.length(20_000);
      const ready = random(10) === 0 ? Number.NaN : begin - this.length(50_000);
      const site = this.isHostile && random(3000) === 0 ? 65_000 + random(2_000) : random(3);
      const group = random(this.isHostile ? 1 : 9) === 0 ? 2 ** 31 + random(2 ** 29) : 0;
      const cause = random(5) === 0 ? random(8) : 0;
      const detail = cause === 0 ? 0 : this.length(1_000);
      const subject = task < 0 ? 4 * random(5) + 1 : 4 * (task + 1);
      const waited = begin - ready;
      const run = this.packed.add(subject, loop, end, end - begin, waited, site, group, cause, detail);
      this.plain.list.push({ subject, loop, begin, end, ready, site, group, cause, detail });
      const lanes = [...(task < 0 ? [] : [this.tasks[task]!])];
      // Some are inside others, and so not of their loop's lane.
      if (random(50) > 0) this.pushTo(this.loops[loop - 1]!, run, end, end - begin, waited || 0);
      for (const lane of lanes) this.pushTo(lane, run, end, end - begin, waited || 0);
      this.time = end;
    }
  }

  /** Lets go of the runs before one. */
  forget(first: number): void {
    this.packed.forgetBefore(first);
    for (const { packed } of [...this.tasks, ...this.loops]) packed.forgetBefore(first);
    this.plain.first = first;
  }

  private pushTo(
    lane: { readonly packed: TaskLane | LoopLane; readonly plain: PlainLane },
    run: number,
    end: number,
    ran: number,
    waited: number,
  ): void {
    lane.packed.push(run, end, ran, waited);
    lane.plain.push(run);
  }

  /** A length of time, or another number: seldom one beyond 32 bits, or one of those that mark such. */
  private length(usual: number): number {
    const { random } = this;
    if (!this.isHostile || random(400) > 0) return random(usual);
    return [2 ** 32 - 3, 2 ** 32 - 2, 2 ** 32 - 1, 2 ** 32, 2 ** 40 + random(99)][random(5)]!;
  }
}
