import { FAMILIES } from './families.ts';
import { STYLE, STYLES, type Boxes, type Picture, type RowBand } from './boxes.ts';
import { FAMILY_GLYPHS, glyphPath, SIGNS } from './glyphs.ts';
import { paintBands } from './paintBands.ts';
import { hatch, sprite } from './patterns.ts';
import { snap } from './surface.ts';
import { fitText, textWidth } from './text.ts';
import type { BarColors, Theme } from './theme.ts';
import type { Px } from './viewport.ts';

/** Vertical measures inside a row of 24: where each style's bar begins and how high it is. */
const ROW: Px = 24;
const RUN_TOP: Px = 4;
const RUN_HEIGHT: Px = 16;
const WAIT_TOP: Px = 6;
const WAIT_HEIGHT: Px = 12;
const STEP_TOP: Px = 8;
const STEP_HEIGHT: Px = 8;

/** So few merged boxes beside each other show single steps rather than a texture. */
const LONE = 2;

/** The lowest share that a lone merged box shows. */
const LEAST_RISE: Px = 3;

/** The size of a sign inside a box, and the narrowest box that has one. */
const GLYPH: Px = 9;
const LEAST_ROOM: Px = 18;

/** How far the quiet ground of a hatched bar's words stays from the bar's begin, so that the hatching is seen. */
const PLATE_INSET: Px = 6;

type Context = CanvasRenderingContext2D;

/** Paints the lanes. A loop over the picture's boxes, style by style: changing the colour costs more than a box. */
export function paintLanes(context: Context, picture: Picture, theme: Theme): void {
  context.textBaseline = 'middle';
  paintGround(context, picture, theme);
  paintBands(context, picture, theme, 'block');
  paintBaselines(context, picture, theme);
  const { boxes } = picture;
  const tops = new Map(picture.rows.map((row) => [row.row, row.y]));
  const byStyle: number[][] = Array.from({ length: STYLES }, () => []);
  for (let box = 0; box < boxes.length; box++) byStyle[boxes.style[box]!]!.push(box);
  byStyle.forEach((list, style) => paintStyle(context, boxes, list, style, tops, theme, picture.width));
  paintEnds(context, picture, theme);
  paintBands(context, picture, theme, 'loss');
  paintBands(context, picture, theme, 'pause');
}

function paintGround(context: Context, { width, height, rows, ticks, nowX }: Picture, theme: Theme): void {
  context.fillStyle = theme.background;
  context.fillRect(0, 0, width, height);
  context.fillStyle = theme.loopBackground;
  for (const row of rows) if (row.isLoop) context.fillRect(0, row.y, width, ROW);
  if (nowX < width) {
    context.fillStyle = theme.future;
    context.fillRect(Math.max(0, nowX), 0, width, height);
  }
  context.fillStyle = theme.grid;
  const line = 1 / (context.getTransform().a || 1);
  for (const tick of ticks) context.fillRect(snap(context, tick.x), 0, line, height);
  context.fillStyle = theme.separator;
  for (const row of rows) {
    if (!row.isLoop) continue;
    context.fillRect(0, row.y, width, line);
    context.fillRect(0, row.y + ROW - line, width, line);
  }
}

function paintBaselines(context: Context, { rows, width }: Picture, theme: Theme): void {
  context.fillStyle = theme.baseline;
  for (const row of rows) {
    const [x0, x1] = [Math.max(-2, row.x0), Math.min(width + 2, row.x1)];
    if (x1 <= x0) continue;
    context.fillRect(x0, row.y + ROW / 2 - 0.5, x1 - x0, 1);
    // Where it was created: a small upright at the line's begin.
    if (!row.isLoop && row.x0 >= -2)
      context.fillRect(snap(context, row.x0) - 1, row.y + WAIT_TOP, 1, WAIT_HEIGHT);
  }
}

