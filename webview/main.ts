import type { ToView } from '../src/core/messages.ts';
import { MILLISECOND } from '../src/core/units.ts';
import { Boxes } from './boxes.ts';
import { countTasks, describe, describeTrace, placeOf, type Link } from './describe.ts';
import { createDetailsPane } from './detailsPane.ts';
import { findSites } from './findSites.ts';
import { clampScroll, drawLanes, drawOverlay, sceneOf, spokenSelection, tipOf, type Sizes } from './frame.ts';
import { bindLabels, bindLanes, bindSplitter } from './gestures.ts';
import { hitTest } from './hitTest.ts';
import { openPort } from './hostPort.ts';
import { setAttribute, setText } from './element.ts';
import { bindKeys } from './keys.ts';
import { createKeysHelp } from './keysHelp.ts';
import { createLaneLabels } from './laneLabels.ts';
import { ROW_HEIGHT } from './layout.ts';
import { createLegend } from './legend.ts';
import { moveAcross, moveAlong, rowOf, whole } from './moveSelection.ts';
import { buildPage } from './page.ts';
import { createRevealBar } from './revealBar.ts';
import { foldKey, foldsAbove, ownerOf } from './rows.ts';
import { readSavedState, type Arrangement, type Navigation } from './savedState.ts';
import { rangeOf, selectedTask, type Selection } from './selection.ts';
import { lossNote, stateCard } from './stateCards.ts';
import { createStateView } from './stateView.ts';
import { beginStream, createStore, derive, extentOfTrace, isLive, shownSession, viewOf } from './store.ts';
import { readTheme } from './theme.ts';
import { createToolbar, type ToolbarState } from './toolbar.ts';
import { createTooltip } from './tooltip.ts';
import { animate, stopAnimation } from './animate.ts';
import { fit, panBy, reach, spanOf, toTime, zoomAt, type Px, type View } from './viewport.ts';

// The wiring: it makes the parts, knows them all, and holds the one loop that draws. No decision about what a picture
// looks like is taken here.

const COUNT_EVERY = 250;
const SAVE_AFTER = 300;

const page = buildPage(document.getElementById('app')!);
const port = openPort((message) => guarded(() => receive(message)));
const store = createStore(readSavedState(port.load()));
const boxes = new Boxes();
let theme = readTheme();
let sizes: Sizes = { width: 0, height: 0 };
let dirty: 'no' | 'overlay' | 'all' = 'no';
let frame = 0;
let counted = { revision: -1, at: 0, counts: null as ToolbarState['counts'] };
let saving: ReturnType<typeof setTimeout> | undefined;
let pagePointer = { x: 0, y: 0 };

const labels = createLaneLabels(page.labels);
const legend = createLegend(page.legend);
const tooltip = createTooltip(page.root);
const details = createDetailsPane(page.details, follow, () => select(null));
const showState = createStateView(page.state, (action) => port.post({ type: action }));
const showReveal = createRevealBar(page.reveal, stepFound, () => {
  store.found = null;
  redraw();
});
const toggleKeys = createKeysHelp(page.root);
const toolbar = createToolbar(page.toolbar, {
  showSession: (id) => port.post({ type: 'showSession', id }),
  toggleFollow: () => setView(store.navigation.view === null ? viewOf(store) : null),
  fitAll,
  zoom: (factor) => zoom(factor, sizes.width / 2, true),
  toggleLegend: () => arrange({ isLegendShown: !store.arrangement.isLegendShown }),
  toggleKeys,
});

// --- what the host says ---------------------------------------------------------------------------------------------

function receive(message: ToView): void {
  switch (message.type) {
    case 'sessions':
      store.sessions = message.sessions;
      store.shown = message.shown;
      break;
    case 'begin':
      beginStream(store, message.id, message.generation);
      break;
    case 'bytes':
      if (message.generation === store.generation) store.trace.push(message.bytes);
      break;
    case 'reveal': {
      derive(store);
      store.found = findSites(store.trace, message.file, message.line, viewOf(store));
      store.foundAt = store.found.best;
      const best = store.found.suspensions[store.foundAt];
      if (best !== undefined) select(best, 'zoom');
      break;
    }
  }
  redraw();
}

function stepFound(by: 1 | -1): void {
  const { found } = store;
  if (found === null || found.suspensions.length === 0) return;
  store.foundAt = (store.foundAt + by + found.suspensions.length) % found.suspensions.length;
  select(found.suspensions[store.foundAt]!, 'zoom');
}

// --- what the user does ---------------------------------------------------------------------------------------------

function navigate(change: Partial<Navigation>): void {
  store.navigation = { ...store.navigation, ...change };
  save();
  redraw();
}

