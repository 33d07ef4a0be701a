/** Draws the situations in four themes, in narrow pages and at other zooms: `node test/webview/situationPictures.ts FOLDER [NAME]`. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../support/chromium.ts';
import { openHarness } from './harness.ts';
import { SITUATIONS, type Situation } from './situations.ts';
import type { ThemeName } from './themes.ts';

const THEMES: readonly ThemeName[] = ['dark', 'light', 'hc-dark', 'hc-light'];

/** Other places that one may look from: VS Code's zoom, as the page sees it, and a narrow panel. */
const PLACES = [
  { name: '125', width: 1120, height: 640, scale: 1.25 },
  { name: '150', width: 933, height: 533, scale: 1.5 },
  { name: '200', width: 700, height: 400, scale: 2 },
  { name: 'narrow', width: 480, height: 720, scale: 1 },
];

const [folder = 'out/situations', only = ''] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const browser = await launchBrowser();
for (const situation of SITUATIONS.filter(({ name }) => name.includes(only))) {
  for (const theme of THEMES) await draw(browser, situation, `${situation.name}-${theme}`, { theme });
  for (const { name, ...place } of PLACES)
    await draw(browser, situation, `${situation.name}-${name}`, { theme: 'dark', ...place });
}
await browser.close();

async function draw(
  on: Browser,
  situation: Situation,
  name: string,
  options: Parameters<typeof openHarness>[1],
): Promise<void> {
  const harness = await openHarness(on, options);
  await harness.show(situation.trace());
  await harness.page.screenshot({ path: join(folder, `${name}.png`) });
  await harness.page.context().close();
}
