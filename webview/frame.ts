import { formatDuration } from '../src/core/format.ts';
import { arrowsOf } from './arrows.ts';
import { formatTick, layoutAxis } from './axis.ts';
import type { Boxes, Marker, Picture, Strips } from './picture.ts';
import { describe } from './describe.ts';
import { describeHit } from './describeHit.ts';
import { setText } from './element.ts';
import { hitTest, type Hit } from './hitTest.ts';
import { layoutAxisBlocks } from './layoutBlocks.ts';
import { layoutBands, layoutRows } from './layout.ts';
import { clampScrollOf, pinnedHeight, rowTop } from './lanes/rowPlaces.ts';
import { layoutMarkers, rangeLabel, rangeSpan } from './layoutMarkers.ts';
import type { Scene } from './scene.ts';
import { beginOfTrace } from './moments.ts';
import { rowOf } from './moveSelection.ts';
import type { Page } from './page.ts';
import type { PointedAt } from './pointerMarks.ts';
import { canvasTarget } from './paint/canvasTarget.ts';
import { paintLanes } from './painter.ts';
import { paintAxis, paintOverlay, type AxisPicture, type Mark, type Overlay } from './paintOverlay.ts';
import { isSame, isWhole, rangeOf, selectedTask, type Selection } from './selection.ts';
import { hasEnded, shownSession, viewOf, type Store } from './store.ts';
import type { Theme } from './theme.ts';
import { stopLabels, stopX } from './stop.ts';
import { spanOf, toPx, toTime, type Px } from './viewport.ts';

const AXIS_HEIGHT: Px = 26;

/** The sizes of the page's parts that are drawn on, read once when they change: reading them makes the browser lay out. */
export interface Sizes {
  readonly width: Px;
  readonly height: Px;
}

/**
 * Draws what the lanes' area shows, the selection included: a canvas of its own would cost every frame as much as the
 * lanes'. `boxes` and `strips` are kept from frame to frame.
 */
export function drawLanes(
  store: Store,
  page: Page,
  scene: Scene,
  theme: Theme,
  boxes: Boxes,
  strips: Strips,
  isReady: boolean,
): Picture {
  const picture = pictureOf(store, scene, boxes, strips);
  page.lanes.prepare(scene.width, scene.height);
  const target = canvasTarget(page.lanes);
  const overlay = isReady ? overlayOf(store, scene) : null;
  paintLanes(target, picture, theme, overlay?.selectedRow ?? null);
  if (overlay !== null) paintOverlay(target, overlay, theme, picture);
  return picture;
}

/** Lays out what the lanes' area shows. `isAlone`: no column of names stands beside it that says how tasks ended. */
export function pictureOf(
  store: Store,
  scene: Scene,
  boxes: Boxes,
  strips: Strips,
  isAlone = false,
): Picture {
  const { view, width, height, present } = scene;
  return {
    width,
    height,
    rows: layoutRows(scene, boxes, strips),
    boxes,
    strips,
    bands: layoutBands(scene),
    ticks: layoutAxis(view, width, beginOfTrace(scene.trace)).ticks,
    nowX: toPx(view, width, present),
    stopX: stopX(store, scene),
    pinnedHeight: pinnedHeight(scene.rows),
    markers: layoutMarkers(scene),
    range: rangeSpan(scene, store.navigation.range),
    isQueried: scene.matcher !== null,
    hasEndSigns: isAlone,
  };
}

/** Draws the time axis, and the pointer's time on it. */
export function drawAxis(
  store: Store,
  page: Page,
  scene: Scene,
  theme: Theme,
  markers: readonly Marker[],
): void {
  const { axis, base } = axisOf(store, scene, markers, store.pointer?.x ?? null);
  page.axis.prepare(axis.width, axis.height);
  paintAxis(canvasTarget(page.axis), axis, theme);
  setText(page.base, base);
}

