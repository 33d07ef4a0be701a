import { blockingCall } from '../blockingCalls.ts';
import type { Fix } from '../finding.ts';
import { isAsync } from '../mistakes/syntax.ts';
import type { Node } from '../parser.ts';
import { meansBuiltin } from './imports.ts';
import { callInThread, wrappedInThread } from './inThread.ts';
import { siteAround, type Site } from './site.ts';

/** `sum(len(fetch(u)) for u in urls)` → `await asyncio.to_thread(sum, (…))`: all of the generator runs in the thread. */
export function consumedFix(site: Site): Fix | null {
  const generator = generatorAround(site.call) ?? (isLazy(site) ? site.call : null);
  const around = generator === null ? null : consumed(generator);
  const collector = around?.childForFieldName('function');
  if (around === null || collector == null || !EAGER.test(site.file.names.nameOf(collector) ?? ''))
    return null;
  if (around.descendantsOfType(['await', 'yield', 'async']).length > 0) return null;
  const fix = callInThread(siteAround(site, around));
  return fix && { ...fix, isSafe: fix.isSafe && LISTABLE.test(nameOf(site)) };
}

/** Builtins that take all of what they are given, before they return. */
export const EAGER = /^builtins\.(all|any|dict|frozenset|len|list|max|min|set|sorted|sum|tuple)$/;

/** `for p in path.glob('*')` → `for p in await asyncio.to_thread(list, path.glob('*'))`. */
export function listFix(site: Site): Fix | null {
  const { call, file } = site;
  const { parent } = call;
  if (!LISTABLE.test(nameOf(site)) || parent === null) return null;
  if (!/^for_(statement|in_clause)$/.test(parent.type) || isAsync(parent)) return null;
  if (parent.childForFieldName('right')?.equals(call) !== true || !meansBuiltin(file, call, 'list'))
    return null;
  const fix = wrappedInThread(site, 'list, ', '', 'list, …');
  return fix && { ...fix, isSafe: false };
}

/** Iterators whose items do not change with what a loop does meanwhile, as far as one can know. */
const LISTABLE = /^(glob\.iglob|pathlib\.Path\.(glob|iterdir|rglob))$/;

/** Whether a call only makes an iterator: what blocks is to take from it. */
function isLazy(site: Site): boolean {
  const name = nameOf(site);
  if (name === 'builtins.map' || name === 'builtins.filter') return true;
  if (site.finding.path.length > 0) return site.workspace.definition(name)?.kind === 'generator';
  return blockingCall(name) === null && blockingCall(name, 'iterate') !== null;
}

function nameOf({ file, callee, finding }: Site): string {
  return file.names.nameOf(callee) ?? finding.call ?? '';
}

/** The innermost generator expression whose items a call helps to make. */
function generatorAround(call: Node): Node | null {
  for (let inner = call, outer = call.parent; outer !== null; inner = outer, outer = outer.parent) {
    if (/statement$|^lambda$|_comprehension$/.test(outer.type)) return null;
    if (outer.type !== 'generator_expression') continue;
    const first = outer.namedChildren.find(({ type }) => type === 'for_in_clause');
    return first?.equals(inner) === true ? null : outer;
  }
  return null;
}

/** The call that a node is the only argument of. */
function consumed(node: Node): Node | null {
  const list = node.parent;
  if (list?.type === 'call') return list.childForFieldName('arguments')!.equals(node) ? list : null;
  return list?.type === 'argument_list' && list.namedChildCount === 1 ? list.parent : null;
}
