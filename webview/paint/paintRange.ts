import type { PxSpan } from '../picture.ts';
import { snap } from '../surface.ts';
import type { Theme } from '../theme.ts';
import type { Px } from '../viewport.ts';
import type { PaintTarget } from './target.ts';

/** Paints the length of time that is summed up: a veil with an edge at either end. */
export function paintRange(target: PaintTarget, range: PxSpan, width: Px, height: Px, theme: Theme): void {
  const { context } = target;
  const x0 = snap(target, Math.max(-4, range.x0));
  const x1 = snap(target, Math.min(width + 4, range.x1));
  if (x1 < 0 || x0 > width) return;
  context.fillStyle = theme.brush;
  context.fillRect(x0, 0, x1 - x0, height);
  context.fillStyle = theme.brushEdge;
  context.fillRect(x0, 0, 1, height);
  context.fillRect(Math.max(x0 + 1, x1 - 1), 0, 1, height);
}
