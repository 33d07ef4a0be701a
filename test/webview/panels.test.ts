import { join } from 'node:path';
import { build } from 'esbuild';
import type { Locator, Page } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { parseQuery } from '../../src/core/query/parseQuery.ts';
import { tableText } from '../../webview/panels/sortableTable.ts';
import { randomTrace } from '../core/randomTrace.ts';
import { repository } from '../support/paths.ts';
import { graveFaults } from './axe.ts';
import { useBrowser } from './browserPage.ts';
import { styleSheets } from './styleSheets.ts';
import { THEMES, type ThemeName } from './themes.ts';

const browser = useBrowser();
const bytes = Buffer.from(randomTrace(31, 900).bytes()).toString('base64');
let script: Promise<string> | undefined;
let page: Page;

async function bundle(): Promise<string> {
  const entry = join(repository, 'test', 'webview', 'panelsPage.ts');
  const { outputFiles } = await build({ entryPoints: [entry], bundle: true, format: 'iife', write: false });
  return outputFiles[0]!.text;
}

beforeEach(async () => {
  script ??= bundle();
  const context = await browser().newContext({ viewport: { width: 1000, height: 900 } });
  page = await context.newPage();
  const css = styleSheets('timeline');
  await page.setContent(
    `<!doctype html><html lang="en"><head><title>Panes</title><style>${css}</style></head><body><div id="app"></div></body></html>`,
  );
  await wear('dark');
  await page.addScriptTag({ content: await script });
  await page.evaluate((text) => window.showPanels(text), bytes);
  return () => context.close();
});

async function wear(theme: ThemeName): Promise<void> {
  await page.evaluate((worn) => {
    const { style } = document.documentElement;
    for (const [name, value] of Object.entries(worn.variables)) style.setProperty(`--vscode-${name}`, value);
    const { variables } = worn;
    const text = variables['foreground'] ?? '';
    const colors = { muted: text, separator: text, running: text, error: text, warning: text };
    for (const [name, value] of Object.entries(colors)) style.setProperty(`--${name}`, value);
    document.body.className = worn.bodyClass;
  }, THEMES[theme]);
}

const calls = (): Promise<unknown[][]> => page.evaluate(() => window.calls.splice(0));
const visibleTable = (): Locator => page.locator('.details table:visible').first();
const column = (table: Locator, at: number): Promise<string[]> =>
  table.locator(`tbody tr td:nth-child(${at + 1})`).allTextContents();
const tab = (name: string): Promise<void> => page.getByRole('tab', { name }).click();

describe('the aggregate pane', () => {
  it('is sorted by a click on a head, one way and the other', async () => {
    const table = visibleTable();
    const count = table.getByRole('columnheader', { name: 'Count' });
    await count.getByRole('button').click();
    expect(await count.getAttribute('aria-sort')).toBe('descending');
    const numbers = (await column(table, 3)).map((text) => Number(text.replaceAll(',', '')));
    expect(numbers.length).toBeGreaterThan(10);
    expect(numbers).toEqual([...numbers].sort((a, b) => b - a));
    await count.getByRole('button').click();
    expect(await count.getAttribute('aria-sort')).toBe('ascending');
    expect((await column(table, 3)).map((text) => Number(text.replaceAll(',', '')))).toEqual(
      [...numbers].reverse(),
    );
    await table.getByRole('button', { name: 'Coroutine' }).click();
    const names = await column(table, 0);
    expect(names).toEqual([...names].sort((a, b) => a.localeCompare(b, 'en', { numeric: true })));
    expect(await table.locator('th[aria-sort]').count()).toBe(1);
  });

  it('singles out what a row sums up, and takes that back', async () => {
    const row = visibleTable().locator('tbody tr').nth(2);
    await row.click();
    const [[name, query]] = (await calls()) as [[string, string]];
    expect(name).toBe('setQuery');
    expect(parseQuery(query)).toMatchObject({ problems: [], query: { kind: 'and' } });
    expect(await row.getAttribute('aria-selected')).toBe('true');
    expect(await page.getByRole('combobox').inputValue()).toBe(query);
    await row.click();
    expect(await calls()).toEqual([['setQuery', '']]);
    expect(await row.getAttribute('aria-selected')).toBe('false');
  });

  it('is walked through and used with the keyboard alone', async () => {
    const rows = visibleTable().locator('tbody tr');
    await rows.first().focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    expect(await rows.nth(1).evaluate((row) => row === document.activeElement)).toBe(true);
    expect(await visibleTable().locator('tbody tr[tabindex="0"]').count()).toBe(1);
    await page.keyboard.press('Enter');
    expect(await calls()).toHaveLength(1);
    expect(await rows.nth(1).evaluate((row) => row === document.activeElement)).toBe(true);
    await page.keyboard.press('End');
    expect(await rows.last().evaluate((row) => row === document.activeElement)).toBe(true);
    await page.keyboard.press('Home');
    expect(await rows.first().evaluate((row) => row === document.activeElement)).toBe(true);
  });

  it('shows one of three times, and is copied with all of them', async () => {
    await page.getByRole('button', { name: 'Ready' }).click();
    expect(await page.getByRole('button', { name: 'Ready' }).getAttribute('aria-pressed')).toBe('true');
    await page.getByRole('button', { name: 'Copy the table' }).click();
    const [head, ...lines] = (await page.evaluate(() => window.copied)).trimEnd().split('\n');
    expect(head).toContain('Suspended total (ms)\t');
    expect(head).toContain('Ran p99 (ms)');
    expect(lines).toHaveLength(await visibleTable().locator('tbody tr').count());
    for (const line of lines) expect(line.split('\t')).toHaveLength(head!.split('\t').length);
    expect(lines.map((line) => line.split('\t')[0])).toEqual(await column(visibleTable(), 0));
  });
});

