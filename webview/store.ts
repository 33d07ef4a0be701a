import type { SessionInfo } from '../src/core/messages.ts';
import { runBegunAt } from '../src/core/analysis/culprits.ts';
import { endOfTrace } from '../src/core/trace.ts';
import { TraceBuilder } from '../src/core/traceBuilder.ts';
import type { Nanos } from '../src/core/units.ts';
import { createDerived, type Derived } from './derived.ts';
import type { Found } from './findSites.ts';
import { settled } from './navigate/lasting.ts';
import type { RowKey, Rows } from './rowTypes.ts';
import { FIRST_NAVIGATION, type Arrangement, type Navigation } from './navigation.ts';
import type { SavedState } from './savedState.ts';
import { extentOf, firstView, followView, type Px, type View } from './viewport.ts';
import { beginOfTrace } from './moments.ts';

/**
 * Everything that changes. Four kinds: the *replica* of the trace (sent again after a reload, never saved), *navigation*
 * and *arrangement* (saved), *passing* (where the pointer is), and *derived* (rows and blocks, kept while they hold).
 */
export interface Store extends Derived {
  trace: TraceBuilder;
  generation: number;
  /** More has come than was read: what is shown is not all yet. */
  isReading: boolean;
  sessions: readonly SessionInfo[];
  shown: string | null;
  /** The workspace is not trusted: no program is recorded. */
  isRestricted: boolean;

  navigation: Navigation;
  arrangement: Arrangement;

  pointer: { readonly x: Px; readonly y: Px } | null;
  /** Where it is in the strip of tests. */
  testPointer: { readonly x: Px; readonly y: Px } | null;
  /** Where the pointer is on the whole page. */
  pagePointer: { readonly x: Px; readonly y: Px };
  found: Found | null;
  /** The user asked what the chips of the toolbar mean. */
  isSummaryAsked: boolean;
  /** Since when the selected runs, while it does; else NaN. */
  runningSince: Nanos;

  collapsed: { readonly of: readonly RowKey[]; readonly keys: ReadonlySet<RowKey> };
  rows: Rows;
}

/** A store without a trace. */
export function createStore(saved: SavedState): Store {
  const trace = new TraceBuilder();
  const derived = createDerived();
  return {
    trace,
    generation: -1,
    isReading: false,
    sessions: [],
    shown: saved.navigation.session,
    isRestricted: false,
    navigation: saved.navigation,
    arrangement: saved.arrangement,
    pointer: null,
    testPointer: null,
    pagePointer: { x: 0, y: 0 },
    found: null,
    isSummaryAsked: false,
    runningSince: Number.NaN,
    ...derived,
    collapsed: { of: [], keys: new Set() },
    rows: derived.rowBuilder.update(trace, { ...FIRST_NAVIGATION, collapsed: new Set(), keep: null }),
  };
}

/** Forgets the replica, to take a new stream; where the user is stays when it is the same session's. */
export function beginStream(store: Store, session: string, generation: number): void {
  store.trace = new TraceBuilder();
  store.generation = generation;
  store.shown = session;
  Object.assign(store, createDerived());
  store.found = null;
  if (store.navigation.session !== session) store.navigation = { ...FIRST_NAVIGATION, session };
}

/** The session that is shown. */
export function shownSession(store: Store): SessionInfo | null {
  return store.sessions.find(({ id }) => id === store.shown) ?? null;
}

/** True while more of the shown session's trace may come. */
export function isLive(store: Store): boolean {
  const state = shownSession(store)?.state;
  const { processes } = store.trace;
  const isFinished = processes.length > 0 && processes.every(({ finished }) => finished !== null);
  return !isFinished && (state === 'live' || state === 'paused' || state === 'waiting');
}

/** True when all is read that will ever come: what has not ended by now never will. */
export function hasEnded(store: Store): boolean {
  return !store.isReading && shownSession(store) !== null && !isLive(store);
}

/** The whole of the trace, as far as it is held. */
export function extentOfTrace(store: Store): View {
  const { trace } = store;
  return extentOf(
    Math.max(beginOfTrace(trace), trace.forgotten?.until ?? 0),
    Math.max(store.present.now, endOfTrace(trace)),
  );
}

/** What time is shown: the user's choice, else the present while there is one, else all in which the program ran. */
export function viewOf(store: Store): View {
  const extent = extentOfTrace(store);
  const { view } = store.navigation;
  const { pauses } = store.trace;
  return (
    view ?? (isLive(store) ? followView(extent, stoppedSince(store), pauses) : firstView(extent, pauses))
  );
}

/** Since when the debugger holds the program; null while it does not. */
export function stoppedSince(store: Store): Nanos | null {
  const last = store.trace.pauses.at(-1);
  return last?.end === null && shownSession(store)?.state === 'paused' ? last.begin : null;
}

/** Brings the present up to date; `clock` in milliseconds. */
export function tick(store: Store, clock: number): void {
  const { trace } = store;
  if (stoppedSince(store) !== null) return store.present.stand(trace, clock);
  const isRunning = isLive(store) && shownSession(store)?.state === 'live';
  store.present.update(trace, clock, isRunning && trace.pauses.at(-1)?.end !== null);
}

/** Brings the derived up to date. */
export function derive(store: Store): void {
  const { trace } = store;
  store.blocks.update(trace);
  store.counts.update(trace);
  store.series.update(trace);
  settle(store);
  keepRunning(store);
  const { navigation } = store;
  const { collapsed, query, isNarrowed } = navigation;
  store.search.read(query);
  const { matcher } = store.search;
  matcher.update(trace);
  if (store.collapsed.of !== collapsed) store.collapsed = { of: collapsed, keys: new Set(collapsed) };
  store.rows = store.rowBuilder.update(trace, {
    ...navigation,
    collapsed: store.collapsed.keys,
    keep: isNarrowed && !matcher.isAll ? store.search.narrow(trace, performance.now()) : null,
  });
}

/** What was selected before the page was loaded again is found again by its run. */
function settle(store: Store): void {
  const { trace, navigation } = store;
  const selection = settled(trace, navigation.selection);
  if (selection !== navigation.selection) store.navigation = { ...navigation, selection };
}

/** What was selected while it ran stays selected when it is over: from then on as the run that it was. */
function keepRunning(store: Store): void {
  const { trace, navigation, runningSince } = store;
  const { selection } = navigation;
  store.runningSince = Number.NaN;
  if (selection?.kind !== 'running') return;
  const since = trace.running.get(selection.loop)?.begin ?? Number.NaN;
  const loop = trace.loop(selection.loop);
  const isOver = !Number.isNaN(runningSince) && since !== runningSince;
  const run = isOver && loop ? runBegunAt(trace, loop, runningSince) : -1;
  if (run >= 0) store.navigation = { ...navigation, selection: { kind: 'run', run } };
  else store.runningSince = since;
}
