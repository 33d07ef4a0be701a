/** Draws the page in all themes and sizes, for a person to look at: `node test/webview/screenshots.ts FOLDER [TRACE]`. */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { launchBrowser } from '../support/chromium.ts';
import { openHarness } from './harness.ts';
import { denseTrace, hostileTrace, shopTrace } from './sampleTraces.ts';
import type { ThemeName } from './themes.ts';

const [folder = 'out/screenshots', traceFile, only] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const wanted = (name: string): boolean => only === undefined || name.includes(only);

const world = shopTrace();
world.pause(1_180e6, 1_330e6);
const shop =
  traceFile && traceFile !== '-'
    ? readFileSync(traceFile)
    : world.writer.loss(1_700e6, 1_720e6, 812).beat(world.now).bytes();
const browser = await launchBrowser();

for (const theme of ['dark', 'light', 'hc-dark', 'hc-light'] satisfies ThemeName[]) {
  if (!wanted(theme)) continue;
  const harness = await openHarness(browser, { theme });
  await harness.show(shop, 'live');
  await harness.page.screenshot({ path: join(folder, `${theme}-all.png`) });
  await harness.page.mouse.click(700, 300);
  await harness.settled();
  await harness.page.mouse.move(800, 420);
  await harness.settled();
  await harness.page.screenshot({ path: join(folder, `${theme}-selected.png`) });
  await harness.page.context().close();
}
if (wanted('zoomed')) {
  const harness = await openHarness(browser, { scale: 1.5 });
  await harness.show(shop, 'ended');
  for (let notch = 0; notch < 6; notch++) {
    await harness.page.mouse.move(760, 300);
    await harness.page.mouse.wheel(0, -120);
  }
  await harness.settled();
  await harness.page.screenshot({ path: join(folder, 'zoomed-150.png') });
  await harness.page.mouse.click(420, 145);
  await harness.settled();
  await harness.page.screenshot({ path: join(folder, 'zoomed-150-suspension.png') });
  await harness.page.keyboard.press('ArrowRight');
  await harness.page.keyboard.press('ArrowRight');
  await harness.page.mouse.move(20, 10);
  await harness.settled();
  await harness.page.screenshot({ path: join(folder, 'zoomed-150-step.png') });
  await harness.page.context().close();
}
if (wanted('narrow')) {
  const harness = await openHarness(browser, { width: 500, height: 700 });
  await harness.show(shop, 'live');
  await harness.page.mouse.click(300, 250);
  await harness.page.mouse.move(10, 10);
  await harness.settled();
  await harness.page.screenshot({ path: join(folder, 'narrow.png') });
  await harness.page.context().close();
}
if (wanted('dense')) {
  const harness = await openHarness(browser, {});
  await harness.show(denseTrace(40, 3000).bytes());
  await harness.page.mouse.move(700, 300);
  await harness.settled();
  await harness.page.screenshot({ path: join(folder, 'dense.png') });
  await harness.page.context().close();
}
if (wanted('hostile')) {
  const harness = await openHarness(browser, {});
  await harness.show(hostileTrace().bytes());
  await harness.page.mouse.click(300, 90);
  await harness.settled();
  await harness.page.screenshot({ path: join(folder, 'hostile.png') });
  await harness.page.context().close();
}
if (wanted('state')) {
  const states = ['none', 'waiting', 'live', 'ended', 'failed'] as const;
  for (const state of states) {
    const harness = await openHarness(browser, {
      width: 900,
      height: 520,
      theme: state === 'ended' ? 'light' : 'dark',
    });
    if (state === 'none') await harness.send({ type: 'sessions', sessions: [], shown: null });
    else {
      const message =
        state === 'failed'
          ? 'Python 3.7 is too old to be recorded; choose an interpreter of version 3.9 or newer.'
          : null;
      await harness.send({
        type: 'sessions',
        sessions: [{ id: 's', name: 'Python: main.py', state, message }],
        shown: 's',
      });
    }
    await harness.settled();
    await harness.page.screenshot({ path: join(folder, `state-${state}.png`) });
    await harness.page.context().close();
  }
}
await browser.close();
