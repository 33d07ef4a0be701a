import type { ToView } from '../src/core/messages.ts';
import type { LoopId, RunIndex, TaskId } from '../src/core/units.ts';
import { showBlock, walkBlocks } from './blockActions.ts';
import { arrange, navigate, saveNow, scrollByPage, scrollTo, type Desk } from './desk.ts';
import { createChartsView } from './charts/chartsView.ts';
import { createMinimap } from './charts/minimap.ts';
import { createDetailsPane } from './detailsPane.ts';
import { createDrawing, type Drawing } from './drawing.ts';
import { walkFindings } from './findings/walkFindings.ts';
import { createFrameLoop } from './frameLoop.ts';
import { exportView, isExportAction, type ExportAction } from './export/exportActions.ts';
import { bindLabels, bindLanes, bindSplitter } from './gestures.ts';
import { openPort } from './hostPort.ts';
import { bindKeys } from './keys.ts';
import { createIntake } from './intake.ts';
import { createKeysHelp } from './keysHelp.ts';
import { createLaneLabels } from './laneLabels.ts';
import { createLegend } from './legend.ts';
import { Excerpts } from './navigate/excerpts.ts';
import { NavigationHistory } from './navigate/history.ts';
import { createLiveSummary } from './navigate/liveSummary.ts';
import { createMarking, toggleMark, unmark } from './navigate/marking.ts';
import { createPieceTable } from './navigate/pieceTable.ts';
import { watchRatio } from './navigate/ratio.ts';
import { cycleGrouping, pinRow } from './navigate/rowActions.ts';
import { goByCommand, goByKey } from './navigate/travel.ts';
import {
  goToCanceller,
  goToParent,
  goToSibling,
  goToStep,
  goToWaker,
  goToWoken,
} from './navigate/walkLinks.ts';
import { createMoreRows } from './moreRowsView.ts';
import { createNotice } from './notice.ts';
import { buildPage } from './page.ts';
import { reveal, setQuery, stepMatch } from './panels/matchActions.ts';
import { createRevealBar } from './revealBar.ts';
import { readSavedState } from './savedState.ts';
import { createScrollbar } from './scrollbar.ts';
import { clear, fitSelection, follow, openSelected, revealSelected, select } from './select.ts';
import { createStateView } from './stateView.ts';
import { beginStream, createStore, extentOfTrace, viewOf } from './store.ts';
import { createAggregatePane } from './panels/aggregatePane.ts';
import { createHistogramView } from './panels/histogramView.ts';
import { createPaneTabs } from './panels/paneTabs.ts';
import { createRangePane } from './panels/rangePane.ts';
import { createSearchBox } from './search/searchBox.ts';
import { suggest } from './search/suggest.ts';
import { selectTest, walkTests, zoomToTests } from './tests/testActions.ts';
import { createTestStrip } from './tests/testStrip.ts';
import { createTestTable } from './tests/testTable.ts';
import { createToolbar } from './toolbar.ts';
import { createTooltip } from './tooltip.ts';
import { toggleListed, toggleTerm } from './toggleTerm.ts';
import {
  fitAll,
  goToEdge,
  pan,
  panByShare,
  setView,
  toggleChart,
  toggleFollow,
  zoom,
} from './viewActions.ts';
import { panBy, type Px } from './viewport.ts';
import { createViewMenu } from './viewMenu.ts';
import { clickLabel, clickLane, toggleFold, walkAcross, walkAlong, zoomToHit } from './walk.ts';

// The wiring: it makes the parts and knows them all. What a gesture means is said in the files of actions, what a frame
// shows in drawing.ts.

