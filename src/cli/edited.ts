import type { Edit, Position } from '../lint/finding.ts';

/** A text after disjoint edits. Lines that they add end as the text's own do. */
export function edited(text: string, edits: readonly Edit[]): string {
  const lineEnd = /\r?\n/.exec(text)?.[0] ?? '\n';
  const starts = [0];
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) starts.push(end + 1);
  const offset = ({ line, column }: Position): number => (starts[line] ?? text.length) + column;
  const pieces: string[] = [];
  let at = 0;
  for (const { range, text: added } of [...edits].sort((a, b) => order(a.range.start, b.range.start))) {
    pieces.push(text.slice(at, offset(range.start)), added.replace(/\r?\n/g, lineEnd));
    at = offset(range.end);
  }
  return pieces.join('') + text.slice(at);
}

function order(a: Position, b: Position): number {
  return a.line - b.line || a.column - b.column;
}
