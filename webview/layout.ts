import { printable } from '../src/core/format.ts';
import { callbackOf, type Loop, type Task, type Trace } from '../src/core/trace.ts';
import type { LoopId, Nanos, RunIndex } from '../src/core/units.ts';
import { isCallback } from '../src/core/wire.ts';
import { blockLabels, blockLength } from './blockWords.ts';
import { ROW_HEIGHT, STYLE } from './boxes.ts';
import { STRIP_KIND, type Boxes, type RowBand, type Strips, type TimeBand } from './picture.ts';
import { isDestroyed, isOver } from './ends.ts';
import { FAMILIES, familyOf } from './families.ts';
import { durationLabels } from './labels.ts';
import { loopTrack, taskTrack } from './laneCursor.ts';
import { blockedSpans, layoutMarks } from './layoutBlocks.ts';
import { rowTop, scrolledRows } from './lanes/rowPlaces.ts';
import { layoutLane, type StyleOf } from './layoutLane.ts';
import { lossText } from './notes.ts';
import { ownerOf, rowsOfLoop } from './rows.ts';
import type { LaneOwner, Rows } from './rowTypes.ts';
import type { Scene } from './scene.ts';
import { toPx, type Px } from './viewport.ts';

/** A box narrower than this has no room for words. */
const LEAST_LABEL: Px = 34;

/** The rows in sight, from the top: the pinned ones and what is seen of the others. */
export function visibleRows(rows: Rows, scroll: Px, height: Px): number[] {
  const [first, end] = scrolledRows(rows, scroll, height);
  const visible: number[] = [];
  for (let row = 0; row < rows.pinned && row < rows.length; row++) visible.push(row);
  for (let row = first; row < end; row++) visible.push(row);
  return visible;
}

/** Lays out the visible rows: fills `boxes` and `strips`, answers the rows' bands, the pinned rows first. */
export function layoutRows(scene: Scene, boxes: Boxes, strips: Strips): RowBand[] {
  const { trace, rows } = scene;
  boxes.clear();
  strips.clear();
  const bands: RowBand[] = [];
  for (const row of visibleRows(rows, scene.scroll, scene.height)) {
    const owner = ownerOf(trace, rows, row);
    if (owner === undefined || 'group' in owner) continue;
    bands.push(layoutOwner(scene, owner, row, boxes, strips));
  }
  return bands;
}

function layoutOwner(scene: Scene, owner: LaneOwner, row: number, boxes: Boxes, strips: Strips): RowBand {
  const { trace, rows, view, width, present } = scene;
  const y = rowTop(rows, row, scene.scroll);
  const from = boxes.length;
  const isTask = 'task' in owner;
  const track = isTask ? taskTrack(trace, owner.task, present) : loopTrack(trace, owner.loop, present);
  const kind = isTask ? STRIP_KIND.task : STRIP_KIND.loop;
  const styleOf = isTask ? taskStyles(scene, owner.task) : loopStyles(scene, owner.loop);
  layoutLane(track, { row, y, kind, view, width, boxes, strips, styleOf }, scene.cells);
  layoutMarks(scene, owner, row, y, boxes);
  labelBoxes(boxes, from, (box) =>
    isTask ? taskLabels(scene, owner.task, boxes, box) : loopLabels(scene, owner.loop, boxes, box),
  );
  return {
    row,
    kind: isTask ? 'task' : 'loop',
    y,
    x0: toPx(view, width, track.begin),
    x1: toPx(view, width, track.end),
    ended: isTask ? endOf(trace, owner.task) : null,
    isDimmed: false,
    isPinned: row < rows.pinned,
  };
}

/** How a task ended; null as long as it may run. */
function endOf(trace: Trace, task: Task): RowBand['ended'] {
  if (!isOver(trace, task)) return null;
  return isDestroyed(trace, task) ? 'lost' : task.outcome;
}

