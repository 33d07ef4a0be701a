import { ROW_HEIGHT } from '../boxes.ts';
import { NO_FAMILY, type Strips } from '../picture.ts';
import type { Px } from '../viewport.ts';
import type { PaintTarget, StripColors } from './target.ts';

/** The lowest rise of a share that is not 0. */
const LEAST_RUN: Px = 2.5;
const LEAST_READY: Px = 1.5;

/** How thick the line along the ground's floor is, as on the bars of suspensions. */
export const LINE: Px = 2;

/** So few cells with steps are single ones rather than a texture, when none is nearer than so many cells. */
export const LONE = 2;
const ALONE = 3;

/** So many steps lie between what a query leaves alone and what it singles out. */
export const LEVELS = 4;

/** How high a cell's share running stands, in half pixels; what is there at all is seen. */
export function runRise({ busy }: Strips, cell: number, height: Px): Px {
  const share = busy[cell]!;
  return share > 0 ? Math.min(height, Math.round(Math.max(LEAST_RUN, share * height) * 2) / 2) : 0;
}

/** How high the share ready reaches, upon the one running, which stands `own` high; 0 when the cell has none. */
export function readyRise(strips: Strips, cell: number, height: Px, own = runRise(strips, cell, height)): Px {
  const share = strips.ready[cell]!;
  if (!(share > 0)) return 0;
  return Math.min(height, Math.round((own + Math.max(LEAST_READY, share * height)) * 2) / 2);
}

let marked = new Uint8Array(2048);

/** Which cells of a stretch have a step and no other one near, by their place in it: 1 for those that have. Used again by the next call. */
export function loneCells({ busy, first, count }: Strips, at: number): Uint8Array {
  const begin = first[at]!;
  const end = begin + count[at]!;
  if (marked.length < end - begin) marked = new Uint8Array(2 * (end - begin));
  marked.fill(0, 0, end - begin);
  let gap = ALONE;
  let cell = begin;
  while (cell < end) {
    if (!(busy[cell]! > 0)) {
      gap++;
      cell++;
      continue;
    }
    let behind = cell + 1;
    while (behind < end && busy[behind]! > 0) behind++;
    let next = behind;
    while (next < end && next < behind + ALONE && !(busy[next]! > 0)) next++;
    const isAlone = gap >= ALONE && (next === end || next - behind >= ALONE);
    if (behind - cell <= LONE && isAlone) marked.fill(1, cell - begin, behind - begin);
    gap = 0;
    cell = behind;
  }
  return marked;
}

/**
 * Paints a stretch by rectangles and outlines: one rectangle for cells in a row that wait for the same, one outline over
 * all that ran, and one over all that stood ready. Two points a change cost a tenth of a rectangle a cell.
 */
export function stripByPaths(
  target: Pick<PaintTarget, 'context' | 'ratio'>,
  strips: Strips,
  at: number,
  height: Px,
  colors: StripColors,
): void {
  const { context } = target;
  const first = strips.first[at]!;
  const end = first + strips.count[at]!;
  const outline = { target, strips, at, height, bottom: bottomOf(strips, at, height) };
  let begin = first;
  while (begin < end) {
    const level = levelOf(strips, begin);
    let next = begin + 1;
    while (next < end && levelOf(strips, next) === level) next++;
    context.globalAlpha = opacityOf(level, colors.dim);
    paintGround(outline, begin, next, colors);
    paintLone(outline, begin, next, colors);
    stairs(outline, begin, next, colors.ready, true);
    stairs(outline, begin, next, colors.running, false);
    begin = next;
  }
  context.globalAlpha = 1;
}

interface Outline {
  readonly target: Pick<PaintTarget, 'context' | 'ratio'>;
  readonly strips: Strips;
  readonly at: number;
  readonly height: Px;
  readonly bottom: Px;
}

/** Where the lower edge of a stretch lies: it stands in the middle of its row. */
export function bottomOf({ y }: Strips, at: number, height: Px): Px {
  return y[at]! + (ROW_HEIGHT + height) / 2;
}

/** The left edge of a cell of a stretch, between two device pixels. */
export function edgeOf({ x0, cell, first }: Strips, at: number, of: number, ratio: number): Px {
  return Math.round((x0[at]! + (of - first[at]!) * cell[at]!) * ratio) / ratio;
}

/** How far a cell is singled out, from 0 to {@link LEVELS}: what matches at all is not 0. */
export function levelOf({ match }: Strips, cell: number): number {
  const share = match[cell]!;
  return share >= 1 ? LEVELS : Math.ceil(share * (LEVELS - 1));
}

/** The opacity of a level. */
export function opacityOf(level: number, dim: number): number {
  return dim + (1 - dim) * (level / LEVELS);
}

function paintGround(
  { target, strips, at, height, bottom }: Outline,
  first: number,
  end: number,
  { ground, families, lines, inset }: StripColors,
): void {
  const { family } = strips;
  let begin = first;
  while (begin < end) {
    const of = family[begin]!;
    let next = begin + 1;
    while (next < end && family[next] === of) next++;
    const left = edgeOf(strips, at, begin, target.ratio);
    const width = edgeOf(strips, at, next, target.ratio) - left;
    const line = of === NO_FAMILY ? undefined : lines[of];
    target.context.fillStyle = of === NO_FAMILY ? ground : (families[of] ?? ground);
    target.context.fillRect(left, bottom - height + inset, width, height - 2 * inset);
    if (line !== undefined) {
      target.context.fillStyle = line;
      target.context.fillRect(left, bottom - inset - LINE, width, LINE);
    }
    begin = next;
  }
}

function paintLone(
  { target, strips, at, height, bottom }: Outline,
  first: number,
  end: number,
  { lone, ground }: StripColors,
): void {
  if (lone === ground) return;
  const isLone = loneCells(strips, at);
  target.context.fillStyle = lone;
  for (let cell = first; cell < end; cell++) {
    if (isLone[cell - strips.first[at]!] === 0) continue;
    const left = edgeOf(strips, at, cell, target.ratio);
    target.context.fillRect(left, bottom - height, edgeOf(strips, at, cell + 1, target.ratio) - left, height);
  }
}

function stairs(
  { target, strips, at, height, bottom }: Outline,
  first: number,
  end: number,
  color: string,
  isReady: boolean,
): void {
  const { context, ratio } = target;
  let before = 0;
  let isEmpty = true;
  for (let cell = first; cell < end; cell++) {
    const rise = isReady ? readyRise(strips, cell, height) : runRise(strips, cell, height);
    if (rise === before) continue;
    const x = edgeOf(strips, at, cell, ratio);
    if (isEmpty) {
      context.beginPath();
      context.moveTo(x, bottom);
      isEmpty = false;
    } else context.lineTo(x, bottom - before);
    context.lineTo(x, bottom - rise);
    before = rise;
  }
  if (isEmpty) return;
  const right = edgeOf(strips, at, end, ratio);
  context.lineTo(right, bottom - before);
  context.lineTo(right, bottom);
  context.fillStyle = color;
  context.fill();
}
