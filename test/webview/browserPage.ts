import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { launchBrowser } from '../support/chromium.ts';
import { openHarness, openTab, openWindow, type Harness, type HarnessOptions } from './harness.ts';

// To be called where a file declares its tests.

/** Files that run in one worker have it in common. It ends with the worker. */
let shared: Promise<Browser> | undefined;

/** A browser for the tests of a file, which close the pages that they open. */
export function useBrowser(): () => Browser {
  let browser: Browser;
  beforeAll(async () => void (browser = await (shared ??= launchBrowser())));
  return () => browser;
}

/** A page that the tests of a file share. */
export function useSharedPage(): () => Harness {
  const browser = useBrowser();
  let harness: Harness;
  beforeAll(async () => void (harness = await openHarness(browser())));
  afterAll(() => harness.page.context().close());
  return () => harness;
}

/**
 * Opens new pages, one at a time, in a window that they share as long as it is to have the same shape: a window costs the
 * browser more than most tests do.
 */
export function usePages(): (options?: HarnessOptions) => Promise<Harness> {
  const browser = useBrowser();
  let window: BrowserContext | undefined;
  let shape = '';
  let page: Page | undefined;
  afterEach(() => page?.close());
  afterAll(() => window?.close());
  return async (options = {}) => {
    await page?.close();
    const { width, height, scale, hasTouch } = options;
    const wanted = JSON.stringify([width, height, scale, hasTouch]);
    if (window === undefined || shape !== wanted) {
      await window?.close();
      shape = wanted;
      window = await openWindow(browser(), options);
      // The browser's window ends with the last of its pages: this one stays.
      await window.newPage();
    }
    const harness = await openTab(window, options);
    page = harness.page;
    return harness;
  };
}

/** A new page for each test. */
export function useFreshPage(options: HarnessOptions): () => Harness {
  const open = usePages();
  let harness: Harness;
  beforeEach(async () => void (harness = await open(options)));
  return () => harness;
}
