import * as vscode from 'vscode';
import type { Finding } from '../../lint/finding.ts';
import { hintPlaces, type HintPlace } from './hintPlaces.ts';
import { hintSettings } from './hintSettings.ts';
import type { LintService } from './lint/lintService.ts';
import type { Measured } from './measured/measuredLine.ts';
import type { RuleDocs } from './ruleDocs.ts';

/** What the providers of hints, problems, hovers and fixes work with. */
export interface HintParts {
  readonly service: LintService;
  readonly measured: Measured;
  readonly docs: RuleDocs;
}

/** The places of a document as it is, with what the source and the runs say of them. Waits for the source's part. */
export async function currentPlaces(
  parts: HintParts,
  document: vscode.TextDocument,
  token: vscode.CancellationToken,
): Promise<readonly HintPlace[]> {
  // VS Code hears of changes only once it has had the first hints: those must not come too early.
  const [findings] = await Promise.all([
    parts.service.found.current(document, token),
    parts.measured.ready(document),
  ]);
  return joinPlaces(parts, document, findings);
}

export function joinPlaces(
  { measured }: HintParts,
  document: vscode.TextDocument,
  findings: readonly Finding[],
): readonly HintPlace[] {
  if (!hintSettings().enabled) return [];
  return hintPlaces(findings, measured.linesOf(document), (name) => measured.longestStep(document, name));
}

/** Where a place is in the text: its call, or its line. */
export function placeRange({ finding, measured }: HintPlace, document: vscode.TextDocument): vscode.Range {
  if (finding !== null) {
    const { start, end } = finding.range;
    return new vscode.Range(start.line, start.column, end.line, end.column);
  }
  const line = document.lineAt(Math.min(measured!.line, document.lineCount - 1));
  const begin = line.range.start.with({ character: line.firstNonWhitespaceCharacterIndex });
  return new vscode.Range(begin, line.range.end);
}
