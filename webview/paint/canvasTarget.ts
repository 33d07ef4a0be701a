import { hatch, sprite } from '../patterns.ts';
import { snap, type Surface } from '../surface.ts';
import { measureText } from '../text.ts';
import { putStrip } from './stripPixels.ts';
import type { PaintTarget } from './target.ts';

/** The painter's target that is a canvas in the page. */
export function canvasTarget(surface: Surface): PaintTarget {
  const { context } = surface;
  return {
    context,
    get ratio() {
      return surface.ratio;
    },
    hatch: (fill, line, gap, weight = 0.36) => hatch(context, surface.ratio, fill, line, gap, weight),
    glyph: (path, color, x, y, size, weight = 1.4) => {
      const picture = sprite(surface.ratio, path, color, size, weight);
      context.drawImage(picture, snap(surface, x), snap(surface, y), size, size);
    },
    textWidth: (text) => measureText(context, text),
    strip: (strips, at, height, colors) => putStrip(surface, strips, at, height, colors),
  };
}
