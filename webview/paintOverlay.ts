import { ROW_HEIGHT } from './boxes.ts';
import { paintArrows, type Arrow } from './paint/paintArrows.ts';
import { paintWordsAbove } from './paint/paintWords.ts';
import type { PaintTarget } from './paint/target.ts';
import type { Picture } from './picture.ts';
import type { Theme } from './theme.ts';
import type { Px } from './viewport.ts';

/** A rectangle to be marked on a lane. */
export interface Mark {
  readonly x0: Px;
  readonly x1: Px;
  readonly y: Px;
}

export type { Arrow } from './paint/paintArrows.ts';
export { paintAxis, type AxisPicture } from './paint/paintAxis.ts';

/** What the selection adds to the picture. */
export interface Overlay {
  readonly width: Px;
  readonly height: Px;
  /** The top of the selected row. */
  readonly selectedRow: Px | null;
  readonly selected: Mark | null;
  readonly arrows: readonly Arrow[];
}

/** Paints selection and arrows over a picture. */
export function paintOverlay(
  target: PaintTarget,
  overlay: Overlay,
  theme: Theme,
  picture: Picture | null = null,
): void {
  const { context } = target;
  const { width, height } = overlay;
  paintArrows(target, overlay.arrows, width, height, theme);
  if (picture !== null && overlay.arrows.length > 0) paintWordsAbove(target, picture, overlay.arrows, theme);
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
