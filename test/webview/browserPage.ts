import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { launchBrowser } from '../support/chromium.ts';
import { openHarness, type Harness } from './harness.ts';

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

/** A new page for each test. */
export function useFreshPage(options: Parameters<typeof openHarness>[1]): () => Harness {
  const browser = useBrowser();
  let harness: Harness;
  beforeEach(async () => void (harness = await openHarness(browser(), options)));
  afterEach(() => harness.page.context().close());
  return () => harness;
}
