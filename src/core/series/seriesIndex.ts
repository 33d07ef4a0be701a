import type { Trace } from '../trace.ts';
import { SECOND, type Nanos } from '../units.ts';
import { fillAcross, SUM, WORST } from './acrossLoops.ts';
import { LiveTasks } from './liveTasks.ts';
import { fillBusy, fillLag, fillRunnable } from './loopSeries.ts';
import { isQueue, QueueSize } from './queueSizes.ts';
import type { Series, SeriesCells } from './series.ts';

/** Another process may tell so much later what happened. */
const LATE: Nanos = SECOND;

/** How long others may still be waiting is told by the newest runs of a loop, so many of them. */
const RECENT = 64;

/** What a series was computed from: whoever keeps cells sees from it which of them still hold. */
export interface Knowledge {
  /** Where it differs, nothing holds. */
  readonly held: string;
  /** Where it is the same, everything holds. */
  readonly revision: number;
  /** What lies before does not change any more. */
  readonly settled: Nanos;
}

/** The charts that are shown until the user says otherwise. */
export const FIRST_CHARTS: readonly string[] = ['lag', 'runnable', 'live'];

/**
 * All series of a growing trace. Those of loops are read from their lanes when they are asked for; only live tasks and
 * queues keep columns of their own.
 */
export class SeriesIndex {
  private trace: Trace | null = null;
  private live = new LiveTasks();
  private series: readonly Series[] = [];
  private common: readonly Series[] = [];
  private queues: Series[] = [];
  private resources = 0;
  private loops = -1;
  private isComplete = false;
  /** How often all of it was made anew. */
  private generation = 0;
  private held = '';
  private knowledge: Knowledge = { held: '', revision: -1, settled: 0 };

  /** Brings the series up to date, with `most` new tasks at most. Answers whether that was all. */
  update(trace: Trace, most = Number.POSITIVE_INFINITY): boolean {
    if (trace === this.trace && trace.revision === this.knowledge.revision && this.isComplete) return true;
    // What was let go is in no column any more: they are made anew of what is held.
    const held = `${trace.epoch} ${trace.forgotten?.until ?? 0} ${trace.forgotten?.runs ?? 0}`;
    if (trace !== this.trace || held !== this.held) {
      this.trace = trace;
      this.held = held;
      this.generation++;
      this.live = new LiveTasks();
      this.queues = [];
      this.resources = 0;
      this.loops = -1;
    }
    if (trace.loops.length !== this.loops || trace.resources.length !== this.resources) this.list(trace);
    this.isComplete = this.live.update(trace, most);
    this.knowledge = {
      held: `${this.generation} ${trace.loops.length}`,
      // While something is owed, nothing that was computed holds any longer than it takes to look at more.
      revision: this.isComplete ? trace.revision : Number.NaN,
      settled: this.isComplete ? settledOf(trace) : Number.NEGATIVE_INFINITY,
    };
    return this.isComplete;
  }

  /** What the series are computed from. */
  get known(): Knowledge {
    return this.knowledge;
  }

  /** Those there are: of the loops, of tasks, then a queue each, in the order in which they came. */
  all(): readonly Series[] {
    return this.series;
  }

  /** The one of that key. */
  of(key: string): Series | undefined {
    return this.series.find((series) => series.key === key);
  }

  private list(trace: Trace): void {
    for (; this.resources < trace.resources.length; this.resources++) {
      const resource = trace.resources[this.resources]!;
      if (isQueue(resource)) this.queues.push(new QueueSize(trace, resource));
    }
    if (trace.loops.length !== this.loops) this.common = this.listCommon(trace);
    this.loops = trace.loops.length;
    this.series = [...this.common, ...this.queues];
  }

  private listCommon(trace: Trace): Series[] {
    const several = trace.loops.length > 1;
    return [
      ofLoops(
        'utilisation',
        'Loop busy',
        'share',
        (from, cell, into) => fillAcross(trace, from, cell, into, fillBusy, WORST),
        several ? 'of the busiest loop' : undefined,
      ),
      ofLoops(
        'lag',
        'Loop lag',
        'nanos',
        (from, cell, into) => fillAcross(trace, from, cell, into, fillLag, WORST),
        several ? 'of the loop that lags most' : undefined,
      ),
      ofLoops('runnable', 'Ready to run', 'count', (from, cell, into) =>
        fillAcross(trace, from, cell, into, fillRunnable, SUM),
      ),
      ofLoops('live', 'Live tasks', 'count', (from, cell, into) => this.fillLive(trace, from, cell, into)),
    ];
  }

  private fillLive(trace: Trace, from: Nanos, cell: Nanos, into: SeriesCells): void {
    this.live.fill(from, cell, into, beginOf(trace), trace.now);
  }
}

function ofLoops(
  key: 'utilisation' | 'lag' | 'runnable' | 'live',
  label: string,
  unit: Series['unit'],
  fill: Series['fill'],
  note?: string,
): Series {
  return { key, label, ...(note === undefined ? {} : { note }), unit, kind: key, fill };
}

/** Since when tasks can be counted. */
function beginOf(trace: Trace): Nanos {
  const starts = [trace.loops[0]?.at, trace.tasks[0]?.created].filter((at) => at !== undefined);
  const begin = starts.length === 0 ? 0 : Math.min(...starts);
  return Math.max(begin, trace.forgotten?.until ?? begin);
}

/**
 * What stood ready while something ran is known only when it began: a block changes what was before its end, and so do the
 * runs that stood ready behind it.
 */
function settledOf(trace: Trace): Nanos {
  let settled = trace.now;
  for (const { id, lane } of trace.loops) {
    if (trace.running.has(id)) settled = Math.min(settled, lane.end);
    const waited = lane.longestReady(lane.length - RECENT, lane.length);
    if (waited > 0) settled = Math.min(settled, lane.end - waited);
  }
  return settled - LATE;
}
