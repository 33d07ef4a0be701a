import { describe, expect, it } from 'vitest';
import {
  clampView,
  extentOf,
  firstView,
  fit,
  fitWhole,
  FOLLOW_SPAN,
  followView,
  MIN_SPAN,
  panBy,
  reach,
  spanOf,
  toPx,
  toTime,
  zoomAt,
  type View,
} from '../../webview/viewport.ts';
import { pausedBetween } from '../../src/core/analysis/pauses.ts';
import { SECOND } from '../../src/core/units.ts';
import { mostlyRan, ranSince } from '../../webview/ran.ts';

const extent = extentOf(1e9, 5e9);

describe('the viewport', () => {
  it('keeps the time under the pointer where it is while zooming', () => {
    const view = { begin: 2e9, end: 3e9 };
    for (const factor of [0.5, 0.9, 1.2]) {
      const zoomed = zoomAt(view, extent, factor, 2.3e9);
      expect(toPx(zoomed, 1000, 2.3e9)).toBeCloseTo(toPx(view, 1000, 2.3e9), 5);
      expect(spanOf(zoomed)).toBeCloseTo(1e9 * factor, 0);
    }
  });

  it('turns pixels into times and back', () => {
    const view = { begin: 123, end: 456_789 };
    expect(toTime(view, 800, toPx(view, 800, 4242))).toBeCloseTo(4242, 6);
  });

  it('zooms neither below the least span nor far beyond the trace', () => {
    expect(spanOf(zoomAt({ begin: 2e9, end: 2e9 + 300 }, extent, 1e-6, 2e9))).toBe(MIN_SPAN);
    expect(spanOf(zoomAt(extent, extent, 1e6, 2e9))).toBeLessThan(spanOf(extent) * 1.5);
  });

  it('never loses the trace from sight', () => {
    for (const by of [-1e12, 1e12]) {
      const view = panBy({ begin: 2e9, end: 3e9 }, extent, by);
      expect(view.begin).toBeLessThan(extent.end);
      expect(view.end).toBeGreaterThan(extent.begin);
      expect(spanOf(view)).toBeCloseTo(1e9, 0);
    }
    expect(clampView(extent, extent)).toEqual(extent);
  });

  it('follows with all of a short trace, then with its last seconds', () => {
    expect(followView(extent).begin).toBeLessThanOrEqual(extent.begin);
    expect(followView(extent).end).toBeGreaterThan(extent.end);
    const long = followView(extentOf(0, FOLLOW_SPAN * 9));
    expect(long.begin).toBe(FOLLOW_SPAN * 8);
  });

  it('follows a stop up to a part of the view, and keeps what led to it in sight', () => {
    const at = (now: number, stopped: number): View => followView(extentOf(0, now), stopped);
    expect(at(40 * SECOND, 39.9 * SECOND)).toEqual(followView(extentOf(0, 40 * SECOND)));
    const later = at(50 * SECOND, 39.9 * SECOND);
    expect(later).toEqual(at(3_600 * SECOND, 39.9 * SECOND));
    expect((39.9 * SECOND - later.begin) / spanOf(later)).toBeGreaterThan(0.65);
    expect(later.end).toBeGreaterThan(42 * SECOND);
    const short = at(60 * SECOND, 0.2 * SECOND);
    expect(short.begin).toBeLessThanOrEqual(0);
    expect((0.2 * SECOND) / spanOf(short)).toBeGreaterThan(0.65);
    expect(at(5 * SECOND, 0)).toEqual(followView(extentOf(0, 5 * SECOND)));
  });

  it('follows what ran since earlier stops, which take no more than half of what is seen before now', () => {
    const pauses = [{ begin: 5 * SECOND, end: 25 * SECOND }];
    const at = (now: number, stopped: number | null = null): View =>
      followView(extentOf(0, now * SECOND), stopped === null ? null : stopped * SECOND, pauses);
    // 400 ms after it went on: as much of the stop before.
    expect(at(25.4).begin).toBeCloseTo(24.6 * SECOND, -3);
    expect(spanOf(at(25))).toBeGreaterThan(0.1 * SECOND);
    expect(at(31)).toEqual(followView(extentOf(0, 31 * SECOND)));
    // Held again after those 400 ms, for long: they are seen, and the view stands still.
    const held = at(90, 25.4);
    expect(held.begin).toBeCloseTo(24.6 * SECOND, -3);
    expect((25.4 * SECOND - held.begin) / spanOf(held)).toBeGreaterThan(0.65);
    expect(held).toEqual(at(3_600, 25.4));
  });

  it('opens where the program ran if that was held for most of the time, with the stops at the edges', () => {
    const whole = extentOf(0, 22 * SECOND);
    const held = (...stops: [number, number][]): View =>
      firstView(
        whole,
        stops.map(([begin, end]) => ({ begin: begin * SECOND, end: end * SECOND })),
      );
    expect(held()).toEqual(fitWhole(whole));
    expect(held([3, 13])).toEqual(fitWhole(whole));
    const before = held([1, 21.9]);
    expect(before.begin).toBeLessThan(0);
    expect(before.end).toBeGreaterThan(1.05 * SECOND);
    expect(before.end).toBeLessThan(1.2 * SECOND);
    const after = held([0.2, 19]);
    expect(after.begin / SECOND).toBeGreaterThan(18.5);
    expect(after.begin / SECOND).toBeLessThan(18.9);
    expect(after.end).toBeGreaterThan(22 * SECOND);
    // Short stops beside it belong to it.
    const several = held([1, 1.2], [2, 21]);
    expect(several.begin).toBeLessThan(0);
    expect(several.end).toBeGreaterThan(2 * SECOND);
    expect(held([0, 22])).toEqual(fitWhole(whole));
  });

  it('finds what ran among any stops', () => {
    const random = seeded(7);
    for (let round = 0; round < 300; round++) {
      const edges = Array.from({ length: 2 * Math.floor(random() * 6) }, () => Math.floor(random() * 1_000));
      edges.sort((a, b) => a - b);
      const pauses = edges.flatMap((begin, at) => (at % 2 === 0 ? { begin, end: edges[at + 1]! } : []));
      const [from, until] = [Math.floor(random() * 400), 600 + Math.floor(random() * 400)];
      const isHalf = (begin: number, end: number): boolean =>
        2 * pausedBetween(pauses, begin, end) <= end - begin;
      const times = Array.from({ length: until - from + 1 }, (_, at) => from + at);
      expect(ranSince(pauses, from, until)).toBe(times.find((time) => isHalf(time, until)));
      const ran = mostlyRan(pauses, { begin: from, end: until });
      const paused = pausedBetween(pauses, from, until);
      if (isHalf(from, until) || paused === until - from) expect(ran).toBeNull();
      else {
        expect(isHalf(ran!.begin, ran!.end)).toBe(true);
        expect(ran!.end).toBeGreaterThan(ran!.begin);
      }
    }
  });

  it('fits with room on both sides, and reaches only as far as it must', () => {
    const range = { begin: 2e9, end: 2.1e9 };
    const fitted = fit(range, extent);
    expect(fitted.begin).toBeLessThan(range.begin);
    expect(fitted.end).toBeGreaterThan(range.end);
    expect(reach(fitted, extent, range)).toBe(fitted);
    const away = reach(fitted, extent, { begin: 4e9, end: 4.01e9 });
    expect(spanOf(away)).toBeCloseTo(spanOf(fitted), 0);
    expect(away.begin).toBeLessThan(4e9);
    expect(away.end).toBeGreaterThan(4.01e9);
  });
});

function seeded(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}
