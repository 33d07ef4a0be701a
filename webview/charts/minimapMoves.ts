import type { Nanos } from '../../src/core/units.ts';
import { clampView, MIN_SPAN, panBy, spanOf, type View } from '../viewport.ts';

/** What of the minimap is moved: an edge of the shown time, or all of it. */
export type Grip = 'begin' | 'end' | 'window';

/** By how much of the shown time the arrow keys move, and the page keys. */
const STEPS: Readonly<Record<Grip, readonly [arrow: number, page: number]>> = {
  begin: [0.02, 0.2],
  end: [0.02, 0.2],
  window: [0.1, 1],
};

/** The view after a key on a part of the minimap; null where the key means nothing there. */
export function moveByKey(key: string, grip: Grip, view: View, extent: View): View | null {
  const span = spanOf(view);
  const [arrow, page] = STEPS[grip];
  const by: Nanos | undefined = {
    ArrowLeft: -arrow * span,
    ArrowDown: -arrow * span,
    ArrowRight: arrow * span,
    ArrowUp: arrow * span,
    PageDown: -page * span,
    PageUp: page * span,
    Home: Number.NEGATIVE_INFINITY,
    End: Number.POSITIVE_INFINITY,
  }[key];
  if (by === undefined) return null;
  if (grip !== 'window') return moveEdge(view, extent, grip, view[grip] + by);
  if (by === Number.NEGATIVE_INFINITY) return { begin: extent.begin, end: extent.begin + span };
  if (by === Number.POSITIVE_INFINITY) return { begin: extent.end - span, end: extent.end };
  return panBy(view, extent, by);
}

/** The view with an edge moved to a time, as far as the trace and the other edge let it. */
export function moveEdge(view: View, extent: View, edge: 'begin' | 'end', to: Nanos): View {
  if (edge === 'begin')
    return {
      begin: Math.max(Math.min(to, view.end - MIN_SPAN), Math.min(extent.begin, view.begin)),
      end: view.end,
    };
  return {
    begin: view.begin,
    end: Math.min(Math.max(to, view.begin + MIN_SPAN), Math.max(extent.end, view.end)),
  };
}

/** The view moved so that a time is in its middle. */
export function centerOn(view: View, extent: View, at: Nanos): View {
  return clampView({ begin: at - spanOf(view) / 2, end: at + spanOf(view) / 2 }, extent);
}

/** The time between two moments, in whichever order, as a view. */
export function between(a: Nanos, b: Nanos): View {
  return { begin: Math.min(a, b), end: Math.max(a, b, Math.min(a, b) + MIN_SPAN) };
}
