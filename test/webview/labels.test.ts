import { describe, expect, it } from 'vitest';
import { shortDuration } from '../../src/core/format.ts';
import { SINGLE_GROUP } from '../../src/core/wire.ts';
import { SuspensionLabels } from '../../webview/labels.ts';
import { build } from '../core/smallTrace.ts';
import { TraceWriter } from '../core/traceWriter.ts';

const MS = 1e6;

describe('the labels of suspensions', () => {
  const writer = new TraceWriter().header().loop(1).task(1, { name: 'first' }).task(2, { name: 'second' });
  const place = writer.place('/app/main.py', 12, 'main');
  for (let i = 0; i < 32; i++) writer.site('task', place);
  writer.site('gather', place);
  writer.site('lock', place);
  writer.site('sleep');
  writer.site('executor', place);
  writer.group(1, 2);
  const trace = build(writer.bytes());
  const labels = new SuspensionLabels();

  it('are told apart by site and by what is waited for, with whatever numbers', () => {
    expect(labels.of(trace, 1, SINGLE_GROUP + 1, 33 * MS)).toEqual([
      'task first · main.py:12 · 33 ms',
      'first · main.py:12 · 33 ms',
      'first · 33 ms',
      'first',
      '33 ms',
    ]);
    expect(labels.of(trace, 33, 1, MS).at(0)).toBe('gather ×2 · main.py:12 · 1.0 ms');
    expect(labels.of(trace, 1, SINGLE_GROUP + 2, 33 * MS)[3]).toBe('second');
    expect(labels.of(trace, 1, SINGLE_GROUP + 1, 4 * MS)[2]).toBe('first · 4.0 ms');
    expect(labels.of(trace, 1, SINGLE_GROUP + 1, 33 * MS)[2]).toBe('first · 33 ms');
  });

  it('leave out first what colour and sign tell', () => {
    expect(labels.of(trace, 34, 0, 33 * MS)).toEqual([
      'lock · main.py:12 · 33 ms',
      'main.py:12 · 33 ms',
      'main.py:12',
      '33 ms',
    ]);
    expect(labels.of(trace, 35, 0, 33 * MS)).toEqual(['sleep · 33 ms', '33 ms']);
    expect(labels.of(trace, 99, 0, 33 * MS)).toEqual([]);
  });

  it('name the function that an executor runs, fit to be shown', () => {
    expect(labels.of(trace, 36, 0, 33 * MS, 'main.<locals>.resize\u202e')).toEqual([
      'executor · resize\\u202e · main.py:12 · 33 ms',
      'resize\\u202e · main.py:12 · 33 ms',
      'resize\\u202e · 33 ms',
      'resize\\u202e',
      '33 ms',
    ]);
    expect(labels.of(trace, 36, 0, 33 * MS, 'crop')[3]).toBe('crop');
    expect(labels.of(trace, 36, 0, 33 * MS)[0]).toBe('executor · main.py:12 · 33 ms');
  });

  it('are the same ones again for the same box, and right after more of them than are kept', () => {
    const once = labels.of(trace, 34, 0, 7);
    expect(labels.of(trace, 34, 0, 7)).toBe(once);
    for (let length = 0; length < 20_000; length++) labels.of(trace, 34, 0, length);
    expect(labels.of(trace, 34, 0, 7)).toEqual(once);
  });
});

it.each([
  [0, '0 ns'],
  [870, '870 ns'],
  [1_000, '1.0 µs'],
  [9_949, '9.9 µs'],
  [9_951, '10 µs'],
  [999_499, '999 µs'],
  [999_500, '1.0 ms'],
  [33.4 * MS, '33 ms'],
  [520.4 * MS, '520 ms'],
  [999.5 * MS, '1.0 s'],
  [1_240 * MS, '1.2 s'],
  [59_400 * MS, '59 s'],
  [59_600 * MS, '1 min'],
  [125_400 * MS, '2 min 5 s'],
])('%d ns is short %s', (nanos, text) => {
  expect(shortDuration(nanos)).toBe(text);
});
