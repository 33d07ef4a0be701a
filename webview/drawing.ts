import { MILLISECOND } from '../src/core/units.ts';
import { arrangePage, applyColors } from './arrangePage.ts';
import type { BlockState } from './blockChip.ts';
import { blockLength } from './blockWords.ts';
import { Boxes } from './picture.ts';
import { describe } from './describe.ts';
import { describeTrace } from './describeTrace.ts';
import type { DetailsPane } from './detailsPane.ts';
import { clampScroll, drawAxis, drawLanes, drawOverlay, tipOf, type Sizes } from './frame.ts';
import type { Extent } from './frameLoop.ts';
import type { Found } from './findSites.ts';
import type { LaneLabels } from './laneLabels.ts';
import type { Legend } from './legend.ts';
import { notesOf, type Note } from './notes.ts';
import type { Page } from './page.ts';
import { placeOfSelection } from './search/matchSelection.ts';
import { stateCard, type StateCard } from './stateCards.ts';
import { derive, isLive, shownSession, tick, viewOf, type Store } from './store.ts';
import { readTheme } from './theme.ts';
import type { Toolbar } from './toolbar.ts';
import type { Tooltip } from './tooltip.ts';
import type { Px } from './viewport.ts';
import { BlockWalk } from './walkBlocks.ts';
import { selectedRow } from './walk.ts';

/** The parts of the page that show the store. */
export interface Parts {
  readonly labels: LaneLabels;
  readonly legend: Legend;
  readonly tooltip: Tooltip;
  readonly details: DetailsPane;
  readonly toolbar: Toolbar;
  readonly showState: (card: StateCard | null) => void;
  readonly showReveal: (found: Found | null, at: number) => void;
  readonly showScroll: (rows: number, scroll: Px) => void;
}

/** Where the picture stands: what its parts were last given beside the store. */
export interface Drawing {
  /** Draws a frame; answers whether a moment later there would be another picture, without anything new. */
  readonly draw: (what: Extent) => boolean;
  /** Reads the sizes of the page anew. */
  readonly arrange: () => void;
  /** Reads the editor's theme anew. */
  readonly restyle: () => void;
  readonly sizes: Sizes;
  readonly isStacked: () => boolean;
}

/** Makes what draws: all that is seen is brought from the store to the page here, and nothing else changes the page. */
export function createDrawing(store: Store, page: Page, parts: Parts, redraw: () => void): Drawing {
  const boxes = new Boxes();
  const sizes = { width: 0, height: 0 };
  let theme = readTheme();
  let isStacked = false;
  let arranged: unknown = null;

  const arrange = (): void => {
    arranged = store.arrangement;
    isStacked = arrangePage(page, store.arrangement);
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
  const showDetails = (card: StateCard | null, notes: readonly Note[]): void => {
    const { trace, navigation, counts, blocks } = store;
    const chosen =
      card === null && navigation.selection !== null ? describe(trace, navigation.selection, store) : null;
    // Where there is room, the pane is always there, so that a first click does not squeeze the picture.
    const hasSummary = card === null && (!isStacked || store.isSummaryAsked);
    const description =
      chosen ?? (hasSummary ? describeTrace(trace, counts, blocks, notes, store.isSummaryAsked) : null);
    const wasHidden = page.details.hidden;
    const subject = JSON.stringify(chosen && navigation.selection);
    parts.details.show(description, chosen !== null || (isStacked && store.isSummaryAsked), subject);
    page.detailsSplitter.hidden = description === null;
    if (wasHidden !== page.details.hidden) arrange();
  };
  const draw = (what: Extent): boolean => {
    if (arranged !== store.arrangement) arrange();
    if (sizes.width <= 0) return false;
    tick(store, performance.now());
    derive(store);
    const { trace, navigation, rows, present } = store;
    const session = shownSession(store);
    const card = stateCard(session, trace);
    const scroll = clampScroll(navigation.scroll, rows.length, sizes.height);
    if (what === 'all') drawLanes(store, page, sizes, theme, boxes);
    drawAxis(store, page, sizes, theme);
    const hit = card === null ? drawOverlay(store, page, sizes, theme) : null;
    const isDragged = page.lanesHost.classList.contains('dragging');
    parts.tooltip.show(isDragged ? null : tipOf(store, hit), store.pagePointer.x, store.pagePointer.y);
    parts.labels.update(trace, rows, scroll, sizes.height, selectedRow(store), hit?.row ?? -1);
    if (what === 'overlay') return false;

    const notes = notesOf(session, trace);
    const walk = new BlockWalk(trace, store.blocks);
    store.occurring.update(trace, store.counts, walk.length, boxes);
    parts.legend.show(store.occurring.keys);
    parts.showState(card);
    page.root.classList.toggle('blank', card !== null);
    parts.showScroll(rows.length, scroll);
    showDetails(card, notes);
    parts.toolbar.update({
      sessions: store.sessions,
      session,
      counts: trace.tasks.length === 0 ? null : store.counts,
      blocks: blockState(store, walk),
      isFollowing: navigation.view === null,
      isLive: isLive(store),
      isLegendShown: store.arrangement.isLegendShown,
      notes,
    });
    parts.showReveal(store.found, store.search.numberOf(placeOfSelection(trace, navigation.selection)));
    tellTests(store, page, session?.state ?? 'empty');
    return card === null && present.isMoving && viewOf(store).end > trace.now;
  };
  return { draw, arrange, restyle, sizes, isStacked: () => isStacked };
}

function blockState({ trace, blocks, navigation }: Store, walk: BlockWalk): BlockState {
  return {
    count: walk.length,
    at: walk.positionOf(navigation.selection),
    now: blocks.now.reduce((most, block) => Math.max(most, blockLength(trace, block)), 0),
  };
}

/** Tests and benchmarks read here what is drawn; the newest moment is given as Unix time in milliseconds. */
function tellTests({ trace }: Store, page: Page, state: string): void {
  const { dataset } = page.root;
  dataset['state'] = state;
  dataset['tasks'] = String(trace.tasks.length);
  dataset['runs'] = String(trace.runs.length);
  dataset['lost'] = String(trace.dropped);
  dataset['pauses'] = String(trace.pauses.length);
  dataset['drawnUntil'] = String((trace.process?.wall ?? 0) + trace.now / MILLISECOND);
}
