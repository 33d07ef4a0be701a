import { formatQuery } from './formatQuery.ts';
import { parseQuery } from './parseQuery.ts';
import { ALL, CHOICES, combine, type Field, type Query } from './query.ts';

// Terms are put into the text of a query and taken out of it again, as a click on the legend does. Terms of a field that has
// few values come together: `state:ready,running` is either, whereas `state:ready` beside `state:running` would be nothing.

/** The text of a query that wants a term as well; the same text when it does already. */
export function withTerm(text: string, term: string): string {
  if (hasTerm(text, term)) return text;
  const { query, problems } = parseQuery(text);
  const added = parseQuery(term).query;
  if (added.kind === 'all') return text;
  // What could not be read is still being written: it stays as it is.
  if (problems.length > 0) return `${text.trimEnd()} ${formatQuery(added)}`;
  const parts = [...partsOf(query)];
  const same = parts.findIndex((part) => isListOf(part, added));
  if (same >= 0) parts[same] = joined(parts[same]!, added);
  else parts.push(...partsOf(added));
  return formatQuery(combine('and', parts));
}

/** The text of a query without a term; the same text where it has none. */
export function withoutTerm(text: string, term: string): string {
  if (!hasTerm(text, term)) return text;
  const removed = partsOf(parseQuery(term).query);
  let parts = partsOf(parseQuery(text).query);
  for (const each of removed)
    parts = parts.map((part) => lessened(part, each)).filter((part) => part.kind !== 'all');
  return formatQuery(combine('and', parts));
}

/** Whether a query wants a term: at its top, not inside of alternatives. */
export function hasTerm(text: string, term: string): boolean {
  const parts = partsOf(parseQuery(text).query);
  const wanted = partsOf(parseQuery(term).query);
  return wanted.length > 0 && wanted.every((each) => parts.some((part) => holds(part, each)));
}

function partsOf(query: Query): readonly Query[] {
  if (query.kind === 'and') return query.parts;
  return query.kind === 'all' ? [] : [query];
}

function holds(part: Query, wanted: Query): boolean {
  if (formatQuery(part) === formatQuery(wanted)) return true;
  if (!isListOf(part, wanted)) return false;
  const values = valuesOf(part);
  return valuesOf(wanted).every((value) => values.includes(value));
}

function isListOf(part: Query, other: Query): boolean {
  const field = listField(part);
  return field !== null && field === listField(other);
}

function listField(query: Query): Field | null {
  return query.kind === 'field' && CHOICES[query.field] !== undefined ? query.field : null;
}

function valuesOf(query: Query): readonly string[] {
  return query.kind === 'field' ? query.value.split(',') : [];
}

function joined(part: Query, other: Query): Query {
  return withValues(part, [...new Set([...valuesOf(part), ...valuesOf(other)])]);
}

/** A part without another one; `all` when nothing is left of it. */
function lessened(part: Query, other: Query): Query {
  if (!holds(part, other)) return part;
  if (!isListOf(part, other)) return ALL;
  const gone = valuesOf(other);
  return withValues(
    part,
    valuesOf(part).filter((value) => !gone.includes(value)),
  );
}

function withValues(part: Query, values: readonly string[]): Query {
  if (part.kind !== 'field' || values.length === 0) return ALL;
  return { kind: 'field', field: part.field, value: values.join(',') };
}
