import type { Edit } from '../finding.ts';
import type { Node } from '../parser.ts';
import type { SourceFile } from '../sourceFile.ts';
import { newImport } from './newImport.ts';

/** How to name something of a module at some place, and what must be added to the file for that. */
export interface Reference {
  /** Such as `asyncio.sleep`, `aio.sleep` or `sleep`. */
  readonly text: string;
  /** The import, where the file lacks one; else nothing. */
  readonly edits: readonly Edit[];
}

/**
 * Names a module's member at a node, by an import that is there already or by adding one. Null where the module's name
 * means something else in the file.
 */
export function referTo(file: SourceFile, at: Node, module: string, member: string): Reference | null {
  for (const imported of importsSeenAt(file, at))
    if (imported.module === module && (imported.member ?? member) === member && isOnly(file, at, imported))
      return { text: imported.member === null ? `${imported.name}.${member}` : imported.name, edits: [] };
  if (!isOnly(file, at, { module, member: null, name: module })) return null;
  return { text: `${module}.${member}`, edits: [newImport(file, module)] };
}

/** Whether a name at a node is certainly the builtin one. */
export function meansBuiltin(file: SourceFile, at: Node, name: string): boolean {
  return isOnly(file, at, { module: 'builtins', member: name, name });
}

interface Imported {
  readonly module: string;
  /** Null for the module itself. */
  readonly member: string | null;
  /** The name it has in the file. */
  readonly name: string;
}

/** What the imports that certainly ran before a node bind: those of the module's top level and of the functions around. */
function importsSeenAt(file: SourceFile, at: Node): Imported[] {
  const seen: Imported[] = [];
  for (let node = at.parent; node !== null; node = node.parent) {
    const isBody = node.type === 'block' && node.parent?.type === 'function_definition';
    if (!isBody) continue;
    for (const { end, imported } of importsOf(file, node)) if (end <= at.startIndex) seen.push(imported);
  }
  for (const { imported } of importsOf(file, file.root)) seen.push(imported);
  return seen;
}

/** What is asked of a file again for each of its findings. */
interface Notes {
  /** By the ids of blocks. */
  readonly imports: Map<number, readonly ImportAt[]>;
  readonly bindings: Map<string, readonly BoundName[]>;
}

interface ImportAt {
  readonly imported: Imported;
  /** Where its statement ends. */
  readonly end: number;
}

/** A place that binds a name, with the statement around where that is an import. */
interface BoundName {
  readonly statement: Node | null;
  readonly scope: Node;
}

const notes = new WeakMap<SourceFile, Notes>();

function notesOn(file: SourceFile): Notes {
  let known = notes.get(file);
  if (known === undefined) {
    known = { imports: new Map(), bindings: new Map() };
    notes.set(file, known);
  }
  return known;
}

/** What the statements of a block import. */
function importsOf(file: SourceFile, block: Node): readonly ImportAt[] {
  const { imports } = notesOn(file);
  let found = imports.get(block.id);
  if (found === undefined) {
    found = block.namedChildren.flatMap((statement) =>
      importedBy(statement).map((imported) => ({ imported, end: statement.endIndex })),
    );
    imports.set(block.id, found);
  }
  return found;
}

function boundIn(file: SourceFile, name: string): readonly BoundName[] {
  const { bindings } = notesOn(file);
  let bound = bindings.get(name);
  if (bound === undefined) bindings.set(name, (bound = [...bindingsOf(file, name)]));
  return bound;
}

function* bindingsOf(file: SourceFile, name: string): Generator<BoundName> {
  for (const { index } of file.text.matchAll(new RegExp(`(?<![\\w.])${name}(?!\\w)`, 'g'))) {
    const node = file.root.descendantForIndex(index, index + name.length);
    if (node?.type !== 'identifier' || node.text !== name || isUse(node)) continue;
    const statement = importAround(node);
    yield { statement, scope: scopeOf(statement ?? node) };
  }
}

function importedBy(statement: Node): Imported[] {
  if (statement.type === 'import_statement')
    return statement.childrenForFieldName('name').map((entry) => {
      const alias = entry.childForFieldName('alias');
      if (alias !== null)
        return { module: entry.childForFieldName('name')?.text ?? '', member: null, name: alias.text };
      const name = entry.text.split('.')[0] ?? '';
      return { module: name, member: null, name };
    });
  if (statement.type !== 'import_from_statement') return [];
  const module = statement.childForFieldName('module_name')?.text ?? '';
  return statement.childrenForFieldName('name').map((entry) => {
    const member = entry.childForFieldName('name')?.text ?? entry.text;
    return { module, member, name: entry.childForFieldName('alias')?.text ?? member };
  });
}

/** Whether nothing else in the file that could reach the node binds the name an import binds. Errs on the side of no. */
function isOnly(file: SourceFile, at: Node, imported: Imported): boolean {
  const { name } = imported;
  for (const { statement, scope } of boundIn(file, name)) {
    if (scope.startIndex > at.startIndex || scope.endIndex < at.endIndex) continue;
    if (statement !== null) {
      const binding = importedBy(statement).filter((other) => other.name === name);
      if (binding.length === 0) continue;
      if (binding.every(({ module, member }) => module === imported.module && member === imported.member))
        // A function's own import makes the name local there: unbound until that statement ran.
        if (scope.type === 'module' || certainlyPrecedes(statement, at)) continue;
    }
    return false;
  }
  return true;
}

/** The parents in which an identifier only reads a variable, or is none at all. */
const READERS = new Set(
  (
    'argument_list attribute await binary_operator boolean_operator call comparison_operator ' +
    'conditional_expression decorator dictionary expression_statement interpolation keyword_argument list ' +
    'list_splat not_operator pair parenthesized_expression return_statement set subscript tuple type'
  ).split(' '),
);

function isUse(node: Node): boolean {
  const parent = node.parent;
  if (parent === null) return false;
  if (parent.type === 'assignment') return parent.childForFieldName('right')?.equals(node) ?? false;
  if (parent.type === 'default_parameter') return parent.childForFieldName('value')?.equals(node) ?? false;
  return READERS.has(parent.type);
}

function importAround(node: Node): Node | null {
  for (let outer = node.parent; outer !== null; outer = outer.parent) {
    if (outer.type === 'import_statement' || outer.type === 'import_from_statement') return outer;
    if (outer.type !== 'dotted_name' && outer.type !== 'aliased_import') return null;
  }
  return null;
}

/** The function, lambda, class or module whose variable a binding in this place makes. */
function scopeOf(node: Node): Node {
  let inner = node;
  for (let outer = node.parent; outer !== null; outer = outer.parent) {
    const isName = outer.childForFieldName('name')?.equals(inner) ?? false;
    if ((outer.type === 'function_definition' || outer.type === 'class_definition') && !isName) return outer;
    if (outer.type === 'lambda') return outer;
    inner = outer;
  }
  return inner;
}

/** Whether a statement of a function's body certainly ran before what follows it there. */
function certainlyPrecedes(statement: Node, at: Node): boolean {
  const isBody =
    statement.parent?.type === 'block' && statement.parent.parent?.type === 'function_definition';
  return isBody && statement.endIndex <= at.startIndex;
}
