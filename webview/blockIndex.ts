import { BlockFinder, blocksNow, type Block, type BlockNow } from '../src/core/analysis/blocking.ts';
import { delayedBy, type Delays } from '../src/core/analysis/delays.ts';
import type { Trace } from '../src/core/trace.ts';
import type { LoopId, Nanos, RunIndex, TaskId } from '../src/core/units.ts';
import { blockLength } from './blockWords.ts';

/** Blocks in the order of their begins, and what they are together; without what the debugger held. */
export interface BlockList {
  readonly blocks: readonly Block[];
  readonly total: Nanos;
  readonly worst: Block | undefined;
}

interface WritableList extends BlockList {
  readonly blocks: Block[];
  total: Nanos;
  worst: Block | undefined;
  most: Nanos;
}

/** So many runs behind a block may yet turn out to have waited for it, as `delayedBy` looks. */
const DELAYS_LOOK_AHEAD = 4096;

const NONE: BlockList = { blocks: [], total: 0, worst: undefined };

/** The blocks of a growing trace, arranged for drawing and walking: of all loops, of a loop, of a task, of a run. */
export class BlockIndex {
  private readonly finder = new BlockFinder();
  private sorted = emptyList();
  private readonly byRun = new Map<RunIndex, Block>();
  private readonly byLoop = new Map<LoopId, WritableList>();
  private readonly byTask = new Map<TaskId, WritableList>();
  private readonly delayed = new WeakMap<
    Block,
    { readonly runs: number; readonly isFinal: boolean; readonly delays: Delays }
  >();
  private seen = 0;
  private going: readonly BlockNow[] = [];
  private revision = -1;
  private epoch = 0;

  /** Those of all loops. */
  get all(): BlockList {
    return this.sorted;
  }

  /** Those that go on. */
  get now(): readonly BlockNow[] {
    return this.going;
  }

  update(trace: Trace): void {
    if (trace.revision === this.revision) return;
    this.revision = trace.revision;
    if (trace.epoch !== this.epoch) this.forget(trace);
    this.going = blocksNow(trace);
    const blocks = this.finder.update(trace);
    for (; this.seen < blocks.length; this.seen++) {
      const block = blocks[this.seen]!;
      if (block.run < trace.runs.first) continue;
      const length = blockLength(trace, block);
      this.byRun.set(block.run, block);
      put(this.sorted, block, length);
      put(listOf(this.byLoop, block.loop), block, length);
      if (block.task !== null) put(listOf(this.byTask, block.task), block, length);
    }
  }

  /** The block that a run is. */
  of(run: RunIndex): Block | undefined {
    return this.byRun.get(run);
  }

  /** What blocks a loop at this moment. */
  nowOf(loop: LoopId): BlockNow | undefined {
    return this.going.find((block) => block.loop === loop);
  }

  /** Whom a block made wait; worked out anew only while that may yet change. */
  delays(trace: Trace, block: Block): Delays {
    const known = this.delayed.get(block);
    const { length } = trace.runs;
    if (known !== undefined && (known.runs === length || known.isFinal)) return known.delays;
    const delays = delayedBy(trace, block);
    const { lane } = trace.loop(block.loop) ?? {};
    const isFinal = lane !== undefined && lane.length - lane.endingAfter(block.end) > DELAYS_LOOK_AHEAD;
    this.delayed.set(block, { runs: length, isFinal, delays });
    return delays;
  }

  /** Begins anew with the blocks that are still held. */
  private forget(trace: Trace): void {
    this.epoch = trace.epoch;
    this.byRun.clear();
    this.byLoop.clear();
    this.byTask.clear();
    this.sorted = emptyList();
    this.seen = 0;
  }

  /** Those of a loop: disjoint. */
  ofLoop(loop: LoopId): BlockList {
    return this.byLoop.get(loop) ?? NONE;
  }

  /** The tasks that there are any of. */
  tasks(): Iterable<TaskId> {
    return this.byTask.keys();
  }

  /** Those in which a task ran: disjoint. */
  ofTask(task: TaskId): BlockList {
    return this.byTask.get(task) ?? NONE;
  }
}

/** The position of the first of some disjoint blocks, from one on, that ends after a time. */
export function firstBlockAfter(blocks: readonly Block[], at: Nanos, from = 0): number {
  let low = from;
  let high = blocks.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (blocks[middle]!.end > at) high = middle;
    else low = middle + 1;
  }
  return low;
}

function emptyList(): WritableList {
  return { blocks: [], total: 0, worst: undefined, most: 0 };
}

function listOf<K>(lists: Map<K, WritableList>, key: K): WritableList {
  let list = lists.get(key);
  if (list === undefined) lists.set(key, (list = emptyList()));
  return list;
}

function put(list: WritableList, block: Block, length: Nanos): void {
  const { blocks } = list;
  // They come as they end; those of several loops may overlap.
  let at = blocks.length;
  while (at > 0 && blocks[at - 1]!.begin > block.begin) at--;
  blocks.splice(at, 0, block);
  list.total += length;
  if (length <= list.most) return;
  list.most = length;
  list.worst = block;
}
