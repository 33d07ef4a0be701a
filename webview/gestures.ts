import { drag, pointer, select, type D3DragEvent } from 'd3';
import type { Marking } from './navigate/marking.ts';
import { trackPointers } from './pointers.ts';
import type { Px } from './viewport.ts';

/** What the pointer can do on the lanes; all in CSS pixels of the lanes' area. */
export interface LaneGestures {
  /** `factor` below 1: nearer. */
  readonly zoom: (factor: number, x: Px) => void;
  readonly pan: (dx: Px, dy: Px) => void;
  readonly hover: (
    at: { readonly x: Px; readonly y: Px } | null,
    page: { readonly x: Px; readonly y: Px },
  ) => void;
  readonly click: (x: Px, y: Px) => void;
  readonly doubleClick: (x: Px, y: Px) => void;
  /** A drag that marks a length of time: on the axis any, on the lanes one with Shift. */
  readonly mark: Marking;
}

/** How much one pixel of wheel zooms; a pinch comes as small steps with the control key held. */
const ZOOM_PER_PIXEL = 0.0021;
const PINCH_PER_PIXEL = 0.011;
const LINE: Px = 16;

/** Listens on the lanes, or on the axis above them, where every drag marks. */
export function bindLanes(host: HTMLElement, gestures: LaneGestures, isAxis = false): void {
  const area = select<HTMLElement, unknown>(host);
  const { pan, zoom, mark } = gestures;
  const isMeant = (event: PointerEvent): boolean => event.button === 0 && (isAxis || event.shiftKey);
  const touches = trackPointers(host, { pan, zoom, mark: { ...mark, isMeant } });
  area.on(
    'wheel',
    (event: WheelEvent) => {
      event.preventDefault();
      const [dx, dy] = wheelPixels(event);
      const [x] = pointer(event, host);
      if (event.ctrlKey || event.metaKey) gestures.zoom(Math.exp(clamp(dy) * PINCH_PER_PIXEL), x);
      else if (event.shiftKey) gestures.pan(-(dy || dx), 0);
      else if (Math.abs(dx) > Math.abs(dy)) gestures.pan(-dx, 0);
      else gestures.zoom(Math.exp(clamp(dy) * ZOOM_PER_PIXEL), x);
    },
    { passive: false },
  );
  area.on('pointermove', (event: PointerEvent) => {
    const [x, y] = pointer(event, host);
    gestures.hover({ x, y }, { x: event.clientX, y: event.clientY });
  });
  area.on('pointerleave', (event: PointerEvent) =>
    gestures.hover(null, { x: event.clientX, y: event.clientY }),
  );
  area.on('click', (event: MouseEvent) => {
    if (!touches.hasDragged()) gestures.click(...pointer(event, host));
  });
  area.on('dblclick', (event: MouseEvent) => gestures.doubleClick(...pointer(event, host)));
}

/** Listens on the column of names: the wheel scrolls, a finger drags, a click selects or folds. */
export function bindLabels(
  host: HTMLElement,
  scrollBy: (dy: Px) => void,
  click: (row: number, isTwisty: boolean) => void,
): void {
  const touches = trackPointers(host, { pan: (_, dy) => scrollBy(-dy), zoom: () => undefined }, 'touch');
  host.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      scrollBy(wheelPixels(event)[1]);
    },
    { passive: false },
  );
  host.addEventListener('click', (event) => {
    if (!(event.target instanceof Element) || touches.hasDragged()) return;
    const row = event.target.closest<HTMLElement>('.lane-label')?.dataset['row'];
    if (row !== undefined) click(Number(row), event.target.closest('.twisty') !== null);
  });
}

/** Makes a splitter movable by pointer and arrow keys. `read` answers the size now, `sign` is −1 where more is less. */
export function bindSplitter(
  host: HTMLElement,
  direction: () => { readonly isVertical: boolean; readonly sign: 1 | -1 },
  change: (by: Px) => void,
): void {
  select<HTMLElement, unknown>(host).call(
    drag<HTMLElement, unknown>()
      .container(() => document.body)
      .on('drag', (event: D3DragEvent<HTMLElement, unknown, unknown>) => {
        const { isVertical, sign } = direction();
        change((isVertical ? event.dx : event.dy) * sign);
      }),
  );
  host.addEventListener('keydown', (event) => {
    const { isVertical, sign } = direction();
    const by =
      event.key === (isVertical ? 'ArrowRight' : 'ArrowDown')
        ? 16
        : event.key === (isVertical ? 'ArrowLeft' : 'ArrowUp')
          ? -16
          : 0;
    if (by === 0) return;
    event.preventDefault();
    event.stopPropagation();
    change(by * sign);
  });
}

function wheelPixels({ deltaX, deltaY, deltaMode }: WheelEvent): [Px, Px] {
  const unit = deltaMode === 1 ? LINE : deltaMode === 2 ? LINE * 20 : 1;
  return [deltaX * unit, deltaY * unit];
}

/** One notch of a fast wheel must not leap over three orders of magnitude. */
function clamp(delta: Px): Px {
  return Math.max(-240, Math.min(240, delta));
}
