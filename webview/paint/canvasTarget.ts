import { hatch, sprite } from '../patterns.ts';
import { snap, type Surface } from '../surface.ts';
import { measureText } from '../text.ts';
import { putStrip } from './putStrip.ts';
import type { Px } from '../viewport.ts';
import type { PaintTarget } from './target.ts';

/** The painter's target that is a canvas in the page. */
export function canvasTarget(surface: Surface): PaintTarget {
  const { context } = surface;
  const spriteOf = recentSprite(surface);
  return {
    context,
    get ratio() {
      return surface.ratio;
    },
    hatch: (fill, line, gap, weight = 0.36) => hatch(context, surface.ratio, fill, line, gap, weight),
    glyph: (path, color, x, y, size, weight = 1.4) => {
      const picture = spriteOf(path, color, size, weight);
      context.drawImage(picture, snap(surface, x), snap(surface, y), size, size);
    },
    textWidth: (text, font) => measureText(context, text, font),
    strip: (strips, at, height, colors) => putStrip(surface, strips, at, height, colors),
  };
}

/** Signs are drawn one style after the other: most are the one that was drawn last. */
function recentSprite(
  surface: Surface,
): (path: string, color: string, size: Px, weight: number) => ImageBitmap {
  let recent: ImageBitmap | null = null;
  let [lastPath, lastColor, lastSize, lastWeight] = ['', '', 0, 0];
  return (path, color, size, weight) => {
    const isSame = path === lastPath && color === lastColor && size === lastSize && weight === lastWeight;
    if (recent !== null && isSame) return recent;
    [lastPath, lastColor, lastSize, lastWeight] = [path, color, size, weight];
    return (recent = sprite(surface.ratio, path, color, size, weight));
  };
}
