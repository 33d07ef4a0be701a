import { readComparison, writeComparison } from './duration.ts';
import type { Query } from './query.ts';

/** Writes a query so that it reads back as the same. */
export function formatQuery(query: Query): string {
  return query.kind === 'all' ? '' : write(query);
}

/** A text as it is in a query: in quotes where it would be read as something else. */
export function quoted(text: string): string {
  return /^[^\s()"\\]+$/.test(text) ? text : `"${text.replace(/["\\]/g, '\\$&')}"`;
}

function write(query: Query): string {
  switch (query.kind) {
    case 'all':
      return '';
    case 'and':
      return query.parts.map(grouped).join(' ');
    case 'or':
      return query.parts.map(grouped).join(' OR ');
    case 'not':
      return `-${grouped(query.part)}`;
    case 'text':
      return isPlain(query.text) ? query.text : `"${query.text.replace(/["\\]/g, '\\$&')}"`;
    case 'field':
      return `${query.field}:${writeValue(query.value)}`;
    case 'duration':
      return writeComparison(query);
  }
}

function grouped(query: Query): string {
  return query.kind === 'and' || query.kind === 'or' ? `(${write(query)})` : write(query);
}

/** The sign for "exactly" stays in front of the quotes. */
function writeValue(value: string): string {
  return value.startsWith('=') && value.length > 1 ? `=${quoted(value.slice(1))}` : quoted(value);
}

function isPlain(text: string): boolean {
  return (
    quoted(text) === text &&
    text !== 'OR' &&
    !text.startsWith('-') &&
    !/^[a-z]+:/i.test(text) &&
    readComparison(text) === null
  );
}
