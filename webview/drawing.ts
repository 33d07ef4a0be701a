import { prepareFacts } from '../src/core/links/factIndex.ts';
import { hasTerm } from '../src/core/query/terms.ts';
import type { SessionInfo, SessionState } from '../src/core/messages.ts';
import { MILLISECOND } from '../src/core/units.ts';
import { arrangePage, applyColors, type PagePlace } from './arrangePage.ts';
import { createAbove } from './charts/above.ts';
import type { ChartsView } from './charts/chartsView.ts';
import type { Minimap } from './charts/minimap.ts';
import { paintCharts } from './charts/paintCharts.ts';
import { scaleText } from './charts/scaleText.ts';
import type { ExportParts } from './export/exportPicture.ts';
import type { AggregatePane } from './panels/aggregatePane.ts';
import type { HistogramView } from './panels/histogramView.ts';
import type { RangePane } from './panels/rangePane.ts';
import type { Arrangement } from './navigation.ts';
import { countText } from './search/search.ts';
import type { SearchBox } from './search/searchBox.ts';
import type { BlockState } from './blockChip.ts';
import { blockLength, blockTitle } from './blockWords.ts';
import { Boxes, Strips, type Marker } from './picture.ts';
import { describe } from './describe.ts';
import { describeTrace } from './describeTrace.ts';
import type { DetailsPane } from './detailsPane.ts';
import { createChores } from './chores.ts';
import type { FindingState } from './findings/findingChip.ts';
import { findingWords, kindOf } from './findings/kinds.ts';
import { drawAxis, drawLanes, hitOf, pointedAt, sceneOf, tipOf, type Sizes } from './frame.ts';
import type { Extent, GoesOn } from './frameLoop.ts';
import type { Found } from './findSites.ts';
import { heightOf, pinnedHeight } from './lanes/rowPlaces.ts';
import type { LaneLabels } from './laneLabels.ts';
import type { Legend } from './legend.ts';
import type { createLiveSummary } from './navigate/liveSummary.ts';
import type { PieceTable } from './navigate/pieceTable.ts';
import { MoreRows, rowsInSight } from './moreRows.ts';
import type { ShowMoreRows } from './moreRowsView.ts';
import { notesOf, type Note } from './notes.ts';
import type { Page } from './page.ts';
import type { Scene } from './scene.ts';
import { placeOfSelection } from './search/matchSelection.ts';
import { stateCard, type StateCard } from './stateCards.ts';
import { derive, isLive, shownSession, stoppedSince, tick, viewOf, type Store } from './store.ts';
import { setText } from './element.ts';
import { stopLabels } from './stop.ts';
import { readTheme, type Theme } from './theme.ts';
import type { TestStrip } from './tests/testStrip.ts';
import type { TestTable } from './tests/testTable.ts';
import type { Toolbar } from './toolbar.ts';
import type { Tooltip } from './tooltip.ts';
import type { ViewMenu } from './viewMenu.ts';
import type { Px } from './viewport.ts';
import { BlockWalk } from './walkBlocks.ts';
import { selectedRow } from './walk.ts';
import { withTasksLink } from './tasksLink.ts';

/** Milliseconds between two times that words are brought up to date while nobody chooses anything else. */
const TELL = 100;
/** Milliseconds after which a picture that does not move any more stands still: then other work goes on. */
const STILL = 120;

/** The parts of the page that show the store. */
export interface Parts {
  readonly labels: LaneLabels;
  readonly legend: Legend;
  readonly tooltip: Tooltip;
  readonly details: DetailsPane;
  readonly toolbar: Toolbar;
  readonly menu: ViewMenu;
  readonly search: SearchBox;
  readonly showTab: (pane: Arrangement['pane']) => void;
  readonly range: RangePane;
  readonly aggregate: AggregatePane;
  readonly histogram: HistogramView;
  readonly minimap: Minimap;
  readonly tests: TestStrip;
  readonly charts: ChartsView;
  readonly showState: (card: StateCard | null) => void;
  readonly showReveal: (found: Found | null, at: number) => void;
  readonly table: PieceTable;
  readonly testTable: TestTable;
  readonly summary: ReturnType<typeof createLiveSummary>;
  readonly showScroll: (rows: number, scroll: Px) => void;
  readonly showMoreRows: ShowMoreRows;
}

