import { spanOf, toPx, type Px, type View } from '../viewport.ts';
import type { PaintTarget } from '../paint/target.ts';
import type { Theme } from '../theme.ts';
import { LEAST_LAG } from './layoutCharts.ts';
import { MARK, type MinimapCells } from './layoutMinimap.ts';

/** Up to about so long, delays are as high as they are long; from there on, each tenfold is as high as the one before. */
const SHORT_DELAY = LEAST_LAG / 2;

/** How high the marks stand: blocks, stops, findings and what was lost above, collections at the floor. */
const MARK_HEIGHT: Px = 5;
const FLOOR: Px = 3;
/** Tests that failed stand at the floor, and higher than collections. */
const TEST_HEIGHT: Px = 7;

/** Paints the whole trace: an area for how busy loops were, a line for delays, and marks. */
export function paintMinimap(
  target: PaintTarget,
  cells: MinimapCells,
  extent: View,
  width: Px,
  height: Px,
  theme: Theme,
): void {
  const { context } = target;
  const step = (cells.cell / spanOf(extent)) * width;
  const x0 = toPx(extent, width, cells.from);
  const room = height - MARK_HEIGHT - 2 - FLOOR;
  const floor = height - FLOOR;
  context.fillStyle = theme.charts.fill;
  context.beginPath();
  context.moveTo(x0, floor);
  for (let at = 0; at < cells.count; at++) {
    const share = cells.busy.high[at]!;
    // Something to see of whatever there was.
    const y = share > 0 ? floor - Math.max(1, share * room) : floor;
    context.lineTo(x0 + at * step, y);
    context.lineTo(x0 + (at + 1) * step, y);
  }
  context.lineTo(x0 + cells.count * step, floor);
  context.closePath();
  context.fill();

  let most = 0;
  for (let at = 0; at < cells.count; at++) if (cells.lag.high[at]! > most) most = cells.lag.high[at]!;
  const scale = Math.log1p(Math.max(most, LEAST_LAG) / SHORT_DELAY);
  context.strokeStyle = theme.charts.lag;
  context.lineWidth = 1;
  context.setLineDash([]);
  context.beginPath();
  let isDown = false;
  for (let at = 0; at < cells.count; at++) {
    const lag = cells.lag.high[at]!;
    if (Number.isNaN(lag)) {
      isDown = false;
      continue;
    }
    const y = floor - (Math.log1p(lag / SHORT_DELAY) / scale) * room;
    if (isDown) context.lineTo(x0 + (at + 0.5) * step, y);
    else context.moveTo(x0 + (at + 0.5) * step, y);
    isDown = true;
  }
  context.stroke();

  paintMarks(target, cells, MARK.gc, theme.marker.gc, x0, step, floor, FLOOR);
  paintMarks(target, cells, MARK.badTest, theme.failed.fill, x0, step, height - TEST_HEIGHT, TEST_HEIGHT);
  paintMarks(target, cells, MARK.stop, theme.marker.stop, x0, step, 0, MARK_HEIGHT);
  paintMarks(target, cells, MARK.finding, theme.marker.finding, x0, step, 0, MARK_HEIGHT);
  paintMarks(target, cells, MARK.grave, theme.marker.grave, x0, step, 0, MARK_HEIGHT);
  paintMarks(target, cells, MARK.lost, theme.marker.lost, x0, step, 0, height);
  paintMarks(target, cells, MARK.block, theme.marker.block, x0, step, 0, MARK_HEIGHT);
}

function paintMarks(
  { context }: PaintTarget,
  { marks, count }: MinimapCells,
  bit: number,
  color: string,
  x0: Px,
  step: Px,
  y: Px,
  height: Px,
): void {
  context.fillStyle = color;
  context.beginPath();
  for (let at = 0; at < count; at++) {
    if ((marks[at]! & bit) === 0) continue;
    const first = at;
    while (at + 1 < count && (marks[at + 1]! & bit) !== 0) at++;
    context.rect(x0 + first * step, y, Math.max(2, (at + 1 - first) * step), height);
  }
  context.fill();
}
