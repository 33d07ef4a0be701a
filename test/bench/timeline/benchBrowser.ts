import { chromium, type Browser, type BrowserContext, type CDPSession, type Page } from 'playwright-core';
import { ensureChromium } from '../../support/chromium.ts';

/** The size of the pages that are measured: 50 rows of the timeline and more. */
export const SIZE = { width: 1600, height: 1380 };

/**
 * A headless Chromium that draws in software and as many frames as it can: without a screen's beat, the time between two
 * frames is what a frame takes, and what stands in its way.
 */
export async function launchBenchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: await ensureChromium(),
    args: [
      '--no-sandbox',
      '--no-first-run',
      '--disable-sync',
      '--disable-gpu',
      '--enable-unsafe-swiftshader',
      '--disable-frame-rate-limit',
      '--disable-gpu-vsync',
    ],
  });
}

/** A page of its own; what goes wrong in it is said on the console. */
export async function openBenchPage(
  browser: Browser,
  script: string | null,
  url: string,
): Promise<{ readonly page: Page; readonly context: BrowserContext }> {
  const context = await browser.newContext({ viewport: SIZE, reducedMotion: 'reduce' });
  const page = await context.newPage();
  page.on('pageerror', (error) => console.error(`The page failed: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('404')) console.error(message.text());
  });
  if (script !== null) await page.addInitScript({ content: script });
  await page.goto(url);
  return { page, context };
}

/** Bytes that a page's script holds, array buffers included, after all that is garbage is gone. */
export async function heldBytes(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.enable');
  for (let round = 0; round < 3; round++) await session.send('HeapProfiler.collectGarbage');
  const usage = await session.send('Runtime.getHeapUsage');
  await session.detach();
  const { backingStorageSize } = usage as { backingStorageSize?: number };
  if (backingStorageSize === undefined)
    throw new Error('This Chromium does not say what array buffers take.');
  return usage.usedSize + backingStorageSize;
}

const watched = new WeakMap<Page, CDPSession>();

/** Milliseconds of processor time that the page's main thread has used: what else the machine does is not in it. */
export async function mainThreadTime(page: Page): Promise<number> {
  let session = watched.get(page);
  if (session === undefined) {
    watched.set(page, (session = await page.context().newCDPSession(page)));
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  }
  const { metrics } = await session.send('Performance.getMetrics');
  return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN);
}
