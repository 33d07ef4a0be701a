import { spanOf, type Px, type View } from '../viewport.ts';

/** How much is painted on each side of what is in sight, as a share of it. */
const MARGIN = 0.3;

/** The stretch of time that charts are painted for. It is longer than what is in sight, so that a pan only moves the picture. */
export interface Stage {
  readonly view: View;
  readonly width: Px;
  /** How long what is in sight is, and how wide. */
  readonly shownSpan: number;
  readonly shownWidth: Px;
}

/** The stage for a view: the one before as long as the view lies in it at the same scale; with margins once it moves. */
export function stageOf(view: View, width: Px, before: Stage | null): Stage {
  const span = spanOf(view);
  // Far from zero, the difference of two times has lost its last digits.
  const isScaled =
    before !== null &&
    before.shownWidth === width &&
    Math.abs(before.shownSpan - span) * width <= span * 0.01;
  if (isScaled && view.begin >= before.view.begin && view.end <= before.view.end) return before;
  // While the scale changes, each frame has a stage of its own: more than is in sight would be painted for nothing.
  const margin = isScaled ? Math.ceil(width * MARGIN) : 0;
  const time = (margin / Math.max(1, width)) * span;
  return {
    view: { begin: view.begin - time, end: view.end + time },
    width: width + 2 * margin,
    shownSpan: span,
    shownWidth: width,
  };
}

/** How far right of the stage's left edge what is in sight begins. */
export function offsetOf(stage: Stage, view: View): Px {
  return ((view.begin - stage.view.begin) / stage.shownSpan) * stage.shownWidth;
}
