/** The finished timeline of the sample in the four themes: no serious fault that axe knows of; pictures to look at. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Frame } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { debugFile, waitUntilEnded } from '../support/debugging.ts';
import { runCommand } from '../support/palette.ts';
import { sampleFolder } from '../support/product.ts';
import { laneRow, showTimeline, waitForTimeline } from '../support/timeline.ts';
import { screenshot, setTheme, THEMES } from '../support/workbench.ts';
import { useWindow } from './window.ts';

const window = useWindow({
  folders: [sampleFolder],
  settings: { 'debug.internalConsoleOptions': 'neverOpen', 'editor.minimap.enabled': false },
  width: 1600,
  height: 1000,
});
let frame: Frame;

beforeAll(async () => {
  const { page } = window;
  await debugFile(page, window.file('coffee_shop.py'));
  await runCommand(page, 'View: Close Primary Side Bar');
  frame = await showTimeline(page);
  await waitUntilEnded(page);
  await waitForTimeline(frame, 'ended');
  await laneRow(frame, 'barista 2').click();
});

test.each(THEMES)('%s', async (theme) => {
  const { page } = window;
  await setTheme(page, theme);
  const kind = { 'Default Dark Modern': 'vscode-dark', 'Default Light Modern': 'vscode-light' }[
    theme as string
  ];
  await frame.locator(`body.${kind ?? 'vscode-high-contrast'}`).waitFor();
  await screenshot(page, `theme-${theme}`);
  const axe = new AxeBuilder({ page }).include(['iframe.webview', 'iframe#active-frame', '#app']);
  const { violations, passes } = await axe.analyze();
  expect(passes.length).toBeGreaterThan(5);
  const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(
    grave.map(({ id, nodes }) => [id, nodes.map(({ target, failureSummary }) => [target, failureSummary])]),
  ).toEqual([]);
});

test('the blocked time and the failure are told in words, not by colour alone', async () => {
  const counts = frame.locator('.counts');
  expect(await counts.textContent()).toMatch(/failed/);
  expect(await frame.locator('.chip.blocks').textContent()).toMatch(/^\d+ blocks?$/);
  for (const text of ['Blocks the loop', 'Ready, loop busy', 'Failed', 'Cancelled', 'Paused'])
    expect(await frame.locator('.legend').textContent()).toContain(text);
});
