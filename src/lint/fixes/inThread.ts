import type { Edit, Fix } from '../finding.ts';
import { expressions } from '../mistakes/syntax.ts';
import type { Node } from '../parser.ts';
import { isAtLeast } from './awaiting.ts';
import { compare, insertAfter, insertBefore, inOrder, replaceNode } from './edits.ts';
import { referTo } from './imports.ts';
import { consumerOf, surroundings, type Site } from './site.ts';
import { isSafeInThread } from './threadSafety.ts';

/** `f(a, k=b)` → `await asyncio.to_thread(f, a, k=b)`. */
export function callInThread(site: Site): Fix | null {
  const { call, callee } = site;
  const name = /^[\w.]{1,40}$/.test(callee.text) ? callee.text : 'f';
  return inThread(site, call, `${name}, …`, (prefix) => calleeAsArgument(call, prefix));
}

/** `x.y` → `await asyncio.to_thread(lambda: x.y)`; null where something in there must not be in a lambda. */
export function lambdaInThread(site: Site): Fix | null {
  const { call } = site;
  if (call.descendantsOfType(['async', 'await', 'yield', 'named_expression']).length > 0) return null;
  if (call.descendantsOfType('identifier').some(({ text }) => text === 'super' || text === 'locals'))
    return null;
  return wrappedInThread(site, 'lambda: ', '', 'lambda: …');
}

/** `x` → `await asyncio.to_thread(<before>x<after>)`. */
export function wrappedInThread(site: Site, before: string, after: string, title: string): Fix | null {
  const { call } = site;
  return inThread(site, call, title, (prefix) => [
    insertBefore(call, prefix + before),
    insertAfter(call, `${after})`),
  ]);
}

/**
 * The fix that puts a call in a thread.
 *
 * @param write The edits of the call itself, given what must stand before the function that the thread runs.
 */
function inThread(site: Site, call: Node, title: string, write: (prefix: string) => Edit[]): Fix | null {
  const around = surroundings(site, call);
  if (around === null) return null;
  const hasThreads = isAtLeast(site.workspace.python, [3, 9]);
  if (!hasThreads && (isDecorator(call) || consumerOf(site.file, call) !== null)) return null;
  const runner = referTo(site.file, call, 'asyncio', hasThreads ? 'to_thread' : 'get_running_loop');
  if (runner === null) return null;
  const needsPartial = !hasThreads && hasKeywords(call) && !title.startsWith('lambda');
  const partial = needsPartial ? referTo(site.file, call, 'functools', 'partial') : null;
  if (needsPartial && partial === null) return null;
  const start = hasThreads ? `${runner.text}(` : `${runner.text}().run_in_executor(None, `;
  const edits = [
    ...runner.edits,
    ...(partial?.edits ?? []),
    ...write(`${around.before}${start}${partial === null ? '' : `${partial.text}(`}`),
    insertAfter(call, `${partial === null ? '' : ')'}${around.after}`),
  ];
  const how = hasThreads ? `await asyncio.to_thread(${title})` : 'await loop.run_in_executor(None, …)';
  return {
    title: `Run in a thread: ${how}`,
    edits: inOrder(edits.filter(({ range, text }) => text !== '' || compare(range.start, range.end) !== 0)),
    isSafe: isSafeInThread(site),
  };
}

/** The edits that make a call's callee the first of its arguments. */
function calleeAsArgument(call: Node, prefix: string): Edit[] {
  const callee = call.childForFieldName('function')!;
  const list = call.childForFieldName('arguments')!;
  const start = insertBefore(callee, prefix);
  if (list.type === 'generator_expression') return [start, insertBefore(list, ', '), insertAfter(list, ')')];
  const opening = list.firstChild!;
  if (expressions(list).length === 0) return [start, replaceNode(opening, '')];
  const isOneLine = opening.endIndex === list.child(1)?.startIndex;
  return [start, replaceNode(opening, isOneLine ? ', ' : ',')];
}

function hasKeywords(call: Node): boolean {
  const list = call.childForFieldName('arguments');
  return expressions(list).some(({ type }) => type === 'keyword_argument' || type === 'dictionary_splat');
}

function isDecorator(call: Node): boolean {
  return call.parent?.type === 'decorator';
}
