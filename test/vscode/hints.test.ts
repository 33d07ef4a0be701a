/** Hints on blocking calls as a user meets them: the text beside the call, the squiggle, the hover, the fix, the file. */
import { readFileSync } from 'node:fs';
import type { Locator, Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { goToLine, hasCommand, openFile, runCommand } from '../support/palette.ts';
import { webviewFrame } from '../support/webviews.ts';
import { notifications, screenshot, setTheme, THEMES } from '../support/workbench.ts';
import { useWindow } from './window.ts';

const SHOP = `\
import asyncio
import time

import requests

from config import read_config


async def brew(kind):
    time.sleep(0.5)
    return f"a cup of {kind}"


async def menu(url):
    answer = requests.get(url, timeout=5)
    return answer.json()


async def main():
    settings = read_config("shop.toml")
    cups = await asyncio.gather(brew("espresso"), brew("latte"))
    print(settings, cups, await menu("https://shop.example/menu"))


asyncio.run(main())
`;

const CONFIG = `\
import tomllib


def read_config(name):
    return parse(name)


def parse(name):
    with open(name, "rb") as file:
        return tomllib.load(file)
`;

/** So many that one can watch them being read. */
const OTHERS = 1_500;
const other = Array.from({ length: 40 }, (_, index) => `def f${index}(x):\n    return [x, ${index}]\n`).join(
  '\n\n',
);
const others = Array.from({ length: OTHERS }, (_, index) => [`others/m${index}.py`, other] as const);

const window = useWindow({
  files: { 'shop.py': SHOP, 'config.py': CONFIG, ...Object.fromEntries(others) },
  settings: { 'editor.minimap.enabled': false, 'editor.hover.delay': 100 },
  width: 1280,
  height: 760,
});

let progress: string | null = null;

beforeAll(async () => {
  const { page } = window;
  await openFile(page, window.file('shop.py'));
  const reading = page.locator('.statusbar-item', { hasText: /reading [\d,]+ of [\d,]+ files/ }).first();
  progress = await reading.textContent();
  await screenshot(page, 'hints-reading');
  await reading.waitFor({ state: 'detached' });
  await hint(page, 'blocks the loop').first().waitFor();
});

test('while the workspace is read the status bar tells how far', () => {
  expect(progress).toMatch(/Coroscope: reading [\d,]+ of 1,50\d files/);
});

/** The hints of the editor that contain a text. */
function hint(page: Page, text: string): Locator {
  // VS Code draws a hint's blanks as no-break spaces.
  const pattern = new RegExp(text.replaceAll(' ', '\\s'));
  return page
    .locator('.editor-group-container.active .view-lines .view-line span', { hasText: pattern })
    .and(page.locator('span[class*="dyn-rule"], span[class*="ced-"]'));
}

/** The text of a line of the editor, with its hints. */
async function lineWith(page: Page, text: string): Promise<string> {
  const lines = page.locator('.editor-group-container.active .view-lines .view-line');
  const texts = await lines.evaluateAll((all) =>
    all.map((each) => each.textContent.replaceAll('\u00a0', ' ')),
  );
  return texts.find((each) => each.includes(text)) ?? '';
}

/** Points at a word of the editor, and waits for its hover. */
async function hoverOver(page: Page, word: string): Promise<Locator> {
  await page.mouse.move(0, 0);
  await page
    .locator('.view-line span span', { hasText: new RegExp(`\\b${word}\\b`) })
    .last()
    .hover();
  const box = page.locator('.monaco-hover:visible', { hasText: 'CORO' });
  await box.waitFor();
  return box;
}

test('each call that blocks says so at its end', async () => {
  const { page } = window;
  await expect.poll(() => lineWith(page, 'time.sleep')).toMatch(/time\.sleep\(0\.5\)\s*⚠ blocks the loop$/);
  await expect.poll(() => lineWith(page, 'requests.get')).toMatch(/timeout=5\)\s*⚠ blocks the loop$/);
});

