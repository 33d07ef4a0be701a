import type { Edit, Finding, Fix } from './finding.ts';
import { statementOf } from './mistakes/syntax.ts';
import type { Node } from './parser.ts';
import { RULES } from './rules.ts';
import type { SourceFile } from './sourceFile.ts';

/** What the comments of a file silence. */
export interface Suppressions {
  isSuppressed(finding: Finding): boolean;
}

/**
 * Reads a file's `# noqa` comments, as flake8 and ruff understand them: with ids those findings, without any all. They
 * count on the first and the last line of the expression or of its statement. `# ruff: noqa` and `# flake8: noqa` on a
 * line of their own count for the file. A rule is named by its own id, by a related one of theirs, or by how one begins.
 */
export function suppressionsOf({ root, text }: Pick<SourceFile, 'root' | 'text'>): Suppressions {
  const lines = new Map<number, Silenced>();
  let everywhere: Silenced = [];
  for (const { index } of text.matchAll(/noqa/gi)) {
    const comment = root.descendantForIndex(index, index + 1);
    if (comment?.type !== 'comment') continue;
    const ofFile = FILE_COMMENT.exec(comment.text);
    if (ofFile !== null && isAlone(text, comment)) everywhere = together(everywhere, idsIn(ofFile));
    const ofLine = LINE_COMMENT.exec(comment.text);
    if (ofLine !== null) lines.set(comment.startPosition.row, idsIn(ofLine));
  }
  return {
    isSuppressed(finding) {
      if (names(everywhere, finding)) return true;
      return lines.size > 0 && linesOf(root, finding).some((line) => names(lines.get(line) ?? [], finding));
    },
  };
}

/**
 * Silences a finding by a `# noqa` comment at the end of its line, or by its id in the comment that is there. Null
 * where none of the lines that count can end in a comment.
 */
export function suppressionFix(file: SourceFile, finding: Finding): Fix | null {
  for (const line of linesOf(file.root, finding).reverse()) {
    const edit = commentAt(file, line, finding.rule);
    if (edit !== null)
      return { title: `Suppress with # noqa: ${finding.rule}`, edits: [edit], isSafe: false };
  }
  return null;
}

/** Ids, or how ids begin, in capitals; `all` for every one. */
type Silenced = 'all' | readonly string[];

const IDS = String.raw`(?:\s*:\s*((?:[A-Z]+[0-9]+(?:\s*,\s*|\s+|$|(?![\w-])))+))?`;
const LINE_COMMENT = new RegExp(String.raw`#\s*noqa(?![\w-])${IDS}`, 'i');
const FILE_COMMENT = new RegExp(String.raw`^#\s*(?:ruff|flake8)\s*:\s*noqa(?![\w-])${IDS}`, 'i');

function idsIn(match: RegExpExecArray): Silenced {
  const ids = match[1]?.toUpperCase().match(/[A-Z]+[0-9]+/g);
  return ids ?? 'all';
}

function together(a: Silenced, b: Silenced): Silenced {
  return a === 'all' || b === 'all' ? 'all' : [...a, ...b];
}

function names(silenced: Silenced, { rule }: Finding): boolean {
  if (silenced === 'all') return true;
  return silenced.some((id) => [rule, ...RULES[rule].related].some((each) => each.startsWith(id)));
}

/** The lines whose comment counts for a finding, from the top. */
function linesOf(root: Node, { range }: Finding): number[] {
  const node = root.descendantForPosition(
    { row: range.start.line, column: range.start.column },
    { row: range.end.line, column: range.end.column },
  );
  const lines = new Set([range.start.line]);
  if (node !== null) {
    const statement = statementOf(node);
    lines.add(statement.startPosition.row).add(lastLineOf(statement));
    lines.add(Math.min(range.end.line, lastLineOf(node)));
  } else lines.add(range.end.line);
  return [...lines].sort((a, b) => a - b);
}

/** The line on which a node ends; for a statement with blocks the line on which its head does. */
function lastLineOf(node: Node): number {
  const block = node.descendantsOfType('block')[0];
  if (block === undefined) return node.endPosition.row;
  let head = block.previousSibling;
  while (head?.type === 'comment') head = head.previousSibling;
  return head?.endPosition.row ?? node.startPosition.row;
}

function isAlone(text: string, comment: Node): boolean {
  return text.slice(text.lastIndexOf('\n', comment.startIndex) + 1, comment.startIndex).trim() === '';
}

/** The edit that names a rule in a line's comment; null where the line cannot end in one. */
function commentAt({ root, text }: SourceFile, line: number, rule: string): Edit | null {
  let start = 0;
  for (let row = 0; row < line; row++) start = text.indexOf('\n', start) + 1;
  const end = text.indexOf('\n', start);
  const content = text.slice(start, end < 0 ? text.length : end);
  const kept = content.trimEnd();
  const after = root.descendantForIndex(start + kept.length, start + kept.length);
  if (kept.endsWith('\\') || isInString(after, start + kept.length)) return null;
  const comment = root.descendantForIndex(start + kept.length - 1, start + kept.length);
  const existing = comment?.type === 'comment' ? LINE_COMMENT.exec(comment.text) : null;
  if (existing !== null && existing[1] === undefined) return null;
  if (existing !== null) {
    const column =
      comment!.startPosition.column + existing.index + existing[0].trimEnd().replace(/,$/, '').length;
    return { range: { start: { line, column }, end: { line, column } }, text: `, ${rule}` };
  }
  const ending = content.endsWith('\r') ? 1 : 0;
  return {
    range: { start: { line, column: kept.length }, end: { line, column: content.length - ending } },
    text: `  # noqa: ${rule}`,
  };
}

function isInString(node: Node | null, offset: number): boolean {
  for (let outer = node; outer !== null; outer = outer.parent)
    if (outer.type === 'string' && outer.startIndex < offset && offset < outer.endIndex) return true;
  return false;
}
