import type { Finding, Fix } from '../finding.ts';
import { mistakeFixes } from '../mistakes/fixes.ts';
import type { Workspace } from '../names.ts';
import type { SourceFile } from '../sourceFile.ts';
import { blockingFixes } from './blockingFixes.ts';
import { isConfirmed, type Analyse } from './recheck.ts';

/** The ways to mend a finding, the best one first. None of them has been checked yet. */
export function fixesFor(file: SourceFile, finding: Finding, workspace: Workspace): Fix[] {
  if (finding.rule.startsWith('CORO1')) return blockingFixes(file, finding, workspace);
  return mistakeFixes(file, finding, workspace);
}

/**
 * The fixes of a finding that hold what they promise: the result parses, the finding is gone, and no other one came.
 *
 * @param findings All of the file's findings.
 */
export function confirmedFixes(
  file: SourceFile,
  finding: Finding,
  findings: readonly Finding[],
  workspace: Workspace,
  analyse: Analyse,
): Fix[] {
  return fixesFor(file, finding, workspace).filter((fix) =>
    isConfirmed(file, [finding], findings, fix.edits, analyse),
  );
}
