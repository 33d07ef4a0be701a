import type { Finding } from '../finding.ts';
import { argumentsOf, type Arguments } from '../mistakes/syntax.ts';
import type { Workspace } from '../names.ts';
import type { Node } from '../parser.ts';
import type { SourceFile } from '../sourceFile.ts';
import { isAwaited, mayAwaitAt, needsParentheses } from './awaiting.ts';
import { nodeAt } from './edits.ts';

/** A call that blocks, where it stands. */
export interface Site {
  readonly file: SourceFile;
  readonly finding: Finding;
  readonly workspace: Workspace;
  readonly call: Node;
  readonly callee: Node;
  readonly args: Arguments;
}

/** The call that a finding marks; null where it marks something else. */
export function siteOf(file: SourceFile, finding: Finding, workspace: Workspace): Site | null {
  const call = nodeAt(file.root, finding.range, ({ type }) => type === 'call');
  const callee = call?.childForFieldName('function') ?? null;
  if (call === null || callee === null || call.hasError) return null;
  return { file, finding, workspace, call, callee, args: argumentsOf(call) };
}

/** The same site with another call, which lies around the first one or in it. */
export function siteAround(site: Site, call: Node): Site {
  return { ...site, call, callee: call.childForFieldName('function')!, args: argumentsOf(call) };
}

/** What surrounds an awaitable that takes a call's place; null where none may. */
export interface Surroundings {
  readonly before: '' | 'await ' | '(await ';
  readonly after: '' | ')';
}

/**
 * What must surround an awaitable that takes a node's place. Nothing, where the value is awaited already or is given
 * to something like `asyncio.gather`: there the coroutine itself is due.
 */
export function surroundings({ file, workspace }: Site, node: Node): Surroundings | null {
  const consumer = consumerOf(file, node);
  if (consumer !== null) return mayAwaitAt(consumer, workspace.python) ? { before: '', after: '' } : null;
  if (!mayAwaitAt(node, workspace.python)) return null;
  if (isAwaited(node)) return { before: '', after: '' };
  return needsParentheses(node) ? { before: '(await ', after: ')' } : { before: 'await ', after: '' };
}

/** The call of `asyncio.gather` or the like that is given a node as something to await; null for other nodes. */
export function consumerOf(file: SourceFile, node: Node): Node | null {
  let given = node;
  for (let outer = node.parent; outer !== null; given = outer, outer = outer.parent)
    switch (outer.type) {
      case 'parenthesized_expression':
      case 'list':
      case 'set':
      case 'tuple':
      case 'list_splat':
      case 'argument_list':
        continue;
      case 'list_comprehension':
      case 'set_comprehension':
      case 'generator_expression':
        if (outer.childForFieldName('body')?.equals(given) === true) continue;
        return null;
      case 'call':
        if (outer.childForFieldName('function')!.equals(given)) return null;
        return CONSUMERS.test(file.names.nameOf(outer.childForFieldName('function')!) ?? '') ? outer : null;
      default:
        return null;
    }
  return null;
}

const CONSUMERS =
  /^asyncio\.((tasks\.)?(create_task|ensure_future|gather|shield|wait_for|as_completed|wait)|TaskGroup\.create_task)$/;
