import type { Node } from '../parser.ts';

/**
 * Whether an `await` put in a node's place runs in the coroutine that runs the node now. Not in a lambda, in a sync
 * function or at module level, not in a class's body, and not in a generator expression: an `await` would turn that
 * into an asynchronous one.
 *
 * @param python The version that runs the code: before 3.11 a comprehension inside another one must not await.
 */
export function mayAwaitAt(node: Node, python: readonly [number, number]): boolean {
  let comprehensions = 0;
  let inner = node;
  for (let outer = node.parent; outer !== null; inner = outer, outer = outer.parent) {
    switch (outer.type) {
      case 'function_definition':
        if (isField(outer, 'body', inner))
          return isCoroutine(outer) && (comprehensions < 2 || isAtLeast(python, [3, 11]));
        if (outer.childForFieldName('type_parameters') !== null || isField(outer, 'return_type', inner))
          return false;
        break;
      case 'class_definition':
        if (isField(outer, 'body', inner) || outer.childForFieldName('type_parameters') !== null)
          return false;
        break;
      case 'lambda':
        if (isField(outer, 'body', inner)) return false;
        break;
      case 'type':
      case 'type_alias_statement':
        return false;
      case 'generator_expression':
        if (!isFirstIterable(outer, node)) return false;
        break;
      case 'list_comprehension':
      case 'set_comprehension':
      case 'dictionary_comprehension':
        if (!isFirstIterable(outer, node)) comprehensions++;
        break;
      // What `{x=}` prints is the source itself.
      case 'interpolation':
        if (outer.children.some((child) => child.type === '=')) return false;
        break;
    }
  }
  return false;
}

/** Whether an `await …` put in a node's place must stand in parentheses to keep its extent. */
export function needsParentheses(node: Node): boolean {
  const parent = node.parent;
  switch (parent?.type) {
    case 'attribute':
      return isField(parent, 'object', node);
    case 'subscript':
      return isField(parent, 'value', node);
    case 'call':
      return isField(parent, 'function', node);
    case 'binary_operator':
      return isField(parent, 'left', node) && parent.childForFieldName('operator')?.type === '**';
    case 'await':
      return true;
    default:
      return false;
  }
}

/** Whether the value of a node is awaited right there: `await node` or `await (node)`. */
export function isAwaited(node: Node): boolean {
  let outer = node.parent;
  while (outer?.type === 'parenthesized_expression') outer = outer.parent;
  return outer?.type === 'await';
}

/** Whether a function is written with `async def`. */
function isCoroutine(definition: Node): boolean {
  return definition.firstChild?.type === 'async';
}

/** Whether a version is the given one or a later one. */
export function isAtLeast(
  python: readonly [number, number],
  [major, minor]: readonly [number, number],
): boolean {
  return python[0] > major || (python[0] === major && python[1] >= minor);
}

function isField(parent: Node, field: string, child: Node): boolean {
  return parent.childForFieldName(field)?.equals(child) ?? false;
}

/** The iterable of a comprehension's first `for` is evaluated around it, not in it. */
function isFirstIterable(comprehension: Node, node: Node): boolean {
  const first = comprehension.namedChildren.find((child) => child.type === 'for_in_clause');
  const iterable = first?.childForFieldName('right');
  return iterable != null && iterable.startIndex <= node.startIndex && node.endIndex <= iterable.endIndex;
}
