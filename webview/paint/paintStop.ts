import { SIGNS } from '../glyphs.ts';
import { snap } from '../surface.ts';
import { fitText } from '../text.ts';
import type { Theme } from '../theme.ts';
import type { Px } from '../viewport.ts';
import type { PaintTarget } from './target.ts';

/** Where the program stands that the debugger holds, and what there is to say of it, the longest first. */
export interface StopMark {
  readonly x: Px;
  readonly labels: readonly string[];
}

const WEIGHT: Px = 2;
const SIGN: Px = 10;
const ROOM: Px = 6;
/** The words may take this part of the axis. */
const MOST = 0.6;

/** Paints the cursor of a stop: a line from top to bottom. */
export function paintStop(target: PaintTarget, x: Px, height: Px, theme: Theme): void {
  const { context } = target;
  const left = snap(target, x - WEIGHT / 2);
  // On hatched ground it needs an edge of its own.
  context.fillStyle = theme.background;
  context.fillRect(left - 1, 0, WEIGHT + 2, height);
  context.fillStyle = theme.warning;
  context.fillRect(left, 0, WEIGHT, height);
}

/** From where to where the words of a stop's cursor reach on the axis, and which of them fit. */
export function stopPlate(
  target: PaintTarget,
  { x, labels }: StopMark,
  width: Px,
): { readonly x0: Px; readonly x1: Px; readonly label: string } {
  const label = fitText(target, labels, width * MOST);
  const length = SIGN + 2 * ROOM + (label === '' ? 0 : target.textWidth(label) + ROOM);
  const x0 = Math.max(0, Math.min(width - length, x - length / 2));
  return { x0, x1: x0 + length, label };
}

/** Paints the words of a stop's cursor on the axis, whose font is set. */
export function paintStopPlate(
  target: PaintTarget,
  stop: StopMark,
  width: Px,
  height: Px,
  theme: Theme,
): void {
  const { context } = target;
  const { x0, x1, label } = stopPlate(target, stop, width);
  paintStop(target, stop.x, height, theme);
  context.fillStyle = theme.background;
  context.strokeStyle = theme.warning;
  context.lineWidth = WEIGHT;
  context.setLineDash([]);
  context.beginPath();
  context.roundRect(x0 + 1, 3, x1 - x0 - 2, height - 6, 4);
  context.fill();
  context.stroke();
  target.glyph(SIGNS.pause, theme.warning, x0 + ROOM, (height - SIGN) / 2, SIGN, 2);
  context.fillStyle = theme.foreground;
  if (label !== '') context.fillText(label, x0 + SIGN + 2 * ROOM - 1, height / 2 + 1);
}
