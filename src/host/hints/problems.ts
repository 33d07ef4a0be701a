import * as vscode from 'vscode';
import type { Finding } from '../../lint/finding.ts';
import type { Severity } from '../../lint/rules.ts';
import { printable } from '../../core/format.ts';
import { joinPlaces, placeRange, type HintParts } from './editorHints.ts';
import { editorRange, isHinted, uriOf } from './hintDocument.ts';
import { severityOf, type HintPlace } from './hintPlaces.ts';
import { hintSettings } from './hintSettings.ts';
import { problemText } from './hintText.ts';
import { plain } from './markdown.ts';
import { ruleUri } from './ruleDocs.ts';

const SEVERITIES: Readonly<Record<Severity, vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
  hint: vscode.DiagnosticSeverity.Hint,
};

/** Measured numbers change while a program runs; problems follow at most this often, in milliseconds. */
const BEAT = 250;

/** The problems list and the squiggles. */
export class Problems {
  private readonly parts: HintParts;
  private readonly collection = vscode.languages.createDiagnosticCollection('coroscope');
  private readonly disposables: readonly { dispose(): unknown }[];
  private timer: NodeJS.Timeout | undefined;

  constructor(parts: HintParts) {
    this.parts = parts;
    this.disposables = [
      this.collection,
      parts.service.found.onDidFind(({ uri }) => this.update(uri)),
      parts.measured.onDidChange(() => {
        this.timer ??= setTimeout(() => this.updateAll(), BEAT);
      }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('coroscope.hints')) this.updateAll();
      }),
    ];
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const disposable of this.disposables) disposable.dispose();
  }

  private updateAll(): void {
    this.timer = undefined;
    for (const document of vscode.workspace.textDocuments) if (isHinted(document)) this.update(document.uri);
    for (const uri of this.parts.service.found.elsewhere) this.update(uri);
  }

  private update(uri: vscode.Uri): void {
    const findings = this.parts.service.found.of(uri);
    // They are on their way; until then VS Code moves the old ones with the text.
    if (findings === null) return;
    const document = vscode.workspace.textDocuments.find((each) => each.uri.toString() === uri.toString());
    const { severity } = hintSettings();
    const diagnostics: vscode.Diagnostic[] = [];
    for (const place of document ? joinPlaces(this.parts, document, findings) : findings.map(unmeasured)) {
      const grave = severityOf(place, severity);
      if (grave === null) continue;
      const range = document ? placeRange(place, document) : editorRange(place.finding!.range);
      diagnostics.push(diagnosticOf(place, range, SEVERITIES[grave]));
    }
    this.collection.set(uri, diagnostics);
  }
}

function diagnosticOf(
  place: HintPlace,
  range: vscode.Range,
  severity: vscode.DiagnosticSeverity,
): vscode.Diagnostic {
  const { finding } = place;
  const diagnostic = new vscode.Diagnostic(range, plain(problemText(place)), severity);
  diagnostic.source = 'Coroscope';
  if (finding === null) return diagnostic;
  // VS Code follows no command from its own hover.
  diagnostic.code = { value: finding.rule, target: ruleUri(finding.rule) };
  if (finding.rule === 'CORO207') diagnostic.tags = [vscode.DiagnosticTag.Deprecated];
  diagnostic.relatedInformation = finding.path.map(
    (step) =>
      new vscode.DiagnosticRelatedInformation(
        new vscode.Location(uriOf(step.file), editorRange(step.range)),
        `calls ${printable(step.name)}`,
      ),
  );
  return diagnostic;
}

function unmeasured(finding: Finding): HintPlace {
  return { finding, measured: null, longest: null };
}
