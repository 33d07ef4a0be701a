import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, it } from 'vitest';

/**
 * Who may import whom; docs/architecture.md explains it. The compiler keeps Node's and the DOM's globals out of the
 * pure rooms; this keeps the rooms apart.
 */
const MAY_IMPORT: Readonly<Record<string, readonly RegExp[]>> = {
  'src/core': [/^src\/core\//],
  'src/lint': [/^src\/(core|lint)\//, /^web-tree-sitter$/],
  'src/sources': [/^src\/sources\//, /^node:/],
  'src/entry': [/^src\/(core|entry)\//, /^node:/],
  'src/cli': [/^src\/(core|lint|sources|entry|cli)\//, /^node:/],
  'src/host': [/^src\/(core|lint|sources|entry|host)\//, /^node:/, /^vscode$/],
  webview: [/^src\/core\//, /^webview\//, /^d3$/],
};

/** Webview files and folders that compute and do not touch the page: they may know neither it nor d3. */
const PURE_WEBVIEW = [
  'viewport',
  'rows',
  'rowTypes',
  'layout',
  'hitTest',
  'scene',
  'picture',
  'navigation',
  'lanes/',
  'charts/layout',
  'waits/layout',
  'search/',
];

/** Of these, what touches the page all the same, by its name. */
const OF_THE_PAGE = /^webview\/search\/.*(Box|Pane)/;

const ROOT = join(import.meta.dirname, '..');

it.each(Object.entries(MAY_IMPORT))('%s imports only what it may', (room, allowed) => {
  const files = sources(room);
  expect(files.length).toBeGreaterThan(0);
  for (const file of files)
    for (const imported of importsOf(file))
      expect(
        allowed.some((pattern) => pattern.test(imported)),
        `${file} imports ${imported}`,
      ).toBe(true);
});

it.each(pureFiles())('%s is pure, with all that it imports', (pure) => {
  for (const file of closure(pure)) {
    for (const imported of importsOf(file))
      expect(/^(src\/core|webview)\//.test(imported), `${file} imports ${imported}`).toBe(true);
    expect(code(file), file).not.toMatch(/\b(document|window|performance|requestAnimationFrame)\b\s*[.(]/);
  }
});

it('the core uses no clock, console or chance', () => {
  for (const file of sources('src/core'))
    expect(code(file), file).not.toMatch(
      /\b(Date\.now|new Date|performance|console|Math\.random|setTimeout)\b/,
    );
});

it('the painter knows layout and theme, not the trace', () => {
  for (const file of ['webview/painter.ts', ...within('paint/')])
    for (const imported of importsOf(file))
      expect(imported, `${file} imports ${imported}`).not.toMatch(/store|trace(Builder)?\.ts$|messages/);
});

it('lanes are laid out from the trace alone', () => {
  const allowed =
    /^(src\/core\/|webview\/lanes\/|webview\/(viewport|picture|scene|rowTypes|boxes|rowMeasures)\.ts$)/;
  for (const file of within('lanes/'))
    for (const imported of importsOf(file)) expect(imported, `${file} imports ${imported}`).toMatch(allowed);
});

it('a report stands in for the host: it knows nothing of the page, and the page nothing of it', () => {
  const ofReport = /^webview\/report\//;
  for (const file of sources('webview'))
    for (const imported of importsOf(file))
      if (!ofReport.test(file)) expect(imported, `${file} imports ${imported}`).not.toMatch(ofReport);
      else expect(imported, `${file} imports ${imported}`).toMatch(/^(src\/core|webview\/report)\//);
});

it('nothing sets HTML from text', () => {
  for (const file of sources('webview'))
    expect(code(file), file).not.toMatch(
      /\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write)\b|\.html\(/,
    );
});

it('the package has all that pages load', () => {
  const packed = code('.vscodeignore').split('\n');
  for (const file of sources('media', /./)) expect(packed, file).toContain(`!${file}`);
});

it('no file names this workplace or a registry’s host', () => {
  const names = new RegExp(
    ['regi' + 'stry\\.npm', 'pyp' + 'i\\.org', '/ro' + 'ot/', '/wo' + 'rk/main'].join('|'),
  );
  for (const room of ['src', 'webview', 'docs', 'test', 'media'])
    for (const file of sources(room, /\.(ts|py|md|css|json|sh)$/))
      expect(code(file), file).not.toMatch(names);
});

/** The files of the webview whose paths in it begin so; none where there is no such folder. */
function within(start: string): string[] {
  return sources('webview').filter((file) => file.startsWith(`webview/${start}`));
}

function pureFiles(): string[] {
  return PURE_WEBVIEW.flatMap((name) => {
    const isStart = name.includes('/');
    return isStart ? within(name).filter((file) => !OF_THE_PAGE.test(file)) : [`webview/${name}.ts`];
  });
}

/** A file of the webview and those of the webview that it needs, directly or not. */
function closure(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const imported of importsOf(file)) if (imported.startsWith('webview/')) closure(imported, seen);
  return seen;
}

function sources(room: string, kind = /\.ts$/): string[] {
  return readdirSync(join(ROOT, room), { recursive: true, encoding: 'utf8' })
    .filter((name) => kind.test(name) && !name.includes('__pycache__'))
    .map((name) => `${room}/${name.replaceAll('\\', '/')}`);
}

function code(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

/** What a file imports: packages by name, files by their path from the root. */
function importsOf(file: string): string[] {
  const found = code(file).matchAll(
    /(?:^|\n)\s*(?:import|export)\b[^'";]*?from\s+'([^']+)'|\bimport\(\s*'([^']+)'|(?:^|\n)import\s+'([^']+)'/g,
  );
  return [...found].map((match) => {
    const specifier = match[1] ?? match[2] ?? match[3] ?? '';
    if (!specifier.startsWith('.')) return specifier;
    return relative(ROOT, join(ROOT, file, '..', specifier)).replaceAll('\\', '/');
  });
}
