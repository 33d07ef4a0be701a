/** VS Code's one input box: the command palette, and going to a file or a line. */
import type { Locator, Page } from 'playwright-core';

const TIMEOUT = 10_000;
const BOX = '.quick-input-widget:visible .quick-input-box input';
const ROWS = '.quick-input-widget:visible .quick-input-list .monaco-list-row';

/** The status bar's entry that says where the text cursor is. */
export const SELECTION = '[id="status.editor.selection"]';

/** Runs a command by its title, as the palette shows it, with or without the category before it. */
export async function runCommand(page: Page, title: string): Promise<void> {
  await choose(page, `>${title}`, ofCommand(title));
}

/** Whether the palette offers a command. */
export async function hasCommand(page: Page, title: string): Promise<boolean> {
  const isOffered = await withInput(page, `>${title}`, () =>
    rowOf(page, ofCommand(title))
      .waitFor({ timeout: 3000 })
      .then(
        () => true,
        () => false,
      ),
  );
  await page.keyboard.press('Escape');
  return isOffered;
}

/** Picks an entry, by its exact label, of a list that a command has just opened. */
export async function pick(page: Page, label: string): Promise<void> {
  await page.locator(BOX).fill(label);
  await clickRow(page, label, ofEntry(label));
}

/** Opens a file by its absolute path; a line, counted from 1, puts the text cursor there. */
export async function openFile(page: Page, path: string, line?: number): Promise<void> {
  const name = path.split(/[\\/]/).at(-1) ?? path;
  await choose(
    page,
    line === undefined ? path : `${path}:${String(line)}`,
    `[aria-label^=${JSON.stringify(name)}]`,
  );
  await page.locator('.editor-group-container.active .tab.active').and(tabOf(page, name)).waitFor();
  await page.locator(SELECTION, { hasText: line === undefined ? 'Ln' : `Ln ${String(line)},` }).waitFor();
}

/** Puts the active editor's text cursor in a line, counted from 1. */
export async function goToLine(page: Page, line: number): Promise<void> {
  await withInput(page, `:${String(line)}`, () => page.keyboard.press('Enter'));
  await page.locator(SELECTION, { hasText: `Ln ${String(line)},` }).waitFor();
}

/** Starts a configuration of launch.json by its name. */
export async function startFromLaunchJson(page: Page, name: string): Promise<void> {
  await choose(page, `debug ${name}`, ofEntry(name));
}

async function choose(page: Page, text: string, entry: string): Promise<void> {
  await withInput(page, text, () => clickRow(page, text, entry));
}

// Begins anew if the box closed before the end: it does when a page that has just been loaded takes the focus.
async function withInput<T>(page: Page, text: string, act: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + 2 * TIMEOUT;
  for (;;) {
    try {
      await openInput(page);
      await page.locator(BOX).fill(text, { timeout: 2000 });
      return await act();
    } catch (error) {
      if (Date.now() > deadline || (await page.locator(BOX).isVisible())) throw error;
    }
  }
}

async function openInput(page: Page): Promise<void> {
  const deadline = Date.now() + TIMEOUT;
  // A key pressed while the focus moves between frames is lost now and then.
  while (Date.now() < deadline) {
    await page.keyboard.press('F1');
    const isOpen = await page
      .locator(BOX)
      .waitFor({ timeout: 2000 })
      .then(
        () => true,
        () => false,
      );
    if (isOpen) return;
  }
  throw new Error('The command palette did not open on F1.');
}

async function clickRow(page: Page, text: string, entry: string): Promise<void> {
  const row = rowOf(page, entry);
  try {
    await row.waitFor({ timeout: TIMEOUT });
  } catch {
    const offered = await page
      .locator(ROWS)
      .evaluateAll((all) => all.map((each) => each.getAttribute('aria-label')));
    throw new Error(`VS Code does not offer "${text}". It offers:\n${offered.join('\n')}`);
  }
  await row.click();
  // Else the pointer rests on what lay beneath the list, and its tooltip gets into pictures.
  await page.mouse.move(0, 0);
}

// Entries are found by selectors: to work out the names of all that is in VS Code's window takes the browser long.
function ofCommand(title: string): string {
  return `${ofEntry(title)}, [aria-label$=${JSON.stringify(`: ${title}`)}], [aria-label*=${JSON.stringify(`: ${title},`)}]`;
}

function ofEntry(label: string): string {
  return `[aria-label=${JSON.stringify(label)}], [aria-label^=${JSON.stringify(`${label},`)}]`;
}

function rowOf(page: Page, entry: string): Locator {
  return page.locator(`${ROWS}:is(${entry})`).first();
}

function tabOf(page: Page, name: string): Locator {
  return page.locator(`.tab[data-resource-name="${name}"]`);
}
