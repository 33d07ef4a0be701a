import { describe, expect, it } from 'vitest';
import { formatQuery } from '../../src/core/query/formatQuery.ts';
import { LONGEST_QUERY, parseQuery } from '../../src/core/query/parseQuery.ts';
import { CHOICES, FIELDS, MEASURES, type Query } from '../../src/core/query/query.ts';
import { hasTerm, withoutTerm, withTerm } from '../../src/core/query/terms.ts';
import { textTest } from '../../src/core/query/textTest.ts';
import { chance } from './randomTrace.ts';

const read = (text: string): Query => parseQuery(text).query;
const problems = (text: string): string[] =>
  parseQuery(text).problems.map(({ from, to, message }) => `${text.slice(from, to)}: ${message}`);

describe('a query is read', () => {
  it('as the issue writes it', () => {
    expect(parseQuery('state:ready >10ms file:api.py')).toEqual({
      query: {
        kind: 'and',
        parts: [
          { kind: 'field', field: 'state', value: 'ready' },
          { kind: 'duration', of: 'piece', op: '>', nanos: 10e6 },
          { kind: 'field', field: 'file', value: 'api.py' },
        ],
      },
      problems: [],
    });
  });

  it.each([
    ['', { kind: 'all' }],
    ['   ', { kind: 'all' }],
    ['()', { kind: 'all' }],
    ['fetch', { kind: 'text', text: 'fetch' }],
    ['"fetch all"', { kind: 'text', text: 'fetch all' }],
    ['"a \\" \\\\ b"', { kind: 'text', text: 'a " \\ b' }],
    ['-fetch', { kind: 'not', part: { kind: 'text', text: 'fetch' } }],
    ['--fetch', { kind: 'text', text: 'fetch' }],
    ['a - b', { kind: 'and', parts: ['a', '-', 'b'].map((text) => ({ kind: 'text', text })) }],
    ['a-b', { kind: 'text', text: 'a-b' }],
    ['(a)', { kind: 'text', text: 'a' }],
    ['a OR b', { kind: 'or', parts: ['a', 'b'].map((text) => ({ kind: 'text', text })) }],
    ['or', { kind: 'text', text: 'or' }],
    ['main.<locals>.run', { kind: 'text', text: 'main.<locals>.run' }],
    ['coro:="a b"', { kind: 'field', field: 'coro', value: '=a b' }],
    ['FILE:x', { kind: 'field', field: 'file', value: 'x' }],
    ['await:Lock,IO,', { kind: 'field', field: 'await', value: 'lock,io' }],
    ['await:=lock', { kind: 'field', field: 'await', value: '=lock' }],
    ['line:3-9', { kind: 'field', field: 'line', value: '3-9' }],
    ['> 10ms', { kind: 'duration', of: 'piece', op: '>', nanos: 10e6 }],
    ['ready>=1.5s', { kind: 'duration', of: 'ready', op: '>=', nanos: 1.5e9 }],
    ['run<20', { kind: 'duration', of: 'run', op: '<', nanos: 20e6 }],
    ['suspended=2µs', { kind: 'duration', of: 'suspended', op: '=', nanos: 2e3 }],
  ] satisfies [string, Query][])('%j', (text, query) => {
    expect(parseQuery(text)).toEqual({ query, problems: [] });
  });

  it('with OR binding less than what stands side by side', () => {
    expect(read('a b OR -(c d) e')).toEqual({
      kind: 'or',
      parts: [read('a b'), { kind: 'and', parts: [{ kind: 'not', part: read('c d') }, read('e')] }],
    });
  });
});

describe('what cannot be understood', () => {
  it.each([
    [
      'fil:x',
      'fil:: There is no “fil:”, but task, coro, file, line, await, state, outcome, loop, scope, test, process and site. Quotes make it text.',
    ],
    ['state:read', 'state:read: “state:” is running, ready, suspended or blocking.'],
    ['outcome:', 'outcome:: “outcome:” is pending, done, failed, cancelled or lost.'],
    ['coro:', 'coro:: Say which coroutine.'],
    ['file:=', 'file:=: Say which file.'],
    ['line:x', 'line:x: A line is a number, or two as in 10-20.'],
    ['site:x', 'site:x: A site is a number.'],
    ['ready>', 'ready>: Say how long, as in ready>10ms.'],
    ['>10parsecs', '>10parsecs: Say how long, as in >10ms.'],
    ['"a', '"a: The quote is not closed.'],
    ['(a', '(: This is not closed.'],
    ['a)', '): Nothing is open that this would close.'],
    ['a OR', 'OR: OR stands between two terms.'],
  ])('%j is said to be a problem where it stands', (text, problem) => {
    expect(problems(text)).toEqual([problem]);
  });

  it('is left out, and the rest holds', () => {
    expect(read('state:read coro:x )( y fil:z')).toEqual(read('coro:x y'));
    expect(read('a OR state:x')).toEqual(read('a'));
  });

  it('is too much, or too deep, and no trouble', () => {
    expect(problems('('.repeat(3_000)).length).toBeGreaterThan(0);
    expect(read(`${'('.repeat(51)}a${')'.repeat(51)} b`)).toEqual(read('b'));
    expect(read(`${'-'.repeat(3_001)}a`)).toEqual(read('-a'));
    expect(parseQuery('x '.repeat(LONGEST_QUERY)).problems).toHaveLength(1);
  });
});

