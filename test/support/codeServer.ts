/**
 * The real VS Code, served to a browser: the npm package `code-server` carries VS Code's server and workbench, and
 * needs no download beyond the package registry. Only `lib/vscode` of it is used.
 *
 * It is installed beside its final place and moved there when complete, so a half-finished installation is never
 * mistaken for a finished one.
 */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cache, cached } from './paths.ts';
import { mustRun, run } from './processes.ts';

/** code-server's version; it carries VS Code 1.139.1. */
export const CODE_SERVER_VERSION = '4.139.1';

const QUIET = ['--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'];
const installation = cached(`code-server-${CODE_SERVER_VERSION}`);

/** VS Code's server program, to be run by Node. Present once {@link ensureCodeServer} has finished. */
export const serverMain = join(vscodeFolder(installation), 'out', 'server-main.js');

/** Installs the browser-served VS Code unless it is there already. */
export async function ensureCodeServer(): Promise<void> {
  if (existsSync(serverMain)) return;
  console.log(`Installing the browser-served VS Code (code-server ${CODE_SERVER_VERSION}, about a minute) …`);
  removeLeftovers();
  try {
    await install();
  } catch {
    // Once more: the usual cause is a passing fault of the network.
    await install();
  }
}

async function install(): Promise<void> {
  const partial = `${installation}.partial-${String(process.pid)}`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  writeFileSync(join(partial, 'package.json'), '{ "private": true }\n');
  const options = ['install', '--ignore-scripts', ...QUIET];
  await mustRun('npm', [...options, `code-server@${CODE_SERVER_VERSION}`], { cwd: partial });
  const vscode = vscodeFolder(partial);
  // Not `npm ci`: the package's shrinkwrap is out of step with its package.json.
  await mustRun('npm', [...options, '--omit=dev'], { cwd: vscode });
  await buildNativeModules(vscode);
  if (existsSync(installation)) rmSync(partial, { recursive: true, force: true });
  else renameSync(partial, installation);
}

// VS Code runs without these, but logs to the console only: a machine without a C++ compiler can still run the tests.
async function buildNativeModules(vscode: string): Promise<void> {
  const { code } = await run('npm', ['rebuild', ...QUIET, '@vscode/spdlog', '@vscode/native-watchdog'], {
    cwd: vscode,
  });
  if (code !== 0) console.log('(No C++ compiler: VS Code will log less. Everything else works.)');
}

function vscodeFolder(root: string): string {
  return join(root, 'node_modules', 'code-server', 'lib', 'vscode');
}

function removeLeftovers(): void {
  mkdirSync(cache, { recursive: true });
  for (const name of readdirSync(cache)) {
    const match = /\.partial-(\d+)$/.exec(name);
    if (match && !isRunning(Number(match[1]))) rmSync(cached(name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
