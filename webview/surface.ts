import type { Px } from './viewport.ts';

/**
 * A canvas whose users speak CSS pixels. Device pixels exist only here: the backing store is scaled to them, and
 * `snap` puts an edge between two of them so that it is sharp.
 */
export interface Surface {
  readonly canvas: HTMLCanvasElement;
  readonly context: CanvasRenderingContext2D;
  /** Device pixels to a CSS pixel, as of the last `prepare`. */
  readonly ratio: number;
  /** Fits the canvas to a size, and clears it. */
  readonly prepare: (width: Px, height: Px) => void;
}

/**
 * Makes a surface of a canvas. `hasPixels`: pixels are put onto it many times a frame, so it is better off in main memory
 * than on a graphics card, where each of them would have to wait for what was drawn before. Who uses it paints all of it:
 * nothing of what lies behind shows through, which spares half of what pixels cost.
 */
export function createSurface(canvas: HTMLCanvasElement, hasPixels = false): Surface {
  const context = canvas.getContext('2d', { willReadFrequently: hasPixels, alpha: !hasPixels });
  if (context === null) throw new Error('The page cannot draw on a canvas.');
  let ratio = window.devicePixelRatio || 1;
  const prepare = (width: Px, height: Px): void => {
    ratio = window.devicePixelRatio || 1;
    const [columns, lines] = [
      Math.max(1, Math.round(width * ratio)),
      Math.max(1, Math.round(height * ratio)),
    ];
    if (canvas.width !== columns || canvas.height !== lines) {
      canvas.width = columns;
      canvas.height = lines;
      canvas.style.width = `${width}px`;
      canvas.style.height = `${height}px`;
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
  };
  return {
    canvas,
    context,
    get ratio() {
      return ratio;
    },
    prepare,
  };
}

/** The nearest edge between two device pixels. */
export function snap({ ratio }: { readonly ratio: number }, at: Px): Px {
  return Math.round(at * ratio) / ratio;
}

/** Puts what another surface shows onto one, device pixel by device pixel, its left edge at a place. */
export function putSurface({ context, ratio }: Surface, from: Surface, x: Px): void {
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.drawImage(from.canvas, Math.round(x * ratio), 0);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
}

/** Makes a surface that is not in the page: to be put onto others. */
export function createHiddenSurface(): Surface {
  return createSurface(document.createElement('canvas'));
}
