import { printable } from '../src/core/format.ts';
import type { StopPlace } from '../src/core/messages.ts';
import type { Scene } from './scene.ts';
import { stoppedSince, type Store } from './store.ts';
import { toPx, type Px } from './viewport.ts';

// Where the program stands while the debugger holds it.

const LONGEST_NAME = 60;

/**
 * Where the cursor of a stop is: at the present. A view that follows stands still while the stop lasts: then it is at the edge.
 * Null while the program runs, and where that is out of sight.
 */
export function stopX(store: Store, { view, width, present }: Scene): Px | null {
  if (stoppedSince(store) === null) return null;
  const x = toPx(view, width, present);
  const isFollowed = store.navigation.view === null;
  return x >= 0 && (x <= width || isFollowed) ? Math.min(x, width - 1) : null;
}

/** `Stopped at shop.py:12`, `shop.py:12`. */
export function stopLabels(stop: StopPlace | undefined): readonly string[] {
  if (stop === undefined) return ['Stopped'];
  const place = `${printable(stop.file, LONGEST_NAME)}:${stop.line}`;
  return [`${stop.reason === 'exception' ? 'Exception' : 'Stopped'} at ${place}`, place, 'Stopped'];
}
