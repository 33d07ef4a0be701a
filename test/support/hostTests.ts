/**
 * Extension-host tests: mocha tests that run *inside* VS Code, with its API. The same bundle runs in the browser-served
 * VS Code (here) and in a desktop one (`electron.ts`); each leaves its results in a file.
 */
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { launchBrowser } from './chromium.ts';
import { buildDebugpyExtension } from './debugpyExtension.ts';
import { cached, repository } from './paths.ts';
import { defaultPython } from './pythons.ts';
import { startServedVscode, type Settings } from './servedVscode.ts';

/** How one mocha test went. */
export interface HostTestResult {
  /** With the titles of the suites around it. */
  readonly title: string;
  readonly state: 'passed' | 'failed' | 'skipped';
  /** Why it failed, with the stack. */
  readonly error?: string;
}

/** The environment variable that tells the tests where to leave their results. */
const REPORT_VARIABLE = 'COROSCOPE_HOST_TESTS_REPORT';

const TIMEOUT = 5 * 60_000;

/** What a VS Code needs in order to run the tests. */
export interface HostTestSetup {
  /** The extension under development: VS Code insists on one, so it is the test-only debugpy extension. */
  readonly extensionPath: string;
  readonly testsPath: string;
  readonly settings: Settings;
  readonly env: NodeJS.ProcessEnv;
  /** An empty folder to open. */
  readonly workspace: string;
  /** What the tests left; throws if they did not come to their end. */
  results(): readonly HostTestResult[];
  /** Deletes the temporary folders. */
  clean(): void;
}

/** Builds the tests and a temporary workspace for them. */
export async function prepareHostTests(): Promise<HostTestSetup> {
  const temporary = mkdtempSync(join(tmpdir(), 'coroscope-host-tests-'));
  const report = join(temporary, 'report.json');
  return {
    extensionPath: await buildDebugpyExtension(),
    testsPath: await buildHostTests(),
    settings: { 'testDebugpy.python': defaultPython().path },
    env: { [REPORT_VARIABLE]: report },
    workspace: mkdtempSync(join(temporary, 'workspace-')),
    results: () => JSON.parse(readFileSync(report, 'utf8')) as HostTestResult[],
    clean() {
      rmSync(temporary, { recursive: true, force: true });
    },
  };
}

/** Runs the extension-host tests in a served VS Code that has the product installed from its .vsix. */
export async function runHostTests(vsix: string): Promise<readonly HostTestResult[]> {
  const setup = await prepareHostTests();
  const { workspace, settings, env, extensionPath, testsPath } = setup;
  const served = await startServedVscode({
    workspace,
    vsix: [vsix],
    settings,
    env,
    development: { extensionPath, testsPath },
  });
  const browser = await launchBrowser();
  const output: string[] = [];
  try {
    const page = await browser.newPage();
    const ended = new Promise<void>((resolve, reject) => {
      setTimeout(() => {
        reject(new Error(`The extension-host tests did not end in ${String(TIMEOUT / 60_000)} minutes.`));
      }, TIMEOUT).unref();
      void page.exposeFunction('codeAutomationExit', () => {
        resolve();
      });
    });
    await page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) => {
      output.push(`[${type}] ${args.map(String).join(' ')}`);
    });
    await page.goto(served.url);
    await ended;
    return setup.results();
  } catch (error) {
    const printed = output.filter((line) => !line.startsWith('[info]')).join('\n');
    throw new Error(`${String(error)}\nThe extension host printed:\n${printed.slice(-4000)}`, {
      cause: error,
    });
  } finally {
    await browser.close();
    served.stop();
    setup.clean();
  }
}

async function buildHostTests(): Promise<string> {
  const folder = cached('host-tests');
  rmSync(folder, { recursive: true, force: true });
  const sources = join(repository, 'test', 'vscode', 'host');
  await build({
    entryPoints: ['index.ts', ...globSync('**/*.test.ts', { cwd: sources })].map((file) =>
      join(sources, file),
    ),
    outdir: folder,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    sourcemap: 'inline',
    // One copy of mocha for all files, so that they register their tests with the same one.
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
  return join(folder, 'index.cjs');
}
