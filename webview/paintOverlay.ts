import { ROW_HEIGHT } from './boxes.ts';
import { paintArrows, type Arrow } from './paint/paintArrows.ts';
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

export type { Arrow } from './paint/paintArrows.ts';
export { paintAxis, type AxisPicture } from './paint/paintAxis.ts';

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
  paintArrows(target, overlay.arrows, width, height, theme);
  if (overlay.hover !== null) outline(context, overlay.hover, theme.foreground, 1);
  if (overlay.selected !== null) {
    outline(context, overlay.selected, theme.background, 4);
    outline(context, overlay.selected, theme.focus, 2);
  }
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
