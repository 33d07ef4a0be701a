/**
 * `npm run test:electron`: the extension-host tests in a desktop VS Code, which is downloaded once. The product is
 * installed from its .vsix, as a user would.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  downloadAndUnzipVSCode,
  resolveCliArgsFromVSCodeExecutablePath,
  runTests,
} from '@vscode/test-electron';
import { prepareHostTests, type HostTestSetup } from './hostTests.ts';
import { cached } from './paths.ts';
import { mustRun } from './processes.ts';
import { packProduct } from './product.ts';
import { ensurePythons } from './pythons.ts';
import { QUIET_SETTINGS } from './servedVscode.ts';

const vscodeExecutablePath = await download();
if (vscodeExecutablePath === undefined) process.exitCode = 1;
else await test(vscodeExecutablePath);

async function download(): Promise<string | undefined> {
  try {
    return await downloadAndUnzipVSCode({ cachePath: cached('desktop') });
  } catch (error) {
    console.error(
      'A desktop VS Code could not be downloaded, so these tests did not run. `npm test` runs the same tests in the ' +
        `browser-served VS Code, which needs no download but npm's.\n(${String(error)})`,
    );
    return undefined;
  }
}

async function test(executable: string): Promise<void> {
  await ensurePythons();
  const setup = await prepareHostTests();
  try {
    const folders = await installProduct(executable, setup);
    await runTests({
      vscodeExecutablePath: executable,
      extensionDevelopmentPath: setup.extensionPath,
      extensionTestsPath: setup.testsPath,
      extensionTestsEnv: setup.env,
      launchArgs: [setup.workspace, ...folders, '--disable-workspace-trust'],
    }).catch((error: unknown) => {
      console.error(String(error));
    });
    tell(setup);
  } finally {
    setup.clean();
  }
}

async function installProduct(executable: string, { settings, workspace }: HostTestSetup): Promise<string[]> {
  const data = join(dirname(workspace), 'data');
  mkdirSync(join(data, 'User'), { recursive: true });
  writeFileSync(join(data, 'User', 'settings.json'), JSON.stringify({ ...QUIET_SETTINGS, ...settings }));
  const folders = ['--user-data-dir', data, '--extensions-dir', join(data, 'extensions')];
  const [cli = executable, ...args] = resolveCliArgsFromVSCodeExecutablePath(executable);
  await mustRun(cli, [...args, ...folders, '--install-extension', await packProduct()]);
  return folders;
}

function tell(setup: HostTestSetup): void {
  const results = setup.results();
  for (const { title, state, error } of results)
    console.log(`${state}: ${title}${error ? `\n${error}` : ''}`);
  const failed = results.filter(({ state }) => state === 'failed').length;
  const passed = results.filter(({ state }) => state === 'passed').length;
  console.log(`${String(passed)} passed, ${String(failed)} failed`);
  if (failed > 0 || passed === 0) process.exitCode = 1;
}
