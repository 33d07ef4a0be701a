import type { Block } from '../src/core/analysis/blocking.ts';
import type { LoopId, Nanos } from '../src/core/units.ts';
import { firstBlockAfter, type BlockIndex } from './blockIndex.ts';
import { STYLE } from './boxes.ts';
import type { Boxes, PxSpan } from './picture.ts';
import type { Scene } from './scene.ts';
import type { LaneOwner, RowOwner } from './rowTypes.ts';
import { cellSize, leastLength } from './layoutLane.ts';
import { spanOf, toPx, type Px, type View } from './viewport.ts';

/** From when to when a loop was blocked. */
export interface Span {
  readonly begin: Nanos;
  readonly end: Nanos;
}

/** What it takes of a scene to know where its blocks are drawn. */
export type Sight = Pick<Scene, 'trace' | 'blocks' | 'view' | 'width' | 'present'>;

/** How wide a mark is drawn at least; the painter's and the pointer's measure. */
export const MARK_WIDTH: Px = 3;

/**
 * The marks of a lane's blocks that are too short for a box of their own. Those that would touch are one, however many
 * they are; which ones do depends on the zoom alone, so that marks do not move when the view does.
 */
export function marksOf(blocks: readonly Block[], view: View, width: Px): Span[] {
  const pixel = spanOf(view) / Math.max(1, width);
  const short = leastLength(cellSize(view, width));
  const marks: { begin: Nanos; end: Nanos }[] = [];
  let touched = Number.NEGATIVE_INFINITY;
  let at = firstBlockAfter(blocks, view.begin - MARK_WIDTH * pixel);
  while (at < blocks.length && blocks[at]!.begin < view.end) {
    const { begin, end } = blocks[at]!;
    if (end - begin >= short) {
      at++;
      continue;
    }
    if (begin < touched) marks.at(-1)!.end = end;
    else marks.push({ begin, end });
    touched = Math.max(end, begin + MARK_WIDTH * pixel) + pixel;
    // Those that end before are part of this mark, however many they are; a long one does not fit in.
    const next = firstBlockAfter(blocks, touched, at + 1);
    if (next > at + 1) {
      const last = blocks[next - 1]!;
      marks.at(-1)!.end = last.end;
      touched = Math.max(last.end, last.begin + MARK_WIDTH * pixel) + pixel;
    }
    at = next;
  }
  return marks;
}

/** Adds the marks of a task's lane, or of a loop's, to the boxes. */
export function layoutMarks(scene: Sight, owner: LaneOwner, row: number, y: Px, boxes: Boxes): void {
  const { blocks, view, width } = scene;
  const loop = 'task' in owner ? owner.task.loop : owner.loop.id;
  const isOwn = !('task' in owner) || blocks.nowOf(loop)?.task === owner.task.id;
  const now = isOwn ? liveSpan(scene, loop) : null;
  const marks = marksOf(blocksOf(blocks, owner), view, width);
  if (now !== null && now.end - now.begin < leastLength(cellSize(view, width))) marks.push(now);
  for (const { begin, end } of marks)
    boxes.add(row, y, STYLE.blockMark, 0, begin, end, toPx(view, width, begin), toPx(view, width, end));
}

/** The blocks that a row shows. */
export function blocksOf(blocks: BlockIndex, owner: RowOwner): readonly Block[] {
  if ('group' in owner) return [];
  return ('task' in owner ? blocks.ofTask(owner.task.id) : blocks.ofLoop(owner.loop.id)).blocks;
}

/** The longest block whose mark is drawn at a point of a lane. */
export function markedBlockAt(
  blocks: readonly Block[],
  view: View,
  width: Px,
  x: Px,
  reach: Px,
): Block | undefined {
  const scale = (view.end - view.begin) / Math.max(1, width);
  const short = leastLength(cellSize(view, width));
  const from = view.begin + (x - MARK_WIDTH - reach) * scale;
  const to = view.begin + (x + reach) * scale;
  let longest: Block | undefined;
  for (let at = firstBlockAfter(blocks, from); at < blocks.length && blocks[at]!.begin < to; at++) {
    const block = blocks[at]!;
    const length = block.end - block.begin;
    if (length < short && (longest === undefined || length > longest.end - longest.begin)) longest = block;
  }
  return longest;
}

/** The time that a loop is blocked already by what it runs now. */
function liveSpan({ blocks, present }: Sight, loop: LoopId): Span | null {
  const block = blocks.nowOf(loop);
  return block ? { begin: block.begin, end: present } : null;
}

/** A loop's blocked times in sight; those less than a cell apart as one, for nobody could tell them apart. */
export function blockedSpans(scene: Sight, loop: LoopId): Span[] {
  const { blocks, view, width } = scene;
  const list = blocks.ofLoop(loop).blocks;
  const cell = cellSize(view, width);
  const spans: { begin: Nanos; end: Nanos }[] = [];
  let at = firstBlockAfter(list, view.begin);
  while (at < list.length && list[at]!.begin < view.end) {
    const { begin, end } = list[at]!;
    const last = spans.at(-1);
    if (last !== undefined && begin - last.end < cell) last.end = end;
    else spans.push({ begin, end });
    // Those that end less than a cell later are part of it.
    const next = firstBlockAfter(list, end + cell, at + 1);
    spans.at(-1)!.end = list[next - 1]!.end;
    at = next;
  }
  const now = liveSpan(scene, loop);
  return now === null ? spans : [...spans, now];
}

/** Where the axis says that any loop was blocked. */
export function layoutAxisBlocks(scene: Sight): PxSpan[] {
  const { trace, view, width } = scene;
  return trace.loops.flatMap((loop) =>
    blockedSpans(scene, loop.id).map(({ begin, end }) => ({
      x0: toPx(view, width, begin),
      x1: toPx(view, width, end),
    })),
  );
}
