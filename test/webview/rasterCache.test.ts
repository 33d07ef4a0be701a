import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { FAMILIES } from '../../src/core/awaitFamilies.ts';
import { RasterCache } from '../../webview/paint/rasterCache.ts';
import * as stripPixels from '../../webview/paint/stripPixels.ts';
import type { StripColors } from '../../webview/paint/target.ts';
import { NO_FAMILY, STRIP_KIND, Strips } from '../../webview/picture.ts';
import { random } from './sampleTraces.ts';

const HEIGHT = 14;
const SIZE = 64;
/** Pixels that a cell is wide: no edge of one is in the middle of a pixel. */
const CELL = 1.5 * Math.SQRT2;
const COLUMNS = 400;

const colors: StripColors = {
  background: '#101010',
  ground: '#202020',
  lone: '#446644',
  running: '#00ff00',
  ready: '#ffaa00',
  families: FAMILIES.map((_, at) => `#3000${at}0`),
  lines: FAMILIES.map((_, at) => `#6000${at}0`),
  inset: 2,
  dim: 0.25,
};

/** What happens in each cell of a lane, for ever. */
interface Lane {
  readonly busy: Float32Array;
  readonly ready: Float32Array;
  readonly family: Uint8Array;
}

function laneOf(seed: number, cells = 4000): Lane {
  const next = random(seed);
  return {
    busy: Float32Array.from({ length: cells }, () => (next() < 0.7 ? 0 : next())),
    ready: Float32Array.from({ length: cells }, () => (next() < 0.7 ? 0 : next())),
    family: Uint8Array.from({ length: cells }, () =>
      next() < 0.2 ? NO_FAMILY : Math.floor(next() * FAMILIES.length),
    ),
  };
}

/** The stretch of a lane that is in sight from a pixel on. */
function stripsAt(lane: Lane, px: number, match: (cell: number) => number = () => 1): Strips {
  const strips = new Strips();
  const first = Math.max(0, Math.floor(px / CELL) - 1);
  strips.add(7, 0, STRIP_KIND.task, first * SIZE, SIZE, first * CELL - px, CELL);
  for (let cell = first; cell < Math.min(lane.busy.length, first + COLUMNS / CELL + 3); cell++)
    strips.addCell(lane.busy[cell]!, lane.ready[cell]!, lane.family[cell]!, match(cell));
  return strips;
}

function cacheFor(ratio = 1): RasterCache {
  return new RasterCache(COLUMNS * ratio, ratio);
}

/** What is seen of it, line by line. */
function pixelsOf(cache: RasterCache, strips: Strips, ratio = 1, palette = colors): number[] {
  const begin = stripPixels.columnOf(strips, 0, 0, ratio);
  const end = Math.min(stripPixels.columnOf(strips, 0, strips.count[0]!, ratio), COLUMNS * ratio);
  const { image, left } = cache.of(strips, 0, 0, HEIGHT, palette, ratio);
  const pixels = new Uint32Array(image.data.buffer);
  return Array.from({ length: HEIGHT * ratio }, (_, line) =>
    Array.from(pixels.subarray(line * image.width + begin - left, line * image.width + end - left)),
  ).flat();
}

function expectAsAnew(cache: RasterCache, strips: Strips, ratio = 1, palette = colors): void {
  expect(pixelsOf(cache, strips, ratio, palette)).toEqual(pixelsOf(cacheFor(ratio), strips, ratio, palette));
}

/** How many cells are painted anew. */
function countFilled(act: () => void): number {
  const { mock } = vi.mocked(stripPixels.fillStrip).mockClear();
  act();
  const cells = mock.calls.map(([, , , , from, , , until]) => until! - from);
  return cells.reduce((sum, each) => sum + each, 0);
}

vi.mock('../../webview/paint/stripPixels.ts', { spy: true });

beforeAll(() => {
  vi.stubGlobal(
    'ImageData',
    class {
      readonly data: Uint8ClampedArray;
      readonly width: number;
      readonly height: number;
      constructor(width: number, height: number) {
        this.width = width;
        this.height = height;
        this.data = new Uint8ClampedArray(width * height * 4);
      }
    },
  );
});
afterAll(() => void vi.unstubAllGlobals());

describe('stretches that are kept as pixels', () => {
  it.each([1, 2, 1.5])('look as if they were painted anew wherever the view goes (ratio %f)', (ratio) => {
    const cache = cacheFor(ratio);
    const lane = laneOf(1);
    const next = random(2);
    let px = 3000;
    for (let step = 0; step < 60; step++) {
      // Mostly by whole pixels, sometimes not, sometimes far.
      px += next() < 0.7 ? Math.floor((next() - 0.5) * 120) : (next() - 0.5) * (next() < 0.3 ? 2000 : 3);
      expectAsAnew(cache, stripsAt(lane, Math.max(0, px)), ratio);
    }
  });

  it('do not drift when many moves are by nearly whole pixels', () => {
    const cache = cacheFor();
    const lane = laneOf(8);
    for (let step = 0; step < 120; step++) pixelsOf(cache, stripsAt(lane, 1000 + step * 9.994));
    const strips = stripsAt(lane, 1000 + 119 * 9.994);
    const anew = pixelsOf(cacheFor(), strips);
    const others = pixelsOf(cache, strips).filter((pixel, at) => pixel !== anew[at]);
    expect(others.length).toBeLessThan(anew.length / 50);
  });

  it('look so when what is in them changes, as at the end of a lane that goes on', () => {
    const cache = cacheFor();
    const lane = laneOf(3);
    const next = random(4);
    for (let step = 0; step < 40; step++) {
      const cell = 40 + Math.floor(next() * 150);
      lane.busy[cell] = next();
      lane.ready[cell + 1] = 0;
      expectAsAnew(cache, stripsAt(lane, 3 * (step % 5)));
    }
  });

  it('look so with another query or theme', () => {
    const cache = cacheFor();
    const strips = stripsAt(laneOf(5), 500);
    expectAsAnew(cache, strips);
    expectAsAnew(
      cache,
      stripsAt(laneOf(5), 500, (cell) => (cell % 3) / 3),
    );
    expectAsAnew(cache, strips, 1, { ...colors, running: '#0000ff' });
  });

  it('cost only the cells that are new', () => {
    const cache = cacheFor();
    const lane = laneOf(6);
    pixelsOf(cache, stripsAt(lane, 1000));
    expect(countFilled(() => pixelsOf(cache, stripsAt(lane, 1000)))).toBeLessThanOrEqual(3);
    expect(countFilled(() => pixelsOf(cache, stripsAt(lane, 1020)))).toBeLessThan(30);
    expect(countFilled(() => pixelsOf(cache, stripsAt(lane, 1020.4)))).toBeGreaterThan(150);
  });
});
