import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { isRuleId, RULES, type RuleId } from '../../lint/rules.ts';
import { log } from '../log.ts';
import { chapterSummary, ruleChapters } from './ruleChapters.ts';

const SCHEME = 'coroscope-rule';

/** The command that opens a rule's chapter: the one of its id, or one that the user picks. */
export const SHOW_RULE = 'coroscope.showRule';

/** The rules' documentation, as it ships: for hovers in short, and each chapter as a document of its own. */
export class RuleDocs implements vscode.TextDocumentContentProvider {
  private readonly emitter = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.emitter.event;
  private readonly file: string;
  private reading: Promise<ReadonlyMap<RuleId, string>> | undefined;

  constructor(extensionUri: vscode.Uri) {
    this.file = vscode.Uri.joinPath(extensionUri, 'docs', 'rules.md').fsPath;
  }

  register(): vscode.Disposable {
    return vscode.Disposable.from(
      this.emitter,
      vscode.window.onDidChangeActiveColorTheme(() => {
        for (const { uri } of vscode.workspace.textDocuments)
          if (uri.scheme === SCHEME) this.emitter.fire(uri);
      }),
      vscode.workspace.registerTextDocumentContentProvider(SCHEME, this),
      vscode.commands.registerCommand(SHOW_RULE, (rule: unknown) => show(rule)),
    );
  }

  async summary(rule: RuleId, options: { readonly withCode: boolean }): Promise<string> {
    return chapterSummary(await this.chapter(rule), options);
  }

  async provideTextDocumentContent({ path }: vscode.Uri): Promise<string> {
    const rule = path.replace(/^\/|\.md$/g, '');
    if (!isRuleId(rule)) return `There is no rule ${rule}.`;
    const text = await this.chapter(rule);
    const { kind } = vscode.window.activeColorTheme;
    // There VS Code's preview has the colours of dark themes for code, nearly white on white: none can be read better.
    return kind === vscode.ColorThemeKind.HighContrastLight ? text.replaceAll('```python', '```') : text;
  }

  private async chapter(rule: RuleId): Promise<string> {
    this.reading ??= readFile(this.file, 'utf8').then(ruleChapters, (error: unknown) => {
      log.error('reading the rules’ documentation', error);
      return ruleChapters('');
    });
    return (await this.reading).get(rule)!;
  }
}

/** A rule's chapter, drawn by what package.json's `editorAssociations` name; where that is switched off, as a text. */
export function ruleUri(rule: RuleId): vscode.Uri {
  return vscode.Uri.from({ scheme: SCHEME, path: `/${rule}.md` });
}

/** The link to a rule's chapter in our own hovers. */
export function ruleLink(rule: RuleId): vscode.Uri {
  return vscode.Uri.parse(`command:${SHOW_RULE}?${encodeURIComponent(JSON.stringify([rule]))}`);
}

async function show(rule: unknown): Promise<void> {
  const id = typeof rule === 'string' && isRuleId(rule) ? rule : await pickRule();
  if (id === undefined) return;
  await vscode.commands.executeCommand('vscode.open', ruleUri(id));
}

async function pickRule(): Promise<RuleId | undefined> {
  const rules = Object.entries(RULES).map(([id, { title }]) => ({ label: id, description: title }));
  const picked = await vscode.window.showQuickPick(rules, {
    placeHolder: 'Rule to explain',
    matchOnDescription: true,
  });
  return picked?.label as RuleId | undefined;
}
