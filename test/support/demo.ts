/**
 * `npm run demo`: packs the product, opens a VS Code that has it installed on a copy of the sample, runs the sample and
 * shows its timeline. The desktop `code` is used where there is one, else the browser-served VS Code of the tests.
 *
 * `-- --screenshot FILE` does the same without a window, writes the picture of the finished sample and ends;
 * `-- --theme NAME` chooses the colour theme.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { packDebugpyExtension } from './debugpyExtension.ts';
import { mustRun, run } from './processes.ts';
import { packProduct, sampleFolder } from './product.ts';
import { ensureDefaultPython } from './pythons.ts';
import { QUIET_SETTINGS, startServedVscode, type Settings } from './servedVscode.ts';
import { timelineFrame, waitForTimeline } from './timeline.ts';
import { closeWorkbench, openWorkbench, screenshot, THEMES, type Theme } from './workbench.ts';
import { makeWorkspace } from './workspace.ts';

const { values } = parseArgs({
  options: { screenshot: { type: 'string' }, theme: { type: 'string', default: 'Default Dark Modern' } },
});
const theme = THEMES.find((name) => name === values.theme);

try {
  if (!theme) throw new Error(`--theme takes one of: ${THEMES.join(', ')}.`);
  await demonstrate(theme, values.screenshot);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function demonstrate(chosen: Theme, picture: string | undefined): Promise<void> {
  console.log('Preparing Python …');
  const python = await ensureDefaultPython();
  console.log('Packing the extension …');
  const vsix = [await packProduct(), await packDebugpyExtension()];
  const workspace = makeWorkspace('coffee-shop', { folders: [sampleFolder] });
  process.on('exit', workspace.remove);
  const settings: Settings = {
    'debug.internalConsoleOptions': 'neverOpen',
    'editor.minimap.enabled': false,
    'testDebugpy.demo': 'coffee_shop.py',
    'testDebugpy.python': python.path,
    'workbench.colorTheme': chosen,
  };
  if (picture !== undefined) await takePicture(workspace.path, vsix, settings, resolve(picture));
  else if (await hasDesktop()) await openDesktop(workspace.path, vsix, settings);
  else await serve(workspace.path, vsix, settings);
}

async function takePicture(
  workspace: string,
  vsix: string[],
  settings: Settings,
  file: string,
): Promise<void> {
  console.log('Starting VS Code …');
  const served = await startServedVscode({ workspace, vsix, settings });
  const page = await openWorkbench(served, { width: 1600, height: 1000 });
  try {
    console.log('Running the sample …');
    await waitForTimeline(await timelineFrame(page), 'ended');
    mkdirSync(dirname(file), { recursive: true });
    await page.screenshot({ path: file });
    console.log(`Wrote ${file}`);
  } catch (error) {
    console.error(`What was there instead: ${await screenshot(page, 'demo', 'failures')}`);
    throw error;
  } finally {
    await closeWorkbench(page);
    served.stop();
  }
}

async function serve(workspace: string, vsix: string[], settings: Settings): Promise<void> {
  console.log('Starting VS Code …');
  const served = await startServedVscode({ workspace, vsix, settings });
  console.log(`\nOpen this in a browser on this machine; the sample runs as soon as the window is open:`);
  console.log(`\n  ${served.url}\n\nCtrl-C ends it.`);
  await new Promise(() => setInterval(() => undefined, 60_000));
}

async function hasDesktop(): Promise<boolean> {
  return (await run('code', ['--version'])).code === 0;
}

async function openDesktop(workspace: string, vsix: string[], settings: Settings): Promise<void> {
  const data = mkdtempSync(join(tmpdir(), 'coroscope-demo-'));
  mkdirSync(join(data, 'User'));
  writeFileSync(join(data, 'User', 'settings.json'), JSON.stringify({ ...QUIET_SETTINGS, ...settings }));
  const folders = ['--user-data-dir', data, '--extensions-dir', join(data, 'extensions')];
  // Chromium's sandbox refuses to run for root.
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  try {
    const installs = vsix.flatMap((file) => ['--install-extension', file]);
    await mustRun('code', [...folders, ...sandbox, ...installs]);
    console.log('VS Code opens and runs the sample. Close its window to end the demo.');
    await mustRun('code', [...folders, ...sandbox, '--new-window', '--wait', workspace]);
  } finally {
    rmSync(data, { recursive: true, force: true, maxRetries: 5 });
  }
}
