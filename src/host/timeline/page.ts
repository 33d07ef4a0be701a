import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/** What the page of a timeline may load. */
export function pageOptions(extensionUri: vscode.Uri): vscode.WebviewOptions {
  const roots = ['dist', 'media'].map((folder) => vscode.Uri.joinPath(extensionUri, folder));
  return { enableScripts: true, localResourceRoots: roots };
}

/** The page of a timeline. */
export function pageHtml(webview: vscode.Webview, extensionUri: vscode.Uri): string {
  const nonce = randomBytes(16).toString('hex');
  const uri = (...path: string[]): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, ...path)).toString();
  const policy = `default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'; font-src ${webview.cspSource}; img-src data:`;
  return `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="UTF-8" />
    <meta http-equiv="Content-Security-Policy" content="${policy}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <link rel="stylesheet" href="${uri('media', 'timeline.css')}" />
    <title>Task Timeline</title>
  </head>
  <body>
    <div id="app"></div>
    <script nonce="${nonce}" src="${uri('dist', 'webview.js')}"></script>
  </body>
</html>`;
}
