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
import { rowOf } from './moveSelection.ts';
import type { Page } from './page.ts';
import { canvasTarget } from './paint/canvasTarget.ts';
import { paintLanes } from './painter.ts';
import { paintAxis, paintOverlay, type AxisPicture, type Mark, type Overlay } from './paintOverlay.ts';
import { isSame, isWhole, rangeOf, selectedTask, type Selection } from './selection.ts';
import { shownSession, viewOf, type Store } from './store.ts';
import type { Theme } from './theme.ts';
import { stopLabels, stopX } from './stop.ts';
import { spanOf, toPx, toTime, type Px } from './viewport.ts';

const AXIS_HEIGHT: Px = 26;

/** The sizes of the page's parts that are drawn on, read once when they change: reading them makes the browser lay out. */
export interface Sizes {
  readonly width: Px;
  readonly height: Px;
}

/** Draws what the lanes' area shows. `boxes` and `strips` are kept from frame to frame. */
export function drawLanes(
  store: Store,
  page: Page,
  scene: Scene,
  theme: Theme,
  boxes: Boxes,
  strips: Strips,
): Picture {
  const picture = pictureOf(store, scene, boxes, strips);
  page.lanes.prepare(scene.width, scene.height);
  paintLanes(canvasTarget(page.lanes), picture, theme);
  return picture;
}

/** Lays out what the lanes' area shows. */
export function pictureOf(store: Store, scene: Scene, boxes: Boxes, strips: Strips): Picture {
  const { view, width, height, present } = scene;
  return {
    width,
    height,
    rows: layoutRows(scene, boxes, strips),
    boxes,
    strips,
    bands: layoutBands(scene),
    ticks: layoutAxis(view, width).ticks,
    nowX: toPx(view, width, present),
    stopX: stopX(store, scene),
    pinnedHeight: pinnedHeight(scene.rows),
    markers: layoutMarkers(scene),
    range: rangeSpan(scene, store.navigation.range),
    isQueried: scene.matcher !== null,
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
  const { ticks, base } = layoutAxis(view, width);
  const stop = stopX(store, scene);
  const label = (x: Px): string => formatTick(toTime(view, width, x), spanOf(view) / 2000);
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

/** Draws what the pointer and the selection add; answers what is under the pointer. */
export function drawOverlay(store: Store, page: Page, scene: Scene, theme: Theme): Hit | null {
  const { pointer } = store;
  const hit = pointer === null ? null : hitTest(scene, pointer.x, pointer.y);
  page.overlay.prepare(scene.width, scene.height);
  paintOverlay(canvasTarget(page.overlay), overlayOf(store, scene, hit, pointer?.x ?? null), theme);
  return hit;
}

/** Lays out what the selection adds, and the pointer where there is one. */
export function overlayOf(store: Store, scene: Scene, hit: Hit | null, pointerX: Px | null): Overlay {
  const { view, width, height, scroll, rows, trace, present } = scene;
  const { selection } = store.navigation;
  const top = (row: number): Px | null => (row < 0 ? null : rowTop(rows, row, scroll));
  const mark = (of: Selection | null): Mark | null => {
    const range = of && rangeOf(trace, of);
    const y = of && top(rowOf(trace, rows, of));
    if (!range || y === null || isWhole(of)) return null;
    const end = range.end === trace.now ? present : range.end;
    return { x0: toPx(view, width, range.begin), x1: toPx(view, width, end), y };
  };
  const hovered = hit?.merged
    ? {
        x0: toPx(view, width, hit.merged.from),
        x1: toPx(view, width, hit.merged.to),
        y: rowTop(rows, hit.row, scroll),
      }
    : mark(hit?.piece ?? null);
  return {
    width,
    height,
    hoverRow: hit === null ? null : top(hit.row),
    hover: hit?.piece && isSame(hit.piece, selection) ? null : hovered,
    selectedRow: selection && top(rowOf(trace, rows, selection)),
    selected: mark(selection),
    arrows: selection === null ? [] : arrowsOf(scene, selection, store.awaits),
    pointerX,
  };
}

/** What there is to lay out now. */
export function sceneOf(store: Store, { width, height }: Sizes): Scene {
  const { trace, rows, blocks, labels, cells, density, present, navigation, search } = store;
  return {
    trace,
    rows,
    blocks,
    labels,
    cells,
    density,
    present: present.now,
    view: viewOf(store),
    width,
    height,
    scroll: clampScrollOf(rows, navigation.scroll, height),
    matcher: search.matcher.isAll ? null : search.matcher,
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
