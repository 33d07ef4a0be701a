import type { Node } from '../parser.ts';
import type { Given } from './facts.ts';
import { field, parts } from './syntax.ts';

/** Functions that iterate their first argument to the end. */
export const CONSUMERS = new Set(
  'list tuple set frozenset dict sorted sum min max any all next deque Counter extend update join'.split(' '),
);

/** Whether `await` stands right before a call. */
export function isAwaited(node: Node): boolean {
  let parent = node.parent;
  while (parent?.type === 'parenthesized_expression') parent = parent.parent;
  return parent?.type === 'await';
}

/** Whether a generator expression is iterated where it stands. */
export function isConsumed(generator: Node): boolean {
  let parent = generator.parent;
  while (parent?.type === 'parenthesized_expression') parent = parent.parent;
  if (parent?.type === 'for_statement' || parent?.type === 'list_splat' || parent?.type === 'for_in_clause')
    return true;
  const call = parent?.type === 'argument_list' ? parent.parent : parent;
  if (call?.type !== 'call') return false;
  const callee = field(call, 'function');
  const name = callee?.type === 'attribute' ? field(callee, 'attribute')?.text : callee?.text;
  return name !== undefined && CONSUMERS.has(name);
}

/** Whether it is written out, so that unpacking it runs nothing. */
export function isDisplay(node: Node): boolean {
  return node.type === 'expression_list' || node.type === 'tuple' || node.type === 'list';
}

/** The value of a keyword argument. */
export function namedArgument(call: Node, name: string): Node | undefined {
  const list = field(call, 'arguments');
  for (const argument of list?.namedChildren ?? [])
    if (argument.type === 'keyword_argument' && field(argument, 'name')?.text === name)
      return field(argument, 'value') ?? undefined;
  return undefined;
}

/** The arguments of a call, as far as they are literals. */
export function givenOf(call: Node): Given {
  const positional: (string | null)[] = [];
  const named: Record<string, string | null> = {};
  let isOpen = false;
  const list = field(call, 'arguments');
  for (const argument of list === null ? [] : parts(list)) {
    if (argument.type.includes('splat')) isOpen = true;
    else if (argument.type === 'keyword_argument') {
      const name = field(argument, 'name')?.text;
      const value = field(argument, 'value');
      if (name !== undefined && value !== null) named[name] = literal(value);
    } else positional.push(literal(argument));
  }
  return { positional, named, isOpen };
}

function literal(node: Node): string | null {
  if (/^(true|false|none|integer|float)$/.test(node.type)) return node.text;
  if (node.type === 'string' && node.endIndex - node.startIndex < 20) return node.text;
  // Flags such as `os.WNOHANG` and `LOCK_EX | LOCK_NB`.
  if (/^(attribute|identifier|binary_operator)$/.test(node.type) && /[A-Z]{2}$/.test(node.text))
    return node.text.slice(0, 60);
  return node.type === 'unary_operator' ? node.text.slice(0, 20) : null;
}
