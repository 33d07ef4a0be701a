/** Debugging in VS Code's window: keys, breakpoints, the state of the session, the Debug Console. */
import type { JSHandle, Page } from 'playwright-core';
import { goToLine, openFile, runCommand, startFromLaunchJson } from './palette.ts';

const TIMEOUT = 60_000;

/** Presses F5, or Ctrl+F5 to run without debugging, in the active editor, and waits until a debug session has begun. */
export async function pressF5(
  page: Page,
  { debug = true }: { readonly debug?: boolean } = {},
): Promise<void> {
  const session = await watchForSession(page);
  await page.locator('.editor-group-container.active .monaco-editor.focused').first().waitFor();
  // A key pressed while the focus moves between frames is lost now and then.
  for (let tries = 0; tries < 3; tries += 1) {
    await page.keyboard.press(debug ? 'F5' : 'Control+F5');
    if (await hasBegun(session, TIMEOUT / 4)) return;
  }
  throw new Error('No debug session began.');
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
  const session = await watchForSession(page);
  await startFromLaunchJson(page, name);
  if (!(await hasBegun(session, TIMEOUT))) throw new Error(`No debug session of "${name}" began.`);
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

/** Whether the debug toolbar has been seen since. A short program's is gone before one could look for it. */
type SessionWatch = JSHandle<{ seen: boolean }>;

async function watchForSession(page: Page): Promise<SessionWatch> {
  return page.evaluateHandle(() => {
    const watch = { seen: false };
    const look = (): void => {
      const toolbar = document.querySelector<HTMLElement>('.debug-toolbar');
      if (!toolbar || toolbar.style.display === 'none') return;
      watch.seen = true;
      observer.disconnect();
    };
    const observer = new MutationObserver(look);
    observer.observe(document.body, { subtree: true, childList: true, attributeFilter: ['style'] });
    look();
    return watch;
  });
}

async function hasBegun(session: SessionWatch, timeout: number): Promise<boolean> {
  const deadline = Date.now() + timeout;
  while (Date.now() < deadline) {
    if (await session.evaluate(({ seen }) => seen)) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
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
