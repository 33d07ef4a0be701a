import { ROW_HEIGHT } from './boxes.ts';
import type { PxSpan, Tick } from './picture.ts';
import { paintAxisBlocks } from './paintBlocks.ts';
import type { PaintTarget } from './paint/target.ts';
import type { Theme } from './theme.ts';
import { snap } from './surface.ts';
import type { Px } from './viewport.ts';

/** A rectangle to be marked on a lane. */
export interface Mark {
  readonly x0: Px;
  readonly x1: Px;
  readonly y: Px;
}

/** A line from one lane to another: who created, or who woke. */
export interface Arrow {
  readonly kind: 'created' | 'woken';
  readonly fromX: Px;
  readonly fromY: Px;
  readonly toX: Px;
  readonly toY: Px;
}

/** What the pointer and the selection add to the picture; painted on a canvas of its own, so that they cost no lanes. */
export interface Overlay {
  readonly width: Px;
  readonly height: Px;
  readonly hoverRow: Px | null;
  readonly hover: Mark | null;
  readonly selectedRow: Px | null;
  readonly selected: Mark | null;
  readonly arrows: readonly Arrow[];
  readonly pointerX: Px | null;
}

/** An arrow that goes less far sideways than this is drawn upright. */
const STEEP: Px = 24;

/** Paints hover, selection, arrows and the line under the pointer. */
export function paintOverlay(target: PaintTarget, overlay: Overlay, theme: Theme): void {
  const { context } = target;
  const { width, height } = overlay;
  if (overlay.hoverRow !== null) {
    context.fillStyle = theme.hover;
    context.fillRect(0, overlay.hoverRow, width, ROW_HEIGHT);
  }
  if (overlay.selectedRow !== null) {
    context.fillStyle = theme.selection;
    context.fillRect(0, overlay.selectedRow, width, ROW_HEIGHT);
  }
  if (overlay.pointerX !== null) {
    context.fillStyle = theme.muted;
    context.globalAlpha = 0.6;
    context.fillRect(snap(target, overlay.pointerX), 0, 1, height);
    context.globalAlpha = 1;
  }
  for (const arrow of overlay.arrows) paintArrow(context, arrow, theme);
  if (overlay.hover !== null) outline(context, overlay.hover, theme.foreground, 1);
  if (overlay.selected !== null) {
    outline(context, overlay.selected, theme.background, 4);
    outline(context, overlay.selected, theme.focus, 2);
  }
}

/** Paints the axis: marks, their times, and the pointer's time on a plate. */
export function paintAxis(
  target: PaintTarget,
  ticks: readonly Tick[],
  blocks: readonly PxSpan[],
  width: Px,
  height: Px,
  pointer: { readonly x: Px; readonly label: string } | null,
  theme: Theme,
): void {
  const { context } = target;
  context.font = `${theme.fontSize - 2}px ${theme.font}`;
  context.textBaseline = 'middle';
  for (const tick of ticks) {
    context.fillStyle = theme.separator;
    context.fillRect(snap(target, tick.x), height - 7, 1, 7);
    context.fillStyle = theme.muted;
    if (tick.x + 4 + target.textWidth(tick.label) <= width)
      context.fillText(tick.label, tick.x + 4, height / 2 + 1);
  }
  paintAxisBlocks(target, blocks, height, theme);
  if (pointer === null) return;
  const length = target.textWidth(pointer.label) + 12;
  const left = Math.min(Math.max(0, pointer.x - length / 2), width - length);
  context.fillStyle = theme.foreground;
  context.beginPath();
  context.roundRect(left, 3, length, height - 6, 4);
  context.fill();
  context.fillStyle = theme.background;
  context.fillText(pointer.label, left + 6, height / 2 + 1);
}

function outline(context: PaintTarget['context'], mark: Mark, color: string, weight: Px): void {
  const x0 = Math.max(mark.x0, -8);
  const x1 = Math.max(Math.min(mark.x1, 20_000), x0 + 3);
  context.strokeStyle = color;
  context.lineWidth = weight;
  context.beginPath();
  context.roundRect(x0 - 1, mark.y + 2.5, x1 - x0 + 2, ROW_HEIGHT - 5, 3);
  context.stroke();
}

function paintArrow(context: PaintTarget['context'], arrow: Arrow, theme: Theme): void {
  const { fromX, fromY, toX, toY } = arrow;
  const down = toY >= fromY ? 1 : -1;
  const color = arrow.kind === 'created' ? theme.muted : theme.focus;
  context.strokeStyle = color;
  context.fillStyle = color;
  context.lineWidth = 1.5;
  context.setLineDash(arrow.kind === 'created' ? [3, 3] : []);
  context.beginPath();
  context.moveTo(fromX, fromY);
  if (arrow.kind === 'created') {
    context.lineTo(fromX, toY);
    context.lineTo(toX - 5, toY);
    context.stroke();
    context.setLineDash([]);
    head(context, arrow);
    return;
  }
  if (Math.abs(toX - fromX) < STEEP) {
    // Too steep for a curve: straight onto the bar, from above or below.
    const edge = toY - down * 9;
    context.beginPath();
    context.moveTo(toX, fromY);
    context.lineTo(toX, edge - down * 4);
    context.stroke();
    return head(context, { ...arrow, fromX: toX, toY: edge }, down);
  }
  const bend = Math.max(12, Math.min(60, Math.abs(toX - fromX) / 2));
  const endX = toX - 5;
  context.bezierCurveTo(fromX + (toX > fromX ? bend : -bend), fromY + down * 6, endX - bend, toY, endX, toY);
  context.stroke();
  context.setLineDash([]);
  head(context, arrow);
}

/** The dot where an arrow begins and the tip where it ends: to the right, or, where `down` is not 0, down (1) or up (−1). */
function head(context: PaintTarget['context'], { fromX, fromY, toX, toY }: Arrow, down = 0): void {
  context.beginPath();
  context.arc(fromX, fromY, 2.5, 0, Math.PI * 2);
  context.moveTo(toX, toY);
  context.lineTo(down === 0 ? toX - 7 : toX - 4, down === 0 ? toY - 4 : toY - down * 7);
  context.lineTo(down === 0 ? toX - 7 : toX + 4, down === 0 ? toY + 4 : toY - down * 7);
  context.fill();
}
