import { copyFileSync, mkdirSync } from 'node:fs';
import { build, type BuildOptions } from 'esbuild';

const common: BuildOptions = { bundle: true, logLevel: 'warning', legalComments: 'none' };

mkdirSync('dist', { recursive: true });
for (const file of ['web-tree-sitter/web-tree-sitter.wasm', 'tree-sitter-python/tree-sitter-python.wasm'])
  copyFileSync(`node_modules/${file}`, `dist/${file.split('/')[1]!}`);

/** The extension runs in VS Code's own Node; the command line runs in the user's; the webview in Chromium; a report in
 * whatever browser its reader has. */
await Promise.all([
  build({
    ...common,
    entryPoints: ['src/host/extension.ts'],
    outfile: 'dist/extension.cjs',
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['vscode'],
  }),
  build({
    ...common,
    entryPoints: ['src/host/hints/lint/lintWorker.ts'],
    outfile: 'dist/lintWorker.cjs',
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    // The package's module for ESM, bundled to CommonJS, dies at run time.
    alias: { 'web-tree-sitter': './node_modules/web-tree-sitter/web-tree-sitter.cjs' },
  }),
  build({
    ...common,
    entryPoints: ['src/cli/main.ts'],
    outfile: 'dist/cli.js',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    banner: { js: '#!/usr/bin/env node' },
  }),
  build({
    ...common,
    entryPoints: ['webview/main.ts'],
    outfile: 'dist/webview.js',
    platform: 'browser',
    format: 'iife',
    target: 'chrome128',
    minify: true,
  }),
  build({
    ...common,
    entryPoints: ['webview/waits/main.ts'],
    outfile: 'dist/waits.js',
    platform: 'browser',
    format: 'iife',
    target: 'chrome128',
    minify: true,
  }),
  build({
    ...common,
    entryPoints: ['webview/report/reportHost.ts'],
    outfile: 'dist/report.js',
    platform: 'browser',
    format: 'iife',
    target: 'chrome128',
    minify: true,
  }),
]);
