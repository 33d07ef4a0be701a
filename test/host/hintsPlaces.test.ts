import { describe, expect, it } from 'vitest';
import { MICROSECOND, MILLISECOND, SECOND } from '../../src/core/units.ts';
import { hintPlaces, severityOf, type HintPlace } from '../../src/host/hints/hintPlaces.ts';
import { inlayText, problemText } from '../../src/host/hints/hintText.ts';
import type { MeasuredLine } from '../../src/host/hints/measured/measuredLine.ts';
import type { Finding } from '../../src/lint/finding.ts';

const SLEEP: Finding = {
  rule: 'CORO101',
  range: { start: { line: 4, column: 4 }, end: { line: 4, column: 17 } },
  message: 'time.sleep() blocks the event loop.',
  call: 'time.sleep',
  weight: 'heavy',
  within: 'Shop.serve',
  path: [],
};
const STEP = { file: '/shop/config.py', range: SLEEP.range };
const BEHIND: Finding = {
  ...SLEEP,
  rule: 'CORO105',
  call: 'builtins.open',
  weight: 'moderate',
  path: [
    { ...STEP, name: 'parse' },
    { ...STEP, name: 'open' },
  ],
};
const MISTAKE: Finding = { ...SLEEP, rule: 'CORO203', call: null };

const NOTHING: unknown = { value: '' };

function measured(line: Partial<MeasuredLine> = {}): MeasuredLine {
  return {
    line: 4,
    end: null,
    text: 'blocked the loop 3×, 1.24 s in all',
    total: 1.24 * SECOND,
    count: 3,
    worst: SECOND,
    isLive: false,
    isBlock: true,
    hover: NOTHING as MeasuredLine['hover'],
    callee: 'time.sleep',
    ...line,
  };
}

function at(line: number, character: number): MeasuredLine['end'] {
  return { line, character } as MeasuredLine['end'];
}

function place(finding: Finding | null, rest: Partial<HintPlace> = {}): HintPlace {
  return { finding, measured: null, longest: null, ...rest };
}

describe('a measured line and a finding', () => {
  it('are one place when the call ends there', () => {
    const other = { ...SLEEP, range: { start: { line: 4, column: 20 }, end: { line: 4, column: 30 } } };
    const line = measured({ end: at(4, 30) });
    expect(hintPlaces([SLEEP, other], [line], () => null)).toEqual([
      place(SLEEP),
      place(other, { measured: line }),
    ]);
  });

  it('are one place when it is the only call of the line', () => {
    const line = measured();
    expect(hintPlaces([MISTAKE, SLEEP], [line], () => null)).toEqual([
      place(MISTAKE),
      place(SLEEP, { measured: line }),
    ]);
  });

  it('are two when the line is another, or any of several calls may be meant', () => {
    const other = { ...SLEEP, range: { start: { line: 4, column: 20 }, end: { line: 4, column: 30 } } };
    expect(hintPlaces([SLEEP], [measured({ line: 5 })], () => null)).toHaveLength(2);
    expect(hintPlaces([SLEEP, other], [measured()], () => null)).toHaveLength(3);
  });

  it('share a call over several lines', () => {
    const long = { ...SLEEP, range: { start: { line: 2, column: 4 }, end: { line: 6, column: 1 } } };
    expect(hintPlaces([long], [measured()], () => null)).toHaveLength(1);
  });

  it('a finding knows how long its function’s steps were', () => {
    const asked: string[] = [];
    const places = hintPlaces([SLEEP, MISTAKE], [], (name) => (asked.push(name), 80 * MICROSECOND));
    expect(asked).toEqual(['Shop.serve']);
    expect(places.map(({ longest }) => longest)).toEqual([80 * MICROSECOND, null]);
  });
});

