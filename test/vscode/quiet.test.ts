/** Installed, the product keeps out of sight until it is asked for. */
import { expect, test } from 'vitest';
import { debugConsole, debugFile, waitUntilEnded } from '../support/debugging.ts';
import { notifications } from '../support/workbench.ts';
import { useWindow } from './window.ts';

const PROGRAM = `\
import asyncio


async def main():
    print("one")
    await asyncio.sleep(0.05)
    print("two")


asyncio.run(main())
`;

const window = useWindow({ files: { 'main.py': PROGRAM } });

test('nothing pops up after installation', async () => {
  const { page } = window;
  expect(await notifications(page)).toEqual([]);
  expect(await page.locator('.editor-group-container .tab').count()).toBe(0);
  expect(
    await page
      .locator('.statusbar')
      .getByText(/coroscope|timeline/i)
      .count(),
  ).toBe(0);
});

test.each([true, false])('the Debug Console has the program’s lines only (debug: %s)', async (debug) => {
  const { page } = window;
  await debugFile(page, window.file('main.py'), { debug });
  await waitUntilEnded(page);
  await expect.poll(() => debugConsole(page)).toContain('two');
  // VS Code empties its console when a run begins.
  expect(await debugConsole(page)).toEqual(['one', 'two']);
});

test('nothing pops up after runs, and no panel was opened', async () => {
  const { page } = window;
  expect(await notifications(page)).toEqual([]);
  expect(await page.locator('.part.editor').getByRole('tab', { name: 'Task Timeline' }).count()).toBe(0);
  expect(await page.locator('.editor-group-container .tab').count()).toBe(1);
});
