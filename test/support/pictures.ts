/**
 * `npm run pictures`: the README's pictures, of the real product in the real VS Code: the sample's timeline with a
 * suspension selected, in the four themes; and a block, with what it cost on its line.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { packDebugpyExtension } from './debugpyExtension.ts';
import { debugFile, waitUntilEnded } from './debugging.ts';
import { runCommand, SELECTION } from './palette.ts';
import { repository } from './paths.ts';
import { packProduct, sampleFolder } from './product.ts';
import { ensureDefaultPython } from './pythons.ts';
import { startServedVscode } from './servedVscode.ts';
import { details, focusTimeline, laneRow, showTimeline, waitForTimeline } from './timeline.ts';
import { closeWorkbench, openWorkbench, setTheme, type Theme } from './workbench.ts';
import { makeWorkspace } from './workspace.ts';

const PICTURES: readonly (readonly [Theme, string])[] = [
  ['Default Dark Modern', 'timeline-dark'],
  ['Default Light Modern', 'timeline-light'],
  ['Default High Contrast', 'timeline-high-contrast'],
  ['Default High Contrast Light', 'timeline-high-contrast-light'],
];

const python = await ensureDefaultPython();
const folder = join(repository, 'docs', 'images');
mkdirSync(folder, { recursive: true });
const workspace = makeWorkspace('coffee-shop', { folders: [sampleFolder] });
const served = await startServedVscode({
  workspace: workspace.path,
  vsix: [await packProduct(), await packDebugpyExtension()],
  settings: {
    'debug.internalConsoleOptions': 'neverOpen',
    'editor.minimap.enabled': false,
    'testDebugpy.python': python.path,
    'workbench.activityBar.location': 'hidden',
  },
});
const page = await openWorkbench(served, { width: 1500, height: 940 });
try {
  await debugFile(page, workspace.file('coffee_shop.py'));
  await runCommand(page, 'View: Close Primary Side Bar');
  const frame = await showTimeline(page);
  await waitUntilEnded(page);
  await waitForTimeline(frame, 'ended');
  // The walk begins in the middle of the lane; it goes on to the wait for the espresso machine's lock, and to its line.
  await laneRow(frame, 'barista 2').click();
  await page.keyboard.press('ArrowRight');
  const lock = details(frame).getByText('Awaits a lock');
  for (let step = 0; step < 40 && !(await lock.isVisible()); step++) {
    await page.keyboard.press('ArrowLeft');
    await frame.evaluate(
      () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))),
    );
  }
  await page.keyboard.press('Enter');
  await page.locator(SELECTION, { hasText: 'Ln 14,' }).waitFor();
  await details(frame).waitFor();
  for (const [theme, name] of PICTURES) {
    await setTheme(page, theme);
    await laneRow(frame, 'barista 2').hover();
    await page.screenshot({ path: join(folder, `${name}.png`) });
    console.log(`docs/images/${name}.png`);
  }
  await setTheme(page, 'Default Dark Modern');
  await runCommand(page, 'Next Block in Task Timeline');
  await details(frame).getByText('Who waited').waitFor();
  await focusTimeline(page, frame);
  await details(frame).locator('.culprit .frame.focus').first().click();
  await page.locator(SELECTION, { hasText: 'Ln 42,' }).waitFor();
  await page.getByText('in print_receipt()').first().waitFor();
  await page.screenshot({ path: join(folder, 'block-dark.png') });
  console.log('docs/images/block-dark.png');
} finally {
  await closeWorkbench(page);
  served.stop();
  workspace.remove();
}
