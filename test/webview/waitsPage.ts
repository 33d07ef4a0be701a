import { join } from 'node:path';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import type { FromWaits, ToWaits } from '../../src/core/waitMessages.ts';
import { mergePictures } from '../../src/core/inspect/mergePictures.ts';
import { takePicture } from '../../src/core/inspect/taskPicture.ts';
import { waitGraph } from '../../src/core/inspect/waitGraph.ts';
import { waitPicture } from '../../src/core/inspect/waitPicture.ts';
import { snapshotOf, type WrittenResource, type WrittenTask } from '../core/snapshotWriter.ts';
import { repository } from '../support/paths.ts';
import { styleSheets } from './styleSheets.ts';
import { THEMES, type ThemeName } from './themes.ts';

/** The page of who waits for whom, with a host that is a test. */
export interface WaitsPage {
  readonly page: Page;
  readonly send: (message: ToWaits) => Promise<void>;
  readonly posted: () => Promise<FromWaits[]>;
  /** What the browser complained of. */
  readonly complaints: readonly string[];
}

const ORIGIN = 'http://page.test/';
/** As the host's: scripts by a nonce, style sheets from the page's origin, and nothing else. */
const POLICY = `default-src 'none'; style-src ${ORIGIN}; script-src 'nonce-test'`;

let bundled: Promise<string> | undefined;

/** Opens the page, under the policy that VS Code's has. */
export async function openWaits(
  browser: Browser,
  { theme = 'dark', width = 1100, height = 640 }: { theme?: ThemeName; width?: number; height?: number } = {},
): Promise<WaitsPage> {
  const script = await (bundled ??= bundle());
  const context = await browser.newContext({ viewport: { width, height }, reducedMotion: 'reduce' });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  const { bodyClass, variables } = THEMES[theme];
  const style = Object.entries(variables)
    .map(([name, value]) => `--vscode-${name}: ${value};`)
    .join(' ');
  const files: Readonly<Record<string, readonly [string, string]>> = {
    '': [
      'text/html',
      `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${POLICY}"><title>Who Waits for Whom</title><link rel="stylesheet" href="theme.css"><link rel="stylesheet" href="waits.css"></head><body class="${bodyClass}"><div id="app"></div><script nonce="test" src="waits.js"></script></body></html>`,
    ],
    'theme.css': ['text/css', `:root { ${style} } body { padding: 0 20px; }`],
    'waits.css': ['text/css', styleSheets('waits')],
    'waits.js': ['text/javascript', script],
  };
  await page.route(`${ORIGIN}**`, (route) => {
    const [contentType, body] = files[route.request().url().slice(ORIGIN.length)] ?? ['text/plain', ''];
    return route.fulfill({ contentType, body });
  });
  await page.addInitScript(() => {
    const posted: unknown[] = [];
    Object.assign(window, {
      posted,
      acquireVsCodeApi: () => ({ postMessage: (message: unknown) => posted.push(message) }),
    });
  });
  await page.goto(ORIGIN);
  return {
    page,
    complaints,
    send: async (message) => {
      await page.evaluate((data) => window.postMessage(data, '*'), message);
      const shown =
        message.type === 'picture' ? `body[data-number="${message.number}"]` : '.empty:not([hidden])';
      await page.locator(shown).waitFor({ state: 'attached' });
    },
    posted: () => page.evaluate(() => (window as unknown as { posted: FromWaits[] }).posted),
  };
}

/** The picture of a moment that a test states. */
export function pictureOf(
  tasks: readonly WrittenTask[],
  resources: readonly WrittenResource[] = [],
  { lone = [] as readonly string[], number = 1 } = {},
): Extract<ToWaits, { type: 'picture' }> {
  const snapshot = snapshotOf(tasks, resources, { lone });
  const source = { pid: snapshot.pid, name: 'server.py', isStopped: true, isDebugged: true, snapshot };
  const rows = mergePictures([takePicture(null, [], [source])]);
  const picture = waitPicture(waitGraph(null, [snapshot]), rows);
  return { type: 'picture', number, picture, tasks: tasks.length, isStopped: true, notes: [] };
}

/** A kitchen: a deadlock, whom it holds up, a crowd at a semaphore, and a future that nobody ends. */
export function kitchen(): Parameters<typeof pictureOf> {
  const cooks = (from: number, count: number, more: Partial<WrittenTask>): WrittenTask[] =>
    Array.from({ length: count }, (_, at) => ({
      name: `cook ${from + at}`,
      coroutine: 'cook',
      kind: 'sleep',
      stack: ['/app/kitchen.py:8 cook'],
      ...more,
    }));
  const all: WrittenTask[] = [
    ...cooks(0, 12, {}),
    ...cooks(12, 5, { kind: 'lock', resource: 'Kitchen', stack: ['/app/kitchen.py:6 cook'] }),
    {
      name: 'left hand',
      coroutine: 'carry',
      kind: 'lock',
      resource: 'Plate',
      stack: ['/app/kitchen.py:30 carry'],
    },
    {
      name: 'right hand',
      coroutine: 'carry',
      kind: 'lock',
      resource: 'Tray',
      stack: ['/app/kitchen.py:30 carry'],
    },
    { name: 'hungry', coroutine: 'eat', kind: 'lock', resource: 'Plate', stack: ['/app/kitchen.py:40 eat'] },
    { name: 'forgotten', coroutine: 'lost', kind: 'future', stack: ['/app/kitchen.py:50 lost'] },
    {
      name: 'waiter',
      coroutine: 'wait',
      kind: 'queue.get',
      resource: 'Tables',
      stack: ['/app/kitchen.py:15 wait'],
    },
  ];
  const main: WrittenTask = {
    name: 'Task-1',
    coroutine: 'main',
    kind: 'gather',
    on: all.map(({ name }) => name),
    stack: ['/app/kitchen.py:60 main'],
  };
  const resources: WrittenResource[] = [
    {
      name: 'Kitchen',
      kind: 'semaphore',
      capacity: 12,
      value: 0,
      holders: all.slice(0, 12).map(({ name }) => name),
    },
    { name: 'Plate', isSet: true, holders: ['right hand'] },
    { name: 'Tray', isSet: true, holders: ['left hand'] },
    { name: 'Tables', kind: 'queue', value: 0 },
  ];
  return [[main, ...all], resources, { lone: ['forgotten'] }];
}

async function bundle(): Promise<string> {
  const result = await build({
    entryPoints: [join(repository, 'webview', 'waits', 'main.ts')],
    bundle: true,
    format: 'iife',
    platform: 'browser',
    write: false,
  });
  return result.outputFiles[0]!.text;
}
