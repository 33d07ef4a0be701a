import type { Edit, Finding, Fix, Position, Range } from './finding.ts';
import { applyEdits, differenceOf, inOrder } from './fixes/edits.ts';
import { fixAll, type FixedAll } from './fixes/fixAll.ts';
import { confirmedFixes, fixesFor } from './fixes/fixes.ts';
import type { Analyse } from './fixes/recheck.ts';
import { Linker } from './linking/linker.ts';
import { messageOf } from './linking/message.ts';
import type { CallSettings, Found } from './linking/reaching.ts';
import type { FileUnit, Unit } from './linking/units.ts';
import { findMistakes, mistakeContext } from './mistakes/mistakes.ts';
import { namesIn, type Definition, type Workspace } from './names.ts';
import type { Node, PythonParser, Tree } from './parser.ts';
import { chunkNodes, readFile, type ReadChunk } from './reading/fileReader.ts';
import type { SourceFile } from './sourceFile.ts';
import { suppressionFix, suppressionsOf } from './suppression.ts';
import { editTree, pointOf, replaced, type TextChange } from './textChange.ts';

export type { TextChange };

export interface LintOptions {
  /** The version of Python that runs the code. */
  readonly python: readonly [number, number];
  /** Canonical names of calls that block beside those that are known; a trailing `.*` stands for everything below. */
  readonly blockingCalls: readonly string[];
  /** Canonical names of calls that are not to be reported. */
  readonly ignoredCalls: readonly string[];
  readonly ignoredRules: readonly string[];
}

/** Larger files are no program anyone edits; in UTF-16 units. */
const LARGEST = 5_000_000;
/** Milliseconds for parsing one file. */
const PATIENCE = 5_000;
/** What the parser can only take to more pieces is no Python; to climb from each of them takes long. */
const MOST_PIECES = 2_000;
/** Fixes that touch the same text come one round after the other. */
const FIX_ROUNDS = 5;
/** Trees of so many files that were edited last are kept. */
const KEPT_TREES = 8;

interface Source {
  readonly path: string;
  text: string;
  chunks: readonly ReadChunk[];
  /** Why it was not read. */
  problem: string | null;
}

/** The Python files of a workspace and what is wrong in them. Knows no file system: it is told texts. */
export class Project implements Workspace {
  private readonly parser: PythonParser;
  private options: LintOptions;
  private readonly linker: Linker;
  private readonly sources = new Map<string, Source>();
  /** Of files that are being edited, the last one last. */
  private readonly trees = new Map<string, Tree>();
  /** What looks things up in the workspace right now. */
  private looking: Unit | null = null;

  constructor(parser: PythonParser, options: LintOptions) {
    this.parser = parser;
    this.options = options;
    this.linker = new Linker(settingsOf(options));
  }

  get python(): readonly [number, number] {
    return this.options.python;
  }

  configure(options: LintOptions): void {
    this.options = options;
    this.linker.configure(settingsOf(options));
  }

  /** Adds a file, or replaces its text. */
  set(path: string, text: string): void {
    const known = this.sources.get(path);
    if (known?.text === text) return;
    this.dropTree(path);
    const source = known ?? { path, text, chunks: [], problem: null };
    source.text = text;
    this.sources.set(path, source);
    this.withTree(source, (root) => this.read(source, root));
  }

  /** Changes the text of a file that is being edited. */
  edit(path: string, changes: readonly TextChange[]): void {
    const source = this.sources.get(path);
    if (source === undefined) return;
    let tree = this.trees.get(path);
    if (tree === undefined) {
      // The first edit: parsed whole, so that those to come need not be.
      for (const change of changes) source.text = replaced(source.text, change);
    } else {
      for (const change of changes) {
        editTree(tree, source.text, change);
        source.text = replaced(source.text, change);
      }
    }
    const next = this.parse(source, tree);
    this.dropTree(path);
    tree = next ?? undefined;
    if (tree === undefined) return this.skip(source);
    this.keepTree(path, tree);
    this.read(source, tree.rootNode);
  }

  delete(path: string): void {
    this.dropTree(path);
    if (this.sources.delete(path)) this.linker.delete(path);
  }

  textOf(path: string): string | undefined {
    return this.sources.get(path)?.text;
  }

  /** Why a file is not looked at: a sentence, or null when it is. */
  problemOf(path: string): string | null {
    return this.sources.get(path)?.problem ?? null;
  }

