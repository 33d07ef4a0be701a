import type { Edit, Position } from '../finding.ts';
import type { Node } from '../parser.ts';
import type { SourceFile } from '../sourceFile.ts';
import { lineEndingOf } from './edits.ts';

/**
 * Adds `import module` to a file: after the imports at its top, else after its docstring, else below the comments it
 * begins with.
 */
export function newImport(file: SourceFile, module: string): Edit {
  const newline = lineEndingOf(file.text);
  const statement = `import ${module}`;
  const { last, isImport } = lastOfTop(file.root);
  if (last !== null) {
    const line = lineAfter(last);
    const gap = isImport ? '' : newline;
    const end = lineCount(file.text) - 1;
    if (line > end) return insertion(endOfText(file.text), `${newline}${gap}${statement}`);
    return insertion({ line, column: 0 }, `${gap}${statement}${newline}`);
  }
  const line = linesOfHeader(file.text);
  const column = line === 0 && file.text.startsWith('\uFEFF') ? 1 : 0;
  return insertion({ line, column }, `${statement}${newline}${newline}`);
}

/** The last statement of a file's top, made of its docstring and the imports that follow. */
function lastOfTop(root: Node): { last: Node | null; isImport: boolean } {
  let last: Node | null = null;
  let isImport = false;
  for (const statement of root.namedChildren) {
    if (statement.type === 'comment') continue;
    const isDocstring =
      last === null && statement.type === 'expression_statement' && statement.firstChild?.type === 'string';
    if (!isDocstring && !/^(future_import|import|import_from)_statement$/.test(statement.type)) break;
    last = statement;
    isImport = !isDocstring;
  }
  return { last, isImport };
}

/** The first line below a statement and what shares its last line. */
function lineAfter(statement: Node): number {
  let line = statement.endPosition.row + 1;
  for (let next = statement.nextSibling; next !== null; next = next.nextSibling)
    if (next.startPosition.row < line) line = next.endPosition.row + 1;
    else break;
  return line;
}

/** How many lines the comments take that a file begins with, up to a blank line; else those only that must come first. */
function linesOfHeader(text: string): number {
  const lines = text.replace(/^\uFEFF/, '').split('\n', 200);
  const block = lines.findIndex((line) => !line.startsWith('#'));
  if (block > 0 && lines[block]!.trim() === '' && block + 1 < lines.length) return block + 1;
  let first = 0;
  while (first < 2 && first + 1 < lines.length && /^#(!|.*coding[:=])/.test(lines[first]!)) first++;
  return first;
}

function insertion(position: Position, text: string): Edit {
  return { range: { start: position, end: position }, text };
}

function lineCount(text: string): number {
  let count = 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

function endOfText(text: string): Position {
  return { line: lineCount(text) - 1, column: text.length - text.lastIndexOf('\n') - 1 };
}
