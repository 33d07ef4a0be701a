import type { Finding } from '../finding.ts';
import type { Definition, Names, Workspace } from '../names.ts';
import type { Node } from '../parser.ts';
import type { RuleId } from '../rules.ts';
import type { SourceFile } from '../sourceFile.ts';
import { LOOP_METHODS } from './asyncioFacts.ts';
import { attributeOf, calleeOf, named, ownDescendants, present } from './syntax.ts';

/** The kinds of nodes that the rules begin at. */
const TYPES = ['await', 'call', 'for_in_clause', 'for_statement', 'try_statement', 'with_statement'] as const;

export type SceneType = (typeof TYPES)[number];

/** What every rule about asyncio looks at: one file, its nodes sorted by type, and what is known of its names. */
export interface Scene {
  readonly file: SourceFile;
  readonly workspace: Workspace;
  /** What is looked at: the whole file, or some of its top-level statements. */
  readonly statements: readonly Node[];
  /** In the order of the text, without those that a syntax error makes doubtful. */
  of(type: SceneType): readonly Node[];
  /** The nodes of a type in a function, without those in functions, lambdas and classes that are defined there. */
  ownOf(fn: Node, type: string): readonly Node[];
  /** The canonical name of what a call calls; null when that is not certain. */
  calleeName(call: Node): string | null;
  /** What the workspace defines under a canonical name, unless decorators make it something else. */
  definition(name: string | null): Definition | null;
  /** The function or class of this file that has a canonical name. */
  localDefinition(name: string): Node | null;
  /** The functions and classes of this file with a name that ends like this one. */
  namesakes(name: string): readonly Node[];
  isPython(major: number, minor: number): boolean;
  finding(rule: RuleId, node: Node, message: string, last?: Node): Finding;
}

/** The scene of a whole file, or of those of its statements that are to be looked at, which it walks once. */
export function makeScene(
  source: SourceFile,
  workspace: Workspace,
  statements: readonly Node[] = [source.root],
): Scene {
  const file = { ...source, names: remembering(source.names) };
  let byType: ReadonlyMap<string, readonly Node[]> | undefined;
  const namesakes = namesakesIn(file);
  const own = new Map<string, readonly Node[]>();
  return {
    file,
    workspace,
    statements,
    of: (type) => (byType ??= sorted(statements)).get(type) ?? [],
    ownOf(fn, type) {
      const key = `${fn.id} ${type}`;
      let found = own.get(key);
      if (found === undefined) own.set(key, (found = ownDescendants(fn, type)));
      return found;
    },
    calleeName(call) {
      const callee = calleeOf(call);
      return callee === null ? null : nameOf(file, callee);
    },
    definition(name) {
      if (name === null) return null;
      const definition = workspace.definition(name);
      return definition?.isWrapped === false ? definition : null;
    },
    localDefinition(name) {
      // What a rule then reads of it counts as looked up.
      if (workspace.definition(name) === null) return null;
      const [only, ...others] = namesakes(name).filter((node) => nameOfDefinition(file, node) === name);
      return others.length === 0 ? (only ?? null) : null;
    },
    namesakes,
    isPython: (major, minor) =>
      workspace.python[0] > major || (workspace.python[0] === major && workspace.python[1] >= minor),
    finding: (rule, node, message, last = node) => ({
      rule,
      range: {
        start: { line: node.startPosition.row, column: node.startPosition.column },
        end: { line: last.endPosition.row, column: last.endPosition.column },
      },
      message,
      call: null,
      weight: 'moderate',
      within: qualifiedName(file.names.functionAround(node)),
      path: [],
    }),
  };
}

function sorted(statements: readonly Node[]): Map<string, Node[]> {
  const byType = new Map<string, Node[]>(TYPES.map((type) => [type, []]));
  for (const statement of statements) {
    const errors = statement.hasError ? present(statement.descendantsOfType('ERROR')) : [];
    if (errors.length > MOST_ERRORS) continue;
    const doubtful = errors.map(({ startIndex, endIndex }) => ({ startIndex, endIndex }));
    for (const node of named(statement.descendantsOfType([...TYPES])))
      if (!isDoubtful(node, doubtful)) byType.get(node.type)?.push(node);
  }
  return byType;
}

/** A statement with more of them is no Python. */
const MOST_ERRORS = 200;