  /** What is wrong in a file, from the top. */
  findings(path: string): readonly Finding[] {
    const source = this.sources.get(path);
    const file = this.linker.file(path);
    if (source === undefined || file === undefined || source.problem !== null) return [];
    const blocking = this.blockingIn(file);
    if (file.mistakes === null && blocking.length === 0 && !/\basync|\bawait\b/.test(source.text)) return [];
    if (file.mistakes !== null && !/noqa/i.test(source.text))
      return this.sorted(blocking, file.mistakes, null);
    let findings: readonly Finding[] = [];
    this.withTree(source, (root) => {
      const text = source.text;
      file.mistakes ??= this.mistakesIn(
        { path, text, root, names: namesIn(root, file, this.linker.resolver) },
        file,
      );
      const suppressions = /noqa/i.test(text) ? suppressionsOf({ root, text }) : null;
      findings = this.sorted(blocking, file.mistakes, suppressions);
    });
    return findings;
  }

  /** Ways to mend a finding, the best one first. Each was tried: the result parses, and the finding is gone. */
  fixes(path: string, finding: Finding): readonly Fix[] {
    let found: readonly Fix[] = [];
    this.withFile(path, (file) => {
      found = confirmedFixes(file, finding, this.findings(path), this, this.analysing(path));
    });
    return found;
  }

  /** The comment that silences a finding; null where none can stand. */
  suppression(path: string, finding: Finding): Fix | null {
    let fix: Fix | null = null;
    this.withFile(path, (file) => {
      fix = suppressionFix(file, finding);
    });
    return fix;
  }

  /** Disjoint edits that mend all findings of a file that have a safe fix; those that touch the same text, in turn. */
  fixAll(path: string): readonly Edit[] {
    const before = this.textOf(path);
    const first = this.fixOnce(path);
    if (before === undefined || first === null) return [];
    let text = applyEdits(before, first.edits);
    let last: FixedAll | null = first;
    try {
      for (let round = 1; last?.isPartial === true && round < FIX_ROUNDS; round++) {
        this.set(path, text);
        last = this.fixOnce(path);
        if (last !== null) text = applyEdits(text, last.edits);
      }
    } finally {
      this.set(path, before);
    }
    return last === first ? first.edits : [differenceOf(before, text)];
  }

  private fixOnce(path: string): FixedAll | null {
    let fixed: FixedAll | null = null;
    this.withFile(path, (file) => {
      const findings = this.findings(path);
      // All of them are tried together.
      const fixesOf = (finding: Finding): readonly Fix[] => fixesFor(file, finding, this);
      fixed = fixAll(file, findings, fixesOf, this.analysing(path));
    });
    return fixed;
  }

  /** The canonical name of what the innermost call around a position calls; null when that is not certain. */
  callAt(path: string, position: Position): string | null {
    let name: string | null = null;
    this.withFile(path, ({ root, names }) => {
      let node: Node | null = root.descendantForPosition(pointOf(position));
      while (node !== null && node.type !== 'call') node = node.parent;
      const callee = node?.childForFieldName('function');
      if (callee) name = names.nameOf(callee);
    });
    return name;
  }

  definition(name: string): Definition | null {
    return this.linker.definition(name, this.looking);
  }

  private blockingIn(file: FileUnit): Finding[] {
    return this.linker.found(file).map(({ unit, found }) => toFinding(unit, found));
  }

  private mistakesIn(source: SourceFile, file: FileUnit): readonly Finding[] {
    // By the text: half-typed code may hide some from the tree, and that is nothing to look at the whole file again for.
    const functions = [...source.text.matchAll(/\bdef\s+(\w+)/g)].map((match) => match[1] ?? '');
    const context = mistakeContext(source.text, functions);
    if (context !== file.mistakeContext) for (const unit of file.units) unit.mistakes = null;
    file.mistakeContext = context;
    const statements = chunkNodes(source.root);
    if (source.root.isError && statements.length > MOST_PIECES) return [];
    return file.units.flatMap((unit, index) => {
      const { row } = unit.chunk;
      const statement = statements[index];
      if (statement === undefined) return [];
      unit.mistakes ??= this.mistakesOf(source, unit, statement).map((one) => lowered(one, -row));
      return unit.mistakes.map((one) => lowered(one, row));
    });
  }

  private mistakesOf(source: SourceFile, unit: Unit, statement: Node): readonly Finding[] {
    if (unit.chunk.isTooDeep) return [];
    const before = this.looking;
    this.looking = unit;
    try {
      return findMistakes(source, this, [statement]);
    } catch (error) {
      // Such as a text nested deeper than the stack. What the other rules found is worth showing.
      if (error instanceof RangeError) return [];
      throw error;
    } finally {
      this.looking = before;
    }
  }

  private sorted(
    blocking: readonly Finding[],
    mistakes: readonly Finding[],
    suppressions: { isSuppressed(finding: Finding): boolean } | null,
  ): Finding[] {
    const { ignoredRules } = this.options;
    return [...blocking, ...mistakes]
      .filter(
        (finding) => !ignoredRules.includes(finding.rule) && suppressions?.isSuppressed(finding) !== true,
      )
      .sort(
        (a, b) =>
          comparePositions(a.range.start, b.range.start) || comparePositions(a.range.end, b.range.end),
      );
  }