/** Lays out what covers many rows: the debugger's pauses, losses, and a loop's blocked times over its tasks. */
export function layoutBands(scene: Scene): TimeBand[] {
  const { trace, rows, view, width, present } = scene;
  const bands: TimeBand[] = [];
  const add = (
    kind: TimeBand['kind'],
    from: Nanos,
    to: Nanos,
    label: string,
    firstRow = 0,
    endRow = rows.length,
  ): void => {
    if (to < view.begin || from > view.end) return;
    const [x0, x1] = [toPx(view, width, from), toPx(view, width, to)];
    const top = rowTop(rows, firstRow, scene.scroll);
    const bottom = endRow * ROW_HEIGHT - scene.scroll;
    bands.push({ kind, x0, x1, firstRow, endRow, top, bottom, label });
  };
  const [first, end] = scrolledRows(rows, scene.scroll, scene.height);
  let row = first;
  while (row < end) {
    const [head, below] = rowsOfLoop(rows, row);
    const owner = ownerOf(trace, rows, head);
    if (owner !== undefined && 'loop' in owner) {
      for (const { begin, end } of blockedSpans(scene, owner.loop.id))
        add('block', begin, end, '', head, below);
    }
    row = below;
  }
  for (const loss of trace.losses) add('loss', loss.from, loss.to, lossText(loss.runs, loss.facts));
  for (const pause of trace.pauses) add('pause', pause.begin, pause.end ?? present, 'Paused at a breakpoint');
  return bands;
}

function taskStyles({ trace, blocks }: Scene, task: Task): StyleOf {
  const { lane } = task;
  const liveBlock = blocks.nowOf(task.loop)?.begin;
  return (phase, position, from) => {
    if (phase === 'ready') return STYLE.ready;
    const run = lane.run(position);
    if (phase === 'running') {
      if (run < 0) return from === liveBlock ? STYLE.blockingNow : STYLE.running;
      return blocks.of(run) === undefined ? STYLE.running : STYLE.blocking;
    }
    const site = trace.site(trace.runs.site(lane.run(position - 1)));
    return site === undefined ? STYLE.notStarted : FAMILIES.indexOf(familyOf(site.kind));
  };
}

function loopStyles({ trace, blocks }: Scene, loop: Loop): StyleOf {
  const { lane } = loop;
  const liveBlock = blocks.nowOf(loop.id)?.begin;
  return (phase, position, from) => {
    if (phase !== 'running') return -1;
    const run = lane.run(position);
    if (run < 0 && from === liveBlock) return STYLE.blockingNow;
    if (run >= 0 && blocks.of(run) !== undefined) return STYLE.blocking;
    const subject = run < 0 ? (trace.running.get(loop.id)?.subject ?? 0) : trace.runs.subject(run);
    return isCallback(subject) ? STYLE.callback : STYLE.loopStep;
  };
}

function labelBoxes(
  boxes: Boxes,
  from: number,
  labelsOf: (box: number) => readonly string[] | undefined,
): void {
  for (let box = from; box < boxes.length; box++) {
    if (Math.min(boxes.x1[box]!, 1e5) - Math.max(boxes.x0[box]!, 0) < LEAST_LABEL) continue;
    const labels = labelsOf(box);
    if (labels !== undefined) boxes.labels.set(box, labels);
  }
}

function taskLabels(scene: Scene, task: Task, boxes: Boxes, box: number): readonly string[] | undefined {
  const style = boxes.style[box]!;
  const length = boxes.to[box]! - boxes.from[box]!;
  if (isBlockStyle(style)) return blockLabelsOf(scene, task.loop, task.lane.run(boxes.position[box]!));
  if (style === STYLE.ready) return durationLabels('ready', length);
  if (style === STYLE.running) return durationLabels('', length);
  if (style === STYLE.notStarted) return boxes.position[box] === 0 ? ['not started'] : undefined;
  const run = task.lane.run(boxes.position[box]! - 1);
  return scene.labels.of(scene.trace, scene.trace.runs.site(run), scene.trace.runs.group(run));
}

function loopLabels(scene: Scene, loop: Loop, boxes: Boxes, box: number): readonly string[] | undefined {
  const { trace } = scene;
  const style = boxes.style[box]!;
  if (isBlockStyle(style)) return blockLabelsOf(scene, loop.id, loop.lane.run(boxes.position[box]!));
  if (style !== STYLE.callback) return undefined;
  const run = loop.lane.run(boxes.position[box]!);
  const subject = run < 0 ? trace.running.get(loop.id)?.subject : trace.runs.subject(run);
  const callback = subject === undefined ? undefined : callbackOf(trace, subject);
  return callback && [printable(callback.name, 40)];
}

function isBlockStyle(style: number): boolean {
  return style === STYLE.blocking || style === STYLE.blockingNow;
}

/** The words for the block that a run is; for what goes on, without a run yet, for what blocks the loop now. */
function blockLabelsOf(
  { trace, blocks, present }: Scene,
  loop: LoopId,
  run: RunIndex,
): readonly string[] | undefined {
  const block = run < 0 ? blocks.nowOf(loop) : blocks.of(run);
  const until = run < 0 ? present : block?.end;
  return block && blockLabels(block.culprits[0], blockLength(trace, block, until));
}