describe('the range pane', () => {
  beforeEach(() => tab('Range'));

  it('sums up, and leads to tasks, loops, waits and blocks', async () => {
    expect(await page.locator('.pane-summary').textContent()).toMatch(
      /^Ready before running: p50 .+, p95 .+, p99 .+, longest .+\. \d+ blocks\.$/,
    );
    const first = (name: string): Locator => page.getByRole('grid', { name }).locator('tbody tr').first();
    await first('Event loops').click();
    await first('Who ran most').click();
    await first('What was waited for most').click();
    await page.getByRole('button', { name: 'Show the longest block' }).click();
    await page.getByRole('button', { name: 'Clear the range' }).click();
    expect((await calls()).map(([name]) => name)).toEqual([
      'selectLoop',
      'selectTask',
      'setQuery',
      'selectRun',
      'clear',
    ]);
    await page.getByRole('button', { name: 'Copy Who ran most' }).click();
    expect(await page.evaluate(() => window.copied)).toMatch(
      /^Task\tCoroutine\tSteps\tRan \(ms\)\tReady \(ms\)\n/,
    );
  });
});

describe('the histogram', () => {
  beforeEach(() => tab('Details'));

  it('marks the selected, and a bar singles out those that are as long', async () => {
    expect(await page.locator('.histogram-text').textContent()).toMatch(
      /^[\d,]+ · p50 .+ · p95 .+ · this one .+, longer than \d+ %$/,
    );
    expect(await page.locator('.histogram-bar.own').count()).toBe(1);
    await page.locator('.histogram-bar').first().focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    const [[, query]] = (await calls()) as [[string, string]];
    expect(query).toMatch(/^state:running coro:=.+ >=\S+ <\S+$/);
    expect(parseQuery(query).problems).toEqual([]);
  });
});

describe('the search box', () => {
  it('underlines what cannot be read, and says why', async () => {
    const input = page.getByRole('combobox');
    await input.fill('fetch state:nothing');
    expect(await page.locator('.search-marks u').allTextContents()).toEqual(['state:nothing']);
    expect(await input.getAttribute('aria-invalid')).toBe('true');
    expect(await page.locator('.search-problem').textContent()).toContain('“state:” is running');
    await input.fill('fetch');
    expect(await page.locator('.search-marks u').count()).toBe(0);
    expect(await page.locator('.search-problem').isVisible()).toBe(false);
    expect(await page.locator('.search-count').textContent()).toBe('3 of 17 matches');
  });

  it('walks with Enter, clears and leaves with Escape, and keeps keys to itself', async () => {
    const input = page.getByRole('combobox');
    await page.evaluate(() => addEventListener('keydown', ({ key }) => window.calls.push(['page', key])));
    await input.focus();
    await page.keyboard.type('nf');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    expect(await calls()).toEqual([
      ['setQuery', 'n'],
      ['setQuery', 'nf'],
      ['step', 1],
      ['step', -1],
      ['setQuery', ''],
      ['leave'],
    ]);
    await input.fill('x');
    await page.getByRole('button', { name: 'Only these' }).click();
    await page.getByRole('button', { name: 'Next match (N)' }).click();
    await page.getByRole('button', { name: 'Clear the search' }).click();
    expect((await calls()).slice(1)).toEqual([
      ['narrow', true],
      ['step', 1],
      ['setQuery', ''],
    ]);
  });

  it('suggests what may be written', async () => {
    const input = page.getByRole('combobox');
    await input.focus();
    await page.keyboard.type('sta');
    expect(await page.getByRole('option').allTextContents()).toEqual([
      'state:running, ready, suspended, blocking',
    ]);
    await page.keyboard.press('ArrowDown');
    expect(await input.getAttribute('aria-activedescendant')).toBe('search-suggestion-0');
    await page.keyboard.press('Enter');
    expect(await input.inputValue()).toBe('state:');
    await page.getByRole('option', { name: 'state:ready' }).click();
    expect(await input.inputValue()).toBe('state:ready ');
    expect(await input.evaluate((box) => box === document.activeElement)).toBe(true);
  });
});

describe.each(Object.keys(THEMES) as ThemeName[])('axe in the theme %s', (theme) => {
  it.each([
    ['Aggregate', 'sta'],
    ['Range', 'state:x'],
    ['Details', 'fetch'],
  ])('finds nothing serious with the pane %s', async (name, query) => {
    await wear(theme);
    await tab(name);
    await page.getByRole('combobox').fill(query);
    expect(await graveFaults(page, theme)).toEqual([]);
  });
});

it('a name that is copied is one cell, and no formula', () => {
  const columns = [{ key: 'name', title: 'Name', isNumber: false, value: (name: string) => name }];
  expect(tableText(['=1+1', 'a\tb\nc', 'plain'], columns)).toBe("Name\n'=1+1\na b c\nplain\n");
});
