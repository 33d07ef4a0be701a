import { ROW_HEIGHT } from '../boxes.ts';
import { SIGNS } from '../glyphs.ts';
import type { RowBand } from '../picture.ts';
import { RUN_HEIGHT, RUN_TOP } from '../rowMeasures.ts';
import { snap } from '../surface.ts';
import { fitText } from '../text.ts';
import type { Theme } from '../theme.ts';
import type { Px } from '../viewport.ts';
import type { PaintTarget } from './target.ts';

/** The height of the lines of a bar that is not filled, as it does not run. */
const EDGE: Px = 2;
const SIGN: Px = 10;
const INSET: Px = 6;
const WORDS = ['current: held by the debugger', 'held by the debugger', 'current'];

/**
 * Paints, over the band of a stop, that the steps which the debugger holds go on: hollow bars as high as those that run, with the
 * sign that their tasks have beside their names.
 */
export function paintHeld(target: PaintTarget, rows: readonly RowBand[], width: Px, theme: Theme): void {
  const { context } = target;
  const font = `${theme.fontSize - 2.5}px ${theme.font}`;
  for (const row of rows) {
    if (row.heldFrom === null || row.heldFrom > width) continue;
    const left = snap(target, Math.max(row.heldFrom, -EDGE));
    const length = Math.min(row.x1, width + EDGE) - left;
    if (length <= 0) continue;
    const top = row.y + RUN_TOP;
    context.globalAlpha = row.isDimmed ? theme.dim : 1;
    context.fillStyle = theme.background;
    context.fillRect(left, top, length, RUN_HEIGHT);
    context.fillStyle = theme.running.fill;
    context.fillRect(left, top, length, EDGE);
    context.fillRect(left, top + RUN_HEIGHT - EDGE, length, EDGE);
    const start = Math.max(left, 0);
    const room = Math.min(row.x1, width) - start;
    if (room < SIGN + 2 * INSET) continue;
    target.glyph(SIGNS.held, theme.warning, start + INSET, row.y + (ROW_HEIGHT - SIGN) / 2, SIGN, 2.4);
    context.font = font;
    context.fillStyle = theme.foreground;
    const text = fitText(target, WORDS, room - SIGN - 3 * INSET, font);
    if (text !== '') context.fillText(text, start + SIGN + 2 * INSET, row.y + ROW_HEIGHT / 2 + 0.5);
  }
  context.globalAlpha = 1;
}
