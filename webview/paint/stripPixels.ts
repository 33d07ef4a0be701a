import { rgb } from 'd3';
import { FAMILIES } from '../../src/core/awaitFamilies.ts';
import { NO_FAMILY, type Strips } from '../picture.ts';
import type { Px } from '../viewport.ts';
import { edgeOf, LEVELS, LINE, levelOf, loneCells, opacityOf, readyRise, runRise } from './stripShape.ts';
import type { StripColors } from './target.ts';

/** The colours of a level, as pixels: what ran, what stood ready, what is behind, the ground, a lone step, and by family the ground and its floor. */
const RUNNING = 0;
const READY = 1;
const BACKGROUND = 2;
const GROUND = 3;
const LONE_STEP = 4;
const FAMILY = 5;
const FLOOR = FAMILY + FAMILIES.length;
const COLORS = FLOOR + FAMILIES.length;

const palettes = new WeakMap<StripColors, Uint32Array>();

/** The measures of what is filled, in device pixels. */
export interface Raster {
  /** From a pixel to the one below it. */
  readonly stride: number;
  readonly columns: number;
  readonly lines: number;
  readonly ratio: number;
}

/**
 * Fills pixels with the cells of a stretch from `from` to before `until`; `left`: the picture's column at the pixels' left edge. A stretch is
 * pixels because what is merged is so dense that an outline has a corner every other pixel, and to fill such outlines takes
 * a browser without a graphics card several times as long.
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
): void {
  const palette = paletteOf(colors);
  const groundFrom = Math.round(colors.inset * ratio);
  const groundEnd = lines - groundFrom;
  const floorFrom = groundEnd - Math.round(LINE * ratio);
  const isLone = colors.lone === colors.ground ? null : loneCells(strips, at);
  let x = columnOf(strips, at, from, ratio) - left;
  for (let cell = from; cell < until && x < columns; cell++) {
    const behind = Math.min(columns, columnOf(strips, at, cell + 1, ratio) - left);
    if (behind <= x) continue;
    const level = levelOf(strips, cell) * COLORS;
    const family = strips.family[cell]!;
    const isStep = isLone?.[cell - strips.first[at]!] === 1;
    const tinted = family === NO_FAMILY ? GROUND : FAMILY + family;
    const ground = palette[level + (isStep ? LONE_STEP : tinted)]!;
    const floor = isStep || family === NO_FAMILY ? ground : palette[level + FLOOR + family]!;
    const around = isStep ? ground : palette[BACKGROUND]!;
    const [running, ready] = [palette[level + RUNNING]!, palette[level + READY]!];
    const own = runRise(strips, cell, height);
    const runFrom = lines - Math.round(own * ratio);
    const readyFrom = Math.min(runFrom, lines - Math.round(readyRise(strips, cell, height) * ratio));
    const wide = behind - x;
    let from = fillLines(pixels, x, wide, stride, 0, Math.min(groundFrom, readyFrom), around);
    from = fillLines(pixels, x, wide, stride, from, Math.min(floorFrom, readyFrom), ground);
    from = fillLines(pixels, x, wide, stride, from, Math.min(groundEnd, readyFrom), floor);
    from = fillLines(pixels, x, wide, stride, from, readyFrom, around);
    from = fillLines(pixels, x, wide, stride, from, runFrom, ready);
    fillLines(pixels, x, wide, stride, from, lines, running);
    x = behind;
  }
}

/** Where a cell of a stretch begins, in device pixels. */
export function columnOf(strips: Strips, at: number, cell: number, ratio: number): number {
  return Math.round(edgeOf(strips, at, cell, ratio) * ratio);
}

/** Fills the lines from one to before another, where there are any; answers where the next ones begin. */
function fillLines(
  pixels: Uint32Array,
  x: number,
  wide: number,
  stride: number,
  from: number,
  end: number,
  color: number,
): number {
  let pixel = from * stride + x;
  // Nearly all cells are of two or three pixels.
  if (wide === 2)
    for (let line = from; line < end; line++, pixel += stride) pixels[pixel] = pixels[pixel + 1] = color;
  else if (wide === 3)
    for (let line = from; line < end; line++, pixel += stride)
      pixels[pixel] = pixels[pixel + 1] = pixels[pixel + 2] = color;
  else
    for (let line = from; line < end; line++, pixel += stride)
      for (let next = pixel; next < pixel + wide; next++) pixels[next] = color;
  return Math.max(from, end);
}

function paletteOf(colors: StripColors): Uint32Array {
  let palette = palettes.get(colors);
  if (palette === undefined) {
    palette = new Uint32Array((LEVELS + 1) * COLORS);
    for (let level = 0; level <= LEVELS; level++) {
      const put = (at: number, color: string): void => {
        palette![level * COLORS + at] = pixelOf(colors.background, color, opacityOf(level, colors.dim));
      };
      put(BACKGROUND, colors.background);
      put(RUNNING, colors.running);
      put(READY, colors.ready);
      put(GROUND, colors.ground);
      put(LONE_STEP, colors.lone);
      FAMILIES.forEach((_, family) => {
        const ground = colors.families[family] ?? colors.ground;
        put(FAMILY + family, ground);
        put(FLOOR + family, colors.lines[family] ?? ground);
      });
    }
    palettes.set(colors, palette);
  }
  return palette;
}

/** A colour upon another one, as a canvas keeps its pixels: red first, opaque. */
export function pixelOf(below: string, above: string, opacity: number): number {
  const [a, b] = [rgb(below), rgb(above)];
  const part = (from: number, to: number): number => Math.round(from + (to - from) * opacity);
  return ((255 << 24) | (part(a.b, b.b) << 16) | (part(a.g, b.g) << 8) | part(a.r, b.r)) >>> 0;
}
