import type { Theme } from '../theme.ts';
import type { Px } from '../viewport.ts';
import type { PaintTarget } from './target.ts';

/** A line from one lane to another. */
export interface Arrow {
  readonly kind: 'created' | 'woke' | 'awaits' | 'cancelled';
  readonly fromX: Px;
  readonly fromY: Px;
  readonly toX: Px;
  readonly toY: Px;
  /** An end of it is out of sight. */
  readonly isCut: boolean;
}

/** An arrow that goes less far sideways than this is drawn upright. */
const STEEP: Px = 24;

/** How far an arrow stands off what it is drawn over. */
const HALO: Px = 2;

const WEIGHT: Px = 1.5;

/** The dashes that tell the kinds apart without their colours. */
const DASHES: Readonly<Record<Arrow['kind'], number[]>> = {
  created: [3, 3],
  woke: [],
  awaits: [1.5, 3],
  cancelled: [7, 3],
};

/** An end that is out of sight is drawn so far inside of the picture's edge. */
const EDGE: Px = 7;

/** Paints the arrows of the selection: line and head tell their kind, and a ground parts them from the bars below. */
export function paintArrows(
  target: PaintTarget,
  arrows: readonly Arrow[],
  width: Px,
  height: Px,
  theme: Theme,
): void {
  for (const each of arrows) {
    const arrow = each.isCut ? cut(each, width, height) : { ...each, isFromCut: false, isToCut: false };
    paintArrow(target, arrow, theme.background, WEIGHT + 2 * HALO, [], theme);
    paintArrow(target, arrow, theme.arrows[arrow.kind], WEIGHT, DASHES[arrow.kind], theme);
  }
}

/** An arrow as far as it is in the picture. */
interface CutArrow extends Arrow {
  readonly isFromCut: boolean;
  readonly isToCut: boolean;
}

function cut(arrow: Arrow, width: Px, height: Px): CutArrow {
  const inX = (x: Px): Px => Math.max(EDGE, Math.min(width - EDGE, x));
  const inY = (y: Px): Px => Math.max(EDGE, Math.min(height - EDGE, y));
  const isOut = (x: Px, y: Px): boolean => x < 0 || x > width || y < 0 || y > height;
  const { fromX, fromY, toX, toY } = arrow;
  return {
    ...arrow,
    fromX: inX(fromX),
    fromY: inY(fromY),
    toX: inX(toX),
    toY: inY(toY),
    isFromCut: isOut(fromX, fromY),
    isToCut: isOut(toX, toY),
  };
}

function paintArrow(
  { context }: PaintTarget,
  arrow: CutArrow,
  color: string,
  weight: Px,
  dashes: number[],
  theme: Theme,
): void {
  const { kind, fromX, fromY, toX, toY } = arrow;
  const down = toY >= fromY ? 1 : -1;
  const isSteep = Math.abs(toX - fromX) < STEEP;
  const tip = isSteep && !arrow.isToCut ? { x: toX, y: toY - down * 9 } : { x: toX, y: toY };
  context.strokeStyle = color;
  context.fillStyle = color;
  context.lineWidth = weight;
  context.setLineDash(dashes);
  context.beginPath();
  if (isSteep) {
    // Too steep for a curve: straight onto the bar, from above or below.
    context.moveTo(toX, fromY);
    context.lineTo(toX, tip.y - down * 4);
  } else {
    const away = toX > fromX ? 1 : -1;
    const bend = Math.max(12, Math.min(60, Math.abs(toX - fromX) / 2));
    const endX = toX - 5;
    context.moveTo(fromX, fromY);
    context.bezierCurveTo(fromX + away * bend, fromY + down * 6, endX - bend, toY, endX, toY);
  }
  context.stroke();
  context.setLineDash([]);
  const grown = (weight - WEIGHT) / 2;
  paintDot(context, isSteep ? toX : fromX, fromY, grown, arrow.isFromCut, theme);
  if (arrow.isToCut) paintDot(context, tip.x, tip.y, grown, true, theme);
  else paintHead(context, tip.x, tip.y, isSteep ? down : 0, kind === 'awaits', grown);
}

/** Where an arrow begins; a ring where it goes on out of sight. */
function paintDot(
  context: PaintTarget['context'],
  x: Px,
  y: Px,
  grown: Px,
  isRing: boolean,
  theme: Theme,
): void {
  context.beginPath();
  context.arc(x, y, (isRing ? 3.5 : 2.5) + grown, 0, Math.PI * 2);
  if (isRing && grown === 0) {
    context.fillStyle = theme.background;
    context.fill();
    context.stroke();
  } else context.fill();
}

/** The tip of an arrow: to the right, or, where `down` is not 0, down (1) or up (−1); open for who waits. */
function paintHead(
  context: PaintTarget['context'],
  x: Px,
  y: Px,
  down: number,
  isOpen: boolean,
  grown: Px,
): void {
  const [long, wide] = [7 + grown, 4 + grown];
  context.beginPath();
  if (down === 0) {
    context.moveTo(x - long, y - wide);
    context.lineTo(x + grown, y);
    context.lineTo(x - long, y + wide);
  } else {
    context.moveTo(x - wide, y - down * long);
    context.lineTo(x, y + down * grown);
    context.lineTo(x + wide, y - down * long);
  }
  if (isOpen) context.stroke();
  else {
    context.closePath();
    context.fill();
  }
}
