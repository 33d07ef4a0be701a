import { arrange, navigate, type Desk } from '../desk.ts';
import { rangeOf } from '../selection.ts';
import { extentOfTrace, viewOf } from '../store.ts';
import { toPx, toTime, type Px, type View } from '../viewport.ts';

// How the user marks a length of time, to have it summed up.

/** An edge of the range that is marked is taken hold of within so many pixels. */
const GRIP: Px = 6;

/** What a drag along the time axis does. */
export interface Marking {
  readonly begin: (x: Px) => void;
  readonly move: (x: Px) => void;
}

/** Marks from where the pointer went down to where it is; near an edge of what is marked, moves that edge. */
export function createMarking(desk: Desk): Marking {
  let anchor = 0;
  const timeAt = (x: Px): number => {
    const { begin, end } = extentOfTrace(desk.store);
    return Math.min(Math.max(toTime(viewOf(desk.store), desk.sizes.width, x), begin), end);
  };
  const begin = (x: Px): void => {
    const { range } = desk.store.navigation;
    const view = viewOf(desk.store);
    const isNear = (at: number): boolean => Math.abs(toPx(view, desk.sizes.width, at) - x) <= GRIP;
    if (range !== null && isNear(range.end)) anchor = range.begin;
    else if (range !== null && isNear(range.begin)) anchor = range.end;
    else anchor = timeAt(x);
  };
  const move = (x: Px): void => {
    const at = timeAt(x);
    if (at !== anchor) mark(desk, { begin: Math.min(anchor, at), end: Math.max(anchor, at) });
  };
  return { begin, move };
}

/** Marks the time of the selected, without one the time in sight; takes the mark away where that is marked already. */
export function toggleMark(desk: Desk): void {
  const { trace, navigation } = desk.store;
  const own = navigation.selection && rangeOf(trace, navigation.selection);
  const { begin, end } = own ?? viewOf(desk.store);
  const extent = extentOfTrace(desk.store);
  const wanted = { begin: Math.max(begin, extent.begin), end: Math.min(end, extent.end) };
  const { range } = navigation;
  if (range?.begin === wanted.begin && range.end === wanted.end) unmark(desk);
  else if (wanted.end > wanted.begin) mark(desk, wanted);
}

/** Takes the mark away. */
export function unmark(desk: Desk): void {
  if (desk.store.navigation.range !== null) navigate(desk, { range: null });
  if (desk.store.arrangement.pane === 'range') arrange(desk, { pane: 'details' });
}

function mark(desk: Desk, range: View): void {
  navigate(desk, { range });
  if (desk.store.arrangement.pane !== 'range') arrange(desk, { pane: 'range' });
}