/** Lays out the time axis: what is on it, and what its times are counted from. */
export function axisOf(
  store: Store,
  scene: Scene,
  markers: readonly Marker[],
  pointerX: Px | null,
): { readonly axis: AxisPicture; readonly base: string } {
  const { view, width } = scene;
  const origin = beginOfTrace(scene.trace);
  const { ticks, base } = layoutAxis(view, width, origin);
  const stop = stopX(store, scene);
  const label = (x: Px): string => formatTick(toTime(view, width, x) - origin, spanOf(view) / 2000);
  const axis = {
    width,
    height: AXIS_HEIGHT,
    ticks,
    blocks: layoutAxisBlocks(scene),
    markers,
    range: rangeLabel(scene, store.navigation.range),
    stop: stop === null ? null : { x: stop, labels: stopLabels(shownSession(store)?.stop) },
    pointer: pointerX === null ? null : { x: pointerX, label: label(pointerX) },
  };
  return { axis, base };
}

/** What is under the pointer. */
export function hitOf({ pointer }: Store, scene: Scene): Hit | null {
  return pointer === null ? null : hitTest(scene, pointer.x, pointer.y);
}

/** Lays out what the pointer points at. */
export function pointedAt(store: Store, scene: Scene, hit: Hit | null): PointedAt {
  const { view, width } = scene;
  const { selection } = store.navigation;
  const hovered = hit?.merged
    ? {
        x0: toPx(view, width, hit.merged.from),
        x1: toPx(view, width, hit.merged.to),
        y: rowTop(scene.rows, hit.row, scene.scroll),
      }
    : markOf(scene, hit?.piece ?? null);
  return {
    row: hit && rowTop(scene.rows, hit.row, scene.scroll),
    mark: hit?.piece && isSame(hit.piece, selection) ? null : hovered,
    x: store.pointer?.x ?? null,
  };
}

/** Lays out what the selection adds. */
export function overlayOf(store: Store, scene: Scene): Overlay {
  const { width, height } = scene;
  const { selection } = store.navigation;
  return {
    width,
    height,
    selectedRow: selection && topOf(scene, selection),
    selected: markOf(scene, selection),
    arrows: selection === null ? [] : arrowsOf(scene, selection, store.awaits),
  };
}

/** Where something stands in its row; null where that is the whole row, or none. */
function markOf(scene: Scene, of: Selection | null): Mark | null {
  const { trace, view, width, present } = scene;
  const range = of && rangeOf(trace, of);
  const y = of && topOf(scene, of);
  if (!range || y === null || isWhole(of)) return null;
  const end = range.end === trace.now ? present : range.end;
  return { x0: toPx(view, width, range.begin), x1: toPx(view, width, end), y };
}

/** The top of the row that something stands in; null where it has none. */
function topOf({ trace, rows, scroll }: Scene, of: Selection): Px | null {
  const row = rowOf(trace, rows, of);
  return row < 0 ? null : rowTop(rows, row, scroll);
}

/** What there is to lay out now. */
export function sceneOf(store: Store, { width, height }: Sizes): Scene {
  const { trace, rows, blocks, labels, cells, density, present, navigation, search, findings } = store;
  return {
    trace,
    rows,
    blocks,
    labels,
    cells,
    density,
    present: present.now,
    hasEnded: hasEnded(store),
    view: viewOf(store),
    width,
    height,
    scroll: clampScrollOf(rows, navigation.scroll, height),
    matcher: search.matcher.isAll ? null : search.matcher,
    moments: findings.moments,
  };
}

/** What a screen reader hears of the selected. */
export function spokenSelection(store: Store): string {
  const { selection } = store.navigation;
  if (selection === null) return '';
  const details = describe(store.trace, selection, store);
  if (details === null) return '';
  const range = rangeOf(store.trace, selection);
  const task = selection.kind !== 'task' ? selectedTask(store.trace, selection) : undefined;
  return [
    details.kind,
    details.title,
    task?.name,
    range ? formatDuration(range.end - range.begin) : '',
    details.badge?.text,
    ...(details.block ? [details.block.culprits[0]?.words, details.block.culprits[0]?.focus.where] : []),
    details.block?.waiting?.text,
  ]
    .filter((text) => text)
    .join(', ')
    .slice(0, 300);
}

/** The words for what is under the pointer. */
export function tipOf(store: Store, hit: Hit | null): ReturnType<typeof describeHit> {
  return hit === null ? null : describeHit(store.trace, hit, store);
}
