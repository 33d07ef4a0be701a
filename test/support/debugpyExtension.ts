import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { cached, repository } from './paths.ts';
import { mustRun } from './processes.ts';

const source = join(repository, 'test', 'support', 'debugpy-extension');

/**
 * Builds the test-only extension that drives the real debugpy.
 *
 * @returns its folder, to be used as an extension under development
 */
export async function buildDebugpyExtension(): Promise<string> {
  const folder = cached('debugpy-extension');
  mkdirSync(folder, { recursive: true });
  copyFileSync(join(source, 'package.json'), join(folder, 'package.json'));
  await build({
    entryPoints: [join(source, 'extension.ts')],
    outfile: join(folder, 'extension.js'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['vscode'],
    logLevel: 'warning',
  });
  return folder;
}

/**
 * Builds and packs the test-only extension.
 *
 * @returns the .vsix file
 */
export async function packDebugpyExtension(): Promise<string> {
  const file = cached('debugpy-for-tests.vsix');
  const vsce = join(repository, 'node_modules', '@vscode', 'vsce', 'vsce');
  const options = ['--no-dependencies', '--skip-license', '--allow-missing-repository', '--out', file];
  await mustRun(process.execPath, [vsce, 'package', ...options], { cwd: await buildDebugpyExtension() });
  return file;
}
