import { placeOf } from './describe.ts';
import { navigate, scrollTo, type Desk } from './desk.ts';
import { scrollFor } from './lanes/rowPlaces.ts';
import type { Link } from './details.ts';
import { setText } from './element.ts';
import { spokenSelection } from './frame.ts';
import { rowOf } from './moveSelection.ts';
import { foldsAbove } from './rows.ts';
import { rangeOf, selectedTask, type Selection } from './selection.ts';
import { derive, extentOfTrace, viewOf } from './store.ts';
import { unmark } from './navigate/marking.ts';
import { fitAll, glide } from './viewActions.ts';
import { fit, reach, spanOf, type Px, type View } from './viewport.ts';

/** A bar this wide can be told from its neighbours; one that wide has room for the words in it. */
const READABLE: Px = 60;
const WORDS: Px = 200;

/**
 * Selects, and brings it into view: not at all, as little as it takes, as near as it takes to be told from its
 * neighbours, or to have room for words. `prefix`: what screen readers hear before what is selected.
 */
export function select(
  desk: Desk,
  selection: Selection | null,
  show: 'no' | 'reach' | 'zoom' | 'words' = 'no',
  prefix = '',
): void {
  desk.store.isSummaryAsked = false;
  navigate(desk, { selection });
  if (selection === null) return;
  if (show !== 'no') {
    unfold(desk, selection);
    scrollInto(desk, selection);
    moveInto(desk, selection, show);
  }
  setText(desk.page.spoken, [prefix, spokenSelection(desk.store)].filter((text) => text).join(', '));
}

/** Goes where a part of the details leads. */
export function follow(desk: Desk, link: Link): void {
  if ('place' in link) desk.port.post({ type: 'openPlace', place: link.place });
  else if ('inTasks' in link) desk.port.post({ type: 'revealTask', task: link.inTasks });
  else select(desk, link.select, 'reach');
}

/** Has the selected's source opened. */
export function openSelected({ store, port }: Desk): void {
  const { selection } = store.navigation;
  const place = selection === null ? 0 : placeOf(store.trace, selection, store.blocks);
  if (place !== 0) port.post({ type: 'openPlace', place });
}

/** Shows the whole of the selected; without one the range that is marked, else the whole trace. */
export function fitSelection(desk: Desk): void {
  const { trace, navigation } = desk.store;
  const range = navigation.selection ? rangeOf(trace, navigation.selection) : navigation.range;
  if (range !== null) glide(desk, fit(range, extentOfTrace(desk.store), 0.1));
  else if (navigation.selection === null) fitAll(desk);
}

/** Takes back the selection, or, where there is none, the range that is marked. */
export function clear(desk: Desk): void {
  if (desk.store.navigation.selection === null) unmark(desk);
  select(desk, null);
}

function unfold(desk: Desk, selection: Selection): void {
  const { trace, navigation } = desk.store;
  const task = selectedTask(trace, selection);
  if (task === undefined) return;
  const above = new Set(foldsAbove(trace, task));
  const collapsed = navigation.collapsed.filter((key) => !above.has(key));
  if (collapsed.length < navigation.collapsed.length) navigate(desk, { collapsed });
}

/** Scrolls to the row of the selected where it is out of sight. */
export function revealSelected(desk: Desk): void {
  const { selection } = desk.store.navigation;
  if (selection !== null) scrollInto(desk, selection);
}

function scrollInto(desk: Desk, selection: Selection): void {
  const { store, sizes } = desk;
  derive(store);
  const row = rowOf(store.trace, store.rows, selection);
  if (row < 0) return;
  const { scroll } = store.navigation;
  const wanted = scrollFor(store.rows, row, scroll, sizes.height);
  if (wanted !== scroll) scrollTo(desk, wanted);
}

function moveInto(desk: Desk, selection: Selection, show: 'reach' | 'zoom' | 'words'): void {
  const { store, sizes } = desk;
  const range = rangeOf(store.trace, selection);
  if (range === null) return;
  const view = viewOf(store);
  const extent = extentOfTrace(store);
  const reached = reach(view, extent, range);
  const share = spanOf(range) / spanOf(view);
  const least = show === 'words' ? WORDS : READABLE;
  const isReadable = share * sizes.width > least * 0.99 && share < 1;
  if (show !== 'reach' && !(isReadable && reached === view))
    glide(desk, around(range, extent, sizes.width / least));
  else if (reached !== view) glide(desk, reached);
}

/**
 * The view with as much before and behind as is shown, or with less where there is little room: it is at most `parts`
 * times as long. Before the trace there is nothing to show.
 */
function around(range: View, extent: View, parts: number): View {
  const { begin, end } = fit(range, extent, Math.max(0.1, Math.min(1, (parts - 1) / 2)));
  const early = Math.max(0, extent.begin - (end - begin) * 0.02 - begin);
  return { begin: begin + early, end: end + early };
}
