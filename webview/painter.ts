import { ROW_HEIGHT, STYLES } from './boxes.ts';
import { originOf, type Picture, type RowBand } from './picture.ts';
import { SIGNS } from './glyphs.ts';
import { paintBands } from './paintBands.ts';
import { paintStyle } from './paintStyle.ts';
import { RUN_HEIGHT, RUN_TOP, WAIT_HEIGHT, WAIT_TOP } from './rowMeasures.ts';
import { snap } from './surface.ts';
import type { PaintTarget } from './paint/target.ts';
import type { Theme } from './theme.ts';

/** Paints the lanes. A loop over the picture's boxes, style by style: changing the colour costs more than a box. */
export function paintLanes(target: PaintTarget, picture: Picture, theme: Theme): void {
  target.context.textBaseline = 'middle';
  paintGround(target, picture, theme);
  paintBands(target, picture, theme, 'block');
  paintBaselines(target, picture, theme);
  const { boxes, width } = picture;
  const origin = originOf(picture);
  const byStyle: number[][] = Array.from({ length: STYLES }, () => []);
  for (let box = 0; box < boxes.length; box++) byStyle[boxes.style[box]!]!.push(box);
  byStyle.forEach((list, style) => {
    if (list.length > 0) paintStyle({ target, theme, boxes, list, origin, width }, style);
  });
  paintEnds(target, picture, theme);
  paintBands(target, picture, theme, 'loss');
  paintBands(target, picture, theme, 'pause');
}

function paintGround(target: PaintTarget, { width, height, rows, ticks, nowX }: Picture, theme: Theme): void {
  const { context, ratio } = target;
  context.fillStyle = theme.background;
  context.fillRect(0, 0, width, height);
  context.fillStyle = theme.loopBackground;
  for (const row of rows) if (row.kind === 'loop') context.fillRect(0, row.y, width, ROW_HEIGHT);
  if (nowX < width) {
    context.fillStyle = theme.future;
    context.fillRect(Math.max(0, nowX), 0, width, height);
  }
  context.fillStyle = theme.grid;
  const line = 1 / ratio;
  for (const tick of ticks) context.fillRect(snap(target, tick.x), 0, line, height);
  context.fillStyle = theme.separator;
  for (const row of rows) {
    if (row.kind !== 'loop') continue;
    context.fillRect(0, row.y, width, line);
    context.fillRect(0, row.y + ROW_HEIGHT - line, width, line);
  }
}

function paintBaselines(target: PaintTarget, { rows, width }: Picture, theme: Theme): void {
  const { context } = target;
  context.fillStyle = theme.baseline;
  for (const row of rows) {
    const [x0, x1] = [Math.max(-2, row.x0), Math.min(width + 2, row.x1)];
    if (x1 <= x0) continue;
    context.fillRect(x0, row.y + ROW_HEIGHT / 2 - 0.5, x1 - x0, 1);
    // Where it was created: a small upright at the line's begin.
    if (row.kind === 'task' && row.x0 >= -2)
      context.fillRect(snap(target, row.x0) - 1, row.y + WAIT_TOP, 1, WAIT_HEIGHT);
  }
}

function paintEnds(target: PaintTarget, { rows, width }: Picture, theme: Theme): void {
  const { context } = target;
  for (const row of rows) {
    if (row.ended === null || row.x1 < -16 || row.x1 > width + 2) continue;
    const x = snap(target, row.x1);
    const color = endColor(row, theme);
    context.fillStyle = color;
    context.fillRect(x - 0.5, row.y + RUN_TOP, 1.5, RUN_HEIGHT);
    if (row.ended === 'result') continue;
    const sign = SIGNS[row.ended === 'lost' ? 'loss' : row.ended];
    target.glyph(sign, color, x + 3.5, row.y + ROW_HEIGHT / 2 - 5.5, 11, row.ended === 'error' ? 2.4 : 1.7);
  }
}

function endColor(row: RowBand, theme: Theme): string {
  if (row.ended === 'error' || row.ended === 'lost') return theme.error;
  if (row.ended === 'cancelled') return theme.warning;
  return row.ended === 'pending' ? theme.muted : theme.good;
}
