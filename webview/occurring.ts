import { TEST_OUTCOMES, testsOf } from '../src/core/analysis/testRuns.ts';
import type { LostWork } from '../src/core/facts.ts';
import type { Loop, Trace } from '../src/core/trace.ts';
import type { SiteId } from '../src/core/units.ts';
import { STYLE } from './boxes.ts';
import { STRIP_KIND, type Boxes, type Marker, type Strips } from './picture.ts';
import { finishOf } from '../src/core/ends.ts';
import { familyOf } from '../src/core/awaitFamilies.ts';
import type { LegendKey } from './legend.ts';
import type { TaskCounts } from './taskCounts.ts';

/** What has occurred in a growing trace's picture so far; what occurred once stays, so that the legend does not flicker. */
export class Occurring {
  readonly keys = new Set<LegendKey>(['running', 'ready']);
  private nextSite: SiteId = 1;
  private bandsSeen = 0;

  update(
    trace: Trace,
    counts: TaskCounts,
    blocks: number,
    boxes: Boxes,
    strips: Strips,
    markers: readonly Marker[],
    hasEnded: boolean,
  ): void {
    const { keys } = this;
    for (let site = trace.site(this.nextSite); site !== undefined; site = trace.site(++this.nextSite))
      keys.add(familyOf(site.kind));
    const { error, cancelled, pending } = counts.byOutcome;
    if (error > 0) keys.add('error');
    if (cancelled > 0) keys.add('cancelled');
    if (pending > 0 && !keys.has('pending') && hasUnfinished(trace, counts, hasEnded)) keys.add('pending');
    if (!keys.has('lost') && hasLost(trace)) keys.add('lost');
    if (blocks > 0) keys.add('blocking');
    if (boxes.has(STYLE.blockMark)) keys.add('blockMark');
    if (trace.pauses.length > 0) keys.add('pause');
    if (trace.losses.length > 0) keys.add('loss');
    if (strips.length > 0) keys.add('merged');
    if (strips.kind.subarray(0, strips.length).includes(STRIP_KIND.group)) keys.add('group');
    if (boxes.has(STYLE.callback)) keys.add('callback');
    if (markers.some(({ kind, y }) => kind === 'gc' && y === null)) keys.add('collection');
    if (trace.bands.length > 0) this.addTests(trace);
  }

  private addTests(trace: Trace): void {
    const index = testsOf(trace);
    for (const outcome of TEST_OUTCOMES) if (index.count(outcome) > 0) this.keys.add(`test ${outcome}`);
    // Their positions change when some are let go.
    this.bandsSeen = Math.min(this.bandsSeen, trace.bands.length);
    for (; this.bandsSeen < trace.bands.length; this.bandsSeen++)
      if (trace.bands[this.bandsSeen]!.phase !== 'call') this.keys.add('test phases');
  }
}

/** Whether a task was not done at the end of its process, or of the recording. */
function hasUnfinished(trace: Trace, counts: TaskCounts, hasEnded: boolean): boolean {
  if (hasEnded) return counts.byOutcome.pending > trace.lost.filter(isDestroyed).length;
  const isLeft = ({ id }: Loop): boolean =>
    finishOf(trace, id) !== null && (counts.ofLoop(id)?.alive ?? 0) > 0;
  return trace.loops.some(isLeft);
}

function hasLost({ lost }: Trace): boolean {
  return lost.some(isDestroyed);
}

function isDestroyed({ kind }: LostWork): boolean {
  return kind === 'task destroyed';
}
