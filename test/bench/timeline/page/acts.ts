import type { Act } from './frames.ts';

/** The scripted gestures that are measured. */
export type GestureName = 'out' | 'zoom' | 'pan' | 'scroll' | 'hover' | 'click';

/** A wheel event in the middle of an element. */
export function wheel(target: Element, deltas: { x?: number; y?: number; ctrl?: boolean }): void {
  const { left, top, width, height } = target.getBoundingClientRect();
  target.dispatchEvent(
    new WheelEvent('wheel', {
      deltaX: deltas.x ?? 0,
      deltaY: deltas.y ?? 0,
      ctrlKey: deltas.ctrl ?? false,
      clientX: left + width / 2,
      clientY: top + height / 2,
      bubbles: true,
      cancelable: true,
    }),
  );
}

/** A pointer's or mouse's event somewhere on an element, at shares of its size. */
export function point(target: Element, type: string, x: number, y: number): void {
  const { left, top, width, height } = target.getBoundingClientRect();
  const place = {
    clientX: left + Math.floor(x * width),
    clientY: top + Math.floor(y * height),
    bubbles: true,
    cancelable: true,
    pointerId: 1,
    pointerType: 'mouse',
    isPrimary: true,
  };
  target.dispatchEvent(
    type.startsWith('pointer') ? new PointerEvent(type, place) : new MouseEvent(type, place),
  );
}

/** Forwards in the first half of every so many frames, backwards in the second. */
export function swing(frame: number, period: number): 1 | -1 {
  return frame % period < period / 2 ? 1 : -1;
}

/** Places that look random and are the same in every run: shares of width and height. */
export function scattered(frame: number): [number, number] {
  return [(frame * 0.618_034 + 0.05) % 0.96, (frame * 0.414_214 + 0.02) % 0.96];
}

/** The gestures on a page of ours: `lanes` is the picture, `labels` the column of names. */
export function actsOn(lanes: Element, labels: Element): Readonly<Record<GestureName, Act>> {
  return {
    out: (frame) => wheel(lanes, { x: 11 * swing(frame, 20) }),
    zoom: (frame) => wheel(lanes, { y: -64 * swing(frame, 120) }),
    pan: (frame) => wheel(lanes, { x: 23 * swing(frame, 40) }),
    scroll: (frame) => wheel(labels, { y: 72 * swing(frame, 120) }),
    hover: (frame) => point(lanes, 'pointermove', ...scattered(frame)),
    click: (frame) => {
      const at = scattered(frame);
      point(lanes, 'pointerdown', ...at);
      point(lanes, 'pointerup', ...at);
      point(lanes, 'click', ...at);
    },
  };
}
