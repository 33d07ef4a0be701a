/** Restricted Mode: nothing is run or recorded, what is recorded can be looked at, and it is said why. */
import { expect, test } from 'vitest';
import { hasCommand, openFile, runCommand } from '../support/palette.ts';
import { showTimeline } from '../support/timeline.ts';
import { useWindow } from './window.ts';

const window = useWindow({
  files: { 'main.py': 'import asyncio\n\nasyncio.run(asyncio.sleep(0))\n' },
  workspaceTrust: true,
  width: 1600,
  height: 1400,
});

test('no command offers to run', async () => {
  const { page } = window;
  await page.locator('.statusbar').getByText('Restricted Mode').waitFor();
  // The commands of extensions come a while after the window.
  await expect.poll(() => hasCommand(page, 'Coroscope: Show Task Timeline')).toBe(true);
  await openFile(page, window.file('main.py'));
  expect(await hasCommand(page, 'Coroscope: Run Python File with Task Timeline')).toBe(false);
});

test('the diagnostics say so, and run nothing', async () => {
  const { page } = window;
  await runCommand(page, 'Coroscope: Show Diagnostics');
  await page.locator('.tab.active[data-resource-name="Coroscope Diagnostics.md"]').waitFor();
  const lines = page.locator('.editor-group-container.active .view-lines');
  const text = async (): Promise<string> => (await lines.innerText()).replaceAll('\u00a0', ' ');
  await expect.poll(text).toContain('Restricted Mode: programs are not recorded.');
  expect(await text()).toContain('not looked for in Restricted Mode');
});

test('the timeline says why it is empty, and leads to where that is changed; trusted, it says so no more', async () => {
  const { page } = window;
  const frame = await showTimeline(page);
  await frame.getByText('Restricted Mode: programs are not recorded').waitFor();
  await frame.getByRole('button', { name: 'Manage Workspace Trust' }).click();
  const editor = page.locator('.workspace-trust-editor');
  await editor.getByText('Trust', { exact: true }).first().click();
  await page.locator('.statusbar').getByText('Restricted Mode').waitFor({ state: 'hidden' });
  await frame.getByText('No program has been recorded yet').waitFor();
});