it('any text is a query, which reads back as itself', () => {
  const next = chance(7);
  const bits = [
    ' ',
    '(',
    ')',
    '-',
    '"',
    '\\',
    'OR',
    ':',
    '=',
    '>',
    '10ms',
    'state:',
    'ready',
    'coro:',
    'a',
    '*',
    ',',
    'line:',
    '7',
    'é',
    '\n',
    '\u202e',
  ];
  for (let round = 0; round < 3_000; round++) {
    const text = Array.from(
      { length: Math.floor(next() * 14) },
      () => bits[Math.floor(next() * bits.length)],
    ).join('');
    const { query, problems: found } = parseQuery(text);
    const again = formatQuery(query);
    expect(parseQuery(again), `${JSON.stringify(text)} as ${JSON.stringify(again)}`).toEqual({
      query,
      problems: [],
    });
    for (const { from, to } of found) {
      expect(from).toBeGreaterThanOrEqual(0);
      expect(to).toBeGreaterThan(from);
      expect(to).toBeLessThanOrEqual(text.length);
    }
  }
});

it('any query is written so that it reads back as the same', () => {
  const next = chance(3);
  const texts = [
    'fetch',
    '=x',
    'a b',
    '-a',
    'OR',
    'state:ready',
    'a"b\\',
    '>5',
    '*x*',
    '(',
    'main.<locals>.run',
    '',
    '\t',
  ];
  const pick = <T>(values: readonly T[]): T => values[Math.floor(next() * values.length)]!;
  const make = (depth: number): Query => {
    const kind = depth > 3 ? 2 + Math.floor(next() * 3) : Math.floor(next() * 5);
    if (kind === 0) {
      const parts = Array.from({ length: 2 + Math.floor(next() * 2) }, () => make(depth + 1));
      return { kind: pick(['and', 'or'] as const), parts };
    }
    if (kind === 1) {
      const part = make(depth + 1);
      return part.kind === 'not' ? part : { kind: 'not', part };
    }
    if (kind === 2) return { kind: 'text', text: pick(texts) || 'x' };
    if (kind === 3) {
      const op = pick(['<', '<=', '>', '>=', '='] as const);
      return { kind: 'duration', of: pick(MEASURES), op, nanos: Math.floor(10 ** (next() * 15)) };
    }
    const field = pick(FIELDS);
    if (field === 'line' || field === 'site') return { kind: 'field', field, value: '12' };
    return { kind: 'field', field, value: CHOICES[field] ? pick(CHOICES[field]) : pick(texts) || 'y' };
  };
  for (let round = 0; round < 2_000; round++) {
    const query = make(0);
    expect(parseQuery(formatQuery(query)), formatQuery(query)).toEqual({ query, problems: [] });
  }
});

describe('terms', () => {
  it('are put in and taken out', () => {
    expect(withTerm('', 'state:ready')).toBe('state:ready');
    expect(withTerm('coro:x', 'state:ready')).toBe('coro:x state:ready');
    expect(withTerm('a OR b', 'state:ready')).toBe('(a OR b) state:ready');
    expect(withoutTerm('coro:x state:ready', 'state:ready')).toBe('coro:x');
    expect(withoutTerm('coro:x', 'state:ready')).toBe('coro:x');
    expect(hasTerm('coro:x state:ready', 'state:ready')).toBe(true);
    expect(hasTerm('coro:x OR state:ready', 'state:ready')).toBe(false);
    expect(hasTerm('', '')).toBe(false);
  });

  it('of a field with few values come together as a list', () => {
    const both = withTerm('await:lock >1ms', 'await:io');
    expect(both).toBe('await:lock,io >1ms');
    expect(hasTerm(both, 'await:lock')).toBe(true);
    expect(hasTerm(both, 'await:io')).toBe(true);
    expect(hasTerm(both, 'await:timer')).toBe(false);
    expect(withoutTerm(both, 'await:lock')).toBe('await:io >1ms');
    expect(withoutTerm('await:io', 'await:io')).toBe('');
  });

  it('leave alone what is still being written', () => {
    expect(withTerm('coro:', 'state:ready')).toBe('coro: state:ready');
  });

  it('may be several at once', () => {
    const place = 'file:="/a b.py" line:3';
    const text = withTerm('x', place);
    expect(text).toBe('x file:="/a b.py" line:3');
    expect(hasTerm(text, place)).toBe(true);
    expect(withoutTerm(text, place)).toBe('x');
  });
});

it('a value is anywhere in a text, all of it where it has stars, and that very text behind =', () => {
  const matching = (value: string): string[] =>
    ['fetch', 'Fetch', 'prefetch', 'fetch_all', 'a*b', '=x'].filter(textTest(value));
  expect(matching('FETCH')).toEqual(['fetch', 'Fetch', 'prefetch', 'fetch_all']);
  expect(matching('=fetch')).toEqual(['fetch']);
  expect(matching('fetch*')).toEqual(['fetch', 'Fetch', 'fetch_all']);
  expect(matching('*fetch')).toEqual(['fetch', 'Fetch', 'prefetch']);
  expect(matching('f*e*h')).toEqual(['fetch', 'Fetch']);
  expect(matching('f*etch*h')).toEqual([]);
  expect(matching('=a*b')).toEqual(['a*b']);
  expect(matching('==x')).toEqual(['=x']);
  // No value makes a test slow: it would take for ever if stars were tried one by one.
  expect(textTest('*a'.repeat(500))('a'.repeat(4_000))).toBe(true);
  expect(textTest(`${'*a'.repeat(500)}*b`)('a'.repeat(4_000))).toBe(false);
});