/** Where the picture stands: what its parts were last given beside the store. */
export interface Drawing {
  /** Draws a frame; answers whether a moment later there would be another picture, without anything new. */
  readonly draw: (what: Extent) => GoesOn;
  /** Reads the sizes of the page anew. */
  readonly arrange: () => void;
  /** Reads the editor's theme anew. */
  readonly restyle: () => void;
  readonly sizes: Sizes;
  /** Brings the words up to date in the next frame, whatever they depend on. */
  readonly tellAgain: () => void;
  /** The tests and charts that are drawn, for a picture that is exported. */
  readonly tests: () => ExportParts['tests'];
  readonly charts: () => ExportParts['charts'];
  /** The editor's theme as it was last read. */
  readonly theme: () => Theme;
  readonly isStacked: () => boolean;
}

/**
 * Makes what draws: all that is seen is brought from the store to the page here, and nothing else changes the page. `reveal`
 * scrolls to the selected, where there is less room for the rows than before.
 */
export function createDrawing(
  store: Store,
  page: Page,
  parts: Parts,
  redraw: () => void,
  reveal: () => void,
): Drawing {
  const boxes = new Boxes();
  const strips = new Strips();
  const sizes = { width: 0, height: 0 };
  const isDragged = (): boolean => page.lanesHost.classList.contains('dragging');
  /** What was in sight in the last frame, and when that last changed: a wheel moves it by many small steps. */
  const seen = { view: store.navigation.view, scroll: 0, movedAt: Number.NEGATIVE_INFINITY };
  const isBusy = (): boolean => isDragged() || store.isReading || performance.now() - seen.movedAt < STILL;
  // What they found may be told in words, too.
  const chores = createChores(isBusy, () => {
    told = [];
    redraw();
  });
  let markers: readonly Marker[] = [];
  let theme = readTheme();
  let place: PagePlace = { isStacked: false, hasRoom: true, width: 0, height: 0 };
  let arranged: unknown = null;
  let timelineHeight: Px = 0;
  const above = createAbove(store, page, parts);
  const moreRows = new MoreRows();
  const density = { work: (most: number): boolean => store.density.update(store.trace, most) };
  let worked: readonly unknown[] = [];
  /** What the legend last showed. */
  let keyed: readonly unknown[] = [];
  /** What the axis, and the toolbar, last showed. */
  let lined: readonly unknown[] = [];
  let tooled: readonly unknown[] = [];
  /** Where the program was last said to stand. */
  let stoppedAt = '';
  let told: readonly unknown[] = [];
  let toldAt = Number.NEGATIVE_INFINITY;
  /** Where the shown time began then. */
  let near = Number.NaN;

  const arrange = (): void => {
    arranged = store.arrangement;
    place = arrangePage(page, store.arrangement);
    timelineHeight = page.timeline.clientHeight;
    const { clientWidth, clientHeight } = page.lanesHost;
    if (clientWidth === sizes.width && clientHeight === sizes.height) return;
    sizes.width = clientWidth;
    sizes.height = clientHeight;
    redraw();
  };
  const restyle = (): void => {
    theme = readTheme();
    applyColors(page, theme);
    parts.legend.paint(theme);
    redraw();
  };
  const showSums = (): void => {
    const { trace, navigation, arrangement, summaries } = store;
    const { pane } = arrangement;
    const { query, range, selection } = navigation;
    summaries.want(trace, { pane, range, selection }, performance.now());
    const { rows, isComplete, like } = summaries;
    if (pane === 'aggregate') parts.aggregate.update({ rows, isComplete, query });
    else if (pane === 'range')
      parts.range.update({ trace, statistics: summaries.range, revision: summaries.rangeRevision, query });
    else
      parts.histogram.update(
        like && { like: like.like, histogram: like.histogram, isComplete: summaries.isLikeComplete },
      );
  };
  const showSearch = (): void => {
    const { trace, navigation, search } = store;
    parts.search.update({
      text: navigation.query,
      problems: search.problems,
      isNarrowed: navigation.isNarrowed,
      count: countText(search, placeOfSelection(trace, navigation.selection)),
      hasMatches: search.finder.count > 0,
    });
  };
  const showSide = (card: StateCard | null, notes: readonly Note[]): void => {
    const { trace, navigation, counts, blocks } = store;
    const { pane } = store.arrangement;
    const said =
      card === null && navigation.selection !== null ? describe(trace, navigation.selection, store) : null;
    const chosen = isLive(store) ? withTasksLink(trace, navigation.selection, said) : said;
    // Where there is room, the pane is always there, so that a first click does not squeeze the picture.
    const hasSummary = card === null && (place.hasRoom || store.isSummaryAsked);
    const description =
      chosen ??
      (hasSummary
        ? describeTrace(trace, counts, blocks, notes, store.isSummaryAsked, {
            findings: store.findings,
            testTasks: store.testTasks,
            isGrowing: isLive(store),
          })
        : null);
    const subject = JSON.stringify(chosen && navigation.selection);
    parts.details.show(description, chosen !== null || (!place.hasRoom && store.isSummaryAsked), subject);
    parts.showTab(pane);
    showSums();
    const isHidden = card !== null || (pane === 'details' && description === null);
    const wasHidden = page.side.hidden;
    page.side.hidden = isHidden;
    page.detailsSplitter.hidden = isHidden;
    if (wasHidden === isHidden) return;
    arrange();
    // What was just selected is not to vanish under what is said of it.
    if (wasHidden) reveal();
  };
  const showLegend = (): void => {
    const { keys } = store.occurring;
    const { query } = store.navigation;
    const now = [keys, keys.size, query];
    if (isSame(now, keyed)) return;
    keyed = now;
    parts.legend.show(keys, (term) => hasTerm(query, term));
  };
  /** Draws the axis, unless it would be the same: the rows are scrolled, or the pointer goes up and down. */
  const showAxis = (scene: Scene): void => {
    const { trace, view, width, present, moments } = scene;
    const pointed = store.pointer?.x ?? null;
    const inSight = [view.begin, view.end, width, present, moments, window.devicePixelRatio, theme];
    const now = [trace, trace.revision, store.navigation.range, shownSession(store), pointed, ...inSight];
    if (isSame(now, lined)) return;
    lined = now;
    drawAxis(store, page, scene, theme, markers);
  };
  const showToolbar = (session: SessionInfo | null, notes: readonly Note[], walk: BlockWalk): void => {
    const { trace, navigation, sessions, arrangement, isReading, occurring } = store;
    const { query, isNarrowed, selection, view } = navigation;
    const hasLost = occurring.keys.has('lost');
    const found = store.findings.all;
    const asked = [query, isNarrowed, selection, view === null, arrangement, place, hasLost, found];
    const now = [trace, trace.revision, isReading, session, sessions, ...asked];
    if (isSame(now, tooled)) return;
    tooled = now;
    parts.toolbar.update({
      sessions,
      session,
      counts: trace.tasks.length === 0 ? null : store.counts,
      hasLost,
      query,
      isNarrowed,
      blocks: blockState(store, walk),
      findings: findingState(store),
      isFollowing: view === null,
      isLive: isLive(store),
      isLegendShown: arrangement.isLegendShown,
      notes,
      width: place.width,
      height: place.height,
      hasQuery: query !== '',
    });
  };
  const askForWork = (): void => {
    const { trace, navigation, arrangement, search, summaries, awaits, blocks, findings, testTasks } = store;
    const { query, range, selection } = navigation;
    const now = [trace, trace.revision, query, range, selection, arrangement.pane];
    if (!isSame(now, worked)) {
      worked = now;
      chores.set([
        { work: (most) => !search.update(trace, most) },
        { work: (most) => !findings.update(trace, blocks, most) },
        { work: (most) => !testTasks.update(trace, most) },
        { work: (most) => !summaries.update(trace, most) },
        { work: (most) => !awaits.update(trace, most) },
        { work: (most) => !prepareFacts(trace, most) },
      ]);
    }
    if (store.density.isOwed) chores.first(density);
  };
  /** Says where the program stands, when it comes to stand there. */
  const tellStop = (): void => {
    const stop = stoppedSince(store) === null ? undefined : shownSession(store)?.stop;
    const place = stop === undefined ? '' : `${stopLabels(stop)[0]!}, ${store.trace.pauses.length}`;
    if (place !== '' && place !== stoppedAt) setText(page.spoken, stopLabels(stop)[0]!);
    stoppedAt = place;
  };
  /** Says in words what the picture shows. Answers false where that is behind: words that change faster cannot be read. */
  const tell = (card: StateCard | null, notes: readonly Note[], state: SessionState | null): boolean => {
    const { trace, navigation, arrangement, counts, blocks, summaries } = store;
    const clock = performance.now();
    const chosen = [
      navigation.selection,
      navigation.query,
      navigation.range,
      arrangement,
      place.isStacked,
      place.hasRoom,
      above.fitting,
      store.isSummaryAsked,
    ];
    const { begin } = viewOf(store);
    const { grouping, sorting } = navigation;
    const { isReading } = store;
    const known = [
      trace,
      trace.revision,
      isReading,
      notes.length,
      summaries.progress,
      store.findings.all,
      store.testTasks.leaving,
    ];
    const wanted = [...chosen, grouping, sorting, card?.title, state, ...known];
    tellStop();
    const isSameWords = isSame(wanted, told);
    if (isSameWords && begin === near) return true;
    if (isSame(chosen, told.slice(0, chosen.length)) && clock - toldAt < TELL) return false;
    // Of the time that is shown, the words depend only on where it begins, and nobody reads them while it moves.
    if (isSameWords && clock - seen.movedAt < STILL) return false;
    toldAt = clock;
    near = begin;
    parts.table.update({ trace, selection: navigation.selection, near });
    parts.testTable.update({ trace, selection: navigation.selection, near });
    if (isSameWords) return true;
    told = wanted;
    showSide(card, notes);
    parts.menu.update({ ...navigation, ...arrangement, ...above.choices() });
    // How a recording ended is said once: not before all of it is known.
    if (!isReading) parts.summary({ trace, counts, blocks, state }, clock);
    return true;
  };
  const draw = (what: Extent): GoesOn => {
    if (arranged !== store.arrangement) arrange();
    if (sizes.width <= 0) return false;
    tick(store, performance.now());
    derive(store);
    const { trace, navigation, rows, present } = store;
    const session = shownSession(store);
    const card = stateCard(session, trace, store.isRestricted);
    const scene = sceneOf(store, sizes);
    if (navigation.view !== seen.view || scene.scroll !== seen.scroll) {
      seen.view = navigation.view;
      seen.scroll = scene.scroll;
      seen.movedAt = performance.now();
    }
    store.cells.isAtRest = performance.now() - seen.movedAt >= STILL;
    if (what === 'all') {
      // Before anything in the document changes: the browser lays out to scroll.
      parts.showScroll(rows.length, scene.scroll);
      markers = drawLanes(store, page, scene, theme, boxes, strips, card === null).markers;
    }
    // Canvases first: to set a font there, the browser brings up to date what was changed in the document before.
    showAxis(scene);
    const hit = card === null ? hitOf(store, scene) : null;
    page.showPointer(pointedAt(store, scene, hit), scene.width);
    if (what === 'all') above.show(timelineHeight, sizes.width, theme);
    else parts.charts.point(store.pointer?.x ?? null);
    const testTip = parts.tests.point(card === null ? store.testPointer : null);
    parts.tooltip.show(
      isDragged() ? null : (testTip ?? tipOf(store, hit)),
      store.pagePointer.x,
      store.pagePointer.y,
    );
    const { scroll, hasEnded } = scene;
    parts.labels.update(trace, rows, scroll, sizes.height, selectedRow(store), hit?.row ?? -1, hasEnded);
    if (what === 'overlay') return false;

    const notes = notesOf(session, trace);
    const walk = new BlockWalk(trace, store.blocks);
    store.occurring.update(trace, store.counts, walk.length, boxes, strips, markers, hasEnded);
    showLegend();
    parts.showState(card);
    page.root.classList.toggle('blank', card !== null);
    const sight = rowsInSight(rows, scene.scroll, card === null ? sizes.height : heightOf(rows));
    const more = moreRows.update(trace, rows, store.blocks, store.findings, sight);
    parts.showMoreRows(more.above, more.below, pinnedHeight(rows));
    showSearch();
    const isOwed = !tell(card, notes, session?.state ?? null);
    showToolbar(session, notes, walk);
    parts.showReveal(store.found, store.search.numberOf(placeOfSelection(trace, navigation.selection)));
    tellTests(store, page, session?.state ?? 'empty');
    askForWork();
    // While more is read, it is drawn again soon, anyhow.
    if (store.isReading) return false;
    // Blurred for as short as can be.
    if (store.cells.isBehind) redraw();
    const isNarrowing = navigation.isNarrowed && store.search.isBehind;
    const isBehind = isOwed || store.rowBuilder.isBehind || isNarrowing;
    if (isBehind) return true;
    if (card !== null || !present.isMoving) return false;
    const { end } = viewOf(store);
    // While it stands, the picture changes only where the stop's own end is in sight.
    return stoppedSince(store) === null ? end > trace.now : end > present.now && 'slowly';
  };
  const charts = (): ExportParts['charts'] => {
    const { charts: rows, cells } = parts.charts.drawn();
    if (rows.length === 0) return null;
    const height = page.charts.clientHeight;
    const labels = rows.map((row) => ({
      y: row.y,
      height: row.height,
      name: row.series.label,
      scale: scaleText(row),
    }));
    return { height, labels, paint: (target) => paintCharts(target, rows, cells, theme, sizes.width) };
  };
  const tellAgain = (): void => {
    told = [];
    toldAt = Number.NEGATIVE_INFINITY;
  };
  return {
    draw,
    arrange,
    restyle,
    tellAgain,
    sizes,
    tests: () => parts.tests.drawn(),
    charts,
    theme: () => theme,
    isStacked: () => place.isStacked,
  };
}

