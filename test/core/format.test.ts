import { describe, expect, it } from 'vitest';
import { fileName, formatDuration, printable } from '../../src/core/format.ts';

describe('durations', () => {
  it.each([
    [0, '0 ns'],
    [870, '870 ns'],
    [999.6, '1000 ns'],
    [1_000, '1.00 µs'],
    [12_340, '12.3 µs'],
    [999_499, '999 µs'],
    [999_500, '1.00 ms'],
    [1_240_000_000, '1.24 s'],
    [59_990_000_000, '60.0 s'],
    [125_000_000_000, '2 min 5.0 s'],
    [-1_500_000, '-1.50 ms'],
  ])('%d ns is %s', (nanos, text) => expect(formatDuration(nanos)).toBe(text));
});

describe('text of any origin', () => {
  it.each([
    ['plain', 'plain'],
    ['a\0b\nc', 'a\\u0000b\\u000ac'],
    ['right\u202eto left', 'right\\u202eto left'],
    ['lone \ud800', 'lone \\ud800'],
    ['x'.repeat(200), `${'x'.repeat(79)}…`],
  ])('%j is shown as %j', (text, shown) => expect(printable(text)).toBe(shown));
});

it.each([
  ['/a/b/main.py', 'main.py'],
  ['C:\\a\\main.py', 'main.py'],
  ['main.py', 'main.py'],
])('the file name of %s is %s', (path, name) => expect(fileName(path)).toBe(name));
