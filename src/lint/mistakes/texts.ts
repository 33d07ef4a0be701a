import type { Node } from '../parser.ts';
import { calleeOf } from './syntax.ts';

/** A call or a name as messages show it: in backquotes, arguments left out, never long. */
export function shorten(node: Node): string {
  const callee = calleeOf(node);
  const text = (callee ?? node).text.replace(/\s+/g, ' ').replaceAll('`', '');
  const short = text.length > 40 ? `…${text.slice(-39)}` : text;
  const list = node.childForFieldName('arguments');
  return callee === null ? `\`${short}\`` : `\`${short}(${(list?.namedChildCount ?? 0) > 0 ? '…' : ''})\``;
}
