import type { Position, Range } from './finding.ts';
import { TreeEdit, type Tree } from './parser.ts';

/** Position in the text before this change; of several, each counts in the text that the one before it left. */
export interface TextChange {
  readonly range: Range;
  readonly text: string;
}

/** A text after a change. Positions behind the end of their line, or of the text, are that end. */
export function replaced(text: string, { range, text: by }: TextChange): string {
  return text.slice(0, placeOf(text, range.start).index) + by + text.slice(placeOf(text, range.end).index);
}

/** Tells a tree of a text about a change, so that it can be parsed again quickly. */
export function editTree(tree: Tree, text: string, change: TextChange): void {
  const start = placeOf(text, change.range.start);
  const end = placeOf(text, change.range.end);
  const lines = change.text.split('\n');
  const last = lines.at(-1)?.length ?? 0;
  const edit = new TreeEdit({
    startIndex: start.index,
    oldEndIndex: end.index,
    newEndIndex: start.index + change.text.length,
    startPosition: start.point,
    oldEndPosition: end.point,
    newEndPosition: {
      row: start.point.row + lines.length - 1,
      column: lines.length === 1 ? start.point.column + last : last,
    },
  });
  tree.edit(edit);
}

/** A position as the parser counts. */
export function pointOf({ line, column }: Position): { row: number; column: number } {
  return { row: line, column };
}

function placeOf(
  text: string,
  { line, column }: Position,
): { readonly index: number; readonly point: { readonly row: number; readonly column: number } } {
  let begin = 0;
  let row = 0;
  for (; row < line; row++) {
    const next = text.indexOf('\n', begin);
    if (next < 0) return { index: text.length, point: { row, column: text.length - begin } };
    begin = next + 1;
  }
  const end = text.indexOf('\n', begin);
  const index = Math.min(begin + column, end < 0 ? text.length : end);
  return { index, point: { row, column: index - begin } };
}
