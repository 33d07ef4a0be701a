import type { PaintTarget } from '../paint/target.ts';
import type { PxSpan } from '../picture.ts';
import type { Theme } from '../theme.ts';
import type { Px } from '../viewport.ts';

/** A window is at least so wide. */
const LEAST_WIDTH: Px = 6;
/** How much of what is not shown is covered. */
const SHADE = 0.55;
const HANDLE: Px = 2;
const GRIP = { width: 6, height: 14, radius: 3 };

/** What stands on the minimap: the shown time, and the marked one. */
export interface MinimapWindow {
  readonly shown: PxSpan;
  readonly range: PxSpan | null;
}

/** Paints the shown time as a window with handles, what is not shown under a shade, and the marked length of time below them. */
export function paintWindow(
  { context, ratio }: PaintTarget,
  { shown: { x0, x1 }, range }: MinimapWindow,
  width: Px,
  height: Px,
  theme: Theme,
): void {
  // As borders in the document are: whole device pixels.
  const line = Math.max(1, Math.floor(ratio)) / ratio;
  if (range !== null) {
    context.fillStyle = theme.brush;
    context.fillRect(range.x0, 0, range.x1 - range.x0, height);
    context.fillStyle = theme.handle;
    context.fillRect(range.x0, 0, line, height);
    context.fillRect(range.x1 - line, 0, line, height);
  }
  context.globalAlpha = SHADE;
  context.fillStyle = theme.background;
  context.fillRect(0, 0, x0, height);
  context.fillRect(x1, 0, width - x1, height);
  context.globalAlpha = 1;
  context.fillStyle = theme.handle;
  const wide = Math.max(LEAST_WIDTH, x1 - x0);
  context.fillRect(x0, 0, wide, line);
  context.fillRect(x0, height - line, wide, line);
  for (const x of [x0, x1]) {
    context.fillRect(x - HANDLE / 2, 0, HANDLE, height);
    context.beginPath();
    context.roundRect(x - GRIP.width / 2, (height - GRIP.height) / 2, GRIP.width, GRIP.height, GRIP.radius);
    context.fill();
  }
}
