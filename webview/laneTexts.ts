import { formatDuration, printable } from '../src/core/format.ts';
import type { Loop, Task, Trace } from '../src/core/trace.ts';
import { isHeld, stateOf } from './describeTask.ts';
import { finishOf, isDestroyed, isOver } from '../src/core/ends.ts';
import type { Sign } from './glyphs.ts';
import { loopClass, processLabel } from './labels.ts';
import type { Bunch, RowGroup, RowOwner, Rows } from './rowTypes.ts';

/** What a row's name says. */
export interface LaneText {
  readonly name: string;
  readonly detail: string;
  readonly sign: Sign | null;
  readonly tone: string;
  /** What a screen reader hears besides. */
  readonly spoken: string;
}

/** The words for a row's owner. `hasEnded`: nothing more comes, so that a task which is not done never will be. */
export function laneText(
  trace: Trace,
  rows: Rows,
  row: number,
  owner: RowOwner,
  hasEnded: boolean,
): LaneText {
  if ('task' in owner) return taskText(trace, owner.task, rows.below.get(row), hasEnded);
  return 'loop' in owner ? loopText(trace, owner.loop, rows.depth[row] === 0) : groupText(owner.group);
}

function taskText(trace: Trace, task: Task, below: Bunch | undefined, hasEnded: boolean): LaneText {
  const state = stateOf(trace, task);
  const held = !isOver(trace, task) && isHeld(trace, task);
  const isUnfinished = task.outcome === 'pending' && !isDestroyed(task);
  const isLeft = isUnfinished && (hasEnded || isOver(trace, task));
  const ran = task.lane.busyBefore(task.lane.length);
  const error = task.error === null ? '' : `: ${printable(task.error)}`;
  const inside = below === undefined ? '' : `${below.tasks.length.toLocaleString('en')} below`;
  const isSaid = !isLeft || finishOf(trace, task.loop) !== null;
  const spoken = `${isSaid ? '' : 'Not done at the end; '}${state.text}${error}; ran ${formatDuration(ran)} in ${task.lane.length} steps`;
  return {
    name: printable(task.name),
    detail: [printable(task.coroutine), inside].filter((word) => word !== '').join(' · '),
    sign: held ? 'held' : isDestroyed(task) ? 'loss' : isUnfinished && !isLeft ? null : task.outcome,
    tone: held ? 'held' : isLeft ? 'pending' : state.tone,
    spoken,
  };
}

function loopText(trace: Trace, loop: Loop, isTop: boolean): LaneText {
  const words = [isTop ? processLabel(trace, loop) : '', printable(loop.thread.name)];
  const detail = words.filter((word) => word !== '').join(' · ');
  const siblings = trace.loops.filter(({ process }) => process === loop.process);
  const name = siblings.length > 1 ? `Loop ${siblings.indexOf(loop) + 1}` : 'Event loop';
  return { name, detail, sign: null, tone: 'plain', spoken: loopClass(loop) };
}

function groupText({ title, detail, kind }: RowGroup): LaneText {
  const spoken = kind === 'coroutine' ? 'coroutine function' : '';
  return { name: printable(title), detail: printable(detail), sign: null, tone: 'plain', spoken };
}
