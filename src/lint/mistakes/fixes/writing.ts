import { lineEndingOf } from '../../fixes/edits.ts';
import type { Node } from '../../parser.ts';
import type { SourceFile } from '../../sourceFile.ts';
import { identifiersIn } from '../syntax.ts';

/** A name that nothing in a scope has yet: the wished one, else with a number. */
export function freshName(wish: string, scope: Node, taken: ReadonlySet<string> = new Set()): string {
  const text = scope.text;
  let used: ReadonlySet<string> | undefined;
  for (let number = 1; ; number++) {
    const name = number === 1 ? wish : `${wish}_${number}`;
    if (taken.has(name)) continue;
    // The text is at hand, the tree is large.
    if (!new RegExp(`(?<!\\w)${name}(?!\\w)`).test(text)) return name;
    used ??= new Set(identifiersIn(scope).map((one) => one.text));
    if (!used.has(name)) return name;
  }
}

/** The whitespace in front of a statement; null where something else stands before it on its line. */
export function indentOf(file: SourceFile, statement: Node): string | null {
  const line = file.text.lastIndexOf('\n', statement.startIndex - 1) + 1;
  const before = file.text.slice(line, statement.startIndex).replace(/^\uFEFF/, '');
  return /^[ \t\f]*$/.test(before) ? before : null;
}

/** What stands between two statements put in a statement's place: a new line, or `; ` where it shares its line. */
export function joinerAt(file: SourceFile, statement: Node): string {
  const indent = indentOf(file, statement);
  return indent === null ? '; ' : `${lineEndingOf(file.text)}${indent}`;
}

/** One level of indentation as the file has it. */
export function levelOf(file: SourceFile): string {
  return /^(\t| +)\S/m.exec(file.text)?.[1] ?? '    ';
}
