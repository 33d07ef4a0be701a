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

  update(
    trace: Trace,
    counts: TaskCounts,
    blocks: number,
    boxes: Boxes,
    strips: Strips,
    markers: readonly Marker[],
  ): void {
    const { keys } = this;
    for (let site = trace.site(this.nextSite); site !== undefined; site = trace.site(++this.nextSite))
      keys.add(familyOf(site.kind));
    const { error, cancelled, pending } = counts.byOutcome;
    if (error > 0) keys.add('error');
    if (cancelled > 0) keys.add('cancelled');
    if (pending > 0 && !keys.has('pending') && hasEndedPending(trace, counts)) keys.add('pending');
    if (!keys.has('lost') && hasLost(trace)) keys.add('lost');
    if (blocks > 0) keys.add('blocking');
    if (boxes.has(STYLE.blockMark)) keys.add('blockMark');
    if (trace.pauses.length > 0) keys.add('pause');
    if (trace.losses.length > 0) keys.add('loss');
    if (strips.length > 0) keys.add('merged');
    if (strips.kind.subarray(0, strips.length).includes(STRIP_KIND.group)) keys.add('group');
    if (boxes.has(STYLE.callback)) keys.add('callback');
    if (markers.some(({ kind, y }) => kind === 'gc' && y === null)) keys.add('collection');
  }
}

function hasEndedPending(trace: Trace, counts: TaskCounts): boolean {
  const isLeft = ({ id }: Loop): boolean =>
    finishOf(trace, id) !== null && (counts.ofLoop(id)?.alive ?? 0) > 0;
  return trace.loops.some(isLeft);
}

function hasLost({ lost }: Trace): boolean {
  return lost.some(({ kind }) => kind === 'task destroyed');
}
