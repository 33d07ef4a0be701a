import type { Edit, Fix } from '../finding.ts';
import type { Node } from '../parser.ts';
import { isAtLeast, mayAwaitAt, needsParentheses } from './awaiting.ts';
import { inOrder, replaceNode } from './edits.ts';
import { referTo } from './imports.ts';
import { openedWhole } from './openedWhole.ts';
import type { Site } from './site.ts';
import { maySuspendAt } from './threadSafety.ts';

/**
 * A `with open(…) as f:` whose body is one statement that reads or writes all of the file becomes that statement, with
 * a path's `read_text`, `write_bytes` and the like in a thread. Only where nothing is evaluated in another order.
 */
export function wholeFileFixes(site: Site): Fix[] {
  const opened = openedWhole(site);
  if (opened === null || !isAtLeast(site.workspace.python, [3, 9])) return [];
  const { statement, body, use, method, path, options, written } = opened;
  if (!mayAwaitAt(use, site.workspace.python)) return [];
  const edits: Edit[] = [];
  const runner = referTo(site.file, statement, 'asyncio', 'to_thread');
  const target = pathOf(site, statement, path);
  if (runner === null || target === null) return [];
  edits.push(...runner.edits, ...target.edits);
  const given = [`${target.text}.${method}`, ...(written === null ? [] : [written.text]), ...options];
  const call = `await ${runner.text}(${given.join(', ')})`;
  const text = body.text;
  const start = use.startIndex - body.startIndex;
  const end = use.endIndex - body.startIndex;
  const replaced = needsParentheses(use) ? `(${call})` : call;
  edits.push(replaceNode(statement, text.slice(0, start) + replaced + text.slice(end)));
  return [
    {
      title: `Use await asyncio.to_thread(….${method}${written === null ? '' : ', …'})`,
      edits: inOrder(edits),
      isSafe: target.isCertain && maySuspendAt(site.file, statement),
    },
  ];
}

/** A path object for what `open` was given, and whether that is certainly a path: `open` takes numbers as well. */
function pathOf(
  { file }: Site,
  at: Node,
  path: Node,
): { text: string; edits: readonly Edit[]; isCertain: boolean } | null {
  const type = file.names.typeOf(path);
  const isPath = type === 'pathlib.Path';
  if (isPath && /^(attribute|call|identifier)$/.test(path.type))
    return { text: path.text, edits: [], isCertain: true };
  const maker = referTo(file, at, 'pathlib', 'Path');
  if (maker === null || path.type === 'integer' || path.type === 'generator_expression') return null;
  const isCertain =
    isPath || type === 'builtins.str' || path.type === 'string' || path.type === 'concatenated_string';
  return { text: `${maker.text}(${path.text})`, edits: maker.edits, isCertain };
}
