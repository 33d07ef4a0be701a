import { Language, Parser, type Node, type Tree } from 'web-tree-sitter';

export type { Node, Tree };
export { Edit as TreeEdit } from 'web-tree-sitter';

/** The two WebAssembly files the parser is made of: the runtime of tree-sitter, and its grammar of Python. */
export interface ParserFiles {
  readonly runtime: Uint8Array;
  readonly grammar: Uint8Array;
}

/** Parses Python. It recovers from errors: half-typed code still gives a tree. */
export interface PythonParser {
  /** Rows and columns of its nodes count from 0, columns in UTF-16 units. Free the tree with `delete()`. */
  parse(text: string, previous?: Tree): Tree;
  /** As `parse`, but gives up after some milliseconds: null then. */
  parseWithin(milliseconds: number, text: string, previous?: Tree): Tree | null;
}

let loading: Promise<Language> | undefined;

/** Loads the parser. One process needs it once: later calls give parsers of the same grammar. */
export async function loadParser(files: ParserFiles): Promise<PythonParser> {
  loading ??= Parser.init({ wasmBinary: files.runtime }).then(() => Language.load(files.grammar));
  const language = await loading;
  const parser = new Parser();
  parser.setLanguage(language);
  return {
    parse(text, previous) {
      const tree = parser.parse(text, previous);
      if (tree === null) throw new Error('The Python parser gave up.');
      return tree;
    },
    parseWithin(milliseconds, text, previous) {
      const end = Date.now() + milliseconds;
      const progressCallback = (): boolean => Date.now() > end;
      const tree = parser.parse(text, previous, { progressCallback });
      if (tree === null) parser.reset();
      return tree;
    },
  };
}
