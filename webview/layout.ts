import { printable } from '../src/core/format.ts';
import { between, knownFacts } from '../src/core/links/factIndex.ts';
import { callbackOf, type Loop, type Task, type Trace } from '../src/core/trace.ts';
import type { LoopId, Nanos, RunIndex } from '../src/core/units.ts';
import { isCallback } from '../src/core/wire.ts';
import { blockLabels, blockLength } from './blockWords.ts';
import { ROW_HEIGHT, STYLE } from './boxes.ts';
import { STRIP_KIND, type Boxes, type RowBand, type Strips, type TimeBand } from './picture.ts';
import { isDestroyed, isOver } from '../src/core/ends.ts';
import { FAMILIES, familyOf } from '../src/core/awaitFamilies.ts';
import { durationLabels } from './labels.ts';
import { trackOfLane, type Track } from './laneCursor.ts';
import { layoutGroup, matchOfGroup } from './layoutGroup.ts';
import { matchOf } from './cellMatch.ts';
import { blockedSpans, layoutMarks } from './layoutBlocks.ts';
import { rowTop, scrolledRows } from './lanes/rowPlaces.ts';
import { cellSize, layoutLane, type StyleOf } from './layoutLane.ts';
import { lossText } from './notes.ts';
import { ownerOf, rowsOfLoop } from './rows.ts';
import type { LaneOwner, RowGroup, Rows } from './rowTypes.ts';
import type { Scene } from './scene.ts';
import { toPx, type Px } from './viewport.ts';

/** A box narrower than this has no room for words. */
const LEAST_LABEL: Px = 34;

const EXECUTOR = FAMILIES.indexOf('executor');

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
  scene.cells.begin();
  const bands: RowBand[] = [];
  for (const row of visibleRows(rows, scene.scroll, scene.height)) {
    const owner = ownerOf(trace, rows, row);
    if (owner === undefined) continue;
    if ('group' in owner) bands.push(layoutHeading(scene, owner.group, row, strips));
    else bands.push(layoutOwner(scene, owner, row, boxes, strips));
  }
  return bands;
}

function layoutHeading(scene: Scene, group: RowGroup, row: number, strips: Strips): RowBand {
  const { rows, view, width } = scene;
  const y = rowTop(rows, row, scene.scroll);
  const { begin, end } = layoutGroup(scene, group, row, y, strips);
  return {
    row,
    kind: 'group',
    y,
    x0: toPx(view, width, begin),
    x1: toPx(view, width, end),
    ended: null,
    heldFrom: null,
    isDimmed: matchOfGroup(scene, group) === 0,
    isPinned: row < rows.pinned,
  };
}

function layoutOwner(scene: Scene, owner: LaneOwner, row: number, boxes: Boxes, strips: Strips): RowBand {
  const { trace, rows, view, width, present } = scene;
  const y = rowTop(rows, row, scene.scroll);
  const from = boxes.length;
  const task = 'task' in owner ? owner.task : null;
  const track = trackOfLane(trace, owner, present);
  const kind = task === null ? STRIP_KIND.loop : STRIP_KIND.task;
  const styleOf = 'task' in owner ? taskStyles(scene, owner.task) : loopStyles(scene, owner.loop);
  const match = matchOf(scene.matcher, task);
  layoutLane(track, { row, y, kind, view, width, boxes, strips, styleOf, match }, scene.cells);
  layoutMarks(scene, owner, row, y, boxes);
  labelBoxes(boxes, from, (box) =>
    'task' in owner ? taskLabels(scene, owner.task, boxes, box) : loopLabels(scene, owner.loop, boxes, box),
  );
  const below = rows.below.get(row);
  if (below !== undefined) layoutGroup(scene, below, row, y, strips, true);
  return {
    row,
    kind: task === null ? 'loop' : 'task',
    y,
    // What was let go is not drawn, but its owner existed.
    x0: toPx(view, width, 'task' in owner ? owner.task.created : owner.loop.at),
    x1: toPx(view, width, track.end),
    ended: task === null ? null : endOf(scene, task),
    heldFrom: task === null ? null : heldFrom(scene, track),
    isDimmed: match?.whole === 'none',
    isPinned: row < rows.pinned,
  };
}

/** How a task ended; null as long as it may run. */
function endOf({ trace, hasEnded }: Scene, task: Task): RowBand['ended'] {
  if (!hasEnded && !isOver(trace, task)) return null;
  return isDestroyed(task) ? 'lost' : task.outcome;
}

/** Where the step of a task that goes on came to be held by the debugger; null where it is not. */
function heldFrom({ trace, hasEnded, view, width }: Scene, { live }: Track): Px | null {
  const stop = trace.pauses.at(-1);
  if (hasEnded || Number.isNaN(live) || stop?.end !== null) return null;
  return toPx(view, width, Math.max(live, stop.begin));
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
  for (const { from, to, runs, facts } of lossesIn(scene)) add('loss', from, to, lossText(runs, facts));
  for (const pause of trace.pauses) add('pause', pause.begin, pause.end ?? present, 'Paused at a breakpoint');
  return bands;
}

/** The losses in sight; those that nobody could tell apart as one. */
function lossesIn({ trace, view, width }: Scene): { from: Nanos; to: Nanos; runs: number; facts: number }[] {
  const cell = cellSize(view, width);
  const found: { from: Nanos; to: Nanos; runs: number; facts: number }[] = [];
  for (const { from, to, runs, facts } of trace.losses) {
    if (to < view.begin || from > view.end) continue;
    const last = found.at(-1);
    if (last === undefined || from - last.to >= cell || last.from - to >= cell) {
      found.push({ from, to, runs, facts });
      continue;
    }
    last.from = Math.min(last.from, from);
    last.to = Math.max(last.to, to);
    last.runs += runs;
    last.facts += facts;
  }
  return found;
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
    if (site !== undefined) return FAMILIES.indexOf(familyOf(site.kind));
    // What it awaits was said by a step that is not held any more, or was lost.
    return position > 0 ? FAMILIES.indexOf('other') : STYLE.notStarted;
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
  if (style === STYLE.notStarted) return ['not started'];
  const { trace, labels } = scene;
  const run = task.lane.run(boxes.position[box]! - 1);
  const call = style === EXECUTOR ? jobOf(trace, task, run) : '';
  return labels.of(trace, trace.runs.site(run), trace.runs.group(run), length, call);
}

/** The function that a step handed to an executor last; empty where none is known, or not yet. */
function jobOf(trace: Trace, task: Task, run: RunIndex): string {
  const jobs = knownFacts(trace)?.jobs.of(task.id) ?? [];
  return (
    between(jobs, ({ queued }) => queued, trace.runs.begin(run), trace.runs.end(run)).at(-1)?.function ?? ''
  );
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
