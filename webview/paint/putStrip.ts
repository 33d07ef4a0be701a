import type { Strips } from '../picture.ts';
import type { Surface } from '../surface.ts';
import type { Px } from '../viewport.ts';
import { RasterCache } from './rasterCache.ts';
import { columnOf } from './stripPixels.ts';
import { bottomOf } from './stripShape.ts';
import type { StripColors } from './target.ts';

/** Cells further left than this are not in sight. */
const BESIDE: Px = 64;

/** What each surface showed last, for a width and a ratio. */
const kept = new WeakMap<
  Surface,
  { readonly width: number; readonly ratio: number; readonly cache: RasterCache }
>();

/** Paints a stretch as pixels. */
export function putStrip(
  surface: Surface,
  strips: Strips,
  at: number,
  height: Px,
  colors: StripColors,
): void {
  const { ratio, canvas, context } = surface;
  const first = firstInSight(strips, at);
  const end = strips.first[at]! + strips.count[at]!;
  const left = columnOf(strips, at, first, ratio);
  const right = Math.min(columnOf(strips, at, end, ratio), canvas.width);
  const lines = Math.round(height * ratio);
  if (right <= left || lines <= 0) return;
  const painted = cacheOf(surface).of(strips, at, first, height, colors, ratio);
  const top = Math.round(bottomOf(strips, at, height) * ratio) - lines;
  context.putImageData(painted.image, painted.left, top, left - painted.left, 0, right - left, lines);
}

function cacheOf(surface: Surface): RasterCache {
  const { ratio, canvas } = surface;
  let last = kept.get(surface);
  if (last?.width !== canvas.width || last.ratio !== ratio) {
    last = { width: canvas.width, ratio, cache: new RasterCache(canvas.width, ratio) };
    kept.set(surface, last);
  }
  return last.cache;
}

function firstInSight({ x0, cell, first, count }: Strips, at: number): number {
  const hidden = Math.floor((-BESIDE - x0[at]!) / cell[at]!);
  return first[at]! + Math.max(0, Math.min(count[at]!, hidden));
}