function isSame(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((item, at) => Object.is(item, other[at]));
}

function blockState({ trace, blocks, navigation, findings }: Store, walk: BlockWalk): BlockState {
  return {
    isTold: walk.length === 1 && findings.all[0]?.kind === 'block',
    worst: blocks.all.worst === undefined ? '' : blockTitle(trace, blocks.all.worst),
    count: walk.length,
    at: walk.positionOf(navigation.selection),
    now: blocks.now.reduce((most, block) => Math.max(most, blockLength(trace, block)), 0),
  };
}

function findingState({ trace, findings: { all } }: Store): FindingState {
  const [first] = all;
  if (first === undefined) return { first: null, isGrave: false, count: 0 };
  return { first: findingWords(trace, first), isGrave: kindOf(first).isGrave(first), count: all.length };
}

/** Tests and benchmarks read here what is drawn; the newest moment is given as Unix time in milliseconds. */
function tellTests({ trace, isReading }: Store, page: Page, state: string): void {
  const { dataset } = page.root;
  const now = {
    state,
    reading: String(isReading),
    tasks: String(trace.tasks.length),
    runs: String(trace.runs.length),
    lost: String(trace.dropped),
    forgotten: String(trace.forgotten?.runs ?? 0),
    pauses: String(trace.pauses.length),
    drawnUntil: String((trace.process?.wall ?? 0) + trace.now / MILLISECOND),
  };
  for (const [key, value] of Object.entries(now)) if (dataset[key] !== value) dataset[key] = value;
}