const page = buildPage(document.getElementById('app')!);
const port = openPort((message) => intake(message));
const store = createStore(readSavedState(port.load()));
let drawnIn = 0;
const loop = createFrameLoop((what) => {
  const begin = performance.now();
  const isMoving = guarded(() => drawing.draw(what)) ?? false;
  if (what === 'all') drawnIn = performance.now() - begin;
  return isMoving;
});
const intake = createIntake({
  take: (message) => guarded(() => take(message)),
  readOn: () => guarded(() => store.trace.readOn()) ?? false,
  setReading: (isReading) => (store.isReading = isReading),
  show: () => {
    redraw();
    return drawnIn;
  },
});
const redraw = (): void => loop.redraw();
const excerpts = new Excerpts(port.post);
const toggleKeys = createKeysHelp(page.root);
const notify = createNotice(page.timeline);
const menu = createViewMenu({
  group: (grouping) => navigate(desk, { grouping }),
  sort: (sorting) => navigate(desk, { sorting }),
  toggleMinimap: () => arrange(desk, { isMinimapShown: !store.arrangement.isMinimapShown }),
  toggleTests: () => arrange(desk, { areTestsShown: !store.arrangement.areTestsShown }),
  toggleChart: (key) => toggleChart(desk, key),
});
const details = createDetailsPane(
  page.details,
  (link) => follow(desk, link),
  () => select(desk, null),
  {
    of: (place) => excerpts.of(place),
    want: (places) => excerpts.want(store.generation, places),
  },
);
const toolbar = createToolbar(
  page.toolbar,
  {
    showSession: (id) => port.post({ type: 'showSession', id }),
    showSummary: () => {
      select(desk, null);
      store.isSummaryAsked = true;
    },
    toggleListed: (term) => toggleListed(desk, term),
    showBlock: () => showBlock(desk),
    walkBlocks: (by) => walkBlocks(desk, by),
    showFinding: () => walkFindings(desk, 1),
    toggleFollow: () => toggleFollow(desk),
    fitAll: () => fitAll(desk),
    zoom: (factor) => zoom(desk, factor, desk.sizes.width / 2, true),
    toggleLegend: () => arrange(desk, { isLegendShown: !store.arrangement.isLegendShown }),
    toggleKeys,
    exportAs,
  },
  page.search,
  menu.root,
);
const paneActions = {
  setQuery: (text: string) => setQuery(desk, text),
  copy: (text: string): void =>
    void navigator.clipboard.writeText(text).then(
      () => notify('Copied'),
      () => notify('The clipboard cannot be reached'),
    ),
  selectTask: (task: TaskId) => select(desk, { kind: 'task', task }, 'reach'),
  selectLoop: (loop: LoopId) => select(desk, { kind: 'loop', loop }, 'reach'),
  selectRun: (run: RunIndex) => select(desk, { kind: 'run', run }, 'words'),
  clear: () => unmark(desk),
};
const search = createSearchBox(page.search, {
  setQuery: paneActions.setQuery,
  step: (by) => stepMatch(desk, by),
  narrow: (isNarrowed) => navigate(desk, { isNarrowed }),
  leave: () => page.labels.focus(),
  suggest: (text, caret) => suggest(store.trace, text, caret),
});
const tests = createTestStrip(page.tests, page.testNames, () => walkTests(desk, 1, 'bad'));
const drawing: Drawing = createDrawing(
  store,
  page,
  {
    labels: createLaneLabels(page.labels, (row) => pinRow(desk, row)),
    legend: createLegend(page.legend, (term) => toggleTerm(desk, term)),
    tooltip: createTooltip(page.root),
    details,
    table: createPieceTable(details.table, {
      select: (selection) => select(desk, selection, 'reach'),
      open: () => openSelected(desk),
    }),
    testTable: createTestTable(details.table, (test) => selectTest(desk, test, 'zoom')),
    summary: createLiveSummary(page.summary),
    menu,
    minimap: createMinimap(page.minimap, page.minimapName, {
      show: (view) => setView(desk, view),
      showAll: () => fitAll(desk),
      pan: (by) => setView(desk, panBy(viewOf(store), extentOfTrace(store), by)),
    }),
    tests,
    charts: createChartsView(page.charts, page.chartNames, {
      hide: (key) => toggleChart(desk, key),
      point: pointAbove,
    }),
    search,
    showTab: createPaneTabs(
      page.tabs,
      { details: page.details, range: page.range, aggregate: page.aggregate },
      (pane) => arrange(desk, { pane }),
    ),
    range: createRangePane(page.range, paneActions),
    aggregate: createAggregatePane(page.aggregate, paneActions),
    histogram: createHistogramView(details.histogram, paneActions.setQuery),
    toolbar,
    showState: createStateView(page.state, (action) => port.post({ type: action })),
    showReveal: createRevealBar(
      page.reveal,
      (by) => stepMatch(desk, by),
      () => {
        store.found = null;
        setQuery(desk, '');
      },
    ),
    showMoreRows: createMoreRows(
      { timeline: page.timeline, lanes: page.lanesHost, labels: page.labels },
      (by) => scrollByPage(desk, by),
    ),
    showScroll: createScrollbar(page.scrollbar, page.scrollSpace, (scroll) => navigate(desk, { scroll })),
  },
  redraw,
  () => revealSelected(desk),
);
const desk: Desk = {
  store,
  page,
  port,
  sizes: drawing.sizes,
  history: new NavigationHistory(),
  redraw,
  notify,
};
const marking = createMarking(desk);

bindLanes(page.lanesHost, {
  zoom: (factor, x) => zoom(desk, factor, x),
  pan: (dx, dy) => pan(desk, dx, dy),
  click: (x, y) => clickLane(desk, x, y),
  doubleClick: (x, y) => zoomToHit(desk, x, y),
  mark: marking,
  hover: (at, onPage) => {
    store.pointer = at;
    store.pagePointer = onPage;
    loop.redraw('overlay');
  },
});
for (const host of [page.axisHost, page.charts])
  bindLanes(
    host,
    {
      zoom: (factor, x) => zoom(desk, factor, x),
      pan: (dx) => pan(desk, dx, 0),
      click: () => unmark(desk),
      doubleClick: () => fitAll(desk),
      mark: marking,
      hover: (at, onPage) => {
        store.pagePointer = onPage;
        pointAbove(at?.x ?? null);
      },
    },
    true,
  );
