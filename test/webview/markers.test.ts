import { expect, it } from 'vitest';
import { layoutMarkers, rangeLabel, rangeSpan } from '../../webview/layoutMarkers.ts';
import { build } from '../core/smallTrace.ts';
import { TraceWriter } from '../core/traceWriter.ts';

const MS = 1e6;

function sight(begin: number, end: number, writer: TraceWriter) {
  return { trace: build(writer.bytes()), view: { begin, end }, width: 1000, present: end, moments: [] };
}

it('marks long and full collections, stops and lost work in sight, from the left', () => {
  const writer = new TraceWriter().header().loop();
  const gc = (begin: number, length: number, generation: number) =>
    writer.facts('collections', { begin: begin * MS, end: (begin + length) * MS, generation, thread: 1 });
  gc(100, 0.2, 0);
  gc(200, 0.2, 2);
  gc(300, 3, 0);
  writer.facts('lost', { at: 50 * MS, kind: 1, name: 'gone' });
  writer
    .pause(400 * MS, true)
    .pause(450 * MS, false)
    .beat(1000 * MS);
  const markers = layoutMarkers(sight(0, 1000 * MS, writer));
  expect(markers.map(({ kind, x0, x1 }) => [kind, Math.round(x0), Math.round(x1)])).toEqual([
    ['lost', 50, 50],
    ['gc', 200, 200],
    ['gc', 300, 303],
    ['stop', 400, 450],
  ]);
  const late = layoutMarkers(sight(420 * MS, 430 * MS, writer));
  expect(late.map(({ kind }) => kind)).toEqual(['stop']);
  expect(layoutMarkers(sight(600 * MS, 900 * MS, writer))).toEqual([]);
});

it('marks where findings begin: at the same place once for each gravity', () => {
  const moments = [
    { at: 100 * MS, isGrave: false },
    { at: 100 * MS, isGrave: true },
    { at: 101 * MS, isGrave: false },
    { at: 700 * MS, isGrave: false },
  ];
  const scene = { ...sight(0, 1000 * MS, new TraceWriter().header().loop()), moments };
  expect(layoutMarkers(scene).map(({ kind, x0 }) => [kind, Math.round(x0)])).toEqual([
    ['finding', 100],
    ['grave', 100],
    ['finding', 700],
  ]);
  expect(layoutMarkers({ ...scene, view: { begin: 200 * MS, end: 600 * MS } })).toEqual([]);
});

it('has as many markers as fit, however many collections there are', () => {
  const writer = new TraceWriter().header().loop();
  for (let at = 0; at < 5000; at++)
    writer.facts('collections', { begin: at * MS, end: at * MS + 1000, generation: 2, thread: 1 });
  writer.beat(5000 * MS);
  expect(layoutMarkers(sight(0, 5000 * MS, writer)).length).toBeLessThanOrEqual(101);
});

it('places the marked length of time, and says how long it is', () => {
  const scene = sight(
    0,
    1000 * MS,
    new TraceWriter()
      .header()
      .loop()
      .beat(1000 * MS),
  );
  expect(rangeSpan(scene, null)).toBeNull();
  expect(rangeLabel(scene, null)).toBeNull();
  expect(rangeLabel(scene, { begin: 100 * MS, end: 300 * MS })).toEqual({
    x0: 100,
    x1: 300,
    label: '200 ms',
  });
});
