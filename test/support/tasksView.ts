/** The Tasks view of the Debug side bar, as a user sees and works it. */
import type { Frame, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { runCommand } from './palette.ts';
import { PRODUCT } from './product.ts';
import { belongsTo, webviewFrame } from './webviews.ts';

const VIEW = '.pane:has(.pane-header[aria-label^="Asyncio Tasks"])';

/** Opens the Debug side bar with the Tasks view, if a program runs; answers the view. */
export async function showTasks(page: Page): Promise<Locator> {
  await runCommand(page, 'Run and Debug: Focus on Asyncio Tasks View');
  const view = page.locator(VIEW);
  await view.locator('.monaco-list').waitFor();
  return view;
}

/** Closes the other views of the side bar that are large, so that there is room for the tasks. */
export async function makeRoom(page: Page): Promise<void> {
  for (const title of ['Variables', 'Watch', 'Breakpoints']) {
    const header = page.locator(`.pane-header[aria-label^="${title}"]`);
    if ((await header.getAttribute('aria-expanded')) === 'true') await header.click();
    await header.and(page.locator('[aria-expanded="false"]')).waitFor();
  }
}

/** The rows in sight, from above: indented by two blanks a level, the label, a bar, the description. */
export async function rowsOf(view: Locator): Promise<string[]> {
  const rows = await view.locator('.monaco-list-row').all();
  const found = await Promise.all(
    rows.map(async (row) => {
      const top = Number(await row.getAttribute('data-index'));
      const level = Number((await row.getAttribute('aria-level')) ?? 1);
      const label = (await row.locator('.label-name').first().textContent()) ?? '';
      const description = (await row.locator('.label-description').allTextContents()).join('');
      return { top, text: `${'  '.repeat(level - 1)}${label} | ${description}` };
    }),
  );
  return found.sort((a, b) => a.top - b.top).map(({ text }) => text);
}

/** The row whose label is that. */
export function taskRow(view: Locator, label: string): Locator {
  return view
    .locator('.monaco-list-row')
    .filter({ has: view.page().locator('.label-name', { hasText: new RegExp(`^${label}$`) }) })
    .first();
}

/** Opens a row that is closed. */
export async function expandRow(view: Locator, label: string): Promise<void> {
  const row = taskRow(view, label);
  await row.waitFor();
  if ((await row.getAttribute('aria-expanded')) === 'false') {
    await row.locator('.monaco-tl-twistie').click();
    await expect.poll(() => row.getAttribute('aria-expanded')).toBe('true');
  }
}

/** Closes all rows, so that those to come are in sight: the list draws no others. */
export async function collapseAll(view: Locator): Promise<void> {
  await view.locator('.pane-header').hover();
  await view.locator('.pane-header .codicon-toolbar-more').click();
  const item = view.page().locator('.monaco-menu .action-item').filter({ hasText: 'Collapse All' });
  await item.hover();
  await view.page().keyboard.press('Enter');
  await item.waitFor({ state: 'detached' });
  await view.locator('.monaco-list-row[aria-level="2"]').first().waitFor({ state: 'detached' });
}

/** Chooses an entry of a row's context menu. */
export async function chooseOnRow(view: Locator, label: string, entry: string): Promise<void> {
  const page = view.page();
  await taskRow(view, label).locator('.label-name').click({ button: 'right' });
  const item = page.locator('.monaco-menu .action-item').filter({ hasText: entry }).first();
  // A menu that has just opened takes no click.
  await item.hover();
  await page.keyboard.press('Enter');
  await item.waitFor({ state: 'detached' });
}

/** What was copied last. */
export async function clipboard(page: Page): Promise<string> {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  return page.evaluate(() => navigator.clipboard.readText());
}

/** The page of the picture of who waits for whom. */
export function waitsFrame(page: Page): Promise<Frame> {
  const isOurs = belongsTo(PRODUCT);
  return webviewFrame(page, async (frame) => isOurs(frame) && (await frame.title()) === 'Who Waits for Whom');
}
