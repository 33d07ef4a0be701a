import { glyphPath } from './glyphs.ts';
import type { Px } from './viewport.ts';

const cache = new Map<string, CanvasPattern>();

/** Diagonal stripes of one colour on another, `size` pixels apart, sharp on device pixels, of which there are `ratio` to a pixel. */
export function hatch(
  context: CanvasRenderingContext2D,
  ratio: number,
  ground: string,
  stripe: string,
  size: Px,
  weight: number,
): CanvasPattern {
  const key = [ground, stripe, size, ratio, weight].join();
  let pattern = cache.get(key);
  if (pattern === undefined) {
    if (cache.size > 64) cache.clear();
    pattern = create(context, ground, stripe, Math.round(size * ratio), weight);
    pattern.setTransform(new DOMMatrix([1 / ratio, 0, 0, 1 / ratio, 0, 0]));
    cache.set(key, pattern);
  }
  return pattern;
}

const sprites = new Map<string, ImageBitmap>();

/** A sign in a colour as a small picture: thousands of them cost a frame what stroking a hundred paths would. */
export function sprite(ratio: number, path: string, color: string, size: Px, weight: number): ImageBitmap {
  const key = [path, color, size, ratio, weight].join();
  let picture = sprites.get(key);
  if (picture === undefined) {
    if (sprites.size > 64) sprites.clear();
    const canvas = new OffscreenCanvas(Math.round(size * ratio), Math.round(size * ratio));
    const pen = canvas.getContext('2d');
    if (pen !== null) {
      pen.scale(canvas.width / 12, canvas.height / 12);
      pen.strokeStyle = color;
      pen.lineWidth = weight;
      pen.stroke(glyphPath(path));
    }
    picture = canvas.transferToImageBitmap();
    sprites.set(key, picture);
  }
  return picture;
}

function create(
  context: CanvasRenderingContext2D,
  ground: string,
  stripe: string,
  size: number,
  weight: number,
): CanvasPattern {
  const tile = document.createElement('canvas');
  tile.width = size;
  tile.height = size;
  const pen = tile.getContext('2d');
  if (pen !== null) {
    if (ground !== '') {
      pen.fillStyle = ground;
      pen.fillRect(0, 0, size, size);
    }
    pen.strokeStyle = stripe;
    pen.lineWidth = size * weight * Math.SQRT1_2;
    // Three lines, so that the tile's corners join those of its neighbours.
    for (const shift of [-size, 0, size]) {
      pen.beginPath();
      pen.moveTo(shift - 1, size + 1);
      pen.lineTo(shift + size + 1, -1);
      pen.stroke();
    }
  }
  return context.createPattern(tile, 'repeat')!;
}
