/** Stands in for the Python extension: no more than the part of its API by which an interpreter is selected. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cached, repository } from './paths.ts';
import { mustRun } from './processes.ts';

const PACKAGE = {
  name: 'python',
  publisher: 'ms-python',
  version: '0.0.1',
  license: 'MIT',
  engines: { vscode: '^1.100.0' },
  main: './extension.js',
  activationEvents: [],
};

/** As there, the selected path is a folder, and the interpreter is known only of what it resolves to. */
function source(python: string): string {
  return `\
const { Uri } = require('vscode');
const folder = ${JSON.stringify(join(python, '..', '..'))};
exports.activate = () => ({
  environments: {
    getActiveEnvironmentPath: (resource) => ({ id: folder, path: folder, resource }),
    resolveEnvironment: async ({ path, resource }) =>
      path === folder && resource instanceof Uri
        ? { executable: { uri: Uri.file(${JSON.stringify(python)}) }, version: { major: 3 } }
        : undefined,
  },
});
`;
}

/**
 * Packs it with an interpreter that is selected in it.
 *
 * @returns the .vsix file
 */
export async function packPythonExtension(python: string): Promise<string> {
  const folder = cached('python-extension');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify(PACKAGE));
  writeFileSync(join(folder, 'extension.js'), source(python));
  const file = cached('python-for-tests.vsix');
  const vsce = join(repository, 'node_modules', '@vscode', 'vsce', 'vsce');
  const options = ['--no-dependencies', '--skip-license', '--allow-missing-repository', '--out', file];
  await mustRun(process.execPath, [vsce, 'package', ...options], { cwd: folder });
  return file;
}