  /** Looks at a file as if it had another text, and puts it back. */
  private analysing(path: string): Analyse {
    return (edits, look) => {
      const source = this.sources.get(path);
      if (source === undefined) return null;
      const { text: before, chunks, problem } = source;
      const mistakes = this.linker.file(path)?.mistakes ?? null;
      const tree = this.trees.get(path);
      this.trees.delete(path);
      const tried = { ...source, text: applyEdits(before, edits) };
      this.sources.set(path, tried);
      const copy = tree?.copy();
      // From the bottom, so that each place is still what it was.
      if (copy !== undefined) for (const edit of inOrder(edits).reverse()) editTree(copy, before, edit);
      const parsed = this.parse(tried, copy);
      copy?.delete();
      try {
        if (parsed === null) return null;
        this.keepTree(path, parsed);
        this.read(tried, parsed.rootNode);
        return look(parsed.rootNode, this.findings(path));
      } finally {
        this.dropTree(path);
        if (tree !== undefined) this.keepTree(path, tree);
        this.sources.set(path, { path, text: before, chunks, problem });
        const root = tree?.rootNode;
        const restored = this.sources.get(path)!;
        if (root !== undefined) this.read(restored, root);
        else this.withTree(restored, (again) => this.read(restored, again));
        const file = this.linker.file(path);
        if (file !== undefined) file.mistakes = mistakes;
      }
    };
  }

  private withFile(path: string, use: (file: SourceFile) => void): void {
    const source = this.sources.get(path);
    const file = this.linker.file(path);
    if (source === undefined || file === undefined) return;
    // Whoever asks about places in a file will ask again.
    if (!this.trees.has(path)) {
      const tree = this.parse(source);
      if (tree === null) return;
      this.keepTree(path, tree);
    }
    const root = this.trees.get(path)!.rootNode;
    use({ path, text: source.text, root, names: namesIn(root, file, this.linker.resolver) });
  }

  /** Calls a function with the tree of a file, and frees it after unless it is kept. */
  private withTree(source: Source, use: (root: Node) => void): void {
    const kept = this.trees.get(source.path);
    if (kept !== undefined) return use(kept.rootNode);
    const tree = this.parse(source);
    if (tree === null) return this.skip(source);
    try {
      use(tree.rootNode);
    } finally {
      tree.delete();
    }
  }

  private read(source: Source, root: Node): void {
    source.chunks = readFile(root, source.text, source.chunks);
    source.problem = null;
    this.linker.set(
      source.path,
      source.chunks.map(({ chunk }) => chunk),
    );
  }

  private parse(source: Source, previous?: Tree): Tree | null {
    source.problem = null;
    if (source.text.length > LARGEST) source.problem = 'The file is too large to be looked at.';
    else {
      const tree = this.parser.parseWithin(PATIENCE, source.text, previous);
      if (tree !== null) return tree;
      source.problem = 'The file takes too long to parse.';
    }
    return null;
  }

  private skip(source: Source): void {
    source.chunks = [];
    this.linker.set(source.path, []);
  }

  private keepTree(path: string, tree: Tree): void {
    this.trees.set(path, tree);
    const [oldest] = this.trees.keys();
    if (this.trees.size > KEPT_TREES && oldest !== undefined) this.dropTree(oldest);
  }

  private dropTree(path: string): void {
    this.trees.get(path)?.delete();
    this.trees.delete(path);
  }
}

function toFinding(unit: Unit, found: Found): Finding {
  const { call, range, within, steps } = found;
  return {
    rule: call.rule,
    range: moved(range, unit.chunk.row),
    message: messageOf(found),
    call: call.name,
    weight: call.weight,
    within,
    path: steps.map((step) => ({
      file: step.unit.file.path,
      range: moved(step.range, step.unit.chunk.row),
      name: step.name,
    })),
  };
}

function lowered(finding: Finding, lines: number): Finding {
  return { ...finding, range: moved(finding.range, lines) };
}

function moved({ start, end }: Range, lines: number): Range {
  return {
    start: { line: start.line + lines, column: start.column },
    end: { line: end.line + lines, column: end.column },
  };
}

function settingsOf({ blockingCalls, ignoredCalls }: LintOptions): CallSettings {
  return { isBlocking: matcher(blockingCalls), isIgnored: matcher(ignoredCalls) };
}

function matcher(patterns: readonly string[]): (name: string) => boolean {
  const exact = new Set(patterns.filter((pattern) => !pattern.endsWith('.*')));
  const below = patterns.filter((pattern) => pattern.endsWith('.*')).map((pattern) => pattern.slice(0, -1));
  return (name) => exact.has(name) || below.some((prefix) => name.startsWith(prefix));
}

function comparePositions(a: Position, b: Position): number {
  return a.line - b.line || a.column - b.column;
}
