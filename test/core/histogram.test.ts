import { describe, expect, it } from 'vitest';
import { Histogram } from '../../src/core/statistics/histogram.ts';
import { chance } from './randomTrace.ts';

function histogramOf(lengths: readonly number[]): Histogram {
  const histogram = new Histogram();
  for (const length of lengths) histogram.add(length);
  return histogram;
}

const next = chance(9);
const shapes: Record<string, number[]> = {
  even: Array.from({ length: 5_000 }, () => Math.floor(next() * 1e6)),
  'over many sizes': Array.from({ length: 5_000 }, () => Math.floor(10 ** (next() * 12))),
  'long ones': Array.from({ length: 500 }, () => Math.floor(2 ** 32 * (1 + next() * 2 ** 20))),
  'all the same': Array.from({ length: 50 }, () => 123_456_789),
  'one alone': [77],
  'small ones': Array.from({ length: 300 }, () => Math.floor(next() * 64)),
  'about powers of two': [31, 32, 33, 63, 64, 65, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 32 + 1, 2 ** 52],
};

describe.each(Object.entries(shapes))('of lengths that are %s', (_name, lengths) => {
  const sorted = [...lengths].sort((a, b) => a - b);

  it('count, total, least, most and mean are exact', () => {
    const histogram = histogramOf(lengths);
    const total = lengths.reduce((sum, length) => sum + length, 0);
    expect(histogram).toMatchObject({ count: lengths.length, total, least: sorted[0], most: sorted.at(-1) });
    expect(histogram.mean).toBeCloseTo(total / lengths.length, 3);
  });

  it('quantiles are within 2.3 percent', () => {
    const histogram = histogramOf(lengths);
    for (const q of [0, 0.01, 0.25, 0.5, 0.9, 0.95, 0.99, 1]) {
      const exact = sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)]!;
      expect(Math.abs(histogram.quantile(q) - exact)).toBeLessThanOrEqual(exact * 0.023);
    }
  });

  it('bins hold each length once, between their borders', () => {
    for (const wanted of [1, 7, 40, 1_000]) {
      const bins = histogramOf(lengths).bins(wanted);
      expect(bins.length).toBeLessThanOrEqual(wanted);
      bins.forEach(({ from, to, count }, at) => {
        expect(count).toBe(lengths.filter((length) => length >= from && length < to).length);
        if (at > 0) expect(from).toBe(bins[at - 1]!.to);
      });
      expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(lengths.length);
    }
  });

  it('two merged are one of all', () => {
    const middle = Math.floor(lengths.length / 3);
    const merged = histogramOf(lengths.slice(0, middle));
    merged.merge(histogramOf(lengths.slice(middle)));
    const whole = histogramOf(lengths);
    expect(merged).toMatchObject({
      count: whole.count,
      total: whole.total,
      least: whole.least,
      most: whole.most,
    });
    for (const q of [0.1, 0.5, 0.99]) expect(merged.quantile(q)).toBe(whole.quantile(q));
  });
});

it('an empty one has nothing to say, and what is no length is none', () => {
  const histogram = new Histogram();
  expect(histogram.bins(10)).toEqual([]);
  expect([histogram.quantile(0.5), histogram.mean, histogram.count]).toEqual([0, 0, 0]);
  histogram.merge(new Histogram());
  histogram.add(Number.NaN);
  histogram.add(-5);
  expect(histogram).toMatchObject({ count: 2, total: 0, least: 0, most: 0 });
});
