import { formatDuration } from '../../src/core/format.ts';
import { MILLISECOND, type Nanos } from '../../src/core/units.ts';
import { element, setAttribute } from '../element.ts';
import { canvasTarget } from '../paint/canvasTarget.ts';
import { createHiddenSurface, createSurface, putSurface, snap } from '../surface.ts';
import type { PxSpan } from '../picture.ts';
import type { Theme } from '../theme.ts';
import { fitWhole, spanOf, toPx, toTime, zoomAt, type Px, type View } from '../viewport.ts';
import { MinimapCells, type Overviewed } from './layoutMinimap.ts';
import { createMinimapName } from './minimapName.ts';
import { between, centerOn, moveByKey, moveEdge, type Grip } from './minimapMoves.ts';
import { paintMinimap } from './paintMinimap.ts';
import { paintWindow } from './paintWindow.ts';
import { atRest, seldom } from './seldom.ts';

/** What the minimap shows. */
export interface MinimapState extends Overviewed {
  readonly view: View;
  /** The length of time that is summed up. */
  readonly range: View | null;
  readonly theme: Theme;
  /** When the recording began, held or not. */
  readonly begin: Nanos;
  /** As wide as the lanes, so that the same time stands at the same place. */
  readonly width: Px;
  readonly height: Px;
}

/** What the minimap can ask for. */
export interface MinimapActions {
  readonly show: (view: View) => void;
  readonly pan: (by: Nanos) => void;
  /** Shows the whole trace, or follows it while it grows. */
  readonly showAll: () => void;
}

export interface Minimap {
  readonly update: (state: MinimapState) => void;
}

/** A pointer that moved less than this has clicked. */
const CLICK_SLACK: Px = 4;
const ZOOM_PER_PIXEL = 0.0021;
/** A window that leaves out less than this cannot be moved: dragging in it marks what is to be shown. */
const NEARLY_ALL = 0.97;
const TITLE =
  'Whole trace: how busy its event loops were, ready delay as a line, blocks on top, failed tests below';

interface Drag {
  readonly grip: Grip | 'brush';
  readonly pointer: number;
  readonly startX: Px;
  readonly start: Nanos;
  lastX: Px;
  isMoved: boolean;
}

/**
 * Makes the minimap: the whole trace, and the shown time as a window in it that can be moved and stretched. `names`: the cell
 * beside it, which says how long the trace is.
 */
