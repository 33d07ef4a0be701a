import type { Edit, Position, Range } from '../finding.ts';
import type { Node } from '../parser.ts';

/** Where a node stands in its file. */
export function rangeOf(node: Node): Range {
  return { start: startOf(node), end: endOf(node) };
}

/** Puts a text in a node's place. */
export function replaceNode(node: Node, text: string): Edit {
  return { range: rangeOf(node), text };
}

/** Puts a text in the place of everything from the first node to the last one, both included. */
export function replaceNodes(first: Node, last: Node, text: string): Edit {
  return { range: { start: startOf(first), end: endOf(last) }, text };
}

/** Puts a text right before a node. */
export function insertBefore(node: Node, text: string): Edit {
  return { range: { start: startOf(node), end: startOf(node) }, text };
}

/** Puts a text right after a node. */
export function insertAfter(node: Node, text: string): Edit {
  return { range: { start: endOf(node), end: endOf(node) }, text };
}

/** The edits from the top, as a {@link Fix} has them; those at one place stay in the order they were given. */
export function inOrder(edits: readonly Edit[]): Edit[] {
  return [...edits].sort(
    (a, b) => compare(a.range.start, b.range.start) || compare(a.range.end, b.range.end),
  );
}

/** The text after the edits, whose ranges must be disjoint. Lines end where the parser ends them: at each `\n`. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const offsetOf = offsets(text);
  let result = '';
  let done = 0;
  for (const { range, text: added } of inOrder(edits)) {
    result += text.slice(done, offsetOf(range.start)) + added;
    done = Math.max(done, offsetOf(range.end));
  }
  return result + text.slice(done);
}

/** The one edit of whole lines that makes one text of another. */
export function differenceOf(before: string, after: string): Edit {
  const old = before.split('\n');
  const lines = after.split('\n');
  const most = Math.min(old.length, lines.length) - 1;
  let same = 0;
  while (same < most && old[same] === lines[same]) same++;
  let tail = 0;
  while (tail < most - same && old.at(-1 - tail) === lines.at(-1 - tail)) tail++;
  const last = old.length - 1 - tail;
  return {
    range: { start: { line: same, column: 0 }, end: { line: last, column: old[last]!.length } },
    text: lines.slice(same, lines.length - tail).join('\n'),
  };
}

/** Less than 0 where the first position comes first, 0 where they are the same. */
export function compare(a: Position, b: Position): number {
  return a.line - b.line || a.column - b.column;
}

/** The innermost node that covers exactly this range and satisfies the test; null where there is none. */
export function nodeAt(root: Node, range: Range, isWanted: (node: Node) => boolean): Node | null {
  const from = { row: range.start.line, column: range.start.column };
  const to = { row: range.end.line, column: range.end.column };
  let node = root.descendantForPosition(from, to);
  while (node !== null && isSame(rangeOf(node), range)) {
    if (isWanted(node)) return node;
    node = node.parent;
  }
  return null;
}

/** How the lines of a text end; `\n` where the text has one line only. */
export function lineEndingOf(text: string): '\n' | '\r\n' {
  const end = text.indexOf('\n');
  return end > 0 && text[end - 1] === '\r' ? '\r\n' : '\n';
}

/** Turns positions of a text into offsets; those beyond a line's or the text's end become that end. */
export function offsets(text: string): (position: Position) => number {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return ({ line, column }) => {
    const start = starts[line];
    if (start === undefined) return text.length;
    return Math.min(start + column, (starts[line + 1] ?? text.length + 1) - 1);
  };
}

function startOf(node: Node): Position {
  return { line: node.startPosition.row, column: node.startPosition.column };
}

function endOf(node: Node): Position {
  return { line: node.endPosition.row, column: node.endPosition.column };
}

function isSame(a: Range, b: Range): boolean {
  return compare(a.start, b.start) === 0 && compare(a.end, b.end) === 0;
}
