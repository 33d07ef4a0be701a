import type { ToView } from '../src/core/messages.ts';
import { showBlock, walkBlocks } from './blockActions.ts';
import { arrange, navigate, scrollTo, type Desk } from './desk.ts';
import { createDetailsPane } from './detailsPane.ts';
import { createDrawing, type Drawing } from './drawing.ts';
import { createFrameLoop } from './frameLoop.ts';
import { bindLabels, bindLanes, bindSplitter } from './gestures.ts';
import { openPort } from './hostPort.ts';
import { bindKeys } from './keys.ts';
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
import { createNotice } from './notice.ts';
import { buildPage } from './page.ts';
import { createRevealBar } from './revealBar.ts';
import { readSavedState } from './savedState.ts';
import { createScrollbar } from './scrollbar.ts';
import { clear, fitSelection, follow, openSelected, reveal, select, stepFound } from './select.ts';
import { createStateView } from './stateView.ts';
import { beginStream, createStore } from './store.ts';
import { createToolbar } from './toolbar.ts';
import { createTooltip } from './tooltip.ts';
import { toggleTerm } from './toggleTerm.ts';
import { fitAll, goToEdge, pan, panByShare, toggleFollow, zoom } from './viewActions.ts';
import { clickLabel, clickLane, toggleFold, walkAcross, walkAlong, zoomToHit } from './walk.ts';

// The wiring: it makes the parts and knows them all. What a gesture means is said in the files of actions, what a frame
// shows in drawing.ts.

const page = buildPage(document.getElementById('app')!);
const port = openPort((message) => guarded(() => receive(message)));
const store = createStore(readSavedState(port.load()));
const loop = createFrameLoop((what) => guarded(() => drawing.draw(what)) ?? false);
const redraw = (): void => loop.redraw();
const excerpts = new Excerpts(port.post);
const toggleKeys = createKeysHelp(page.root);
const notify = createNotice(page.timeline);
const details = createDetailsPane(
  page.details,
  (link) => follow(desk, link),
  () => select(desk, null),
  {
    of: (place) => excerpts.of(place),
    want: (places) => excerpts.want(store.generation, places),
  },
);
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
    summary: createLiveSummary(page.summary),
    toolbar: createToolbar(page.toolbar, {
      showSession: (id) => port.post({ type: 'showSession', id }),
      showSummary: () => {
        select(desk, null);
        store.isSummaryAsked = true;
      },
      showBlock: () => showBlock(desk),
      walkBlocks: (by) => walkBlocks(desk, by),
      toggleFollow: () => toggleFollow(desk),
      fitAll: () => fitAll(desk),
      zoom: (factor) => zoom(desk, factor, desk.sizes.width / 2, true),
      toggleLegend: () => arrange(desk, { isLegendShown: !store.arrangement.isLegendShown }),
      toggleKeys,
    }),
    showState: createStateView(page.state, (action) => port.post({ type: action })),
    showReveal: createRevealBar(
      page.reveal,
      (by) => stepFound(desk, by),
      () => {
        store.found = null;
        redraw();
      },
    ),
    showScroll: createScrollbar(page.scrollbar, page.scrollSpace, (scroll) => navigate(desk, { scroll })),
  },
  redraw,
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
bindLanes(
  page.axisHost,
  {
    zoom: (factor, x) => zoom(desk, factor, x),
    pan: (dx) => pan(desk, dx, 0),
    click: () => unmark(desk),
    doubleClick: () => fitAll(desk),
    mark: marking,
    hover: () => undefined,
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
  step: (by) => goToStep(desk, by),
  waker: () => goToWaker(desk),
  woken: () => goToWoken(desk),
  sibling: (by) => goToSibling(desk, by),
  parent: () => goToParent(desk),
  canceller: () => goToCanceller(desk),
  match: (by) => stepFound(desk, by),
  search: () => page.reveal.focus(),
  mark: () => toggleMark(desk),
  group: () => cycleGrouping(desk),
  pin: () => pinRow(desk),
  open: () => openSelected(desk),
  fold: () => toggleFold(desk),
  clear: () => clear(desk),
  help: toggleKeys,
});

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
    case 'reveal':
      reveal(desk, message.file, message.line);
      break;
    case 'walkBlocks':
      walkBlocks(desk, message.by);
      break;
    case 'excerpts':
      excerpts.take(message.generation, message.excerpts);
      break;
    case 'navigate':
      if (message.action === 'back' || message.action === 'forward') goByCommand(desk, message.action);
      break;
    case 'showRun':
      if (message.run >= store.trace.runs.first && message.run < store.trace.runs.length)
        select(desk, { kind: 'run', run: message.run }, 'words');
      break;
  }
  redraw();
}

/** A fault of ours goes to the host's log, and the page goes on. */
function guarded<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch (fault) {
    const message = fault instanceof Error ? (fault.stack ?? fault.message) : String(fault);
    port.post({ type: 'fault', message });
    return undefined;
  }
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
