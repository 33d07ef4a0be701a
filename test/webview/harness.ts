import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { chromium, type Browser, type Page } from 'playwright-core';
import type { FromView, SessionState, ToView } from '../../src/core/messages.ts';
import { ensureChromium } from '../support/chromium.ts';
import { repository } from '../support/paths.ts';
import { THEMES, type ThemeName } from './themes.ts';

const PIECE = 1 << 20;

/** The page as a webview would show it, in a browser of its own: with VS Code's variables, and a host that is a test. */
export interface Harness {
  readonly page: Page;
  /** What the page has posted so far. */
  readonly posted: () => Promise<FromView[]>;
  readonly send: (message: Exclude<ToView, { type: 'bytes' }>) => Promise<void>;
  /** Sends a session with these bytes as its whole stream so far. */
  readonly show: (bytes: Uint8Array, state?: SessionState) => Promise<void>;
  readonly more: (bytes: Uint8Array) => Promise<void>;
  /** Until what was asked for is drawn. */
  readonly settled: () => Promise<void>;
  /** Milliseconds of script that each frame took since this was last called. */
  readonly frames: () => Promise<number[]>;
}

/** The browser that draws. */
export async function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: await ensureChromium(),
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  });
}

let bundled: Promise<string> | undefined;

/** Opens the page. */
export async function openHarness(
  browser: Browser,
  options: { theme?: ThemeName; width?: number; height?: number; scale?: number; saved?: unknown } = {},
): Promise<Harness> {
  const { theme = 'dark', width = 1400, height = 800, scale = 1, saved = null } = options;
  bundled ??= bundle();
  const script = await bundled;
  const context = await browser.newContext({ viewport: { width, height }, deviceScaleFactor: scale });
  const page = await context.newPage();
  const { bodyClass, variables } = THEMES[theme];
  const style = Object.entries(variables)
    .map(([name, value]) => `--vscode-${name}: ${value};`)
    .join(' ');
  const css = readFileSync(join(repository, 'media', 'timeline.css'), 'utf8');
  // VS Code's own sheet for webviews pads the body; the page must undo it.
  await page.setContent(
    `<!doctype html><html style="${style.replaceAll('"', "'")}"><head><style>body { padding: 0 20px; }</style><style>${css}</style></head><body class="${bodyClass}"><div id="app"></div></body></html>`,
  );
  await page.evaluate((state) => {
    const posted: unknown[] = [];
    const frames: number[] = [];
    let kept: unknown = state;
    Object.assign(window, {
      posted,
      frames,
      acquireVsCodeApi: () => ({
        postMessage: (message: unknown) => posted.push(message),
        getState: () => kept,
        setState: (next: unknown) => (kept = next),
      }),
    });
    const original = window.requestAnimationFrame.bind(window);
    window.requestAnimationFrame = (callback) =>
      original((now) => {
        const start = performance.now();
        callback(now);
        frames.push(performance.now() - start);
      });
  }, saved);
  await page.addScriptTag({ content: script });
  let generation = 0;
  const harness: Harness = {
    page,
    posted: () => page.evaluate(() => (window as unknown as { posted: FromView[] }).posted),
    send: (message) => page.evaluate((data) => window.postMessage(data, '*'), message),
    show: async (bytes, state = 'ended') => {
      generation++;
      await harness.send({
        type: 'sessions',
        sessions: [{ id: 's1', name: 'Python: server.py', state, message: null }],
        shown: 's1',
      });
      await harness.send({ type: 'begin', id: 's1', generation });
      await harness.more(bytes);
    },
    more: async (bytes) => {
      for (let at = 0; at < bytes.length; at += PIECE) {
        const piece = Buffer.from(bytes.subarray(at, at + PIECE)).toString('base64');
        await page.evaluate(
          ([text, number]) => {
            const raw = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
            window.postMessage({ type: 'bytes', generation: number, bytes: raw }, '*');
          },
          [piece, generation] as const,
        );
      }
      await harness.settled();
    },
    settled: async () => {
      await page.waitForTimeout(220);
      await page.evaluate(
        () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
      );
    },
    frames: () => page.evaluate(() => (window as unknown as { frames: number[] }).frames.splice(0)),
  };
  await harness.settled();
  return harness;
}

async function bundle(): Promise<string> {
  const result = await build({
    entryPoints: [join(repository, 'webview', 'main.ts')],
    bundle: true,
    format: 'iife',
    platform: 'browser',
    write: false,
  });
  return result.outputFiles[0]!.text;
}
