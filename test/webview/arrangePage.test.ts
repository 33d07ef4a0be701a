import { describe, expect, it } from 'vitest';
import { sizesOf } from '../../webview/arrangePage.ts';
import { FIRST_ARRANGEMENT } from '../../webview/navigation.ts';

describe('the sizes of a page', () => {
  it('leave more of the width to the picture than to names and details', () => {
    for (let width = 240; width <= 2400; width += 20)
      for (const height of [200, 300, 420, 800]) {
        const { names, details, isStacked } = sizesOf(width, height, height - 60, FIRST_ARRANGEMENT);
        const timeline = isStacked ? width : width - details;
        expect(names).toBeLessThanOrEqual(timeline * 0.65);
        expect(timeline).toBeGreaterThanOrEqual(width * 0.4);
        expect(isStacked ? details : 0).toBeLessThanOrEqual((height - 60) * 0.6);
      }
  });

  it('give narrow pages shorter names, without a leap', () => {
    const namesAt = (width: number): number => sizesOf(width, 700, 600, FIRST_ARRANGEMENT).names;
    expect([1200, 640, 500, 400, 300].map(namesAt)).toEqual([230, 230, 180, 144, 110]);
    for (let width = 300; width < 1200; width++)
      expect(Math.abs(namesAt(width + 1) - namesAt(width))).toBeLessThan(10);
    expect(sizesOf(500, 700, 600, { ...FIRST_ARRANGEMENT, labelWidth: 90 }).names).toBe(90);
    expect(sizesOf(1200, 700, 600, { ...FIRST_ARRANGEMENT, labelWidth: 5 }).names).toBe(80);
  });

  it('have the details under the lanes where it is narrow, and beside them where it is low or wide', () => {
    const placeAt = (width: number, height: number): boolean =>
      sizesOf(width, height, height - 60, FIRST_ARRANGEMENT).isStacked;
    expect(placeAt(1400, 900)).toBe(false);
    expect(placeAt(1400, 260)).toBe(false);
    expect(placeAt(800, 900)).toBe(true);
    expect(placeAt(800, 260)).toBe(false);
    expect(placeAt(500, 300)).toBe(false);
    expect(placeAt(320, 240)).toBe(true);
  });
});
