import { expect, it } from 'vitest';
import { dumpText } from '../../src/core/export/dump.ts';
import { TraceBuilder } from '../../src/core/traceBuilder.ts';
import { TraceWriter } from './traceWriter.ts';

it('a long trace is dumped in small pieces', () => {
  const writer = new TraceWriter().header().loop().task(1);
  const site = writer.site('sleep', writer.place('/app/main.py', 3, 'main'));
  for (let part = 0; part < 20; part++)
    writer.runs(
      Array.from({ length: 5_000 }, (_, i) => {
        const begin = 10 * (5_000 * part + i + 1);
        return { task: 1, begin, end: begin + 5, site };
      }),
    );
  const trace = new TraceBuilder();
  trace.push(writer.bytes());
  expect(trace.problems).toEqual([]);
  let steps = 0;
  let longest = 0;
  for (const piece of dumpText(trace)) {
    longest = Math.max(longest, piece.length);
    if (piece.includes('"await":{"kind":"sleep"')) steps++;
  }
  expect(steps).toBe(100_000);
  expect(longest).toBeLessThan(1_000);
});
