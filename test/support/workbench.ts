/**
 * The window of a served VS Code: Chromium, driven by Playwright. Helpers act as a user does (palette, keys, clicks)
 * and wait for what a user would see, never for a time.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from './chromium.ts';
import { pick, runCommand, SELECTION } from './palette.ts';
import { cached } from './paths.ts';
import type { ServedVscode } from './servedVscode.ts';

/** The themes the product is looked at in. */
export type Theme =
  'Default Dark Modern' | 'Default Light Modern' | 'Default High Contrast' | 'Default High Contrast Light';

/** A theme's name in VS Code's picker, and the class of the workbench by which it is known to be in force. */
const THEME_FACTS: Record<Theme, { readonly label: string; readonly cssClass: string }> = {
  'Default Dark Modern': { label: 'Dark Modern', cssClass: 'vs-dark' },
  'Default Light Modern': { label: 'Light Modern', cssClass: 'vs' },
  'Default High Contrast': { label: 'Dark High Contrast', cssClass: 'hc-black' },
  'Default High Contrast Light': { label: 'Light High Contrast', cssClass: 'hc-light' },
};

/** Every theme of {@link Theme}. */
export const THEMES = Object.keys(THEME_FACTS) as readonly Theme[];

/** How to open a window. */
export interface WorkbenchOptions {
  readonly width?: number;
  readonly height?: number;
  readonly theme?: Theme;
  /** False shows the window on the screen. */
  readonly headless?: boolean;
  /** The browser to open it in, which stays when the window is closed by its context; one of its own by default. */
  readonly browser?: Browser;
}

/** Opens VS Code's window and waits until it is ready for input. */
export async function openWorkbench(served: ServedVscode, options: WorkbenchOptions = {}): Promise<Page> {
  const { width = 1280, height = 800, theme, headless = true } = options;
  if (theme) served.updateSettings({ 'workbench.colorTheme': theme });
  const browser = options.browser ?? (await launchBrowser(headless));
  const context = await browser.newContext({ viewport: { width, height }, reducedMotion: 'reduce' });
  try {
    const page = await context.newPage();
    await page.goto(served.url);
    await waitUntilRestored(page);
    if (theme) await waitForTheme(page, theme);
    return page;
  } catch (error) {
    await (options.browser ? context : browser).close();
    throw new Error(`VS Code's window did not open. The server printed:\n${served.log().slice(-4000)}`, {
      cause: error,
    });
  }
}

/** Waits until a window that was just opened, or loaded anew, is ready for input. */
export async function waitUntilRestored(page: Page): Promise<void> {
  await page.locator('.monaco-workbench .statusbar').waitFor({ timeout: 60_000 });
  await page.waitForFunction('window.driver?.whenWorkbenchRestored().then(() => true)', undefined, {
    timeout: 60_000,
  });
}

/** Closes the window and its browser. */
export async function closeWorkbench(page: Page): Promise<void> {
  await page.context().browser()?.close();
}

/** Switches the colour theme as a user does, and waits until it is in force. */
export async function setTheme(page: Page, theme: Theme): Promise<void> {
  await runCommand(page, 'Preferences: Color Theme');
  await pick(page, THEME_FACTS[theme].label);
  await waitForTheme(page, theme);
}

/** Closes all editors, the Task Timeline with them. */
export async function closeEditors(page: Page): Promise<void> {
  await runCommand(page, 'View: Close All Editors');
  await page.locator('.editor-group-container .tab').first().waitFor({ state: 'detached' });
}

/** The texts of all notifications since the window opened, those included that have faded away. */
export async function notifications(page: Page): Promise<string[]> {
  await runCommand(page, 'Notifications: Show Notifications');
  await page.locator('.notifications-center.visible').waitFor();
  const texts = await page
    .locator('.notifications-center .notification-list-item-message')
    .evaluateAll((elements) => elements.map((element) => element.textContent));
  await runCommand(page, 'Notifications: Hide Notifications');
  return texts;
}

/** Where the text cursor is. */
export interface EditorPosition {
  /** The name of the active editor's file, without its folder. */
  readonly file: string;
  /** Counted from 1; undefined while the active editor is not a text. */
  readonly line: number | undefined;
}

/** The active editor's file and the line the text cursor is in, as the tab and the status bar show them. */
export async function editorPosition(page: Page): Promise<EditorPosition> {
  const tab = page.locator('.editor-group-container.active .tab.active');
  const selection = page.locator(SELECTION);
  const file = (await tab.count()) > 0 ? await tab.first().getAttribute('data-resource-name') : '';
  const text = (await selection.count()) > 0 ? await selection.first().textContent() : '';
  const line = /Ln (\d+)/.exec(text ?? '')?.[1];
  return { file: file ?? '', line: line === undefined ? undefined : Number(line) };
}

/**
 * Saves a picture of the window under `.vscode-test/`.
 *
 * @returns the file
 */
export async function screenshot(page: Page, name: string, folder = 'screenshots'): Promise<string> {
  mkdirSync(cached(folder), { recursive: true });
  const path = join(cached(folder), `${name.replaceAll(/[^\w.-]+/g, '-')}.png`);
  await page.screenshot({ path });
  return path;
}

async function waitForTheme(page: Page, theme: Theme): Promise<void> {
  await page.locator(`.monaco-workbench.${THEME_FACTS[theme].cssClass}`).waitFor({ timeout: 30_000 });
}
