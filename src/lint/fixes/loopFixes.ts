import type { Fix, Range } from '../finding.ts';
import type { Node } from '../parser.ts';
import { insertBefore, inOrder, rangeOf } from './edits.ts';
import { referTo } from './imports.ts';
import { surroundings, type Site } from './site.ts';
import { maySuspendAt } from './threadSafety.ts';

/** `asyncio.run(c)` and `loop.run_until_complete(c)` in a coroutine → `await c`. */
export function nestedLoopFixes(site: Site): Fix[] {
  const { call, args, finding } = site;
  const [awaitable] = args.positional;
  const others = [...args.keywords.keys()].filter((name) => name !== 'debug');
  const isRun = /(^asyncio\.(runners\.)?run|\.run_until_complete|\.Runner\.run)$/.test(finding.call ?? '');
  if (!isRun || awaitable === undefined || args.positional.length > 1 || args.isOpen || others.length > 0)
    return [];
  const around = surroundings(site, call);
  if (around?.before.endsWith('await ') !== true || hasComment(call)) return [];
  const isPrimary = PRIMARIES.has(awaitable.type);
  return [
    {
      title: `Use await ${isPrimary && awaitable.text.length < 40 ? awaitable.text : '…'}`.replaceAll(
        /\s+/g,
        ' ',
      ),
      edits: [
        { range: between(call, awaitable, 'before'), text: around.before + (isPrimary ? '' : '(') },
        { range: between(call, awaitable, 'after'), text: (isPrimary ? '' : ')') + around.after },
      ],
      isSafe: !isTried(call) && maySuspendAt(site.file, call),
    },
  ];
}

/** `future.result()` of a thread's or process's future → `await asyncio.wrap_future(future)`. */
export function futureFixes(site: Site): Fix[] {
  const { call, callee, file } = site;
  const future = callee.childForFieldName('object');
  if (future === null || call.childForFieldName('arguments')?.namedChildCount !== 0 || hasComment(call))
    return [];
  const around = surroundings(site, call);
  const wrap = around && referTo(file, call, 'asyncio', 'wrap_future');
  if (wrap === null) return [];
  return [
    {
      title: 'Use await asyncio.wrap_future(…)',
      edits: inOrder([
        ...wrap.edits,
        insertBefore(call, `${around!.before}${wrap.text}(`),
        { range: between(call, future, 'after'), text: `)${around!.after}` },
      ]),
      isSafe: around!.before !== '' && maySuspendAt(file, call),
    },
  ];
}

/** Expressions that an `await` takes whole. */
const PRIMARIES = new Set(['attribute', 'call', 'identifier', 'parenthesized_expression', 'subscript']);

/** From the call's start to a part of it, or from the part's end to the call's. */
function between(call: Node, part: Node, side: 'before' | 'after'): Range {
  const [whole, inner] = [rangeOf(call), rangeOf(part)];
  return side === 'before' ? { start: whole.start, end: inner.start } : { start: inner.end, end: whole.end };
}

function hasComment(call: Node): boolean {
  return call.descendantsOfType('comment').length > 0;
}

/** Whether a handler may catch the error that running a loop in a loop raises. */
function isTried(node: Node): boolean {
  for (let outer = node.parent; outer !== null && outer.type !== 'function_definition'; outer = outer.parent)
    if (outer.type === 'try_statement') return true;
  return false;
}