function arrange(change: Partial<Arrangement>): void {
  store.arrangement = { ...store.arrangement, ...change };
  save();
  applyArrangement();
  redraw();
}

function setView(view: View | null): void {
  stopAnimation();
  navigate({ view });
}

function glide(target: View): void {
  animate(viewOf(store), target, (view) => navigate({ view }));
}

function zoom(factor: number, x: Px, isSmooth = false): void {
  const view = viewOf(store);
  const zoomed = zoomAt(view, extentOfTrace(store), factor, toTime(view, sizes.width, x));
  if (isSmooth) glide(zoomed);
  else setView(zoomed);
}

function pan(dx: Px, dy: Px): void {
  const view = viewOf(store);
  if (dx !== 0) setView(panBy(view, extentOfTrace(store), (-dx / Math.max(1, sizes.width)) * spanOf(view)));
  if (dy !== 0) scrollTo(store.navigation.scroll - dy);
}

function fitAll(): void {
  const extent = extentOfTrace(store);
  if (isLive(store)) glide(fit(extent, extent, 0.02));
  else setView(null);
}

function scrollTo(scroll: Px): void {
  navigate({ scroll: clampScroll(scroll, store.rows.length, sizes.height) });
}

function select(selection: Selection | null, show: 'no' | 'reach' | 'zoom' = 'no'): void {
  navigate({ selection });
  if (selection === null) return;
  if (show !== 'no') bringIntoView(selection, show === 'zoom');
  setText(page.spoken, spokenSelection(store));
}

function bringIntoView(selection: Selection, isZoomed: boolean): void {
  const { trace } = store;
  const task = selectedTask(trace, selection);
  if (task !== undefined) {
    const above = new Set(foldsAbove(trace, task));
    if (store.navigation.collapsed.some((key) => above.has(key)))
      navigate({ collapsed: store.navigation.collapsed.filter((key) => !above.has(key)) });
  }
  derive(store);
  const row = rowOf(trace, store.rows, selection);
  const { scroll } = store.navigation;
  const top = row * ROW_HEIGHT;
  if (row >= 0 && top < scroll + ROW_HEIGHT) scrollTo(top - ROW_HEIGHT);
  else if (row >= 0 && top + 2 * ROW_HEIGHT > scroll + sizes.height)
    scrollTo(top + 2 * ROW_HEIGHT - sizes.height);
  const range = rangeOf(trace, selection);
  if (range === null) return;
  const view = viewOf(store);
  const extent = extentOfTrace(store);
  const share = spanOf(range) / spanOf(view);
  const isReadable = share * sizes.width > 60 && share < 1;
  if (isZoomed && !(isReadable && reach(view, extent, range) === view)) glide(fit(range, extent, 1));
  else {
    const reached = reach(view, extent, range);
    if (reached !== view) glide(reached);
  }
}

function follow(link: Link): void {
  if ('place' in link) port.post({ type: 'openPlace', place: link.place });
  else select(link.select, 'reach');
}

function openSelected(): void {
  const { selection } = store.navigation;
  const place = selection === null ? 0 : placeOf(store.trace, selection);
  if (place !== 0) port.post({ type: 'openPlace', place });
}

function hitAt(x: Px, y: Px): ReturnType<typeof hitTest> {
  const { trace, rows, view, scroll } = sceneOf(store, sizes);
  return hitTest(trace, rows, view, sizes.width, scroll, x, y);
}

function clickLane(x: Px, y: Px): void {
  const hit = hitAt(x, y);
  select(hit && (hit.piece ?? whole(hit.owner)));
  page.labels.focus({ preventScroll: true });
}

function toggleFold(row: number): void {
  const owner = ownerOf(store.trace, store.rows, row);
  if (owner === undefined || store.rows.fold[row] === 0) return;
  const key = foldKey(owner);
  const { collapsed } = store.navigation;
  navigate({
    collapsed: collapsed.includes(key) ? collapsed.filter((each) => each !== key) : [...collapsed, key],
  });
}

function selectedRow(): number {
  const { selection } = store.navigation;
  return selection === null ? -1 : rowOf(store.trace, store.rows, selection);
}

function moveSideways(by: 1 | -1): void {
  const { selection } = store.navigation;
  if (selection === null) return moveUpDown(1);
  const row = selectedRow();
  const fold = store.rows.fold[row];
  const isWhole = selection.kind === 'task' || selection.kind === 'loop';
  if (isWhole && ((by > 0 && fold === 2) || (by < 0 && fold === 1))) return toggleFold(row);
  const view = viewOf(store);
  const next = moveAlong(store.trace, selection, by, (view.begin + view.end) / 2);
  if (next !== null) select(next, 'reach');
}

