import { SIGNS, type Sign } from '../glyphs.ts';
import { paintAxisBlocks } from '../paintBlocks.ts';
import type { Marker, PxSpan, Tick } from '../picture.ts';
import { snap } from '../surface.ts';
import type { Theme } from '../theme.ts';
import type { Px } from '../viewport.ts';
import { paintStopPlate, stopPlate, type StopMark } from './paintStop.ts';
import type { PaintTarget } from './target.ts';

/** What stands on the time axis. */
export interface AxisPicture {
  readonly width: Px;
  readonly height: Px;
  readonly ticks: readonly Tick[];
  /** When any loop was blocked. */
  readonly blocks: readonly PxSpan[];
  /** Those that no lane has: their `y` is null. */
  readonly markers: readonly Marker[];
  /** The marked length of time, with the words for how long it is. */
  readonly range: (PxSpan & { readonly label: string }) | null;
  /** The program stands there. */
  readonly stop: StopMark | null;
  readonly pointer: { readonly x: Px; readonly label: string } | null;
}

/** How high the stripe along the axis' floor is that markers stand on. */
const FLOOR: Px = 4;

const SIGN: Px = 9;

/** What a garbage collection is marked with: a can would look like a command. */
const COLLECTION = 'GC';

/** Markers nearer to each other than this are drawn as one. */
const APART: Px = 10;

/** How wide the handle of a range is, and the room around its words. */
const GRIP: Px = 5;
const ROOM: Px = 12;

/** Blocks have a flag of their own form, and garbage collections a word: no sign. */
const SIGN_OF: Readonly<Record<Marker['kind'], Sign | null>> = {
  gc: null,
  stop: 'pause',
  block: null,
  lost: 'loss',
  cancel: 'cancelled',
  failed: 'error',
  finding: 'loss',
  grave: 'loss',
};

/** Paints the axis: marks, their times, what happened there, the marked range, and the pointer's time on a plate. */
export function paintAxis(target: PaintTarget, axis: AxisPicture, theme: Theme): void {
  const { context } = target;
  const { width, height, ticks, blocks, range, stop, pointer } = axis;
  const font = `${theme.fontSize - 2}px ${theme.font}`;
  context.font = font;
  context.textBaseline = 'middle';
  if (range !== null) paintGround(target, axis, range, theme);
  const plates = [
    ...(range === null ? [] : platesOf(target, axis, range)),
    ...(stop === null ? [] : [stopPlate(target, stop, width)]),
    ...plateOf(target, axis, pointer),
  ];
  for (const tick of ticks) {
    context.fillStyle = theme.separator;
    context.fillRect(snap(target, tick.x), height - 7, 1, 7);
    context.fillStyle = theme.muted;
    const [left, right] = [tick.x + 4, tick.x + 4 + target.textWidth(tick.label, font)];
    // Half a time is worse than none.
    if (right <= width && plates.every((plate) => right < plate.x0 || left > plate.x1))
      context.fillText(tick.label, tick.x + 4, height / 2 + 1);
  }
  paintMarkers(target, axis, font, theme);
  paintAxisBlocks(target, blocks, height, theme);
  if (range !== null) paintHandles(target, axis, range, theme);
  if (stop !== null) paintStopPlate(target, stop, width, height, theme);
  if (pointer !== null)
    paintPlate(target, pointer.x, pointer.label, axis, theme.foreground, theme.background);
}

/** What the handles of a range and its words cover. */
function platesOf(
  target: PaintTarget,
  axis: AxisPicture,
  { x0, x1, label }: NonNullable<AxisPicture['range']>,
): PxSpan[] {
  const grips = [x0, x1].map((x) => ({ x0: x - GRIP / 2, x1: x + GRIP / 2 }));
  const room = roomOf(target, axis, x0, x1, label);
  return room === null ? grips : [...grips, ...plateOf(target, axis, { x: room, label })];
}

