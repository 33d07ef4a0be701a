import type { Edit } from '../../finding.ts';
import { replaceNode } from '../../fixes/edits.ts';
import type { Node } from '../../parser.ts';
import { expressions, isAsync, ownDescendants } from '../syntax.ts';

/** Turns each `yield from` of a generator-based coroutine into `await`; null where a plain `yield` stands in the way. */
export function coroutineEdits(definition: Node): Edit[] | null {
  const body = definition.childForFieldName('body');
  if (body === null || isAsync(definition)) return null;
  const edits: Edit[] = [];
  for (const node of ownDescendants(body, 'yield')) {
    const [operand] = expressions(node);
    const from = node.children.find((child) => child.type === 'from');
    if (from === undefined || operand === undefined || ownDescendants(operand, 'yield').length > 0)
      return null;
    const text = PRIMARY.test(operand.type) ? operand.text : `(${operand.text})`;
    edits.push(replaceNode(node, `await ${text}`));
  }
  return edits;
}

const PRIMARY = /^(identifier|attribute|call|subscript|parenthesized_expression)$/;
