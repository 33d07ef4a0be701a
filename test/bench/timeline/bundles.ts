import { join } from 'node:path';
import { build } from 'esbuild';
import { repository } from '../../support/paths.ts';
import { styleSheets } from '../../webview/styleSheets.ts';
import { THEMES } from '../../webview/themes.ts';

/** A script for a page, with all that it imports. */
export async function bundle(...path: string[]): Promise<string> {
  const result = await build({
    entryPoints: [join(repository, ...path)],
    bundle: true,
    minify: true,
    format: 'iife',
    platform: 'browser',
    write: false,
  });
  return result.outputFiles[0]!.text;
}

/** The timeline's page as a webview has it, but for its script, which the driver loads. */
export function timelinePage(): string {
  const { bodyClass, variables } = THEMES.dark;
  const style = Object.entries(variables)
    .map(([name, value]) => `--vscode-${name}: ${value};`)
    .join(' ');
  const css = styleSheets('timeline');
  return [
    `<!doctype html><html lang="en" style="${style.replaceAll('"', "'")}">`,
    `<head><meta charset="utf-8"><title>Task Timeline</title><style>${css}</style></head>`,
    `<body class="${bodyClass}"><div id="app"></div><script src="/driver.js"></script></body></html>`,
  ].join('');
}
