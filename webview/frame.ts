import { formatDuration } from '../src/core/format.ts';
import { wakerOf } from '../src/core/trace.ts';
import { formatTick, layoutAxis } from './axis.ts';
import { Boxes, type Picture } from './boxes.ts';
import { describe } from './describe.ts';
import { describeHit } from './describeHit.ts';
import { setText } from './element.ts';
import { hitTest, type Hit } from './hitTest.ts';
import { layoutBands, layoutRows, ROW_HEIGHT, type Scene } from './layout.ts';
import { rowOf } from './moveSelection.ts';
import type { Page } from './page.ts';
import { paintLanes } from './painter.ts';
import { paintAxis, paintOverlay, type Arrow, type Mark } from './paintOverlay.ts';
import { rangeOf, selectedTask, isSame, type Selection } from './selection.ts';
import { extentOfTrace, viewOf, type Store } from './store.ts';
import type { Theme } from './theme.ts';
import { spanOf, toPx, toTime, type Px } from './viewport.ts';

const AXIS_HEIGHT: Px = 26;

/** The sizes of the page's parts that are drawn on, read once when they change: reading them makes the browser lay out. */
export interface Sizes {
  readonly width: Px;
  readonly height: Px;
}

/** Draws what the lanes' area shows. `boxes` are kept from frame to frame. */
export function drawLanes(store: Store, page: Page, sizes: Sizes, theme: Theme, boxes: Boxes): void {
  const scene = sceneOf(store, sizes);
  const { view, width, height } = scene;
  const { ticks, base } = layoutAxis(view, width);
  const rows = layoutRows(scene, boxes);
  const nowX = toPx(view, width, extentOfTrace(store).end);
  const picture: Picture = { width, height, rows, boxes, bands: layoutBands(scene), ticks, nowX };
  page.lanes.prepare(width, height);
  paintLanes(page.lanes.context, picture, theme);
  page.axis.prepare(width, AXIS_HEIGHT);
  const { pointer } = store;
  const at = pointer === null ? 0 : toTime(view, width, pointer.x);
  const label = formatTick(at, spanOf(view) / 2000);
  paintAxis(
    page.axis.context,
    ticks,
    width,
    AXIS_HEIGHT,
    pointer === null ? null : { x: pointer.x, label },
    theme,
  );
  setText(page.base, base);
}

/** Draws what the pointer and the selection add; answers what is under the pointer. */
export function drawOverlay(store: Store, page: Page, sizes: Sizes, theme: Theme): Hit | null {
  const { view, width, height, scroll, rows, trace } = sceneOf(store, sizes);
  const { pointer, navigation } = store;
  const { selection } = navigation;
  const hit = pointer === null ? null : hitTest(trace, rows, view, width, scroll, pointer.x, pointer.y);
  const top = (row: number): Px | null => (row < 0 ? null : row * ROW_HEIGHT - scroll);
  const mark = (of: Selection | null): Mark | null => {
    const range = of && rangeOf(trace, of);
    const y = of && top(rowOf(trace, rows, of));
    return range && y !== null && of.kind !== 'task' && of.kind !== 'loop'
      ? { x0: toPx(view, width, range.begin), x1: toPx(view, width, range.end), y }
      : null;
  };
  const hovered = hit?.merged
    ? {
        x0: toPx(view, width, hit.merged.from),
        x1: toPx(view, width, hit.merged.to),
        y: hit.row * ROW_HEIGHT - scroll,
      }
    : mark(hit?.piece ?? null);
  page.overlay.prepare(width, height);
  paintOverlay(
    page.overlay.context,
    {
      width,
      height,
      hoverRow: hit === null ? null : top(hit.row),
      hover: hit?.piece && isSame(hit.piece, selection) ? null : hovered,
      selectedRow: selection && top(rowOf(trace, rows, selection)),
      selected: mark(selection),
      arrows: selection === null ? [] : arrowsOf(store, sizes, selection),
      pointerX: pointer?.x ?? null,
    },
    theme,
  );
  return hit;
}

/** What there is to lay out now. */
export function sceneOf(store: Store, { width, height }: Sizes): Scene {
  const { trace, rows, blocks, labels, navigation } = store;
  return {
    trace,
    rows,
    blocks,
    labels,
    view: viewOf(store),
    width,
    height,
    scroll: clampScroll(navigation.scroll, rows.length, height),
  };
}

/** Keeps the rows in sight. */
export function clampScroll(scroll: Px, rows: number, height: Px): Px {
  return Math.max(0, Math.min(scroll, rows * ROW_HEIGHT - height));
}

/** What a screen reader hears of the selected. */
export function spokenSelection(store: Store): string {
  const { selection } = store.navigation;
  if (selection === null) return '';
  const details = describe(store.trace, selection);
  if (details === null) return '';
  const range = rangeOf(store.trace, selection);
  const task = selection.kind !== 'task' ? selectedTask(store.trace, selection) : undefined;
  return [
    details.kind,
    details.title,
    task?.name,
    range ? formatDuration(range.end - range.begin) : '',
    details.badge?.text,
  ]
    .filter((text) => text)
    .join(', ')
    .slice(0, 300);
}

/** The words for what is under the pointer. */
export function tipOf(store: Store, hit: Hit | null): ReturnType<typeof describeHit> {
  return hit === null ? null : describeHit(store.trace, hit);
}

/** From the creator to a selected task; from the waker to a selected run, or to the run that a suspension ended with. */
function arrowsOf(store: Store, sizes: Sizes, selection: Selection): Arrow[] {
  const { trace, rows, view, width, scroll } = sceneOf(store, sizes);
  const middle = (row: number): Px => row * ROW_HEIGHT - scroll + ROW_HEIGHT / 2;
  const task = selectedTask(trace, selection);
  if (selection.kind === 'task' && task !== undefined) {
    const parent = trace.task(task.parent);
    const [from, to] = [parent ? (rows.ofTask[parent.index] ?? -1) : -1, rows.ofTask[task.index] ?? -1];
    if (from < 0 || to < 0) return [];
    const x = toPx(view, width, task.created);
    return [{ kind: 'created', fromX: x - 10, fromY: middle(from), toX: x, toY: middle(to) }];
  }
  const run =
    selection.kind === 'run'
      ? selection.run
      : 'position' in selection
        ? task?.lane.runs[selection.position]
        : undefined;
  const waker = run === undefined ? -1 : wakerOf(trace, run);
  if (run === undefined || waker < 0) return [];
  const from = rowOf(trace, rows, { kind: 'run', run: waker });
  const to = rowOf(trace, rows, { kind: 'run', run });
  if (from < 0 || to < 0 || from === to) return [];
  const { ready, begin, end } = trace.runs;
  const at = Number.isNaN(ready[run]!)
    ? begin[run]!
    : Math.min(Math.max(ready[run]!, begin[waker]!), end[waker]!);
  return [
    {
      kind: 'woken',
      fromX: toPx(view, width, at),
      fromY: middle(from),
      toX: toPx(view, width, begin[run]!),
      toY: middle(to),
    },
  ];
}
