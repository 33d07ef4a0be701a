import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding, Position, Range } from '../../../src/lint/finding.ts';
import type { Workspace } from '../../../src/lint/names.ts';
import { makeNames } from '../makeNames.ts';
import { loadParser, type Node, type PythonParser } from '../../../src/lint/parser.ts';
import type { RuleId } from '../../../src/lint/rules.ts';
import type { SourceFile } from '../../../src/lint/sourceFile.ts';
import { repository } from '../../support/paths.ts';

const modules = join(repository, 'node_modules');

/** The parser, as the product loads it. */
export const parser: PythonParser = await loadParser({
  runtime: readFileSync(join(modules, 'web-tree-sitter', 'web-tree-sitter.wasm')),
  grammar: readFileSync(join(modules, 'tree-sitter-python', 'tree-sitter-python.wasm')),
});

/** A file and the place in it that `«…»` marks. The marks are not part of the text. */
export interface Marked {
  readonly file: SourceFile;
  readonly range: Range;
  /** The innermost node that the marks enclose. */
  readonly node: Node;
}

/** Parses a text in which `«…»` marks a place. */
export function marked(source: string): Marked {
  const begin = source.indexOf('«');
  const end = source.indexOf('»') - 1;
  const file = fileOf(source.replace('«', '').replace('»', ''));
  const range = { start: positionAt(file.text, begin), end: positionAt(file.text, end) };
  return { file, range, node: file.root.descendantForIndex(begin, end)! };
}

/** Parses a text: a module of its own. */
export function fileOf(text: string): SourceFile {
  const { rootNode } = parser.parse(text);
  return { path: 'shop.py', text, root: rootNode, names: makeNames(rootNode, 'shop') };
}

/** A finding of a rule in this range, such as a call that blocks right here. */
export function findingAt(
  rule: RuleId,
  range: Range,
  call: string | null,
  more: Partial<Finding> = {},
): Finding {
  return { rule, range, call, message: '', weight: 'heavy', within: 'main', path: [], ...more };
}

/** A workspace that defines nothing. */
export function workspaceOf(python: readonly [number, number] = [3, 12]): Workspace {
  return { python, definition: () => null };
}

/** The fix whose title matches; fails where there is none. */
export function titled<F extends { readonly title: string }>(fixes: readonly F[], title: RegExp): F {
  const fix = fixes.find((each) => title.test(each.title));
  if (!fix) throw new Error(`No fix ${title.source} among: ${fixes.map((each) => each.title).join(', ')}`);
  return fix;
}

/** Whether Python's grammar, as the parser knows it, accepts a text. */
export function isValid(text: string): boolean {
  const tree = parser.parse(text);
  const { hasError } = tree.rootNode;
  tree.delete();
  return !hasError;
}

function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length - 1, column: offset - before.lastIndexOf('\n') - 1 };
}