export function createMinimap(host: HTMLElement, names: HTMLElement, act: MinimapActions): Minimap {
  const canvas = element('canvas', { attributes: { 'aria-hidden': 'true' } });
  const surface = createSurface(canvas);
  const target = canvasTarget(surface);
  /** The trace without the window, which moves over it: painted only where it changed. */
  const overview = createHiddenSurface();
  const cells = new MinimapCells();
  const gone = element('div', { class: 'minimap-gone' });
  const name = createMinimapName(names, gone);
  const grips: Readonly<Record<Grip, HTMLElement>> = {
    window: slider('minimap-window', 'Shown time'),
    begin: slider('minimap-handle', 'Begin of the shown time'),
    end: slider('minimap-handle', 'End of the shown time'),
  };
  setAttribute(host, 'role', 'group');
  setAttribute(host, 'aria-label', 'Whole trace');
  host.title = TITLE;
  host.append(gone, canvas, grips.window, grips.begin, grips.end);

  let state: MinimapState | null = null;
  let painted: {
    readonly plot: View;
    readonly width: Px;
    readonly height: Px;
    readonly ratio: number;
    readonly theme: Theme;
  } | null = null;
  let seen: { readonly view: View; readonly range: View | null } | null = null;
  let plot: View = { begin: 0, end: 1 };
  let width = 0;
  let drag: Drag | null = null;

  const draw = (now: MinimapState): void => {
    const { extent, theme, height, view, range } = now;
    plot = fitWhole(extent);
    width = now.width;
    // The margins have no cells: those of the trace stay where they are while it grows.
    const isChanged = cells.update(now, (width * spanOf(extent)) / spanOf(plot));
    const ratio = window.devicePixelRatio || 1;
    const isSame =
      painted?.width === width &&
      painted.height === height &&
      painted.theme === theme &&
      painted.ratio === ratio &&
      painted.plot.begin === plot.begin &&
      painted.plot.end === plot.end;
    if (isChanged || !isSame) {
      painted = { plot, width, height, ratio, theme };
      overview.prepare(width, height);
      paintMinimap(canvasTarget(overview), cells, plot, width, height, theme);
      seen = null;
    }
    if (seen?.view.begin !== view.begin || seen.view.end !== view.end || seen.range !== range) {
      seen = { view, range };
      surface.prepare(width, height);
      putSurface(surface, overview, 0);
      const shown = spanAt(view);
      paintWindow(target, { shown, range: range && spanAt(range) }, width, height, theme);
      place();
      tell();
    }
    name.update(now);
  };

  const spanAt = ({ begin, end }: View): PxSpan => {
    const px = (at: Nanos): Px => snap(surface, Math.max(0, Math.min(width, toPx(plot, width, at))));
    return { x0: px(begin), x1: px(end) };
  };

  /** Puts what can be taken hold of to where it is painted: to move it in each frame would have the page laid out each time. */
  const place = atRest(() => {
    if (state === null) return;
    const { x0, x1 } = spanAt(state.view);
    put(grips.window, x0, Math.max(x1 - x0, 2));
    put(grips.begin, x0);
    put(grips.end, x1);
  });

  /** Says in words what is shown. */
  const tell = seldom(() => {
    if (state === null) return;
    const { view, extent } = state;
    // The view may leave some room beside the trace: that is nothing to speak of.
    const seen = { begin: Math.max(view.begin, extent.begin), end: Math.min(view.end, extent.end) };
    const length = formatDuration(spanOf(seen));
    const from = formatDuration(seen.begin - extent.begin);
    const to = formatDuration(seen.end - extent.begin);
    say(grips.begin, extent, view.begin, from);
    say(grips.end, extent, view.end, to);
    say(grips.window, extent, (view.begin + view.end) / 2, `${length}, from ${from} to ${to}`);
  });

  for (const grip of ['window', 'begin', 'end'] as const)
    grips[grip].addEventListener('keydown', (event) => {
      if (state === null || event.ctrlKey || event.altKey || event.metaKey) return;
      const moved = moveByKey(event.key, grip, state.view, state.extent);
      if (moved === null) return;
      event.preventDefault();
      act.show(moved);
    });

  const timeAt = (clientX: Px): Nanos => toTime(plot, width, clientX - host.getBoundingClientRect().left);
  host.addEventListener('pointerdown', (event) => {
    if (state === null || drag !== null || (event.pointerType === 'mouse' && event.button !== 0)) return;
    const isAll = spanOf(state.view) >= NEARLY_ALL * spanOf(state.extent);
    const held = (['begin', 'end', 'window'] as const).find((grip) => grips[grip] === event.target);
    const grip = held === undefined || (held === 'window' && isAll) ? 'brush' : held;
    const start = timeAt(event.clientX);
    drag = {
      grip,
      pointer: event.pointerId,
      startX: event.clientX,
      start,
      lastX: event.clientX,
      isMoved: false,
    };
  });
  host.addEventListener('pointermove', ({ pointerId, clientX }) => {
    if (state === null || drag?.pointer !== pointerId) return;
    if (!drag.isMoved) {
      if (Math.abs(clientX - drag.startX) < CLICK_SLACK) return;
      drag.isMoved = true;
      host.classList.add('dragging');
      host.setPointerCapture(pointerId);
    }
    const by = ((clientX - drag.lastX) / Math.max(1, width)) * spanOf(plot);
    drag.lastX = clientX;
    if (drag.grip === 'window') act.pan(by);
    else if (drag.grip === 'brush') act.show(between(drag.start, timeAt(clientX)));
    else act.show(moveEdge(state.view, state.extent, drag.grip, timeAt(clientX)));
  });
  const release = ({ pointerId, clientX, type }: PointerEvent): void => {
    if (drag?.pointer !== pointerId) return;
    const { isMoved, grip } = drag;
    drag = null;
    host.classList.remove('dragging');
    const isClick = type === 'pointerup' && !isMoved && (grip === 'brush' || grip === 'window');
    if (isClick && state !== null) act.show(centerOn(state.view, state.extent, timeAt(clientX)));
  };
  host.addEventListener('pointerup', release);
  host.addEventListener('pointercancel', release);
  host.addEventListener('lostpointercapture', release);
  host.addEventListener('dblclick', act.showAll);
  host.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      if (state === null) return;
      const { deltaX, deltaY, shiftKey, clientX } = event;
      if (shiftKey || Math.abs(deltaX) > Math.abs(deltaY))
        return act.pan(((deltaX || deltaY) / Math.max(1, width)) * spanOf(state.view));
      const by = Math.exp(Math.max(-240, Math.min(240, deltaY)) * ZOOM_PER_PIXEL);
      act.show(zoomAt(state.view, state.extent, by, timeAt(clientX)));
    },
    { passive: false },
  );
  return {
    update(next) {
      state = next;
      if (next.width > 0 && next.height > 0) draw(next);
    },
  };
}

function slider(className: string, label: string): HTMLElement {
  return element('div', {
    class: className,
    title: '',
    attributes: { role: 'slider', tabindex: '0', 'aria-label': label, 'aria-orientation': 'horizontal' },
  });
}

/** Values are milliseconds since the trace's begin: what is read aloud is the text. */
function say(grip: HTMLElement, extent: View, at: Nanos, text: string): void {
  const most = Math.round(spanOf(extent) / MILLISECOND);
  const now = Math.round((at - extent.begin) / MILLISECOND);
  setAttribute(grip, 'aria-valuemin', '0');
  setAttribute(grip, 'aria-valuemax', String(most));
  setAttribute(grip, 'aria-valuenow', String(Math.max(0, Math.min(most, now))));
  setAttribute(grip, 'aria-valuetext', text);
}

/** Where the parts were put last, and how wide. */
const placed = new WeakMap<HTMLElement, { readonly x: Px; readonly width: Px }>();

/** Puts a part to a place; a frame in which it stays there leaves the document alone. */
function put(part: HTMLElement, x: Px, width: Px = Number.NaN): void {
  const before = placed.get(part);
  if (before?.x === x && Object.is(before.width, width)) return;
  placed.set(part, { x, width });
  part.style.transform = `translateX(${x}px)`;
  if (!Number.isNaN(width) && before?.width !== width) part.style.width = `${Math.max(0, width)}px`;
}