/** The canonical name of an expression; that of a method of an event loop also where only its variable says what it is. */
export function nameOf(file: SourceFile, expression: Node): string | null {
  const name = file.names.nameOf(expression);
  if (name !== null) return name;
  const attribute = attributeOf(expression);
  if (attribute === null || !LOOP_METHODS.has(attribute.name)) return null;
  return isLoop(file, attribute.object) ? `asyncio.AbstractEventLoop.${attribute.name}` : null;
}

const LOOP_GETTERS: ReadonlySet<string> = new Set([
  'asyncio.get_event_loop',
  'asyncio.get_running_loop',
  'asyncio.new_event_loop',
]);

/** Whether an expression is an event loop: by what made it, or because it is called one. */
function isLoop(file: SourceFile, expression: Node): boolean {
  const callee = calleeOf(expression);
  if (callee !== null) {
    const name = file.names.nameOf(callee);
    return name !== null && LOOP_GETTERS.has(name);
  }
  const type = file.names.typeOf(expression);
  if (type !== null) return /(^|\.)\w*EventLoop$/.test(type);
  return /(^|[._])loop$/.test(expression.text) && /asyncio/.test(file.text);
}

// A node in half-typed code, or beside it in one expression, is not judged.
function isDoubtful(node: Node, errors: readonly Span[]): boolean {
  if (errors.length === 0) return false;
  const { startIndex, endIndex } = node;
  const judgesAll = node.hasError && !HOLDS_STATEMENTS.has(node.type);
  return errors.some(
    (error) =>
      (error.startIndex <= startIndex && startIndex <= error.endIndex) ||
      (judgesAll && startIndex <= error.startIndex && error.endIndex <= endIndex),
  );
}

interface Span {
  readonly startIndex: number;
  readonly endIndex: number;
}

const HOLDS_STATEMENTS: ReadonlySet<string> = new Set(['for_statement', 'try_statement', 'with_statement']);

/** As Python's `__qualname__`, `<module>` for none. */
function qualifiedName(fn: Node | null): string {
  let name = '';
  for (let node: Node | null = fn; node !== null; node = node.parent) {
    const isFunction = node.type === 'function_definition' || node.type === 'lambda';
    if (!isFunction && node.type !== 'class_definition') continue;
    const own = node.type === 'lambda' ? '<lambda>' : (node.childForFieldName('name')?.text ?? '?');
    if (name === '') name = own;
    else name = isFunction ? `${own}.<locals>.${name}` : `${own}.${name}`;
  }
  return name || '<module>';
}

/** Finds a file's functions and classes by the last part of their names, through its text: its tree is large. */
function namesakesIn(file: SourceFile): (name: string) => readonly Node[] {
  let places: Map<string, number[]> | undefined;
  return (name) => {
    places ??= definitionPlaces(file.text);
    return (places.get(name.slice(name.lastIndexOf('.') + 1)) ?? []).flatMap((index) => {
      const definition = file.root.descendantForIndex(index, index + 1)?.parent;
      return definition?.type === 'function_definition' || definition?.type === 'class_definition'
        ? [definition]
        : [];
    });
  };
}

function definitionPlaces(text: string): Map<string, number[]> {
  const places = new Map<string, number[]>();
  for (const match of text.matchAll(DEFINITION)) {
    const name = match[1] ?? '';
    const index = match.index + match[0].length - name.length;
    const known = places.get(name);
    if (known === undefined) places.set(name, [index]);
    else known.push(index);
  }
  return places;
}

const DEFINITION = /\b(?:def|class)[ \t]+([^\s(:[\\]+)/g;

function nameOfDefinition(file: SourceFile, node: Node): string | null {
  const identifier = node.childForFieldName('name');
  return identifier === null ? null : file.names.nameOf(identifier);
}

/** Several rules ask for the same names. */
function remembering(names: Names): Names {
  const nameOf = new Map<number, string | null>();
  const typeOf = new Map<number, string | null>();
  return {
    nameOf: (node) => remembered(nameOf, node, (one) => names.nameOf(one)),
    typeOf: (node) => remembered(typeOf, node, (one) => names.typeOf(one)),
    functionAround: (node) => names.functionAround(node),
  };
}

function remembered(
  known: Map<number, string | null>,
  node: Node,
  find: (node: Node) => string | null,
): string | null {
  let value = known.get(node.id);
  if (value === undefined) known.set(node.id, (value = find(node)));
  return value;
}