test('a call that blocks in another file shows the way', async () => {
  await expect
    .poll(() => lineWith(window.page, 'settings = '))
    .toMatch(/"\)\s*⚠ blocks the loop: parse → open$/);
});

test('each has a squiggle, and an entry in the list of problems', async () => {
  const { page } = window;
  await expect.poll(() => page.locator('.squiggly-info').count()).toBeGreaterThanOrEqual(2);
  await runCommand(page, 'Problems: Focus on Problems View');
  const problems = page.locator('.markers-panel .monaco-list-row', { hasText: 'Coroscope' });
  await expect.poll(() => problems.count()).toBeGreaterThanOrEqual(2);
  expect(await problems.first().textContent()).toMatch(/time\.sleep.*CORO101/);
  await runCommand(page, 'View: Toggle Panel Visibility');
});

test.each(THEMES)('the hover explains, with the rule: %s', async (theme) => {
  const { page } = window;
  await setTheme(page, theme);
  await page.mouse.move(0, 0);
  await screenshot(page, `hints-${theme}`);
  const box = await hoverOver(page, 'sleep');
  // VS Code shows the problem as soon as it can, and our part when it comes.
  await expect
    .poll(() => box.textContent())
    .toMatch(
      /'time\.sleep' stops[^]*'await asyncio\.sleep\(…\)'[^]*CORO101[^]*Instead:[^]*await asyncio\.sleep\(0\.5\)/,
    );
  expect(await box.getByRole('link', { name: /CORO101/ }).count()).toBe(1);
  await screenshot(page, `hints-hover-${theme}`);
  await page.keyboard.press('Escape');
});

test('the hover of a call through functions links to the lines on the way', async () => {
  const { page } = window;
  const box = await hoverOver(page, 'read_config');
  expect(await box.textContent()).toMatch(
    /parse.*open[^]*CORO105 Blocking file access[^]*config\.py:5[^]*config\.py:9/,
  );
  await screenshot(page, 'hints-hover-way');
  await box.getByRole('link', { name: /config\.py:9/ }).click();
  await page.locator('.tab.active[data-resource-name="config.py"]').waitFor();
  await openFile(page, window.file('shop.py'));
});

test('the rule’s documentation is a click away', async () => {
  const { page } = window;
  const box = await hoverOver(page, 'sleep');
  await box.getByRole('link', { name: 'CORO101' }).click();
  await page.locator('.tab.active', { hasText: 'CORO101' }).waitFor();
  const preview = await webviewFrame(page);
  await expect
    .poll(() => preview.locator('body').textContent())
    .toMatch(/CORO101 Blocking sleep[^]*Bad:[^]*Good:/);
  // In the light theme of high contrast, which is the last one: its colours for code cannot be read.
  expect(await preview.locator('pre').count()).toBe(2);
  expect(await preview.locator('[class^="hljs-"]').count()).toBe(0);
  await screenshot(page, 'hints-rule');
  await runCommand(page, 'View: Close Editor');
});

test('the quick fix mends the call, and the file on disk', async () => {
  const { page } = window;
  await openFile(page, window.file('shop.py'), 10);
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Control+.');
  const menu = page.locator('.action-widget:visible');
  await menu
    .getByText(/asyncio\.sleep/)
    .first()
    .waitFor();
  await screenshot(page, 'hints-fixes');
  expect(await menu.textContent()).toContain('# noqa: CORO101');
  expect(await menu.textContent()).toContain('Never report time.sleep in this workspace');
  await menu
    .getByText(/asyncio\.sleep/)
    .first()
    .click();
  await expect.poll(() => lineWith(page, 'sleep(0.5)')).toBe('    await asyncio.sleep(0.5)');
  await page.keyboard.press('Control+s');
  await expect
    .poll(() => readFileSync(window.file('shop.py'), 'utf8'))
    .toBe(SHOP.replace('time.sleep(0.5)', 'await asyncio.sleep(0.5)'));
});

test('typing a blocking call gives it its hint', async () => {
  const { page } = window;
  await goToLine(page, 22);
  await page.keyboard.press('End');
  await page.keyboard.type('\ntime.sleep(3)');
  await expect.poll(() => lineWith(page, 'sleep(3)')).toMatch(/sleep\(3\)\s*⚠ blocks the loop/);
  await page.keyboard.press('Control+z');
  await runCommand(page, 'File: Revert File');
});

test('Fix All Blocking Calls in File is offered, and fixes', async () => {
  const { page } = window;
  window.write(
    'more.py',
    'import time\n\n\nasync def a():\n    time.sleep(1)\n\n\nasync def b():\n    time.sleep(2)\n',
  );
  await openFile(page, window.file('more.py'));
  await hint(page, 'blocks the loop').first().waitFor();
  expect(await hasCommand(page, 'Fix All Blocking Calls in File')).toBe(true);
  await runCommand(page, 'Fix All Blocking Calls in File');
  await expect.poll(() => lineWith(page, 'sleep(2)')).toBe('    await asyncio.sleep(2)');
  await page.keyboard.press('Control+s');
  await expect.poll(() => readFileSync(window.file('more.py'), 'utf8')).toContain('await asyncio.sleep(1)');
});

test('nothing pops up', async () => {
  expect(await notifications(window.page)).toEqual([]);
});