function moveUpDown(by: number): void {
  const { selection } = store.navigation;
  const view = viewOf(store);
  const range = selection && rangeOf(store.trace, selection);
  const isWhole = selection === null || selection.kind === 'task' || selection.kind === 'loop';
  const at = range ? Math.min(Math.max((range.begin + range.end) / 2, view.begin), view.end) : view.begin;
  const next = moveAcross(store.trace, store.rows, selection === null ? -1 : selectedRow(), by, at, isWhole);
  if (next !== null) select(next, 'reach');
}

bindLanes(page.lanesHost, {
  zoom,
  pan,
  click: clickLane,
  open: (x, y) => {
    clickLane(x, y);
    openSelected();
  },
  hover: (at, onPage) => {
    store.pointer = at;
    pagePointer = onPage;
    redraw('overlay');
  },
});
bindLanes(page.axisHost, {
  zoom,
  pan: (dx) => pan(dx, 0),
  click: () => undefined,
  open: fitAll,
  hover: () => undefined,
});
bindLabels(
  page.labels,
  (dy) => scrollTo(store.navigation.scroll + dy),
  (row, isTwisty) => {
    const owner = ownerOf(store.trace, store.rows, row);
    if (isTwisty) toggleFold(row);
    else if (owner !== undefined) select(whole(owner));
  },
  () => undefined,
);
bindSplitter(
  page.labelSplitter,
  () => ({ isVertical: true, sign: 1 }),
  (by) => arrange({ labelWidth: store.arrangement.labelWidth + by }),
);
bindSplitter(
  page.detailsSplitter,
  () => ({ isVertical: !isNarrow(), sign: -1 }),
  (by) => arrange({ detailsSize: store.arrangement.detailsSize + by }),
);
bindKeys({
  zoom: (factor) => zoom(factor, store.pointer?.x ?? sizes.width / 2, true),
  pan: (share) => {
    const view = viewOf(store);
    glide(panBy(view, extentOfTrace(store), share * spanOf(view)));
  },
  along: moveSideways,
  across: moveUpDown,
  toBegin: () => glideTo(extentOfTrace(store).begin),
  toEnd: () => glideTo(extentOfTrace(store).end),
  fitSelection: () => {
    const { selection } = store.navigation;
    const range = selection && rangeOf(store.trace, selection);
    if (range) glide(fit(range, extentOfTrace(store), 0.1));
  },
  fitAll,
  open: openSelected,
  fold: () => toggleFold(selectedRow()),
  clear: () => select(null),
  help: toggleKeys,
});
page.scrollbar.addEventListener('scroll', () => {
  const { scrollTop } = page.scrollbar;
  if (Math.abs(scrollTop - store.navigation.scroll) >= 1) navigate({ scroll: scrollTop });
});

function glideTo(edge: number): void {
  const view = viewOf(store);
  const extent = extentOfTrace(store);
  const span = spanOf(view);
  const begin = edge === extent.begin ? edge - span * 0.02 : edge - span * 0.96;
  glide({ begin, end: begin + span });
}

// --- drawing --------------------------------------------------------------------------------------------------------

/** Asks for a frame. However much changes, there is one; while the page is hidden, none. */
function redraw(what: 'overlay' | 'all' = 'all'): void {
  if (dirty !== 'all') dirty = what;
  if (frame === 0 && !document.hidden) frame = requestAnimationFrame(() => guarded(draw));
}

function draw(): void {
  const what = dirty;
  frame = 0;
  dirty = 'no';
  if (sizes.width <= 0) return;
  derive(store);
  const { trace, navigation, rows } = store;
  const session = shownSession(store);
  const card = stateCard(session, trace);
  drawLanes(store, page, sizes, theme, boxes);
  const hit = card === null ? drawOverlay(store, page, sizes, theme) : null;
  tooltip.show(
    page.lanesHost.classList.contains('dragging') ? null : tipOf(store, hit),
    pagePointer.x,
    pagePointer.y,
  );
  const scroll = clampScroll(navigation.scroll, rows.length, sizes.height);
  labels.update(trace, rows, scroll, sizes.height, selectedRow(), hit?.row ?? -1);
  if (what === 'overlay') return;

  // Tests and benchmarks read here what is drawn; the newest moment is given as Unix time in milliseconds.
  const { dataset } = page.root;
  dataset['state'] = session?.state ?? 'empty';
  dataset['tasks'] = String(trace.tasks.length);
  dataset['runs'] = String(trace.runs.length);
  dataset['lost'] = String(trace.lost);
  dataset['pauses'] = String(trace.pauses.length);
  dataset['drawnUntil'] = String((trace.process?.wall ?? 0) + trace.now / MILLISECOND);

  showState(card);
  page.root.classList.toggle('blank', card !== null);
  page.scrollSpace.style.height = `${rows.length * ROW_HEIGHT}px`;
  if (Math.abs(page.scrollbar.scrollTop - scroll) >= 1) page.scrollbar.scrollTop = scroll;
  const chosen =
    card === null && navigation.selection !== null ? describe(trace, navigation.selection) : null;
  // Where there is room, the pane is always there, so that a first click does not squeeze the picture.
  const description =
    chosen ?? (card === null && !isNarrow() ? describeTrace(trace, store.blocks.count) : null);
  const wasHidden = page.details.hidden;
  details.show(description, chosen !== null);
  page.detailsSplitter.hidden = description === null;
  if (wasHidden !== page.details.hidden) measure();
  const note = lossNote(trace);
  toolbar.update({
    sessions: store.sessions,
    session,
    counts: counts(),
    isFollowing: navigation.view === null,
    isLegendShown: store.arrangement.isLegendShown,
    loss: note === null ? null : { text: `${trace.lost.toLocaleString('en')} steps lost`, note },
  });
  showReveal(store.found, store.foundAt);
}

