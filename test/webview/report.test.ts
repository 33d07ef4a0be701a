/** A report is a file that shows the timeline in any browser, without VS Code and without a network. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildReporter } from '../cli/reporter.ts';
import { graveFaults } from './axe.ts';
import { useBrowser } from './browserPage.ts';
import { denseTrace, hostileTrace, shopTrace } from './sampleTraces.ts';
import { TraceWriter } from '../core/traceWriter.ts';

const folder = mkdtempSync(join(tmpdir(), 'coroscope-report-'));
const browser = useBrowser();
let report: Awaited<ReturnType<typeof buildReporter>>;
beforeAll(async () => {
  report = await buildReporter('report-page.test');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Opened {
  readonly page: Page;
  /** What the browser asked for, beside the file itself. */
  readonly requests: string[];
  /** What it complained of. */
  readonly complaints: string[];
}

async function opened<T>(
  bytes: Uint8Array,
  use: (opened: Opened) => Promise<T>,
  options: BrowserContextOptions = {},
): Promise<T> {
  const input = join(folder, 'shop.tasktrace');
  writeFileSync(input, bytes);
  expect((await report(input)).code).toBe(0);
  const context = await browser().newContext({ viewport: { width: 1200, height: 700 }, ...options });
  await context.setOffline(true);
  const page = await context.newPage();
  const url = pathToFileURL(join(folder, 'shop.html')).href;
  const requests: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => {
    if (request.url() !== url) requests.push(request.url());
  });
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  try {
    await page.goto(url);
    await page.locator('#app[data-state="ended"]').waitFor();
    return await use({ page, requests, complaints });
  } finally {
    await context.close();
  }
}

describe('a report', () => {
  it('shows the timeline from disk, offline, asking for nothing', () =>
    opened(shopTrace().writer.bytes(), async ({ page, requests, complaints }) => {
      expect(await page.title()).toBe('shop.tasktrace – Coroscope');
      await expect.poll(() => page.locator('.lane-label:not([hidden])').count()).toBeGreaterThan(5);
      expect(await page.locator('.lane-name', { hasText: 'worker-mail' }).count()).toBe(1);
      expect(await page.locator('.session-name').textContent()).toBe('shop.tasktrace');
      expect(await page.locator('.opening').count()).toBe(0);
      expect(requests).toEqual([]);
      expect(complaints).toEqual([]);
    }));

  it('says where a place is, and what stands there, in place of an editor', async () => {
    const source = join(folder, 'program.py');
    writeFileSync(source, 'import asyncio\nasync def main():\n    await asyncio.sleep(9)  # </script>\n');
    const writer = new TraceWriter().header().loop();
    const place = writer.place(source, 3, 'main');
    writer.task(1, { place }).runs([{ task: 1, begin: 10, end: 90_000 }]);
    await opened(writer.beat(9_000_000).bytes(), async ({ page, complaints }) => {
      await page.locator('.lane-label', { hasText: 'Task-1' }).click();
      await page.locator('.details .link').first().click();
      const dialog = page.getByRole('dialog', { name: 'Source' });
      await dialog.waitFor();
      expect(await dialog.locator('.here').textContent()).toContain('await asyncio.sleep(9)  # </script>');
      expect(await dialog.textContent()).toContain('program.py, main, line 3');
      await page.keyboard.press('Escape');
      expect(await dialog.count()).toBe(0);
      expect(complaints).toEqual([]);
    });
  });

  it('gives back the recording that it was made of', () => {
    const bytes = shopTrace().writer.bytes();
    return opened(bytes, async ({ page, complaints }) => {
      await page.getByRole('button', { name: 'Export' }).click();
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('menuitem', { name: 'Save Recording…' }).click(),
      ]);
      expect(download.suggestedFilename()).toBe('shop.tasktrace');
      expect(readFileSync(await download.path()).equals(bytes)).toBe(true);
      expect(complaints).toEqual([]);
    });
  });

  it('runs nothing that a name says', () =>
    opened(hostileTrace().bytes(), async ({ page, requests, complaints }) => {
      page.on('dialog', () => complaints.push('alert'));
      await page.waitForTimeout(200);
      expect(requests).toEqual([]);
      expect(complaints).toEqual([]);
    }));

  it('takes a recording of several pieces whole', async () => {
    const bytes = denseTrace(40, 8_000).bytes();
    expect(bytes.length).toBeGreaterThan(3 << 20);
    await opened(bytes, async ({ page }) => {
      // The picture is there before all is read.
      await expect.poll(() => page.locator('#app').getAttribute('data-runs')).toBe('320000');
    });
  });

  it('says that it is damaged', async () => {
    const context = await browser().newContext();
    const page = await context.newPage();
    const damaged = join(folder, 'damaged.html');
    const input = join(folder, 'damaged.tasktrace');
    writeFileSync(input, shopTrace().writer.bytes());
    await report(input);
    writeFileSync(damaged, readFileSync(damaged, 'utf8').replace('id="trace">H4sI', 'id="trace">AAAA'));
    await page.goto(pathToFileURL(damaged).href);
    await page.getByText('This report cannot be read').waitFor();
    await context.close();
  });

  it.each([
    ['dark', { colorScheme: 'dark' }, 'vscode-dark'],
    ['light', { colorScheme: 'light' }, 'vscode-light'],
    ['dark and contrast', { colorScheme: 'dark', forcedColors: 'active' }, 'vscode-high-contrast'],
    ['light and contrast', { colorScheme: 'light', contrast: 'more' }, 'vscode-high-contrast-light'],
  ] as const)('wears what the reader prefers, %s, and anybody can read it', (name, preferred, bodyClass) =>
    opened(
      shopTrace().writer.bytes(),
      async ({ page }) => {
        expect(await page.locator('body').getAttribute('class')).toBe(bodyClass);
        expect(await graveFaults(page, name === 'dark' ? 'dark' : 'light')).toEqual([]);
      },
      preferred,
    ),
  );
});
