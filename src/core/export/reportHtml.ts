import type { Excerpt } from '../messages.ts';

/** A place of the recording, as a report shows it where there is no editor to open it in. */
export interface ReportExcerpt extends Excerpt {
  /** The place's own line. */
  readonly line: number;
  /** The file, and the function. */
  readonly where: string;
}

/** What a report is made of. */
export interface ReportParts {
  /** The name of the recording, as the page and the browser's tab show it. */
  readonly name: string;
  /** The timeline's script, and that of what stands in for its host. */
  readonly script: string;
  readonly host: string;
  readonly style: string;
  /** The stream, compressed by gzip, in base64. */
  readonly trace: string;
  readonly excerpts: readonly ReportExcerpt[];
  /** The SHA-256 of a text's UTF-8, in base64. */
  readonly hash: (text: string) => string;
}

/** The ids of the elements with data, which the report's host reads. */
export const REPORT_DATA = { trace: 'trace', about: 'about' } as const;

/** What the report's host reads beside the stream. */
export interface ReportAbout {
  readonly name: string;
  readonly excerpts: readonly ReportExcerpt[];
}

/** What of the page is the report's alone: there is no editor that a button could ask to do something. */
const STYLE = `
.opening { padding: 24px; }
.opening ~ #app { visibility: hidden; }
.state button { display: none; }
.report-source { max-width: min(900px, 90vw); max-height: 80vh; padding: 16px; overflow: auto; color: inherit;
  background: var(--vscode-editorWidget-background); border: 1px solid var(--vscode-editorHoverWidget-border); }
.report-source pre { margin: 12px 0; font-family: var(--vscode-editor-font-family), monospace; tab-size: 4; }
.report-source .here { font-weight: bold; background: var(--vscode-list-inactiveSelectionBackground, transparent); }
`;

/**
 * One HTML file with the timeline of a recording. It asks for nothing else: no network, no script that is not in it, none
 * that a name in the recording could bring in.
 */
export function reportHtml({ name, script, host, style, trace, excerpts, hash }: ReportParts): string {
  const about: ReportAbout = { name, excerpts };
  const [styles, hosts, scripts] = [style + STYLE, asScript(host), asScript(script)];
  const policy = [
    `default-src 'none'`,
    `script-src 'sha256-${hash(hosts)}' 'sha256-${hash(scripts)}'`,
    `style-src 'sha256-${hash(styles)}'`,
    'img-src data: blob:',
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join('; ');
  if (/<\/style/i.test(styles)) throw new Error('The style sheet would end the element that it is in.');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${asText(name)} – Coroscope</title>
<style>${styles}</style>
</head>
<body>
<noscript>This report draws its timeline with JavaScript, which is switched off here.</noscript>
<div id="app"></div>
<script type="application/json" id="${REPORT_DATA.about}">${asJson(about)}</script>
<script type="text/plain" id="${REPORT_DATA.trace}">${trace}</script>
<script>${hosts}</script>
<script>${scripts}</script>
</body>
</html>
`;
}

/** Text between tags. */
function asText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** JSON that no text in it can end, nor begin a comment in. */
function asJson(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}

/** A script in which strings and regular expressions say the same as before, and none ends the element that it is in. */
function asScript(script: string): string {
  return script.replace(/<(\/script|!--|script)/gi, '\\x3c$1');
}
