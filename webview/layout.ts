import { printable } from '../src/core/format.ts';
import { callbackOf, type Loop, type Task } from '../src/core/trace.ts';
import type { LoopId, Nanos, RunIndex } from '../src/core/units.ts';
import { isCallback } from '../src/core/wire.ts';
import { blockLabels, blockLength } from './blockWords.ts';
import { ROW_HEIGHT, STYLE } from './boxes.ts';
import type { Boxes, RowBand, TimeBand } from './picture.ts';
import { isOver } from './ends.ts';
import { FAMILIES, familyOf } from './families.ts';
import { durationLabels } from './labels.ts';
import { loopTrack, taskTrack } from './laneCursor.ts';
import { blockedSpans, layoutMarks } from './layoutBlocks.ts';
import { isMerged, layoutLane, type StyleOf } from './layoutLane.ts';
import { lossText } from './notes.ts';
import { ownerOf, rowsOfLoop } from './rows.ts';
import type { Rows } from './rowTypes.ts';
import type { Scene } from './scene.ts';
import { toPx, type Px } from './viewport.ts';

/** A box narrower than this has no room for words. */
const LEAST_LABEL: Px = 34;

/** The first visible row and the one behind the last. */
export function visibleRows(rows: Rows, scroll: Px, height: Px): readonly [first: number, end: number] {
  const first = Math.max(0, Math.floor(scroll / ROW_HEIGHT));
  return [first, Math.min(rows.length, Math.ceil((scroll + height) / ROW_HEIGHT))];
}

/** Lays out the visible rows: fills `boxes`, answers the rows' bands. */
export function layoutRows(scene: Scene, boxes: Boxes): RowBand[] {
  const { trace, rows, view, width, scroll, present, cells } = scene;
  boxes.clear();
  const bands: RowBand[] = [];
  const [first, end] = visibleRows(rows, scroll, scene.height);
  for (let row = first; row < end; row++) {
    const owner = ownerOf(trace, rows, row);
    if (owner === undefined || 'group' in owner) continue;
    const y = row * ROW_HEIGHT - scroll;
    const from = boxes.length;
    if ('task' in owner) {
      const { task } = owner;
      const track = taskTrack(trace, task, present);
      const ended = isOver(trace, task) ? task.outcome : null;
      bands.push({
        row,
        kind: 'task',
        y,
        x0: toPx(view, width, track.begin),
        x1: toPx(view, width, track.end),
        ended,
        isDimmed: false,
        isPinned: false,
      });
      layoutLane(track, view, width, row, boxes, taskStyles(scene, task), STYLE.merged, cells);
      layoutMarks(scene, owner, row, boxes);
      labelBoxes(boxes, from, (box) => taskLabels(scene, task, boxes, box));
    } else {
      const { loop } = owner;
      const track = loopTrack(trace, loop, present);
      bands.push({
        row,
        kind: 'loop',
        y,
        x0: toPx(view, width, track.begin),
        x1: toPx(view, width, track.end),
        ended: null,
        isDimmed: false,
        isPinned: false,
      });
      layoutLane(track, view, width, row, boxes, loopStyles(scene, loop), STYLE.mergedLoop, cells);
      layoutMarks(scene, owner, row, boxes);
      labelBoxes(boxes, from, (box) => loopLabels(scene, loop, boxes, box));
    }
  }
  return bands;
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
    bands.push({ kind, x0: toPx(view, width, from), x1: toPx(view, width, to), firstRow, endRow, label });
  };
  const [first, end] = visibleRows(rows, scene.scroll, scene.height);
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
    if (
      Math.min(boxes.x1[box]!, 1e5) - Math.max(boxes.x0[box]!, 0) < LEAST_LABEL ||
      isMerged(boxes.style[box]!)
    )
      continue;
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