function paintStyle(
  context: Context,
  boxes: Boxes,
  list: readonly number[],
  style: number,
  tops: ReadonlyMap<number, Px>,
  theme: Theme,
  width: Px,
): void {
  if (list.length === 0) return;
  const family = FAMILIES[style];
  if (family !== undefined) {
    const colors = theme.families[family];
    fillAll(context, boxes, list, tops, WAIT_TOP, WAIT_HEIGHT, colors.fill, 0);
    fillAll(context, boxes, list, tops, WAIT_TOP + WAIT_HEIGHT - 2, 2, colors.line, 0);
    if (theme.isHighContrast) strokeAll(context, boxes, list, tops, WAIT_TOP, WAIT_HEIGHT, colors.line);
    writeAll(context, boxes, list, tops, colors, theme, width, FAMILY_GLYPHS[family], -0.5);
    return;
  }
  switch (style) {
    case STYLE.notStarted:
      context.setLineDash([2, 3]);
      strokeMiddle(context, boxes, list, tops, theme.muted);
      context.setLineDash([]);
      return;
    case STYLE.ready:
      fillAll(
        context,
        boxes,
        list,
        tops,
        WAIT_TOP,
        WAIT_HEIGHT,
        hatch(context, theme.ready.fill, theme.ready.line, 5),
        0,
      );
      strokeAll(context, boxes, list, tops, WAIT_TOP, WAIT_HEIGHT, theme.ready.line);
      writeAll(context, boxes, list, tops, theme.ready, theme, width, null, 0, theme.ready.fill);
      return;
    case STYLE.running:
      fillAll(context, boxes, list, tops, RUN_TOP, RUN_HEIGHT, theme.running.fill, 1);
      writeAll(context, boxes, list, tops, theme.running, theme, width, null, 0);
      return;
    case STYLE.blocking:
      fillAll(
        context,
        boxes,
        list,
        tops,
        RUN_TOP - 1,
        RUN_HEIGHT + 2,
        hatch(context, theme.blocking.fill, theme.blocking.line, 7),
        1,
      );
      strokeAll(context, boxes, list, tops, RUN_TOP - 1, RUN_HEIGHT + 2, theme.blocking.line);
      writeAll(context, boxes, list, tops, theme.blocking, theme, width, SIGNS.loss, 0, theme.background);
      return;
    case STYLE.callback:
      fillAll(context, boxes, list, tops, RUN_TOP + 2, RUN_HEIGHT - 4, theme.callback.fill, 1);
      writeAll(context, boxes, list, tops, theme.callback, theme, width, null, 0);
      return;
    case STYLE.loopStep:
      fillAll(context, boxes, list, tops, STEP_TOP, STEP_HEIGHT, theme.running.fill, 1);
      return;
    default:
      paintMerged(context, boxes, list, tops, theme, style === STYLE.mergedLoop);
  }
}

/**
 * Merged boxes: neighbours form one texture. Behind it a ground says that something happened here; on it stand, from the
 * bottom up, the shares running and ready of each box, so that a dense lane is a profile and not a solid bar.
 */
function paintMerged(
  context: Context,
  boxes: Boxes,
  list: readonly number[],
  tops: ReadonlyMap<number, Px>,
  theme: Theme,
  isLoop: boolean,
): void {
  const [top, height] = isLoop ? [RUN_TOP + 1, RUN_HEIGHT - 2] : [RUN_TOP, RUN_HEIGHT];
  const { row, from, to, x0, x1 } = boxes;
  const lone: number[] = [];
  const textures: (readonly [begin: number, end: number])[] = [];
  let at = 0;
  while (at < list.length) {
    let end = at + 1;
    while (end < list.length && row[list[end]!] === row[list[at]!] && from[list[end]!] === to[list[end - 1]!])
      end++;
    // A lone step must be seen from afar; many of them must leave the profile to be seen.
    if (end - at > LONE) textures.push([at, end]);
    else for (let each = at; each < end; each++) lone.push(list[each]!);
    at = end;
  }
  const bottomOf = (box: number): Px => tops.get(row[box]!)! + top + height;
  const ratio = context.getTransform().a || 1;
  const paintLone = (color: string, riseAt: (box: number) => Px): void => {
    context.fillStyle = color;
    for (const box of lone) {
      const rise = riseAt(box);
      const left = Math.round(x0[box]! * ratio) / ratio;
      if (rise > 0)
        context.fillRect(left, bottomOf(box) - rise, Math.round(x1[box]! * ratio) / ratio - left, rise);
    }
  };
  context.fillStyle = isLoop ? theme.merged.loop : theme.merged.task;
  for (const [begin, end] of textures)
    context.fillRect(
      x0[list[begin]!]!,
      bottomOf(list[begin]!) - height,
      x1[list[end - 1]!]! - x0[list[begin]!]!,
      height,
    );
  for (const color of [theme.ready.line, theme.running.fill]) {
    context.fillStyle = color;
    for (const [begin, end] of textures)
      stairs(context, boxes, list, begin, end, bottomOf(list[begin]!), height, color === theme.ready.line);
  }
  paintLone(theme.merged.lone, () => height);
  // Rises too low to be told from the ground are left out: rectangles are what a frame's time goes to.
  const seen = (rise: Px): Px => (rise < LEAST_RISE ? 0 : rise);
  paintLone(theme.ready.line, (box) => seen(riseOf(boxes, box, height, true)));
  paintLone(theme.running.fill, (box) => seen(riseOf(boxes, box, height, false)));
}

/** How high a merged box's share stands, in half pixels; what is there at all is seen. */
function riseOf({ busy, ready }: Boxes, box: number, height: Px, withReady: boolean): Px {
  const own = busy[box]! > 0 ? Math.max(1.5, busy[box]! * height) : 0;
  if (!withReady) return Math.round(own * 2) / 2;
  return ready[box]! > 0
    ? Math.min(height, Math.round((own + Math.max(1, ready[box]! * height)) * 2) / 2)
    : 0;
}

