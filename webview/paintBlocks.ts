import { ROW_HEIGHT } from './boxes.ts';
import { MARK_WIDTH } from './layoutBlocks.ts';
import { fillAll, type Bars } from './paintBars.ts';
import type { PxSpan } from './picture.ts';
import { RUN_HEIGHT, RUN_TOP } from './rowMeasures.ts';
import { snap } from './surface.ts';
import type { PaintTarget } from './paint/target.ts';
import type { Theme } from './theme.ts';
import type { Px } from './viewport.ts';

/** The flag that tells a block from whatever else is narrow and red, by its form. */
const FLAG: Px = 8;

/** The axis has little room below its words. */
const AXIS_FLAG: Px = 6;
const AXIS_BAR: Px = 4;

/** How far a mark stands off what it is drawn over. */
const HALO: Px = 1;

/** The edge at which a block goes on. */
const FRONT: Px = 4;

/** Paints the blocks too short for a box: as high as the row, with a flag on top, over whatever is there. */
export function paintMarks(bars: Bars): void {
  const { target, theme, boxes, order, begin, end } = bars;
  const { context } = target;
  const top = 2;
  const height = ROW_HEIGHT - 2 * top;
  const spans = Array.from(order.subarray(begin, end), (box) => ({
    y: boxes.y[box]!,
    x0: boxes.x0[box]!,
    x1: boxes.x1[box]!,
  }));
  context.fillStyle = theme.background;
  for (const { y, x0, x1 } of spans) {
    const [left, width] = edges(target, { x0, x1 });
    context.fillRect(left - HALO, y + top, width + 2 * HALO, height);
  }
  fillAll(bars, top, height, theme.blocking.line, MARK_WIDTH);
  context.beginPath();
  for (const { y, x0, x1 } of spans) {
    const [left, width] = edges(target, { x0, x1 });
    flag(context, left + Math.min(width, MARK_WIDTH) / 2, y, FLAG);
  }
  context.fill();
}

/** Paints the right edge of blocks that go on: there they grow. */
export function paintFronts({ target, theme, boxes, order, begin, end, width }: Bars): void {
  const { context } = target;
  context.fillStyle = theme.blocking.line;
  for (let at = begin; at < end; at++) {
    const box = order[at]!;
    const x = snap(target, Math.min(boxes.x1[box]!, width));
    context.fillRect(x - FRONT, boxes.y[box]! + RUN_TOP - 3, FRONT, RUN_HEIGHT + 6);
  }
}

/** Paints where on the axis any loop was blocked, its row in sight or not. */
export function paintAxisBlocks(
  target: PaintTarget,
  blocks: readonly PxSpan[],
  height: Px,
  theme: Theme,
): void {
  const { context } = target;
  context.fillStyle = theme.blocking.line;
  context.beginPath();
  for (const span of blocks) {
    const [left, width] = edges(target, span);
    context.fillRect(left, height - AXIS_BAR, width, AXIS_BAR);
    flag(context, left + MARK_WIDTH / 2, height - AXIS_BAR - AXIS_FLAG / 2, AXIS_FLAG);
  }
  context.fill();
}

function flag(context: PaintTarget['context'], middle: Px, top: Px, size: Px): void {
  context.moveTo(middle - size / 2, top);
  context.lineTo(middle + size / 2, top);
  context.lineTo(middle, top + size * 0.75);
}

function edges(target: PaintTarget, { x0, x1 }: PxSpan): readonly [left: Px, width: Px] {
  const left = snap(target, Math.max(x0, -20));
  return [left, Math.max(MARK_WIDTH, snap(target, Math.min(x1, 20_000)) - left)];
}
