import type { Node } from '../parser.ts';

/** The arguments of a call, as they stand. */
export interface Arguments {
  /** Up to the first `*args`: those whose place is known. */
  readonly positional: readonly Node[];
  readonly keywords: ReadonlyMap<string, Node>;
  /** Whether there is a `*args` or `**kwargs`. */
  readonly isOpen: boolean;
}

/** Splits the arguments of a call. A bare generator expression is its only argument. */
export function argumentsOf(call: Node): Arguments {
  const list = call.childForFieldName('arguments');
  const positional: Node[] = [];
  const keywords = new Map<string, Node>();
  let isOpen = false;
  if (list?.type === 'generator_expression') positional.push(list);
  else
    for (const argument of expressions(list)) {
      if (argument.type === 'keyword_argument') {
        const name = argument.childForFieldName('name');
        const value = argument.childForFieldName('value');
        if (name !== null && value !== null) keywords.set(name.text, value);
      } else if (argument.type === 'list_splat' || argument.type === 'dictionary_splat') isOpen = true;
      else if (!isOpen) positional.push(argument);
    }
  return { positional, keywords, isOpen };
}

/** The parts of a node without its comments. */
export function expressions(node: Node | null): Node[] {
  return node?.namedChildren.filter((child) => child.type !== 'comment') ?? [];
}

/** An expression without the parentheses around it. */
export function unwrap(node: Node): Node {
  let inner = node;
  while (inner.type === 'parenthesized_expression') {
    const [only] = expressions(inner);
    if (only === undefined) break;
    inner = only;
  }
  return inner;
}

/** The outermost parentheses around an expression, or the expression itself. */
export function wrapped(node: Node): Node {
  let outer = node;
  while (outer.parent?.type === 'parenthesized_expression') outer = outer.parent;
  return outer;
}

/** Whether a `def`, `with`, `for` or comprehension clause begins with `async`. */
export function isAsync(node: Node): boolean {
  return node.firstChild?.type === 'async';
}

const STATEMENTS: ReadonlySet<string> = new Set(['module', 'block']);

/** The statement that a node is, or is a part of: what stands in a block. */
export function statementOf(node: Node): Node {
  let statement = node;
  while (statement.parent !== null && !STATEMENTS.has(statement.parent.type)) statement = statement.parent;
  return statement;
}

/** Whether two nodes are the same, or one lies in the other. */
export function contains(outer: Node, inner: Node): boolean {
  return outer.startIndex <= inner.startIndex && inner.endIndex <= outer.endIndex;
}

/** Every identifier in a node, such as a function; the names of keyword arguments and attributes too. */
export function identifiersIn(node: Node): Node[] {
  return node.type === 'identifier' ? [node] : present(node.descendantsOfType('identifier'));
}

/** Whether a node is a name of a plain variable: not that of an attribute or of a keyword argument. */
export function isVariable(identifier: Node): boolean {
  const parent = identifier.parent;
  if (parent?.type === 'attribute') return parent.childForFieldName('object')?.id === identifier.id;
  if (parent?.type === 'keyword_argument') return parent.childForFieldName('value')?.id === identifier.id;
  return true;
}

/** The nodes of some types in a node, without those in functions, lambdas and classes that are defined there. */
export function ownDescendants(node: Node, types: string | string[]): Node[] {
  const wanted = typeof types === 'string' ? [types] : types;
  const scopes = named(node.descendantsOfType([...SCOPES])).filter((scope) => scope.id !== node.id);
  const found = named(node.descendantsOfType(wanted));
  if (scopes.length === 0) return found;
  return found.filter(
    (one) => !scopes.some((scope) => scope.id !== one.id && contains(scope, one)) || one.id === node.id,
  );
}

const SCOPES: ReadonlySet<string> = new Set(['function_definition', 'lambda', 'class_definition']);

/** The expression in front of `.name`, and the name; null when an expression is no attribute. */
export function attributeOf(node: Node): { readonly object: Node; readonly name: string } | null {
  if (node.type !== 'attribute') return null;
  const object = node.childForFieldName('object');
  const name = node.childForFieldName('attribute');
  return object === null || name === null ? null : { object, name: name.text };
}

/** What is called: the expression in front of the parentheses. */
export function calleeOf(call: Node): Node | null {
  return call.type === 'call' ? call.childForFieldName('function') : null;
}

/** Nodes without keywords such as `await`, whose type is that of the expressions that begin with them. */
export function named(nodes: readonly (Node | null)[]): Node[] {
  return present(nodes).filter((node) => node.isNamed);
}

export function present(nodes: readonly (Node | null)[]): Node[] {
  return nodes.filter((node) => node !== null);
}