bindLanes(
  page.tests,
  {
    zoom: (factor, x) => zoom(desk, factor, x),
    pan: (dx) => pan(desk, dx, 0),
    click: (x, y) => {
      const test = tests.testAt(x, y);
      if (test === undefined) select(desk, null);
      else selectTest(desk, test);
    },
    doubleClick: (x, y) => {
      const box = tests.boxAt(x, y);
      if (box === undefined) fitAll(desk);
      else zoomToTests(desk, box);
    },
    mark: marking,
    hover: (at, onPage) => {
      store.pagePointer = onPage;
      store.testPointer = at;
      pointAbove(at?.x ?? null);
    },
  },
  true,
);
bindLabels(
  page.labels,
  (dy) => scrollTo(desk, store.navigation.scroll + dy),
  (row, isTwisty) => clickLabel(desk, row, isTwisty),
);
bindSplitter(
  page.labelSplitter,
  () => ({ isVertical: true, sign: 1 }),
  (by) => arrange(desk, { labelWidth: store.arrangement.labelWidth + by }),
);
bindSplitter(
  page.detailsSplitter,
  () => ({ isVertical: !drawing.isStacked(), sign: -1 }),
  (by) => arrange(desk, { detailsSize: store.arrangement.detailsSize + by }),
);
window.addEventListener('pagehide', () => saveNow(desk));
document.addEventListener('visibilitychange', () => document.hidden && saveNow(desk));
bindKeys({
  zoom: (factor) => zoom(desk, factor, store.pointer?.x ?? desk.sizes.width / 2, true),
  pan: (share) => panByShare(desk, share),
  along: (by) => walkAlong(desk, by),
  across: (by) => walkAcross(desk, by),
  toBegin: () => goToEdge(desk, 'begin'),
  toEnd: () => goToEdge(desk, 'end'),
  fitSelection: () => fitSelection(desk),
  fitAll: () => fitAll(desk),
  back: () => goByKey(desk, 'back'),
  forward: () => goByKey(desk, 'forward'),
  block: (by) => walkBlocks(desk, by),
  finding: (by) => walkFindings(desk, by),
  test: (by) => walkTests(desk, by),
  step: (by) => goToStep(desk, by),
  waker: () => goToWaker(desk),
  woken: () => goToWoken(desk),
  sibling: (by) => goToSibling(desk, by),
  parent: () => goToParent(desk),
  canceller: () => goToCanceller(desk),
  match: (by) => stepMatch(desk, by),
  search: () => search.focus(),
  mark: () => toggleMark(desk),
  group: () => cycleGrouping(desk),
  pin: () => pinRow(desk),
  open: () => openSelected(desk),
  fold: () => toggleFold(desk),
  clear: () => clear(desk),
  help: toggleKeys,
  exportMenu: toolbar.toggleExport,
});

function take(message: ToView): void {
  switch (message.type) {
    case 'sessions':
      store.sessions = message.sessions;
      store.shown = message.shown;
      store.isRestricted = message.isRestricted === true;
      break;
    case 'begin':
      beginStream(store, message.id, message.generation);
      break;
    case 'bytes':
      if (message.generation === store.generation) store.trace.take(message.bytes);
      break;
    case 'reveal':
      reveal(desk, message.file, message.line);
      break;
    case 'walkBlocks':
      walkBlocks(desk, message.by);
      break;
    case 'excerpts':
      excerpts.take(message.generation, message.excerpts);
      drawing.tellAgain();
      break;
    case 'takeOver': {
      const state = readSavedState(message.state);
      Object.assign(store, { navigation: state.navigation, arrangement: state.arrangement });
      port.save(state);
      break;
    }
    case 'navigate':
      if (message.action === 'back' || message.action === 'forward') goByCommand(desk, message.action);
      else if (message.action === 'search') search.focus();
      else if (isExportAction(message.action)) exportAs(message.action);
      break;
    case 'showRun':
      if (message.run >= store.trace.runs.first && message.run < store.trace.runs.length)
        select(desk, { kind: 'run', run: message.run }, 'words');
      break;
    case 'showTask':
      if (store.trace.task(message.task) !== undefined)
        select(desk, { kind: 'task', task: message.task }, 'words');
      break;
  }
}

/** Has the pointer's line go through a place above the lanes, where no row is. */
function pointAbove(x: Px | null): void {
  store.pointer = x === null ? null : { x, y: Number.NEGATIVE_INFINITY };
  loop.redraw('overlay');
}

function exportAs(action: ExportAction): void {
  exportView(desk, drawing.theme(), action, { tests: drawing.tests(), charts: drawing.charts() }).catch(
    report,
  );
}

/** A fault of ours goes to the host's log, and the page goes on. */
function guarded<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch (fault) {
    report(fault);
    return undefined;
  }
}

function report(fault: unknown): void {
  const message = fault instanceof Error ? (fault.stack ?? fault.message) : String(fault);
  port.post({ type: 'fault', message });
}

window.addEventListener('error', (event) => port.post({ type: 'fault', message: event.message }));
new ResizeObserver(() => guarded(drawing.arrange)).observe(page.lanesHost);
const restyle = new MutationObserver(() => guarded(drawing.restyle));
restyle.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-id'] });
restyle.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
watchRatio(redraw);
drawing.arrange();
drawing.restyle();
port.post({ type: 'ready', shown: store.navigation.session });