/** One outline over all shares of a texture: a path of two points a change costs a tenth of a rectangle a box. */
function stairs(
  context: Context,
  boxes: Boxes,
  list: readonly number[],
  from: number,
  end: number,
  bottom: Px,
  height: Px,
  withReady: boolean,
): void {
  const { x0, x1 } = boxes;
  let before = 0;
  context.beginPath();
  context.moveTo(x0[list[from]!]!, bottom);
  for (let at = from; at < end; at++) {
    const box = list[at]!;
    const rise = riseOf(boxes, box, height, withReady);
    if (rise === before) continue;
    context.lineTo(x0[box]!, bottom - before);
    context.lineTo(x0[box]!, bottom - rise);
    before = rise;
  }
  const right = x1[list[end - 1]!]!;
  context.lineTo(right, bottom - before);
  context.lineTo(right, bottom);
  context.fill();
}

function fillAll(
  context: Context,
  boxes: Boxes,
  list: readonly number[],
  tops: ReadonlyMap<number, Px>,
  top: Px,
  height: Px,
  fill: string | CanvasPattern,
  least: Px,
): void {
  const ratio = context.getTransform().a || 1;
  const { x0, x1, row } = boxes;
  context.fillStyle = fill;
  for (const box of list) {
    const left = Math.round(Math.max(x0[box]!, -20) * ratio) / ratio;
    const right = Math.round(Math.min(x1[box]!, 20_000) * ratio) / ratio;
    context.fillRect(left, tops.get(row[box]!)! + top, Math.max(least, right - left), height);
  }
}

function strokeAll(
  context: Context,
  boxes: Boxes,
  list: readonly number[],
  tops: ReadonlyMap<number, Px>,
  top: Px,
  height: Px,
  color: string,
): void {
  const { x0, x1, row } = boxes;
  context.strokeStyle = color;
  context.lineWidth = 1;
  for (const box of list) {
    const left = snap(context, Math.max(x0[box]!, -20)) + 0.5;
    const right = snap(context, Math.min(x1[box]!, 20_000)) - 0.5;
    if (right > left + 2)
      context.strokeRect(left, tops.get(row[box]!)! + top + 0.5, right - left, height - 1);
  }
}

function strokeMiddle(
  context: Context,
  boxes: Boxes,
  list: readonly number[],
  tops: ReadonlyMap<number, Px>,
  color: string,
): void {
  context.strokeStyle = color;
  context.lineWidth = 1;
  context.beginPath();
  for (const box of list) {
    const y = tops.get(boxes.row[box]!)! + ROW / 2 + 0.5;
    context.moveTo(Math.max(boxes.x0[box]!, -20), y);
    context.lineTo(Math.min(boxes.x1[box]!, 20_000), y);
  }
  context.stroke();
}

/** Writes the glyph and the longest label that fits; the words stay in sight while a part of their box is. */
function writeAll(
  context: Context,
  boxes: Boxes,
  list: readonly number[],
  tops: ReadonlyMap<number, Px>,
  colors: BarColors,
  theme: Theme,
  width: Px,
  glyph: string | null,
  shift: Px,
  plate?: string,
): void {
  const picture = glyph === null ? null : sprite(context, glyph, colors.text, GLYPH);
  context.font = `${theme.fontSize - 2.5}px ${theme.font}`;
  for (const box of list) {
    const left = Math.max(boxes.x0[box]!, 0);
    const right = Math.min(boxes.x1[box]!, width);
    const room = right - left;
    if (room < LEAST_ROOM) continue;
    const y = tops.get(boxes.row[box]!)! + ROW / 2 + shift;
    const inset = plate === undefined ? 0 : PLATE_INSET;
    const taken = (picture === null ? 4 : 14) + inset;
    const text = fitText(context, boxes.labels.get(box), room - taken - 4 - inset);
    if (plate !== undefined && (text !== '' || picture !== null) && room > taken + inset) {
      context.fillStyle = plate;
      context.fillRect(
        left + inset,
        y - 6,
        taken - inset + (text === '' ? 0 : textWidth(context, text) + 4),
        12,
      );
    }
    context.fillStyle = colors.text;
    if (picture !== null) {
      context.drawImage(picture, snap(context, left + 3 + inset), snap(context, y - GLYPH / 2), GLYPH, GLYPH);
    }
    if (text !== '') context.fillText(text, left + taken, y + 0.5);
  }
}

function paintEnds(context: Context, { rows, width }: Picture, theme: Theme): void {
  for (const row of rows) {
    if (row.ended === null || row.x1 < -16 || row.x1 > width + 2) continue;
    const x = snap(context, row.x1);
    const color = endColor(row, theme);
    context.fillStyle = color;
    context.fillRect(x - 0.5, row.y + RUN_TOP, 1.5, RUN_HEIGHT);
    if (row.ended === 'result') continue;
    context.save();
    context.translate(x + 3.5, row.y + ROW / 2 - 5.5);
    context.scale(11 / 12, 11 / 12);
    context.strokeStyle = color;
    context.lineWidth = row.ended === 'error' ? 2.4 : 1.7;
    context.stroke(glyphPath(SIGNS[row.ended]));
    context.restore();
  }
}

function endColor(row: RowBand, theme: Theme): string {
  if (row.ended === 'error') return theme.error;
  if (row.ended === 'cancelled') return theme.warning;
  return row.ended === 'pending' ? theme.muted : theme.good;
}
