import { animate, stopAnimation } from './animate.ts';
import { arrange, navigate, scrollTo, type Desk } from './desk.ts';
import { mostlyRan } from './ran.ts';
import { extentOfTrace, isLive, viewOf } from './store.ts';
import { fitWhole, panBy, spanOf, toTime, zoomAt, type Px, type View } from './viewport.ts';

// What the user does to the time that is shown.

/** Shows this time at once; null: follow the present. */
export function setView(desk: Desk, view: View | null): void {
  stopAnimation();
  navigate(desk, { view });
}

/** Moves to this time in a few frames. */
export function glide(desk: Desk, target: View): void {
  animate(viewOf(desk.store), target, (view) => navigate(desk, { view }));
}

/** Zooms by a factor (below 1: nearer) about a point. */
export function zoom(desk: Desk, factor: number, x: Px, isSmooth = false): void {
  const view = viewOf(desk.store);
  const zoomed = zoomAt(view, extentOfTrace(desk.store), factor, toTime(view, desk.sizes.width, x));
  if (isSmooth) glide(desk, zoomed);
  else setView(desk, zoomed);
}

/** Drags the picture. */
export function pan(desk: Desk, dx: Px, dy: Px): void {
  const { store, sizes } = desk;
  const view = viewOf(store);
  if (dx !== 0)
    setView(desk, panBy(view, extentOfTrace(store), (-dx / Math.max(1, sizes.width)) * spanOf(view)));
  if (dy !== 0) scrollTo(desk, store.navigation.scroll - dy);
}

/** Goes on by a share of what is shown. */
export function panByShare(desk: Desk, share: number): void {
  const view = viewOf(desk.store);
  glide(desk, panBy(view, extentOfTrace(desk.store), share * spanOf(view)));
}

/** Shows all of the trace. */
export function fitAll(desk: Desk): void {
  const { store } = desk;
  const extent = extentOfTrace(store);
  // Without a view of the user's own, not all may be shown.
  if (isLive(store) || mostlyRan(store.trace.pauses, extent) !== null) glide(desk, fitWhole(extent));
  else setView(desk, null);
}

/** Goes to the trace's begin or end without zooming. */
export function goToEdge(desk: Desk, edge: 'begin' | 'end'): void {
  const extent = extentOfTrace(desk.store);
  const span = spanOf(viewOf(desk.store));
  const begin = extent[edge] - span * (edge === 'begin' ? 0.02 : 0.96);
  glide(desk, { begin, end: begin + span });
}

/** Begins or stops to follow the present. */
export function toggleFollow(desk: Desk): void {
  setView(desk, desk.store.navigation.view === null ? viewOf(desk.store) : null);
}

/** Shows a chart under the axis, or hides it. */
export function toggleChart(desk: Desk, key: string): void {
  const { charts } = desk.store.arrangement;
  arrange(desk, { charts: charts.includes(key) ? charts.filter((each) => each !== key) : [...charts, key] });
}
