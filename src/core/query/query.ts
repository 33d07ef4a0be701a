import { FAMILIES } from '../awaitFamilies.ts';
import type { Nanos } from '../units.ts';
import { AWAIT_KINDS } from '../wire.ts';

/**
 * What singles something out, as a tree. The one way to do so: search, filter, legend, aggregates and histograms all write
 * the text of a query.
 */
export type Query =
  | { readonly kind: 'all' }
  /** Two parts at least, of which none is `all`. */
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Query[] }
  | { readonly kind: 'not'; readonly part: Query }
  | Term;

export type Term =
  /** Is in the name of the task, or of its coroutine, or of the callback. */
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'field'; readonly field: Field; readonly value: string }
  | { readonly kind: 'duration'; readonly of: Measure; readonly op: Comparison; readonly nanos: Nanos };

/**
 * What a field's value is compared with. `site` is the number of an await site in the trace, 0 for what has none; the
 * statistics write it, because nothing else tells two sites on one line apart.
 */
export const FIELDS = [
  'task',
  'coro',
  'file',
  'line',
  'await',
  'state',
  'outcome',
  'loop',
  'scope',
  'test',
  'process',
  'site',
] as const;

export type Field = (typeof FIELDS)[number];

/** The values of a field that has only some; they may be listed with commas between them. */
export const CHOICES: Partial<Record<Field, readonly string[]>> = {
  await: [...new Set<string>([...FAMILIES, ...AWAIT_KINDS])],
  state: ['running', 'ready', 'suspended', 'blocking'],
  outcome: ['pending', 'done', 'failed', 'cancelled', 'lost'],
};

/** What a length of time is of: of whatever piece it is, or of one in that phase alone. */
export const MEASURES = ['piece', 'run', 'ready', 'suspended'] as const;

export type Measure = (typeof MEASURES)[number];

export type Comparison = '<' | '<=' | '>' | '>=' | '=';

/** The query that singles nothing out. */
export const ALL: Query = { kind: 'all' };

/** Several queries as one that wants all of them, or any. */
export function combine(kind: 'and' | 'or', parts: readonly Query[]): Query {
  if (parts.length === 1) return parts[0]!;
  return parts.length === 0 ? ALL : { kind, parts };
}

/** Whether a value is one of those that its field has. */
export function isChoice(field: Field, value: string): boolean {
  const choices = CHOICES[field];
  if (choices === undefined) return true;
  const given = value.split(',');
  return given.every((each) => choices.includes(field === 'await' ? each.replace(/^=/, '') : each));
}

/** The first and last line that a value of `line` names: `12`, `10-20`; null when it is neither. */
export function readLines(value: string): { readonly first: number; readonly last: number } | null {
  const match = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(value);
  if (match === null) return null;
  const first = Number(match[1]);
  return { first, last: match[2] === undefined ? first : Number(match[2]) };
}

/** Whether a query has a term of one of these kinds. */
export function mentions(query: Query, kinds: readonly ('text' | Field)[]): boolean {
  switch (query.kind) {
    case 'and':
    case 'or':
      return query.parts.some((part) => mentions(part, kinds));
    case 'not':
      return mentions(query.part, kinds);
    case 'field':
      return kinds.includes(query.field);
    default:
      return query.kind === 'text' && kinds.includes('text');
  }
}
