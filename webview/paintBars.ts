import { ROW_HEIGHT } from './boxes.ts';
import type { Boxes } from './picture.ts';
import { snap } from './surface.ts';
import { fitText } from './text.ts';
import type { PaintTarget } from './paint/target.ts';
import type { BarColors, Theme } from './theme.ts';
import type { Px } from './viewport.ts';

/** The boxes of one style, and what it takes to paint them. */
export interface Bars {
  readonly target: PaintTarget;
  readonly theme: Theme;
  readonly boxes: Boxes;
  /** Which of the boxes: `order[begin]` … `order[end − 1]`. */
  readonly order: Int32Array;
  readonly begin: number;
  readonly end: number;
  readonly width: Px;
  /** The narrowest box that has words. */
  readonly words: Px;
}

/** The size of a sign inside a box, and the narrowest box that has one. */
const GLYPH: Px = 9;
const LEAST_ROOM: Px = 18;

/** How far the quiet ground of a hatched bar's words stays from the bar's begin, so that the hatching is seen. */
const PLATE_INSET: Px = 6;

/** How high the ground is on which words are written over what else is painted: it leaves the bar's edges. */
const PLATE_HEIGHT: Px = 9;

/** So many words a picture has at most: more cost most of a frame, and nobody reads them. */
const MOST_WORDS = 400;

/** Beyond these a box is cut off: a browser draws rectangles of billions of pixels slowly, or not at all. */
const LEFT: Px = -20;
const RIGHT: Px = 20_000;

/** How wide a box must be to have words: doubled until few enough boxes are. */
export function leastWords({ labels, x0, x1 }: Boxes): Px {
  let least = LEAST_ROOM;
  let count = labels.size;
  while (count > MOST_WORDS) {
    least *= 2;
    count = 0;
    for (const box of labels.keys()) if (x1[box]! - x0[box]! >= least) count++;
  }
  return least;
}

/** Fills each box from `top` of its row on, at least `least` wide. */
export function fillAll(
  { target, boxes, order, begin, end }: Bars,
  top: Px,
  height: Px,
  fill: string | CanvasPattern,
  least: Px,
): void {
  const { context, ratio } = target;
  const { x0, x1, y } = boxes;
  context.fillStyle = fill;
  for (let at = begin; at < end; at++) {
    const box = order[at]!;
    const left = Math.round(Math.max(x0[box]!, LEFT) * ratio) / ratio;
    const right = Math.round(Math.min(x1[box]!, RIGHT) * ratio) / ratio;
    context.fillRect(left, y[box]! + top, Math.max(least, right - left), height);
  }
}

/** Outlines each box that is wide enough to have an inside. */
export function strokeAll(
  { target, boxes, order, begin, end }: Bars,
  top: Px,
  height: Px,
  color: string,
): void {
  const { context } = target;
  const { x0, x1 } = boxes;
  context.strokeStyle = color;
  context.lineWidth = 1;
  for (let at = begin; at < end; at++) {
    const box = order[at]!;
    const left = snap(target, Math.max(x0[box]!, LEFT)) + 0.5;
    const right = snap(target, Math.min(x1[box]!, RIGHT)) - 0.5;
    const y = boxes.y[box]! + top;
    if (right > left + 2) context.strokeRect(left, y + 0.5, right - left, height - 1);
  }
}

/** Draws a line along the middle of each box. */
export function strokeMiddle({ target, boxes, order, begin, end }: Bars, color: string): void {
  const { context } = target;
  context.strokeStyle = color;
  context.lineWidth = 1;
  context.beginPath();
  for (let at = begin; at < end; at++) {
    const box = order[at]!;
    const y = boxes.y[box]! + ROW_HEIGHT / 2 + 0.5;
    context.moveTo(Math.max(boxes.x0[box]!, LEFT), y);
    context.lineTo(Math.min(boxes.x1[box]!, RIGHT), y);
  }
  context.stroke();
}

/** How to write into boxes: which sign goes first, how far off the middle, and the ground behind the words. */
export interface Writing {
  readonly colors: BarColors;
  readonly glyph?: string;
  readonly shift?: Px;
  readonly plate?: string;
  /** Over what else is painted: where there is no plate, the words get one of their bar's colour. */
  readonly isAbove?: boolean;
}

/** Writes the sign and the longest label that fits; the words stay in sight while a part of their box is. */
export function writeAll(bars: Bars, writing: Writing): void {
  const { colors, glyph, shift = 0, plate, isAbove = false } = writing;
  const { target, boxes, order, begin, end, width, theme, words } = bars;
  const { context } = target;
  const inset = plate === undefined ? 0 : PLATE_INSET;
  const taken = (glyph === undefined ? 4 : 14) + inset;
  const font = `${theme.fontSize - 2.5}px ${theme.font}`;
  context.font = font;
  for (let at = begin; at < end; at++) {
    const box = order[at]!;
    const left = Math.max(boxes.x0[box]!, 0);
    const right = Math.min(boxes.x1[box]!, width);
    const room = right - left;
    if (room < LEAST_ROOM) continue;
    const y = boxes.y[box]! + ROW_HEIGHT / 2 + shift;
    const labels = boxes.x1[box]! - boxes.x0[box]! < words ? undefined : boxes.labels.get(box);
    const text = fitText(target, labels, room - taken - 4 - inset, font);
    if (plate !== undefined && (text !== '' || glyph !== undefined) && room > taken + inset) {
      const length = taken - inset + (text === '' ? 0 : target.textWidth(text, font) + 4);
      context.fillStyle = plate;
      context.fillRect(left + inset, y - 6, length, 12);
    } else if (isAbove && text !== '') {
      context.fillStyle = colors.fill;
      context.fillRect(left + 2, y - PLATE_HEIGHT / 2, taken + target.textWidth(text, font), PLATE_HEIGHT);
    }
    context.fillStyle = colors.text;
    if (glyph !== undefined) target.glyph(glyph, colors.text, left + 3 + inset, y - GLYPH / 2, GLYPH);
    if (text !== '') context.fillText(text, left + taken, y + 0.5);
  }
}
