/** Debugging in VS Code's window: keys, breakpoints, the state of the session, the Debug Console. */
import type { Page } from 'playwright-core';
import { goToLine, openFile, runCommand, startFromLaunchJson } from './palette.ts';

const TIMEOUT = 60_000;

/** Presses F5, or Ctrl+F5 to run without debugging, in the active editor, and waits until a debug session has begun. */
export async function pressF5(
  page: Page,
  { debug = true }: { readonly debug?: boolean } = {},
): Promise<void> {
  // Looked for from before on: a short program's session is over before one would look afterwards.
  const begun = waitUntilDebugging(page);
  await Promise.all([begun, page.keyboard.press(debug ? 'F5' : 'Control+F5')]);
}

/** Sets or removes a breakpoint in the active editor's line, counted from 1. */
export async function toggleBreakpoint(page: Page, line: number): Promise<void> {
  const breakpoints = page.locator('.codicon-debug-breakpoint, .codicon-debug-breakpoint-unverified');
  const before = await breakpoints.count();
  await goToLine(page, line);
  await runCommand(page, 'Debug: Toggle Breakpoint');
  await page.waitForFunction(([selector, count]) => document.querySelectorAll(selector).length !== count, [
    '.codicon-debug-breakpoint, .codicon-debug-breakpoint-unverified',
    before,
  ] as const);
}

/** Opens a file and starts it with F5, or with Ctrl+F5. */
export async function debugFile(
  page: Page,
  path: string,
  options?: { readonly debug?: boolean },
): Promise<void> {
  await openFile(page, path);
  await pressF5(page, options);
}

/** Starts a configuration of launch.json by its name. From then on it is also the one that F5 starts. */
export async function startConfiguration(page: Page, name: string): Promise<void> {
  await Promise.all([waitUntilDebugging(page), startFromLaunchJson(page, name)]);
}

/** Waits until the program stands at a breakpoint. */
export async function waitUntilPaused(page: Page): Promise<void> {
  await page.locator('.debug-toolbar .codicon-debug-continue').waitFor({ timeout: TIMEOUT });
}

/** Lets the program, that stands at a breakpoint or will in a moment, go on. */
export async function continueProgram(page: Page): Promise<void> {
  await waitUntilPaused(page);
  await page.keyboard.press('F5');
  await page.locator('.debug-toolbar .codicon-debug-continue').waitFor({ state: 'hidden', timeout: TIMEOUT });
}

/** Waits until a debug session has begun. */
export async function waitUntilDebugging(page: Page): Promise<void> {
  await page.locator('.debug-toolbar').waitFor({ timeout: TIMEOUT });
}

/** Waits until no debug session is left. */
export async function waitUntilEnded(page: Page): Promise<void> {
  await page.locator('.debug-toolbar').waitFor({ state: 'hidden', timeout: TIMEOUT });
}

/** Ends the program as the Stop button does. */
export async function stopProgram(page: Page): Promise<void> {
  await page.keyboard.press('Shift+F5');
  await waitUntilEnded(page);
}

/** The lines the Debug Console shows. It draws only those that fit: ask for the last ones. */
export async function debugConsole(page: Page): Promise<string[]> {
  await runCommand(page, 'Debug Console: Focus on Debug Console View');
  return page
    .locator('.repl .monaco-list-row .value')
    .evaluateAll((all) => all.map((each) => each.textContent.trimEnd()));
}
