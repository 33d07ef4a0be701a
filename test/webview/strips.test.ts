import { describe, expect, it } from 'vitest';
import { FAMILIES } from '../../src/core/awaitFamilies.ts';
import { fillStrip, pixelOf } from '../../webview/paint/stripPixels.ts';
import { loneCells, readyRise, runRise, stripByPaths } from '../../webview/paint/stripShape.ts';
import type { StripColors } from '../../webview/paint/target.ts';
import { NO_FAMILY, STRIP_KIND, Strips } from '../../webview/picture.ts';
import { PaintLog } from './paintLog.ts';
import { random } from './sampleTraces.ts';

const HEIGHT = 16;
const GROUND = '#202020';
const colors: StripColors = {
  background: '#101010',
  ground: GROUND,
  lone: '#446644',
  running: '#00ff00',
  ready: '#ffaa00',
  families: FAMILIES.map((_, at) => `#3000${at}0`),
  lines: FAMILIES.map((_, at) => `#6000${at}0`),
  inset: 2,
  dim: 0.25,
};

function randomStrips(seed: number, cells: number, cell: number, match: (at: number) => number): Strips {
  const next = random(seed);
  const strips = new Strips();
  strips.add(0, 24, STRIP_KIND.task, 0, 1, 10, cell);
  for (let at = 0; at < cells; at++) {
    // Whole sixteenths, so that rises are whole pixels: halves are rounded in different directions.
    const busy = next() < 0.4 ? 0 : (3 + Math.floor(next() * 8)) / HEIGHT;
    const ready = next() < 0.5 ? 0 : (2 + Math.floor(next() * 6)) / HEIGHT;
    strips.addCell(busy, ready, next() < 0.2 ? NO_FAMILY : Math.floor(next() * FAMILIES.length), match(at));
  }
  return strips;
}

/** Painted rectangles and outlines as pixels: the slow way, to compare with. */
function rasterOf(log: PaintLog, columns: number, left: number, top: number): string[][] {
  const pixels = Array.from({ length: HEIGHT * log.ratio }, () => Array.from({ length: columns }, () => ''));
  const fill = (x: number, y: number, width: number, height: number, color: string): void => {
    for (
      let line = Math.round((y - top) * log.ratio);
      line < Math.round((y - top + height) * log.ratio);
      line++
    )
      for (let at = Math.round((x - left) * log.ratio); at < Math.round((x - left + width) * log.ratio); at++)
        if (pixels[line]?.[at] !== undefined) pixels[line]![at] = color;
  };
  let outline: (readonly [number, number])[] = [];
  for (const { op, args, fill: color, alpha } of log.painted) {
    const [x, y, width, height] = args.map(Number) as [number, number, number, number];
    const solid = String(pixelOf(colors.background, color === '' ? GROUND : color, alpha));
    if (op === 'fillRect') fill(x, y, width, height, solid);
    if (op === 'beginPath') outline = [];
    if (op === 'moveTo' || op === 'lineTo') outline.push([x, y]);
    if (op !== 'fill') continue;
    const floor = top + HEIGHT;
    for (let at = 1; at < outline.length; at++) {
      const [[from, height0], [to]] = [outline[at - 1]!, outline[at]!];
      if (to > from) fill(from, height0, to - from, floor - height0, solid);
    }
  }
  return pixels;
}

describe('merged cells', () => {
  it.each([
    [1, 2, 1],
    [2, 3, 1],
    [3, 1.5, 2],
    [4, 2, 2],
  ])('are the same as pixels and as outlines (%i: cells of %f px, ratio %i)', (seed, cell, ratio) => {
    for (const match of [() => 1, (at: number) => (at % 7 < 4 ? 1 : at % 5 === 0 ? 0 : 0.4)]) {
      const strips = randomStrips(seed, 120, cell, match);
      const log = new PaintLog(ratio);
      stripByPaths(log, strips, 0, HEIGHT, colors);
      const columns = 120 * cell * ratio;
      const expected = rasterOf(log, columns, 10, 24 + 4);
      const pixels = new Uint32Array(columns * HEIGHT * ratio);
      const raster = { stride: columns, columns, lines: HEIGHT * ratio, ratio };
      fillStrip(pixels, raster, strips, 0, 0, HEIGHT, colors);
      const background = String(pixelOf(colors.background, colors.background, 1));
      const colorsOf = (line: readonly string[]): string[] => line.map((color) => color || background);
      for (let y = 0; y < raster.lines; y++) {
        const line = Array.from(pixels.subarray(y * columns, (y + 1) * columns), String);
        expect(line, `line ${y}`).toEqual(colorsOf(expected[y]!));
      }
    }
  });

  it('show what is there at all, and never more than all', () => {
    const strips = new Strips();
    strips.add(0, 0, STRIP_KIND.task, 0, 1, 0, 2);
    strips.addCell(1e-9, 1e-9, 0, 1);
    strips.addCell(0.9, 0.9, 0, 1);
    strips.addCell(0, 0, 0, 1);
    expect([0, 1, 2].map((cell) => runRise(strips, cell, HEIGHT))).toEqual([2.5, 14.5, 0]);
    expect([0, 1, 2].map((cell) => readyRise(strips, cell, HEIGHT))).toEqual([4, HEIGHT, 0]);
  });

  it('let a step stand out that has no other one near', () => {
    const lone = (busy: readonly number[]): string => {
      const strips = new Strips();
      strips.add(0, 0, STRIP_KIND.task, 0, 1, 0, 2);
      for (const share of busy) strips.addCell(share, 0, 0, 1);
      return [...loneCells(strips, 0).subarray(0, busy.length)].join('');
    };
    expect(lone([0, 0, 0, 1, 0, 0, 0])).toBe('0001000');
    expect(lone([1, 0, 0, 0, 1, 1, 0, 0])).toBe('10001100');
    expect(lone([1, 0, 0, 1, 0, 0, 0, 1])).toBe('00000001');
    expect(lone([0, 0, 0, 1, 1, 1, 0, 0, 0])).toBe('000000000');
    expect(lone([1, 1, 1, 1])).toBe('0000');
  });
});