/** The middle of a range's words; null where they do not fit. */
function roomOf(target: PaintTarget, { width }: AxisPicture, x0: Px, x1: Px, label: string): Px | null {
  const [left, right] = [Math.max(0, x0), Math.min(width, x1)];
  const isRoom = label !== '' && right - left >= target.textWidth(label) + ROOM + 2 * GRIP;
  return isRoom ? (left + right) / 2 : null;
}

/** What a plate covers. */
function plateOf(
  target: PaintTarget,
  { width }: AxisPicture,
  plate: { readonly x: Px; readonly label: string } | null,
): PxSpan[] {
  if (plate === null) return [];
  const length = target.textWidth(plate.label) + ROOM;
  const x0 = Math.min(Math.max(0, plate.x - length / 2), width - length);
  return [{ x0, x1: x0 + length }];
}

/** `font`: the one that is set. */
function paintMarkers(
  target: PaintTarget,
  { markers, width, height }: AxisPicture,
  font: string,
  theme: Theme,
): void {
  const { context } = target;
  const own = `bold 8px ${theme.font}`;
  let taken = Number.NEGATIVE_INFINITY;
  for (const { kind, x0, x1, y } of markers) {
    if (y !== null || x1 < -APART || x0 > width + APART) continue;
    const left = snap(target, Math.max(-4, x0));
    const color = theme.marker[kind];
    context.fillStyle = color;
    context.fillRect(left, height - FLOOR, Math.max(2, Math.min(width + 4, x1) - left), FLOOR);
    const sign = SIGN_OF[kind];
    if ((sign === null && kind !== 'gc') || left < taken) continue;
    if (sign === null) context.font = own;
    const length = sign === null ? target.textWidth(COLLECTION, own) + 1 : SIGN;
    taken = left + Math.max(APART, length + 1);
    context.fillStyle = theme.background;
    context.fillRect(left - 1, height - FLOOR - SIGN - 1, length + 2, SIGN + 1);
    if (sign === null) {
      context.fillStyle = color;
      context.fillText(COLLECTION, left, height - FLOOR - SIGN / 2);
      context.font = font;
    } else target.glyph(SIGNS[sign], color, left, height - FLOOR - SIGN, SIGN, 1.6);
  }
}

function paintGround(
  { context }: PaintTarget,
  { height }: AxisPicture,
  { x0, x1 }: PxSpan,
  theme: Theme,
): void {
  context.fillStyle = theme.brush;
  context.fillRect(Math.max(-4, x0), 0, Math.min(20_000, x1) - Math.max(-4, x0), height);
}

function paintHandles(
  target: PaintTarget,
  axis: AxisPicture,
  { x0, x1, label }: PxSpan & { readonly label: string },
  theme: Theme,
): void {
  const { context } = target;
  context.fillStyle = theme.handle;
  for (const x of [x0, x1]) {
    if (x < -GRIP || x > axis.width + GRIP) continue;
    context.beginPath();
    context.roundRect(snap(target, x) - GRIP / 2, 3, GRIP, axis.height - 6, GRIP / 2);
    context.fill();
  }
  const room = roomOf(target, axis, x0, x1, label);
  if (room !== null)
    paintPlate(target, room, label, axis, theme.background, theme.foreground, theme.brushEdge);
}

function paintPlate(
  target: PaintTarget,
  x: Px,
  label: string,
  axis: AxisPicture,
  ground: string,
  ink: string,
  edge: string | null = null,
): void {
  const { context } = target;
  const { height } = axis;
  const [{ x0: left, x1: right } = { x0: 0, x1: 0 }] = plateOf(target, axis, { x, label });
  context.fillStyle = ground;
  context.beginPath();
  context.roundRect(left, 3, right - left, height - 6, 4);
  context.fill();
  if (edge !== null) {
    context.strokeStyle = edge;
    context.lineWidth = 1;
    context.stroke();
  }
  context.fillStyle = ink;
  context.fillText(label, left + ROOM / 2, height / 2 + 1);
}
