import type { Edit, Finding } from '../finding.ts';
import type { Node } from '../parser.ts';
import { RULES } from '../rules.ts';
import type { SourceFile } from '../sourceFile.ts';

/**
 * Looks at the file as if it were edited, in the workspace as it is, and hands over what it finds before it forgets it.
 * Null where it cannot look.
 */
export type Analyse = <Result>(
  edits: readonly Edit[],
  look: (root: Node, findings: readonly Finding[]) => Result,
) => Result | null;

/**
 * Whether edits mend what they are for. No fix is offered on the word of the code that made it: the changed text must
 * have no more syntax errors than before, fewer findings of each mended kind, and no more of any other kind but hints.
 */
export function isConfirmed(
  file: SourceFile,
  mended: readonly Finding[],
  findings: readonly Finding[],
  edits: readonly Edit[],
  analyse: Analyse,
): boolean {
  const holds = analyse(edits, (root, after) => {
    if (root.hasError && errorsIn(root) > errorsIn(file.root)) return false;
    const most = countByKind(findings);
    for (const [kind, count] of countByKind(mended)) most.set(kind, (most.get(kind) ?? 0) - count);
    const isHint = (finding: Finding): boolean => RULES[finding.rule].severity === 'hint';
    // What is only worth a hint may come where the mistake hid it: a coroutine that now runs may be slow.
    const counted = mended.some(isHint) ? after : after.filter((finding) => !isHint(finding));
    for (const [kind, count] of countByKind(counted)) if (count > (most.get(kind) ?? 0)) return false;
    return true;
  });
  return holds ?? false;
}

/** How many places a text has where it is not Python. */
function errorsIn(node: Node): number {
  if (!node.hasError) return 0;
  let count = node.isError || node.isMissing ? 1 : 0;
  for (const child of node.children) count += errorsIn(child);
  return count;
}

/** Findings of one kind are the same but for their place, which edits move. */
function countByKind(findings: readonly Finding[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { rule, call, within } of findings) {
    const kind = `${rule} ${call ?? ''} ${within}`;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return counts;
}
