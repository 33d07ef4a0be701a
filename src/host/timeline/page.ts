import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/** What a page of ours may load. */
export function pageOptions(extensionUri: vscode.Uri): vscode.WebviewOptions {
  const roots = ['dist', 'media'].map((folder) => vscode.Uri.joinPath(extensionUri, folder));
  return { enableScripts: true, localResourceRoots: roots };
}

/** A page: its title, and the names of its script, and of its style sheet, which comes after what all pages have in common. */
interface PageParts {
  readonly title: string;
  readonly style: string;
  readonly script: string;
}

const TIMELINE: PageParts = { title: 'Task Timeline', style: 'timeline.css', script: 'webview.js' };

/** A page of ours, the timeline's unless told otherwise. */
export function pageHtml(
  webview: vscode.Webview,
  extensionUri: vscode.Uri,
  { title, style, script }: PageParts = TIMELINE,
): string {
  const nonce = randomBytes(16).toString('hex');
  const uri = (...path: string[]): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, ...path)).toString();
  const policy = `default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'; font-src ${webview.cspSource}; img-src data:; base-uri 'none'; form-action 'none'`;
  return `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="UTF-8" />
    <meta http-equiv="Content-Security-Policy" content="${policy}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <link rel="stylesheet" href="${uri('media', 'page.css')}" />
    <link rel="stylesheet" href="${uri('media', style)}" />
    <title>${title}</title>
  </head>
  <body>
    <div id="app"></div>
    <script nonce="${nonce}" src="${uri('dist', script)}"></script>
  </body>
</html>`;
}
