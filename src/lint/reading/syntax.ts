import type { Range } from '../finding.ts';
import type { Node } from '../parser.ts';

export function field(node: Node, name: string): Node | null {
  return node.childForFieldName(name);
}

export function rangeOf(node: Node, row = 0): Range {
  const { startPosition: start, endPosition: end } = node;
  return {
    start: { line: start.row - row, column: start.column },
    end: { line: end.row - row, column: end.column },
  };
}

/** Where a function or class begins, counted from its chunk's first line: its key in the chunk. */
export function keyOf(node: Node, row: number): string {
  const { startPosition } = node;
  return `${startPosition.row - row}:${startPosition.column}`;
}

export function isFunction(node: Node): boolean {
  const type = node.type;
  return type === 'function_definition' || type === 'lambda';
}

export function isComprehension(type: string): boolean {
  return (
    type === 'list_comprehension' ||
    type === 'generator_expression' ||
    type === 'set_comprehension' ||
    type === 'dictionary_comprehension'
  );
}

/** Whether `async` stands before a `def`, `with`, `for`. */
export function isAsync(node: Node): boolean {
  return node.firstChild?.type === 'async';
}

/** The named children that are no comments. */
export function parts(node: Node): Node[] {
  return node.namedChildren.filter((child) => child.type !== 'comment');
}

/** The decorators of a function or class, as the expressions after `@`. */
export function decoratorsOf(definition: Node): Node[] {
  const parent = definition.parent;
  if (parent?.type !== 'decorated_definition') return [];
  return parent.namedChildren.flatMap((child) =>
    child.type === 'decorator' && child.firstNamedChild !== null ? [child.firstNamedChild] : [],
  );
}
