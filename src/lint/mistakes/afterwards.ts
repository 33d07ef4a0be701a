import type { Node } from '../parser.ts';
import { isAsync, ownDescendants } from './syntax.ts';

/** Where a body can be cancelled: at each `await`, `async for` and `async with` of its own. */
export function suspensionsIn(body: Node): Node[] {
  return ownDescendants(body, ['await', 'for_statement', 'with_statement', 'for_in_clause']).filter(
    (node) => node.type === 'await' || isAsync(node),
  );
}

const LOOPS: ReadonlySet<string> = new Set(['for_statement', 'while_statement']);

/**
 * Whether a coroutine may wait again after one of its statements, once that was left through a block in it: an
 * exception's handler, or the body of a `with`.
 */
export function waitsAgain(statement: Node, block: Node, fn: Node): boolean {
  const exits = ownDescendants(block, ['return_statement', 'break_statement', 'continue_statement']);
  const last = block.namedChildren.findLast((child) => child.type !== 'comment');
  const loop = loopAround(statement, fn);
  if (exits.some((exit) => exit.type === 'continue_statement')) return true;
  if (loop !== null && exits.some((exit) => exit.type === 'break_statement') && waitsAfter(loop, fn))
    return true;
  const falls = last === undefined || !/^(return|break|raise)_statement$/.test(last.type);
  return falls && waitsAfter(statement, fn);
}

/** Whether what runs after a statement, to the function's end or in the next round of a loop, waits for anything. */
function waitsAfter(statement: Node, fn: Node): boolean {
  let node = statement;
  while (node.id !== fn.id) {
    const parent = node.parent;
    if (parent === null) return false;
    if (parent.type === 'block')
      for (let next = node.nextNamedSibling; next !== null; next = next.nextNamedSibling)
        if (suspensionsIn(next).length > 0) return true;
    if (LOOPS.has(parent.type)) return true;
    node = parent;
  }
  return false;
}

function loopAround(statement: Node, fn: Node): Node | null {
  for (let node = statement.parent; node !== null && node.id !== fn.id; node = node.parent)
    if (LOOPS.has(node.type)) return node;
  return null;
}
