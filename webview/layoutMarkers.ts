import { formatDuration } from '../src/core/format.ts';
import { MILLISECOND, type Nanos } from '../src/core/units.ts';
import type { Marker, PxSpan } from './picture.ts';
import type { Scene } from './scene.ts';
import { spanOf, toPx, type Px, type View } from './viewport.ts';

type Sight = Pick<Scene, 'trace' | 'view' | 'width' | 'present'>;

/** Markers of one kind nearer to each other than this are one. */
const APART: Px = 10;

/** A garbage collection shorter than this, and of a young generation, is not worth a marker. */
const LONG_COLLECTION: Nanos = MILLISECOND;
const OLDEST_GENERATION = 2;

/** So many facts are looked at for the markers of one kind in one frame. */
const MOST_LOOKED_AT = 4096;

/**
 * What happened to the program as a whole, from the left: stops at breakpoints, long garbage collections, lost work, and
 * where something the matter began.
 */
export function layoutMarkers(scene: Sight & Pick<Scene, 'moments'>): Marker[] {
  const { trace, present, moments } = scene;
  const { pauses, collections, lost } = trace;
  const markers: Marker[] = [];
  gather(scene, 'stop', pauses.length, markers, (at) => [pauses[at]!.begin, pauses[at]!.end ?? present]);
  gather(scene, 'gc', collections.length, markers, (at) => {
    const [begin, end] = [collections.begin[at]!, collections.end[at]!];
    const isWorth = collections.generation[at]! >= OLDEST_GENERATION || end - begin >= LONG_COLLECTION;
    return isWorth ? [begin, end] : [begin, Number.NaN];
  });
  for (const isGrave of [false, true]) {
    const kind = isGrave ? 'grave' : 'finding';
    gather(scene, kind, moments.length, markers, (at) => {
      const moment = moments[at]!;
      return moment.isGrave === isGrave ? [moment.at, moment.at] : [moment.at, Number.NaN];
    });
  }
  gather(scene, 'lost', lost.length, markers, (at) => [lost[at]!.at, lost[at]!.at]);
  return markers.sort((a, b) => a.x0 - b.x0);
}

/** The marked length of time in this view. */
export function rangeSpan({ view, width }: Sight, range: View | null): PxSpan | null {
  return range && { x0: toPx(view, width, range.begin), x1: toPx(view, width, range.end) };
}

/** The marked length of time with the words for how long it is. */
export function rangeLabel(scene: Sight, range: View | null): (PxSpan & { readonly label: string }) | null {
  const span = rangeSpan(scene, range);
  return span && range && { ...span, label: formatDuration(spanOf(range)) };
}

/** Adds the facts in sight, which stand in order of time; one whose end is NaN is left out. */
function gather(
  { view, width }: Sight,
  kind: Marker['kind'],
  length: number,
  markers: Marker[],
  spanAt: (at: number) => readonly [begin: Nanos, end: Nanos],
): void {
  const apart = (spanOf(view) / Math.max(1, width)) * APART;
  let at = Math.max(0, firstFrom(length, view.begin, spanAt) - 1);
  for (let looked = 0; at < length && looked < MOST_LOOKED_AT; looked++) {
    const [begin, end] = spanAt(at);
    if (begin > view.end) return;
    if (!(end >= view.begin)) {
      at++;
      continue;
    }
    markers.push({ kind, x0: toPx(view, width, begin), x1: toPx(view, width, end), y: null });
    at = Math.max(at + 1, firstFrom(length, Math.max(begin, view.begin) + apart, spanAt));
  }
}

/** The first fact that begins at a time or later. */
function firstFrom(length: number, time: Nanos, spanAt: (at: number) => readonly [Nanos, Nanos]): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (spanAt(middle)[0] < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
