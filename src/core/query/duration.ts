import { MICROSECOND, MILLISECOND, SECOND, type Nanos } from '../units.ts';
import type { Comparison, Measure, Term } from './query.ts';

const UNITS: readonly (readonly [string, Nanos])[] = [
  ['min', 60 * SECOND],
  ['s', SECOND],
  ['ms', MILLISECOND],
  ['us', MICROSECOND],
  ['ns', 1],
];

/** What a word says of a length of time: `>10ms`, `ready>=5`, `suspended<1.5s`; null when it says nothing of one. */
export function readComparison(word: string): { of: Measure; op: Comparison; rest: string } | null {
  const match = /^(run|ready|suspended|piece)?(<=|>=|<|>|=)(.*)$/s.exec(word);
  if (match === null) return null;
  return { of: (match[1] ?? 'piece') as Measure, op: match[2] as Comparison, rest: match[3]! };
}

/** Reads a length of time; one without a unit is in milliseconds. Null when it is none. */
export function readDuration(text: string): Nanos | null {
  const match = /^(\d{1,15}(?:\.\d{1,9})?|\.\d{1,9})(ns|us|µs|μs|ms|s|min)?$/i.exec(text);
  if (match === null) return null;
  const unit = (match[2] ?? 'ms').toLowerCase().replace(/^[µμ]/, 'u');
  const size = UNITS.find(([name]) => name === unit)![1];
  return Math.min(Math.round(Number(match[1]) * size), Number.MAX_SAFE_INTEGER);
}

/** Writes a comparison so that it reads back as the same: in the largest unit in which it is whole. */
export function writeComparison({ of, op, nanos }: Term & { readonly kind: 'duration' }): string {
  const [name, size] = UNITS.find(([, unit]) => nanos >= unit && nanos % unit === 0) ?? ['ns', 1];
  return `${of === 'piece' ? '' : of}${op}${nanos / size}${name}`;
}