describe('the severity', () => {
  it.each([
    ['what the rule says', place(SLEEP), 'information'],
    ['a hint for a light call', place({ ...SLEEP, weight: 'light' }), 'hint'],
    ['a warning when a run measured it', place(SLEEP, { measured: measured() }), 'warning'],
    [
      'a warning for a light call that a run measured',
      place({ ...SLEEP, weight: 'light' }, { measured: measured() }),
      'warning',
    ],
    [
      'no warning for what is no block',
      place(SLEEP, { measured: measured({ isBlock: false }) }),
      'information',
    ],
    ['a hint when its function never held the loop', place(SLEEP, { longest: 80 * MICROSECOND }), 'hint'],
    ['the rule’s when it held it for longer', place(SLEEP, { longest: 2 * MILLISECOND }), 'information'],
    ['an error that stays one', place({ ...SLEEP, rule: 'CORO109' }, { longest: 1000 }), 'error'],
    ['that of a mistake, whatever it took', place(MISTAKE, { longest: 1000 }), 'warning'],
    ['a warning for a block the source does not explain', place(null, { measured: measured() }), 'warning'],
    ['none for small change', place(null, { measured: measured({ isBlock: false }) }), null],
  ])('is %s', (_, where, severity) => {
    expect(severityOf(where, 'automatic')).toBe(severity);
  });

  it('is what the setting says', () => {
    expect(severityOf(place(SLEEP), 'error')).toBe('error');
    expect(severityOf(place(SLEEP, { measured: measured() }), 'off')).toBeNull();
    expect(severityOf(place(null, { measured: measured() }), 'off')).toBeNull();
  });
});

describe('the text of a hint', () => {
  it.each([
    ['says that a call blocks', place(SLEEP), '⚠ blocks the loop'],
    ['shows the way', place(BEHIND), '⚠ blocks the loop: parse → open'],
    ['is not there for mistakes', place(MISTAKE), null],
    ['is not there for trifles', place({ ...SLEEP, weight: 'light' }), null],
    ['is not there for what a run showed to be harmless', place(SLEEP, { longest: 1000 }), null],
    [
      'has no sign where nothing blocked',
      place(null, { measured: measured({ text: '412 short steps, 812 ms in all', isBlock: false }) }),
      '412 short steps, 812 ms in all',
    ],
    ['is what was measured', place(SLEEP, { measured: measured() }), '⚠ blocked the loop 3×, 1.24 s in all'],
    [
      'is what was measured of a trifle',
      place({ ...SLEEP, weight: 'light' }, { measured: measured() }),
      '⚠ blocked the loop 3×, 1.24 s in all',
    ],
    [
      'is what was measured where the source says nothing',
      place(null, { measured: measured() }),
      '⚠ blocked the loop 3×, 1.24 s in all',
    ],
  ])('%s', (_, where, text) => {
    expect(inlayText(where)).toBe(text);
  });

  it('names the blocking call where the way is too long', () => {
    const path = [
      { ...STEP, name: 'load_all_of_the_configuration' },
      { ...STEP, name: 'open' },
    ];
    expect(inlayText(place({ ...BEHIND, path }))).toBe('⚠ blocks the loop: … → open');
  });

  it('never takes more than 34 characters, whatever the names', () => {
    const name = 'x'.repeat(500);
    const path = [
      { ...STEP, name },
      { ...STEP, name },
    ];
    for (const finding of [{ ...BEHIND, path, call: name }, BEHIND, SLEEP])
      expect(inlayText(place(finding))?.length).toBeLessThanOrEqual(34);
  });
});

it('a problem that a run confirmed says so, with the numbers', () => {
  expect(problemText(place(SLEEP))).toBe('time.sleep() blocks the event loop.');
  expect(problemText(place(SLEEP, { measured: measured() }))).toBe(
    'time.sleep() blocks the event loop. In the last run it blocked the event loop 3×, 1.24 s in all.',
  );
  expect(problemText(place(null, { measured: measured({ count: 1 }) }))).toBe(
    'In the last run this line blocked the event loop for 1.24 s.',
  );
  expect(problemText(place(null, { measured: measured({ isLive: true }) }))).toBe(
    'Right now this line is blocking the event loop, 3×, 1.24 s in all so far.',
  );
});
