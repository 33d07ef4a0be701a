import { describe, expect, it } from 'vitest';
import {
  clampView,
  extentOf,
  fit,
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
import { SECOND } from '../../src/core/units.ts';

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
