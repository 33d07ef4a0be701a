import { animate, stopAnimation } from '../animate.ts';
import { replace, type Desk } from '../desk.ts';
import { viewOf } from '../store.ts';

// How the user goes back to where they were, and forward again.

/** Goes back by one move. */
export function goBack(desk: Desk): void {
  stopAnimation();
  travel(desk, desk.history.back(desk.store.navigation), 'Nothing to go back to');
}

/** Takes back the last going back. */
export function goForward(desk: Desk): void {
  stopAnimation();
  travel(desk, desk.history.forward(desk.store.navigation), 'Nothing to go forward to');
}

function travel(desk: Desk, place: Desk['store']['navigation'] | null, nothing: string): void {
  if (place === null) return desk.notify(nothing);
  const from = viewOf(desk.store);
  replace(desk, place);
  const to = viewOf(desk.store);
  // At last the place's own view, which may be none: to follow the present.
  animate(from, to, (view) => replace(desk, { view: view === to ? place.view : view }));
}
