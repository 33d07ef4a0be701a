import type { Px } from './viewport.ts';

/** What one or two pointers on an element do; in CSS pixels, `factor` below 1: nearer. */
export interface Drags {
  readonly pan: (dx: Px, dy: Px) => void;
  readonly zoom: (factor: number, x: Px) => void;
  /** Where one pointer marks instead of panning: which one does, and where it began and is. */
  readonly mark?: {
    readonly isMeant: (event: PointerEvent) => boolean;
    readonly begin: (x: Px) => void;
    readonly move: (x: Px) => void;
  };
}

/** A pointer that moved less than this has clicked. */
const CLICK_SLACK: Px = 4;

interface Held {
  x: Px;
  y: Px;
}

/**
 * Follows the pointers that are down on an element: one pans, be it a mouse, a pen or a finger; two fingers pan with
 * their middle and zoom with their distance. The state of a gesture is the pointers' last places and nothing else, so
 * that a finger may join or leave at any time and the picture does not jump.
 */
export function trackPointers(
  host: HTMLElement,
  { pan, zoom, mark }: Drags,
  only?: 'touch',
): { readonly hasDragged: () => boolean } {
  const held = new Map<number, Held>();
  let isDrag = false;
  let isMark = false;
  let start: Held = { x: 0, y: 0 };

  host.addEventListener('pointerdown', (event) => {
    if ((event.pointerType === 'mouse' && event.button > 1) || (only && event.pointerType !== only)) return;
    if (held.size === 0) {
      isDrag = false;
      isMark = mark?.isMeant(event) === true;
      start = { x: event.clientX, y: event.clientY };
    }
    if (held.size === 1) isMark = false;
    if (held.size < 2) held.set(event.pointerId, { x: event.clientX, y: event.clientY });
  });
  host.addEventListener('pointermove', (event) => {
    const moved = held.get(event.pointerId);
    if (moved === undefined) return;
    const isFar = Math.hypot(event.clientX - start.x, event.clientY - start.y) >= CLICK_SLACK;
    if (!isDrag && !isFar && held.size < 2) return;
    if (!isDrag) {
      isDrag = true;
      host.classList.add(isMark ? 'marking' : 'dragging');
      if (isMark) mark?.begin(start.x - host.getBoundingClientRect().left);
    }
    // Only now: a captured pointer's click would go to the host instead of what is under it.
    if (!host.hasPointerCapture(event.pointerId)) host.setPointerCapture(event.pointerId);
    const before = measure(held, host);
    moved.x = event.clientX;
    moved.y = event.clientY;
    const after = measure(held, host);
    if (isMark) return mark?.move(after.x);
    pan(after.x - before.x, after.y - before.y);
    if (before.distance > 0 && after.distance > 0) zoom(before.distance / after.distance, after.x);
  });
  const release = ({ pointerId }: PointerEvent): void => {
    if (held.delete(pointerId) && held.size === 0) host.classList.remove('dragging', 'marking');
  };
  host.addEventListener('pointerup', release);
  host.addEventListener('pointercancel', release);
  host.addEventListener('lostpointercapture', (event) => {
    // A finger is captured by what it first touched, and loses that to the host.
    if (event.target === host) release(event);
  });
  host.addEventListener('mousedown', (event) => {
    // The middle button drags too; the browser would scroll by it.
    if (event.button === 1) event.preventDefault();
  });
  return { hasDragged: () => isDrag };
}

/** The middle of the pointers, and how far apart they are: 0 for one. */
function measure(held: ReadonlyMap<number, Held>, host: HTMLElement): Held & { readonly distance: Px } {
  const { left, top } = host.getBoundingClientRect();
  const [first, second = first] = [...held.values()] as [Held, Held?];
  return {
    x: (first.x + second.x) / 2 - left,
    y: (first.y + second.y) / 2 - top,
    distance: Math.hypot(first.x - second.x, first.y - second.y),
  };
}
