import type { Lane, Loop, Task, Trace } from '../src/core/trace.ts';
import type { Phase } from '../src/core/phase.ts';
import { heldSince } from '../src/core/query/gaps.ts';
import { isCallback } from '../src/core/wire.ts';
import type { Nanos } from '../src/core/units.ts';
import { endOfLoop, endOfTask } from '../src/core/ends.ts';
import type { LaneOwner, RowOwner } from './rowTypes.ts';

/** The lane of a task or of a loop, with the times between which it is known and what it does right now. */
export interface Track {
  readonly trace: Trace;
  readonly lane: Lane;
  readonly begin: Nanos;
  readonly end: Nanos;
  /** Since when it runs at this moment, for which there is no run yet; NaN when it does not. */
  readonly live: Nanos;
  /** False for a loop's lane, whose runs' ready times belong to many owners. */
  readonly hasReady: boolean;
}

/** The track of a task; what goes on lasts until the present. */
export function taskTrack(trace: Trace, task: Task, present?: Nanos): Track {
  let live = Number.NaN;
  if (task.ended === null)
    for (const running of trace.running.values())
      if (!isCallback(running.subject) && Math.floor(running.subject / 4) === task.id) live = running.begin;
  const end = endOfTask(trace, task, present);
  const begin = Math.min(heldSince(trace, task.lane, task.created), end);
  return { trace, lane: task.lane, begin, end, live, hasReady: true };
}

/** The track of a loop. */
export function loopTrack(trace: Trace, loop: Loop, present?: Nanos): Track {
  const live = trace.running.get(loop.id)?.begin ?? Number.NaN;
  const end = endOfLoop(trace, loop, present);
  const begin = Math.min(heldSince(trace, loop.lane, loop.at), end);
  return { trace, lane: loop.lane, begin, end, live, hasReady: false };
}

/** The track of what a row shows; null for a group, which has no lane of its own. */
export function trackOf(trace: Trace, owner: RowOwner, present?: Nanos): Track | null {
  return 'group' in owner ? null : trackOfLane(trace, owner, present);
}

/** The track of a task or a loop. */
export function trackOfLane(trace: Trace, owner: LaneOwner, present?: Nanos): Track {
  return 'task' in owner ? taskTrack(trace, owner.task, present) : loopTrack(trace, owner.loop, present);
}

/**
 * Walks over a lane's pieces: before each run the time suspended, then the time ready, then the run itself; behind the
 * last run what still goes on. One object is moved along instead of a list being made, because a lane may have a
 * million pieces of which a frame wants a thousand.
 */
export class LaneCursor {
  readonly track: Track;
  /** The run that the piece belongs to, or comes before: a position in the lane; its length for what still goes on. */
  position = 0;
  phase: Phase = 'suspended';
  from: Nanos = 0;
  to: Nanos = 0;

  constructor(track: Track) {
    this.track = track;
  }

  /** Goes to the piece in which a time lies. False when the lane does not exist then. */
  seek(at: Nanos): boolean {
    const { track } = this;
    if (at < track.begin || at >= track.end) return false;
    if (!this.enter(track.lane.endingAfter(at, this.position), 'suspended')) return false;
    while (this.to <= at) if (!this.next()) return false;
    return true;
  }

  /** Goes to the piece that follows. False at the lane's end. */
  next(): boolean {
    if (this.phase === 'suspended') return this.enter(this.position, 'ready');
    if (this.phase === 'ready') return this.enter(this.position, 'running');
    if (this.position >= this.track.lane.length) return false;
    return this.enter(this.position + 1, 'suspended');
  }

  /** Goes to a piece, or, when it has no length, on to the next that has; a run counts even without length. */
  enter(position: number, phase: Phase): boolean {
    const { lane, trace, begin, end, live, hasReady } = this.track;
    const { runs } = trace;
    const run = lane.run(position);
    const before = position <= lane.first ? begin : runs.end(lane.run(position - 1));
    this.position = position;
    if (run < 0) {
      const isLive = live >= before;
      if (phase === 'suspended' && (isLive ? live : end) > before)
        return this.set('suspended', before, isLive ? live : end);
      return isLive && end > live ? this.set('running', live, end) : false;
    }
    const start = runs.begin(run);
    if (phase === 'running') return this.set('running', start, runs.end(run));
    const ready = readyOf(runs.ready(run), before, start, hasReady);
    if (phase === 'suspended' && ready > before) return this.set('suspended', before, ready);
    if (start > ready) return this.set('ready', ready, start);
    return this.set('running', start, runs.end(run));
  }

  private set(phase: Phase, from: Nanos, to: Nanos): true {
    this.phase = phase;
    this.from = from;
    this.to = to;
    return true;
  }
}

/** Nanoseconds the track ran before a time; `position` is the first run that ends after it. */
export function busyUntil(track: Track, position: number, at: Nanos): Nanos {
  const { lane, trace, live, end } = track;
  const before = lane.busyBefore(position);
  const run = lane.run(position);
  if (run >= 0) return before + Math.max(0, at - trace.runs.begin(run));
  return live < at ? before + Math.min(at, end) - live : before;
}

/** Nanoseconds the track stood ready before a time; `position` is the first run that ends after it. */
export function readyUntil(track: Track, position: number, at: Nanos): Nanos {
  const { lane, trace } = track;
  const before = lane.readyBefore(position);
  const run = lane.run(position);
  if (run < 0) return before;
  const ready = trace.runs.ready(run);
  return ready < at ? before + Math.min(at, trace.runs.begin(run)) - ready : before;
}

function readyOf(ready: Nanos, before: Nanos, start: Nanos, hasReady: boolean): Nanos {
  if (!hasReady || Number.isNaN(ready)) return start;
  return Math.min(Math.max(ready, before), start);
}