/** The toolbar's counts look at every task, so not in every frame. */
function counts(): ToolbarState['counts'] {
  const { trace } = store;
  if (trace.tasks.length === 0) return null;
  const now = performance.now();
  if (counted.revision !== trace.revision && (now - counted.at > COUNT_EVERY || !isLive(store)))
    counted = {
      revision: trace.revision,
      at: now,
      counts: { ...countTasks(trace), blocks: store.blocks.count },
    };
  return counted.counts;
}

function measure(): void {
  const { clientWidth, clientHeight } = page.lanesHost;
  if (clientWidth === sizes.width && clientHeight === sizes.height) return;
  sizes = { width: clientWidth, height: clientHeight };
  redraw();
}

function isNarrow(): boolean {
  return page.root.clientWidth < 760;
}

function applyArrangement(): void {
  const { labelWidth, detailsSize, isLegendShown } = store.arrangement;
  const narrow = isNarrow();
  const most = Math.max(80, page.root.clientWidth * 0.5);
  page.root.classList.toggle('narrow', narrow);
  page.root.style.setProperty(
    '--label-width',
    `${Math.min(Math.max(80, narrow ? Math.min(labelWidth, 150) : labelWidth), most)}px`,
  );
  const room = narrow ? page.body.clientHeight * 0.6 : page.root.clientWidth * 0.6;
  page.root.style.setProperty(
    '--details-size',
    `${Math.max(120, Math.min(narrow ? detailsSize * 0.75 : detailsSize, room))}px`,
  );
  setAttribute(page.detailsSplitter, 'aria-orientation', narrow ? 'horizontal' : 'vertical');
  setAttribute(page.labelSplitter, 'aria-valuenow', String(Math.round(labelWidth)));
  setAttribute(page.detailsSplitter, 'aria-valuenow', String(Math.round(detailsSize)));
  page.legend.hidden = !isLegendShown;
  measure();
}

function applyTheme(): void {
  theme = readTheme();
  const { style } = page.root;
  style.setProperty('--running', theme.running.line);
  style.setProperty('--ready', theme.ready.line);
  style.setProperty('--error', theme.error);
  style.setProperty('--warning', theme.warning);
  style.setProperty('--good', theme.good);
  style.setProperty('--muted', theme.muted);
  style.setProperty('--separator', theme.separator);
  style.setProperty('--loop-background', theme.loopBackground);
  legend.paint(theme);
  redraw();
}

function save(): void {
  saving ??= setTimeout(() => {
    saving = undefined;
    port.save({ version: 1, navigation: store.navigation, arrangement: store.arrangement });
  }, SAVE_AFTER);
}

/** A fault of ours goes to the host's log, and the page goes on. */
function guarded(action: () => void): void {
  try {
    action();
  } catch (fault) {
    port.post({
      type: 'fault',
      message: fault instanceof Error ? (fault.stack ?? fault.message) : String(fault),
    });
  }
}

window.addEventListener('error', (event) => port.post({ type: 'fault', message: event.message }));
new ResizeObserver(() => guarded(applyArrangement)).observe(page.lanesHost);
new MutationObserver(() => guarded(applyTheme)).observe(document.body, {
  attributes: true,
  attributeFilter: ['class', 'data-vscode-theme-id'],
});
new MutationObserver(() => guarded(applyTheme)).observe(document.documentElement, {
  attributes: true,
  attributeFilter: ['style'],
});
document.addEventListener('visibilitychange', () => redraw());
matchMedia('(resolution: 1dppx)').addEventListener('change', () => redraw());
applyArrangement();
applyTheme();
port.post({ type: 'ready', shown: store.navigation.session });
