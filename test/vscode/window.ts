/**
 * A VS Code window for a test file: the product installed from its .vsix, the real debugpy, a workspace of its own. The
 * files that ask for nothing else have the server and the browser in common, one after the other: neither knows of the
 * windows before.
 */
import { rmSync, writeFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, inject, onTestFailed } from 'vitest';
import { launchBrowser } from '../support/chromium.ts';
import { defaultPython } from '../support/pythons.ts';
import { startServedVscode, type ServedVscode, type Settings } from '../support/servedVscode.ts';
import { openWorkbench, screenshot, type WorkbenchOptions } from '../support/workbench.ts';
import { makeWorkspace, type TemporaryWorkspace, type WorkspaceContents } from '../support/workspace.ts';

/** What the window is to show. */
export interface WindowOptions extends WorkbenchOptions, WorkspaceContents {
  /** The Python F5 runs; {@link defaultPython} by default. */
  readonly python?: string;
  readonly settings?: Settings;
  readonly env?: NodeJS.ProcessEnv;
  /** Whether VS Code asks for trust: then the workspace is opened in Restricted Mode. */
  readonly workspaceTrust?: boolean;
  /** More extensions to install, as .vsix files. */
  readonly vsix?: readonly string[];
}

/** The window, while tests run. */
export interface TestWindow {
  readonly page: Page;
  readonly served: ServedVscode;
  /** The absolute path of a file in the workspace. */
  file(name: string): string;
  /** Writes a file of the workspace: how a test tells a program that looks for it to go on. */
  write(name: string, text?: string): void;
  /** Deletes a file of the workspace. */
  remove(name: string): void;
}

/**
 * Opens one window for all the tests of a file (or of the `describe` it is called in), and closes it after them.
 * A test that fails leaves a picture in `.vscode-test/failures/`.
 *
 * @returns the window; to be read inside tests only
 */
export function useWindow(options: WindowOptions = {}): TestWindow {
  let workspace: TemporaryWorkspace | undefined;
  let served: ServedVscode | undefined;
  let page: Page | undefined;
  const failures = new Map<string, number>();

  beforeAll(async () => {
    workspace = makeWorkspace('workspace', options);
    served = await serve(workspace.path, options);
    page = await openWorkbench(served, { ...options, browser: await sharedBrowser() });
  });

  beforeEach(({ task, skip }) => {
    // What follows a failure mostly fails for its reasons, and each takes its time for that.
    if ([...failures].some(([id, times]) => id !== task.id && times > (task.retry as number)))
      skip('A test before it in this window failed.');
    onTestFailed(async () => {
      failures.set(task.id, (failures.get(task.id) ?? 0) + 1);
      if (page)
        console.log(`Picture: ${await screenshot(page, `${task.file.name}-${task.name}`, 'failures')}`);
    });
  });

  afterAll(async () => {
    await page?.context().close();
    if (served !== undefined) release(served);
    workspace?.remove();
  });

  return {
    get page() {
      return started(page);
    },
    get served() {
      return started(served);
    },
    file: (name) => started(workspace).file(name),
    write(name, text = '') {
      writeFileSync(started(workspace).file(name), text);
    },
    remove(name) {
      rmSync(started(workspace).file(name), { force: true });
    },
  };
}

let shared: ServedVscode | undefined;
let isTaken = false;
let browser: Promise<Browser> | undefined;

async function serve(workspace: string, options: WindowOptions): Promise<ServedVscode> {
  const settings = { 'testDebugpy.python': options.python ?? defaultPython().path, ...options.settings };
  const vsix = [inject('productVsix'), inject('debugpyVsix'), ...(options.vsix ?? [])];
  const { env, workspaceTrust } = options;
  if (isTaken || env !== undefined || workspaceTrust !== undefined || options.vsix !== undefined)
    return startServedVscode({ workspace, vsix, settings, env, workspaceTrust });
  isTaken = true;
  shared = shared?.serveNext(workspace, settings) ?? (await startServedVscode({ workspace, vsix, settings }));
  return shared;
}

function release(served: ServedVscode): void {
  if (served === shared) isTaken = false;
  else served.stop();
}

function sharedBrowser(): Promise<Browser> {
  browser ??= launchBrowser();
  return browser;
}

function started<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('The window is open inside tests and hooks only.');
  return value;
}
