import { join } from 'node:path';
import { build } from 'esbuild';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { FromView, SessionState, ToView } from '../../src/core/messages.ts';
import type { SavedState } from '../../webview/savedState.ts';
import { repository } from '../support/paths.ts';
import { styleSheets } from './styleSheets.ts';
import { THEMES, type ThemeName } from './themes.ts';

const PIECE = 1 << 20;

/** Longer than the page waits before it saves. */
const SAVED_AFTER = 310;

/** The middle of a row that is not scrolled, in pixels of the page: below toolbar, minimap, axis, and the charts that are shown at first. */
export function rowY(row: number): number {
  return 35 + 39 + 26 + 3 * 30 + 24 * row + 12;
}

/** The middle of the time axis, in pixels of the page. */
export const AXIS_Y = 35 + 39 + 13;

/** The page as a webview would show it, in a browser of its own: with VS Code's variables, and a host that is a test. */
export interface Harness {
  readonly page: Page;
  /** What the page has posted so far, but for what it keeps and that it has the focus. */
  readonly posted: () => Promise<FromView[]>;
  readonly send: (message: Exclude<ToView, { type: 'bytes' }>) => Promise<void>;
  /** Sends a session with these bytes as its whole stream so far. */
  readonly show: (bytes: Uint8Array, state?: SessionState, message?: string | null) => Promise<void>;
  /** Sends more of the stream, and waits until it is drawn unless told not to. */
  readonly more: (bytes: Uint8Array, isAwaited?: boolean) => Promise<void>;
  /** Changes the theme, as VS Code does it. */
  readonly wear: (theme: ThemeName) => Promise<void>;
  /** Until what was asked for is drawn. */
  readonly settled: () => Promise<void>;
  /** What the page has saved; waits until it has had the time to. */
  readonly saved: () => Promise<SavedState>;
  /** The lanes as a picture, to be compared. */
  readonly picture: () => Promise<string>;
  /** Milliseconds of script that each frame took since this was last called. */
  readonly frames: () => Promise<number[]>;
}

let bundled: Promise<string> | undefined;

/** What the page is like. */
export interface HarnessOptions {
  theme?: ThemeName;
  width?: number;
  height?: number;
  scale?: number;
  saved?: unknown;
  hasTouch?: boolean;
}

/** A window for pages of one shape. */
export function openWindow(browser: Browser, options: HarnessOptions): Promise<BrowserContext> {
  const { width = 1400, height = 800, scale = 1, hasTouch = false } = options;
  return browser.newContext({
    viewport: { width, height },
    deviceScaleFactor: scale,
    hasTouch,
    reducedMotion: 'reduce',
  });
}

/** Opens the page in a window of its own. */
export async function openHarness(browser: Browser, options: HarnessOptions = {}): Promise<Harness> {
  return openTab(await openWindow(browser, options), options);
}

/** Opens the page in a window that may have others. */
export async function openTab(
  context: BrowserContext,
  { theme = 'dark', saved = null }: HarnessOptions,
): Promise<Harness> {
  bundled ??= bundle();
  const script = await bundled;
  const page = await context.newPage();
  const { bodyClass, variables } = THEMES[theme];
  const style = Object.entries(variables)
    .map(([name, value]) => `--vscode-${name}: ${value};`)
    .join(' ');
  const css = styleSheets('timeline');
  // VS Code's own sheet for webviews pads the body; the page must undo it.
  await page.setContent(
    `<!doctype html><html lang="en" style="${style.replaceAll('"', "'")}"><head><title>Task Timeline</title><style>body { padding: 0 20px; }</style><style>${css}</style></head><body class="${bodyClass}"><div id="app"></div></body></html>`,
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
      keptState: () => kept,
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
    posted: async () => {
      const all = await page.evaluate(() => (window as unknown as { posted: FromView[] }).posted);
      return all.filter(({ type }) => type !== 'keep' && type !== 'focus');
    },
    send: (message) => page.evaluate((data) => window.postMessage(data, '*'), message),
    show: async (bytes, state = 'ended', message = null) => {
      generation++;
      await harness.send({
        type: 'sessions',
        sessions: [{ id: 's1', name: 'Python: server.py', state, message }],
        shown: 's1',
      });
      await harness.send({ type: 'begin', id: 's1', generation });
      await harness.more(bytes);
    },
    more: async (bytes, isAwaited = true) => {
      for (let at = 0; at < bytes.length; at += PIECE) {
        const piece = Buffer.from(bytes.subarray(at, at + PIECE)).toString('base64');
        await page.evaluate(
          ([text, number]) => {
            const raw = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
            document.getElementById('app')!.dataset['reading'] = 'asked';
            window.postMessage({ type: 'bytes', generation: number, bytes: raw }, '*');
          },
          [piece, generation] as const,
        );
      }
      if (!isAwaited) return;
      if (bytes.length > 0) await page.locator('#app[data-reading="false"]').waitFor({ state: 'attached' });
      await harness.settled();
    },
    wear: async (name) => {
      await page.evaluate((worn) => {
        document.documentElement.removeAttribute('style');
        for (const [variable, value] of Object.entries(worn.variables))
          document.documentElement.style.setProperty(`--vscode-${variable}`, value);
        document.body.className = worn.bodyClass;
      }, THEMES[name]);
      await harness.settled();
    },
    settled: async () => {
      await letPass(page, 60);
      await page.evaluate(
        () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
      );
    },
    saved: async () => {
      await letPass(page, SAVED_AFTER);
      return page.evaluate(() => (window as unknown as { keptState: () => SavedState }).keptState());
    },
    picture: () =>
      page.evaluate(() => document.querySelector<HTMLCanvasElement>('.lanes canvas')!.toDataURL()),
    frames: () => page.evaluate(() => (window as unknown as { frames: number[] }).frames.splice(0)),
  };
  await harness.settled();
  return harness;
}

/** What the page does so many milliseconds after what was sent is done then, however slow the machine is. */
function letPass(page: Page, milliseconds: number): Promise<void> {
  return page.evaluate(
    (length) =>
      new Promise<void>((done) => {
        const heard = (event: MessageEvent<unknown>): void => {
          if (event.data !== 'sent before') return;
          window.removeEventListener('message', heard);
          // Timers of one page end in order: by its own clock, not by the test's.
          setTimeout(done, length);
        };
        window.addEventListener('message', heard);
        window.postMessage('sent before', '*');
      }),
    milliseconds,
  );
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
