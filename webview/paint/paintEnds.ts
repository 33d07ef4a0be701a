import { ROW_HEIGHT } from '../boxes.ts';
import { SIGNS, type Sign } from '../glyphs.ts';
import type { RowBand } from '../picture.ts';
import { RUN_HEIGHT, RUN_TOP } from '../rowMeasures.ts';
import { snap } from '../surface.ts';
import type { Theme } from '../theme.ts';
import type { Px } from '../viewport.ts';
import type { PaintTarget } from './target.ts';

/** The size of the sign behind a lane's end. */
const SIGN: Px = 11;

/** How far the edge of a lost task's lane is torn in and out, and in how many teeth. */
const TEAR: Px = 2.5;
const TEETH = 4;

type Ended = NonNullable<RowBand['ended']>;

const SIGN_OF: Readonly<Record<Ended, Sign | null>> = {
  result: null,
  error: 'error',
  cancelled: 'cancelled',
  pending: 'pending',
  lost: 'loss',
};

/** Over how far a lane fades out whose task was not done, and in how many steps. */
const FADE: Px = 16;
const FADE_STEPS = 8;
/** So far the last cell of a strip may reach behind the lane's end. */
const OVERHANG: Px = 3;

/**
 * Paints how lanes end: with an upright, a wide one for a task that failed; torn, where it was destroyed; fading, where it was
 * not done at the end. With `hasSigns` a sign says so, too, unless all went well.
 */
export function paintEnds(
  target: PaintTarget,
  rows: readonly RowBand[],
  width: Px,
  theme: Theme,
  hasSigns: boolean,
): void {
  const { context } = target;
  for (const row of rows) {
    if (row.ended === null || row.x1 < -16 || row.x1 > width + 2) continue;
    if (row.ended === 'pending') paintFade(target, row, theme);
    const x = snap(target, row.x1);
    const color = colorOf(row.ended, theme);
    context.globalAlpha = row.isDimmed ? theme.dim : 1;
    if (row.ended === 'lost') paintTear(target, x, row.y + RUN_TOP, color);
    else if (row.ended !== 'pending') {
      context.fillStyle = color;
      context.fillRect(x - 0.5, row.y + RUN_TOP, row.ended === 'error' ? 3 : 1.5, RUN_HEIGHT);
    }
    const sign = SIGN_OF[row.ended];
    if (sign === null || !hasSigns) continue;
    const weight = row.ended === 'error' ? 2.4 : 1.7;
    target.glyph(SIGNS[sign], color, x + 3.5, row.y + (ROW_HEIGHT - SIGN) / 2, SIGN, weight);
  }
  context.globalAlpha = 1;
}

/** Takes a lane's last bar away step by step, as one that goes on where nobody looks. */
function paintFade({ context }: PaintTarget, { x0, x1, y }: RowBand, theme: Theme): void {
  const from = Math.max(x0, x1 - FADE);
  const step = (x1 - from) / FADE_STEPS;
  context.fillStyle = theme.background;
  for (let at = 0; at < FADE_STEPS; at++) {
    context.globalAlpha = (at + 1) / FADE_STEPS;
    const width = at < FADE_STEPS - 1 ? step : step + OVERHANG;
    context.fillRect(from + at * step, y + 1, width, ROW_HEIGHT - 2);
  }
  context.globalAlpha = 1;
}

function paintTear({ context }: PaintTarget, x: Px, top: Px, color: string): void {
  context.strokeStyle = color;
  context.lineWidth = 1.5;
  context.beginPath();
  context.moveTo(x - TEAR, top);
  for (let tooth = 1; tooth <= TEETH; tooth++)
    context.lineTo(x + (tooth % 2 === 1 ? TEAR : -TEAR), top + (tooth * RUN_HEIGHT) / TEETH);
  context.stroke();
}

function colorOf(ended: Ended, theme: Theme): string {
  switch (ended) {
    case 'error':
      return theme.error;
    case 'lost':
      return theme.lost.line;
    case 'cancelled':
    case 'pending':
      return theme.muted;
    case 'result':
      return theme.good;
  }
}
