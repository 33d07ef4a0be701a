import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, vi } from 'vitest';
import { launchBrowser } from '../support/chromium.ts';
import { openHarness, type Harness } from './harness.ts';

// To be called where a file declares its tests: each file has a browser of its own.

/** A browser for the tests of a file. */
export function useBrowser(): () => Browser {
  let browser: Browser;
  vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });
  beforeAll(async () => void (browser = await launchBrowser()));
  afterAll(() => browser.close());
  return () => browser;
}

/** A page that the tests of a file share. */
export function useSharedPage(): () => Harness {
  const browser = useBrowser();
  let harness: Harness;
  beforeAll(async () => void (harness = await openHarness(browser())));
  return () => harness;
}

/** A new page for each test. */
export function useFreshPage(options: Parameters<typeof openHarness>[1]): () => Harness {
  const browser = useBrowser();
  let harness: Harness;
  beforeEach(async () => void (harness = await openHarness(browser(), options)));
  afterEach(() => harness.page.context().close());
  return () => harness;
}
