import { ROW_HEIGHT } from './boxes.ts';
import { Buckets } from './paint/buckets.ts';
import { paintStrips } from './paint/paintStrips.ts';
import { paintEnds } from './paint/paintEnds.ts';
import { paintHeld } from './paint/paintHeld.ts';
import { paintRange } from './paint/paintRange.ts';
import { paintStop } from './paint/paintStop.ts';
import type { PaintTarget } from './paint/target.ts';
import { paintBands } from './paintBands.ts';
import { paintStyle } from './paintStyle.ts';
import { leastWords } from './paintBars.ts';
import type { Picture, RowBand } from './picture.ts';
import { WAIT_HEIGHT, WAIT_TOP } from './rowMeasures.ts';
import { snap } from './surface.ts';
import type { Theme } from './theme.ts';
import type { Px } from './viewport.ts';

const buckets = new Buckets();

/** The rows that stay in sight, or those that scroll away under them: layout gives the pinned ones' boxes first. */
export interface Part {
  readonly isPinned: boolean;
  readonly rows: readonly RowBand[];
  /** What of the boxes and strips is theirs. */
  readonly boxes: readonly [first: number, end: number];
  readonly strips: readonly [first: number, end: number];
}

/** Paints the lanes. `selectedRow`: the top of the row that is selected, whose ground is tinted; its bars are not. */
export function paintLanes(
  target: PaintTarget,
  picture: Picture,
  theme: Theme,
  selectedRow: Px | null = null,
): void {
  const { context } = target;
  const { width, height, pinnedHeight } = picture;
  context.textBaseline = 'middle';
  context.fillStyle = theme.background;
  context.fillRect(0, 0, width, height);
  const [pinned, scrolled] = partsOf(picture);
  if (pinnedHeight > 0) {
    within(target, pinnedHeight, height, width, () =>
      paintPart(target, picture, scrolled, theme, selectedRow),
    );
    within(target, 0, pinnedHeight, width, () => {
      // Strips of pixels know no clip: what of them reaches up here is painted over.
      context.fillStyle = theme.background;
      context.fillRect(0, 0, width, pinnedHeight);
      paintPart(target, picture, pinned, theme, selectedRow);
    });
    context.fillStyle = theme.muted;
    context.fillRect(0, pinnedHeight - 1, width, 1);
  } else paintPart(target, picture, scrolled, theme, selectedRow);
  if (picture.range !== null) paintRange(target, picture.range, width, height, theme);
  if (picture.stopX !== null) paintStop(target, picture.stopX, height, theme);
}

function paintPart(
  target: PaintTarget,
  picture: Picture,
  part: Part,
  theme: Theme,
  selectedRow: Px | null,
): void {
  const { boxes, width } = picture;
  paintGround(target, picture, part, theme);
  if (selectedRow !== null) paintSelected(target, selectedRow, width, theme);
  paintBands(target, picture, part.isPinned, theme, 'block');
  paintBaselines(target, picture, part, theme);
  paintStrips(target, picture, part, theme);
  const words = leastWords(boxes);
  for (const { style, isDimmed, order, begin, end } of buckets.of(boxes, ...part.boxes)) {
    target.context.globalAlpha = isDimmed ? theme.dim : 1;
    paintStyle({ target, theme, boxes, order, begin, end, width, words }, style);
  }
  target.context.globalAlpha = 1;
  paintEnds(target, part.rows, width, theme, picture.hasEndSigns);
  paintBands(target, picture, part.isPinned, theme, 'loss');
  paintBands(target, picture, part.isPinned, theme, 'pause');
  paintHeld(target, part.rows, width, theme);
}

function partsOf({ rows, boxes, strips, pinnedHeight }: Picture): readonly [pinned: Part, scrolled: Part] {
  const count = pinnedHeight / ROW_HEIGHT;
  const border = (row: Int32Array, length: number): number => {
    let at = 0;
    while (at < length && row[at]! < count) at++;
    return at;
  };
  const [box, strip] = [border(boxes.row, boxes.length), border(strips.row, strips.length)];
  return [
    { isPinned: true, rows: rows.filter((row) => row.row < count), boxes: [0, box], strips: [0, strip] },
    {
      isPinned: false,
      rows: count === 0 ? rows : rows.filter((row) => row.row >= count),
      boxes: [box, boxes.length],
      strips: [strip, strips.length],
    },
  ];
}

function within({ context }: PaintTarget, top: Px, bottom: Px, width: Px, paint: () => void): void {
  context.save();
  context.beginPath();
  context.rect(0, top, width, bottom - top);
  context.clip();
  paint();
  context.restore();
}

function paintGround(
  target: PaintTarget,
  { width, height, ticks, nowX }: Picture,
  { rows }: Part,
  theme: Theme,
): void {
  const { context, ratio } = target;
  for (const row of rows) {
    if (row.kind === 'task') continue;
    context.fillStyle = row.kind === 'loop' ? theme.loopBackground : theme.groupBackground;
    context.fillRect(0, row.y, width, ROW_HEIGHT);
  }
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

/** The row that is selected: a tint below its bars, which keep their colours, and a line above and below. */
function paintSelected({ context, ratio }: PaintTarget, y: Px, width: Px, theme: Theme): void {
  context.fillStyle = theme.selection;
  context.fillRect(0, y, width, ROW_HEIGHT);
  const line = 1 / ratio;
  context.fillStyle = theme.focus;
  context.fillRect(0, y, width, line);
  context.fillRect(0, y + ROW_HEIGHT - line, width, line);
}

function paintBaselines(target: PaintTarget, { width }: Picture, { rows }: Part, theme: Theme): void {
  const { context } = target;
  context.fillStyle = theme.baseline;
  for (const row of rows) {
    const [x0, x1] = [Math.max(-2, row.x0), Math.min(width + 2, row.x1)];
    if (x1 <= x0) continue;
    context.globalAlpha = row.isDimmed ? theme.dim : 1;
    // A group has no line of its own: its cells stand on the row's floor.
    const y = row.kind === 'group' ? row.y + ROW_HEIGHT - 3 : row.y + ROW_HEIGHT / 2 - 0.5;
    context.fillRect(x0, y, x1 - x0, 1);
    // Where it was created: a small upright at the line's begin.
    if (row.kind === 'task' && row.x0 >= -2)
      context.fillRect(snap(target, row.x0) - 1, row.y + WAIT_TOP, 1, WAIT_HEIGHT);
  }
  context.globalAlpha = 1;
}
