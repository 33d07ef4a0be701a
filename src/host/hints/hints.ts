import * as vscode from 'vscode';
import type { Sessions } from '../sessions.ts';
import type { HintParts } from './editorHints.ts';
import { registerFixes } from './fixes.ts';
import { HINTED } from './hintDocument.ts';
import { hoverProvider } from './hovers.ts';
import { InlayHints } from './inlayHints.ts';
import { LintService } from './lint/lintService.ts';
import type { Measured } from './measured/measuredLine.ts';
import { Problems } from './problems.ts';
import { RuleDocs } from './ruleDocs.ts';

interface Parts {
  readonly extensionUri: vscode.Uri;
  readonly sessions: Sessions;
  readonly measured: Measured;
}

/** Hints on blocking calls in Python editors, from the source and from what runs measured. */
export function watchEditors({ extensionUri, sessions, measured }: Parts): vscode.Disposable {
  const service = new LintService(extensionUri.fsPath, sessions);
  const docs = new RuleDocs(extensionUri);
  const parts: HintParts = { service, measured, docs };
  return vscode.Disposable.from(
    service,
    docs.register(),
    new Problems(parts),
    new InlayHints(parts).register(),
    vscode.languages.registerHoverProvider(HINTED, hoverProvider(parts)),
    registerFixes(parts),
  );
}
