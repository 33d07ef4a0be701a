import { rgb } from 'd3';
import { FAMILIES } from '../../src/core/awaitFamilies.ts';
import { NO_FAMILY, type Strips } from '../picture.ts';
import type { Px } from '../viewport.ts';
import { LEVELS, LINE, levelOf, loneCells, opacityOf, readyRise, runRise } from './stripShape.ts';
import type { StripColors } from './target.ts';

/** What a cell stands on: where nothing was waited for, a lone step's, and by family. */
const GROUND = 0;
const LONE_STEP = 1;
const FAMILY = 2;
const KINDS = FAMILY + FAMILIES.length;

/** The colours of stretches so many lines high, as pixels, by level: what ran, what stood ready, and below each other the lines of each ground. */
interface Palette {
  readonly lines: number;
  readonly ratio: number;
  readonly running: Uint32Array;
  readonly ready: Uint32Array;
  readonly grounds: Uint32Array;
}

const palettes = new WeakMap<StripColors, Palette>();

/** The measures of what is filled, in device pixels. */
export interface Raster {
  /** From a pixel to the one below it. */
  readonly stride: number;
  readonly columns: number;
  readonly lines: number;
  readonly ratio: number;
}

/**
 * Fills pixels with the cells of a stretch from `from` to before `until`; `left`: the picture's column at the pixels' left
 * edge; `isLone`: what {@link loneOf} answers. A stretch is pixels because what is merged is so dense that an outline has a
 * corner every other pixel, and to fill such outlines takes a browser without a graphics card several times as long.
 */
export function fillStrip(
  pixels: Uint32Array,
  { stride, columns, lines, ratio }: Raster,
  strips: Strips,
  at: number,
  from: number,
  height: Px,
  colors: StripColors,
  until = strips.first[at]! + strips.count[at]!,
  left = columnOf(strips, at, from, ratio),
  isLone = loneOf(strips, at, colors),
): void {
  const { running, ready, grounds } = paletteOf(colors, lines, ratio);
  const first = strips.first[at]!;
  let x = columnOf(strips, at, from, ratio) - left;
  for (let cell = from; cell < until && x < columns; cell++) {
    const behind = Math.min(columns, columnOf(strips, at, cell + 1, ratio) - left);
    if (behind <= x) continue;
    const level = levelOf(strips, cell);
    const family = strips.family[cell]!;
    const isStep = isLone !== null && isLone[cell - first] === 1;
    const run = runRise(strips, cell, height);
    const runFrom = lines - Math.round(run * ratio);
    const readyFrom = Math.min(runFrom, lines - Math.round(readyRise(strips, cell, height, run) * ratio));
    const kind = isStep ? LONE_STEP : family === NO_FAMILY ? GROUND : FAMILY + family;
    const wide = behind - x;
    copyLines(pixels, x, wide, stride, grounds, (level * KINDS + kind) * lines, readyFrom);
    if (readyFrom < runFrom) fillLines(pixels, x, wide, stride, readyFrom, runFrom, ready[level]!);
    if (runFrom < lines) fillLines(pixels, x, wide, stride, runFrom, lines, running[level]!);
    x = behind;
  }
}

/** Which cells of a stretch are painted as lone ones, by their place in it; null where none is. Used again by the next call. */
export function loneOf(strips: Strips, at: number, { lone, ground }: StripColors): Uint8Array | null {
  return lone === ground ? null : loneCells(strips, at);
}

/** Where a cell of a stretch begins, in device pixels. */
export function columnOf(strips: Strips, at: number, cell: number, ratio: number): number {
  return Math.round((strips.x0[at]! + (cell - strips.first[at]!) * strips.cell[at]!) * ratio);
}

/** Puts colours, from one of them on, into so many lines from the top. */
function copyLines(
  pixels: Uint32Array,
  x: number,
  wide: number,
  stride: number,
  colors: Uint32Array,
  from: number,
  lines: number,
): void {
  let pixel = x;
  // Nearly all cells are of two or three pixels.
  if (wide === 2)
    for (let line = 0; line < lines; line++, pixel += stride)
      pixels[pixel] = pixels[pixel + 1] = colors[from + line]!;
  else if (wide === 3)
    for (let line = 0; line < lines; line++, pixel += stride)
      pixels[pixel] = pixels[pixel + 1] = pixels[pixel + 2] = colors[from + line]!;
  else
    for (let line = 0; line < lines; line++, pixel += stride)
      for (let next = pixel; next < pixel + wide; next++) pixels[next] = colors[from + line]!;
}

/** Fills the lines from one to before another. */
function fillLines(
  pixels: Uint32Array,
  x: number,
  wide: number,
  stride: number,
  from: number,
  end: number,
  color: number,
): void {
  let pixel = from * stride + x;
  if (wide === 2)
    for (let line = from; line < end; line++, pixel += stride) pixels[pixel] = pixels[pixel + 1] = color;
  else if (wide === 3)
    for (let line = from; line < end; line++, pixel += stride)
      pixels[pixel] = pixels[pixel + 1] = pixels[pixel + 2] = color;
  else
    for (let line = from; line < end; line++, pixel += stride)
      for (let next = pixel; next < pixel + wide; next++) pixels[next] = color;
}

function paletteOf(colors: StripColors, lines: number, ratio: number): Palette {
  let palette = palettes.get(colors);
  if (palette?.lines !== lines || palette.ratio !== ratio)
    palettes.set(colors, (palette = makePalette(colors, lines, ratio)));
  return palette;
}

function makePalette(colors: StripColors, lines: number, ratio: number): Palette {
  const palette = {
    lines,
    ratio,
    running: new Uint32Array(LEVELS + 1),
    ready: new Uint32Array(LEVELS + 1),
    grounds: new Uint32Array((LEVELS + 1) * KINDS * lines),
  };
  const top = Math.round(colors.inset * ratio);
  const bottom = lines - top;
  const floorFrom = Math.max(top, bottom - Math.round(LINE * ratio));
  for (let level = 0; level <= LEVELS; level++) {
    const opacity = opacityOf(level, colors.dim);
    const pixel = (color: string): number => pixelOf(colors.background, color, opacity);
    const lay = (kind: number, around: string, ground: string, floor: string): void => {
      const begin = (level * KINDS + kind) * lines;
      palette.grounds
        .subarray(begin, begin + lines)
        .fill(pixel(around))
        .fill(pixel(ground), top, bottom)
        .fill(pixel(floor), floorFrom, bottom);
    };
    palette.running[level] = pixel(colors.running);
    palette.ready[level] = pixel(colors.ready);
    lay(GROUND, colors.background, colors.ground, colors.ground);
    lay(LONE_STEP, colors.lone, colors.lone, colors.lone);
    FAMILIES.forEach((_, family) => {
      const ground = colors.families[family] ?? colors.ground;
      lay(FAMILY + family, colors.background, ground, colors.lines[family] ?? ground);
    });
  }
  return palette;
}

/** A colour upon another one, as a canvas keeps its pixels: red first, opaque. */
export function pixelOf(below: string, above: string, opacity: number): number {
  const [a, b] = [rgb(below), rgb(above)];
  const part = (from: number, to: number): number => Math.round(from + (to - from) * opacity);
  return ((255 << 24) | (part(a.b, b.b) << 16) | (part(a.g, b.g) << 8) | part(a.r, b.r)) >>> 0;
}
