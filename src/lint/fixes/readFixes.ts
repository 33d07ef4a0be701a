import type { Finding, Fix } from '../finding.ts';
import { isAsync, type Arguments } from '../mistakes/syntax.ts';
import type { Workspace } from '../names.ts';
import type { Node } from '../parser.ts';
import type { SourceFile } from '../sourceFile.ts';
import { nodeAt } from './edits.ts';
import { lambdaInThread, wrappedInThread } from './inThread.ts';
import { mayRunInThread } from './threadSafety.ts';

/**
 * What blocks without a call of its own: `self.text`, where the property reads a file, and `for line in file`. The loop
 * gets all the lines at once.
 */
export function readFixes(file: SourceFile, finding: Finding, workspace: Workspace): Fix[] {
  const node = nodeAt(file.root, finding.range, ({ type }) => type === 'attribute' || type === 'identifier');
  if (node === null) return [];
  const site = { file, finding, workspace, call: node, callee: node, args: NO_ARGUMENTS };
  const isLoop = node.parent !== null && node.parent.type === 'for_statement' && !isAsync(node.parent);
  const isLines =
    /^io\.(TextIOWrapper|BufferedReader)$/.test(finding.call ?? '') && finding.path.length === 0;
  if (!mayRunInThread(site)) return [];
  let fix: Fix | null = null;
  if (isLines && isLoop && node.parent.childForFieldName('right')?.equals(node) === true)
    fix = wrappedInThread(site, '', '.readlines', 'f.readlines');
  else if (node.type === 'attribute' && finding.path.length > 0 && isRead(node)) fix = lambdaInThread(site);
  return fix === null ? [] : [{ ...fix, isSafe: false }];
}

const NO_ARGUMENTS: Arguments = { positional: [], keywords: new Map(), isOpen: false };

/** Whether an attribute is read where it stands: not set, deleted or called. */
function isRead(node: Node): boolean {
  const { parent } = node;
  if (
    parent === null ||
    /^(delete_statement|pattern_list|tuple_pattern|list_pattern|with_item)$/.test(parent.type)
  )
    return false;
  return ['left', 'function'].every((field) => parent.childForFieldName(field)?.equals(node) !== true);
}
