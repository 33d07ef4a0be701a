/** The timeline in the panel, in the editor area and in a window of its own. */
import type { Frame, Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { openFile, runCommand } from '../support/palette.ts';
import { debugFile, waitUntilEnded } from '../support/debugging.ts';
import { details, drawn, laneRow, showTimeline, timelineIn, waitForTimeline } from '../support/timeline.ts';
import { editorPosition, notifications, screenshot, waitUntilRestored } from '../support/workbench.ts';
import { useWindow } from './window.ts';

const PROGRAM = `\
import asyncio


async def work(n):
    await asyncio.sleep(0.02 * n)


async def main():
    await asyncio.gather(*(asyncio.create_task(work(n), name=f"task {n}") for n in range(12)))


asyncio.run(main())
`;

const window = useWindow({
  files: { 'main.py': PROGRAM, 'other.py': PROGRAM.replaceAll('task {n}', 'other {n}') },
  settings: { 'coroscope.timeline.location': 'panel' },
  width: 1400,
  height: 1500,
});
let frame: Frame;

const SETTLED = { interval: 600 };

/** Where the user is: what is selected, and what time is shown. */
async function whereabouts(of: Frame): Promise<unknown> {
  return {
    ...(await drawn(of)),
    query: await of.getByRole('combobox', { name: /search/i }).inputValue(),
    selected: await of.locator('.lane-label.selected:not([hidden]) .lane-name').allTextContents(),
    details: await details(of).locator('.details-title').allTextContents(),
    base: await of.locator('.axis-base').textContent(),
  };
}

/** Once it no longer changes, and the page had the time to keep it. */
async function settledWhereabouts(of: Frame): Promise<unknown> {
  let last = await whereabouts(of);
  await expect
    .poll(async () => {
      const before = JSON.stringify(last);
      last = await whereabouts(of);
      return JSON.stringify(last) === before;
    }, SETTLED)
    .toBe(true);
  return last;
}

const panelTab = (page: Page) => page.locator('.part.panel').getByRole('tab', { name: 'Task Timeline' });
const editorTab = (page: Page) => page.locator('.part.editor').getByRole('tab', { name: 'Task Timeline' });

beforeAll(async () => {
  await openFile(window.page, window.file('main.py'));
});

test('it opens in the panel, where the setting says so, and draws', async () => {
  const { page } = window;
  frame = await showTimeline(page);
  await waitForTimeline(frame, 'empty');
  await panelTab(page).waitFor();
  expect(await editorTab(page).count()).toBe(0);
  await screenshot(page, 'places-panel-empty');
  await debugFile(page, window.file('main.py'));
  await waitUntilEnded(page);
  await panelTab(page).click();
  frame = await timelineIn(page, 'view');
  await waitForTimeline(frame, 'ended');
  await laneRow(frame, 'task 1').waitFor();
  await screenshot(page, 'places-panel');
});

test('a source line opens in the editor area, and Alt+Left goes back where the view has the focus', async () => {
  const { page } = window;
  await laneRow(frame, 'task 1').click();
  await details(frame).getByRole('button', { name: 'main.py:9' }).first().click();
  await expect.poll(() => editorPosition(page)).toEqual({ file: 'main.py', line: 9 });
  // Two moves within 400 ms are one.
  await page.waitForTimeout(500);
  await laneRow(frame, 'task 2').click();
  await expect.poll(() => details(frame).locator('.details-title').textContent()).toBe('task 2');
  await page.keyboard.press('Alt+ArrowLeft');
  await expect.poll(() => details(frame).locator('.details-title').textContent()).toBe('task 1');
});

test('Reveal in Task Timeline reveals in the panel', async () => {
  const { page } = window;
  await runCommand(page, 'View: Hide Panel');
  await openFile(page, window.file('main.py'), 5);
  await runCommand(page, 'Reveal in Task Timeline');
  frame = await timelineIn(page, 'view');
  const bar = frame.getByRole('region', { name: 'Revealed suspensions' });
  await expect.poll(() => bar.textContent()).toContain('suspensions at main.py:5');
  expect(await editorTab(page).count()).toBe(0);
  await bar.getByRole('button', { name: 'Close' }).click();
  await expect
    .poll(async () => {
      await frame.locator('.labels').hover();
      await page.mouse.wheel(0, -1000);
      return laneRow(frame, 'task 3').count();
    })
    .toBe(1);
});

test('hidden with the panel and shown again, it is as it was', async () => {
  const { page } = window;
  await laneRow(frame, 'task 3').click();
  await page.keyboard.press('f');
  const before = await settledWhereabouts(frame);
  await runCommand(page, 'View: Hide Panel');
  await expect.poll(() => frame.isDetached()).toBe(true);
  frame = await showTimeline(page);
  await waitForTimeline(frame, 'ended');
  await expect.poll(() => whereabouts(frame)).toEqual(before);
});

test('it moves to the editor area and back, as it is', async () => {
  const { page } = window;
  await laneRow(frame, 'task 2').click();
  await page.keyboard.press('f');
  const before = await settledWhereabouts(frame);
  await runCommand(page, 'Move Task Timeline to Editor Area');
  await editorTab(page).waitFor();
  frame = await timelineIn(page, 'editor');
  await waitForTimeline(frame, 'ended');
  await expect.poll(() => whereabouts(frame)).toEqual(before);
  await expect.poll(() => panelTab(page).count()).toBe(0);

  await laneRow(frame, 'task 3').click();
  const after = await settledWhereabouts(frame);
  await runCommand(page, 'Move Task Timeline to Panel');
  await panelTab(page).waitFor();
  frame = await timelineIn(page, 'view');
  await waitForTimeline(frame, 'ended');
  await expect.poll(() => whereabouts(frame)).toEqual(after);
  await expect.poll(() => editorTab(page).count()).toBe(0);
});

test('in a window of its own it is as it was, opens source in the main window, and comes back', async () => {
  const { page } = window;
  const before = await settledWhereabouts(frame);
  const [popup] = await Promise.all([
    page.context().waitForEvent('page'),
    runCommand(page, 'Move Task Timeline to New Window'),
  ]);
  frame = await timelineIn(popup, 'editor');
  await waitForTimeline(frame, 'ended');
  await expect.poll(() => whereabouts(frame)).toEqual(before);
  await expect.poll(() => panelTab(page).count()).toBe(0);
  await screenshot(popup, 'places-window');
  await details(frame).getByRole('button', { name: 'main.py:9' }).first().click();
  await expect.poll(() => editorPosition(page)).toEqual({ file: 'main.py', line: 9 });
  await Promise.all([popup.waitForEvent('close'), runCommand(page, 'Move Task Timeline to Editor Area')]);
  await editorTab(page).waitFor();
  frame = await timelineIn(page, 'editor');
  await waitForTimeline(frame, 'ended');
  await expect.poll(() => whereabouts(frame)).toEqual(before);
});

test('both at once show the same session, and the one that had the focus last answers', async () => {
  const { page } = window;
  await editorTab(page).click();
  await runCommand(page, 'View: Close Editor');
  await debugFile(page, window.file('other.py'));
  await waitUntilEnded(page);
  // It now opens where it was moved to; closed there, it can be had in the panel as well.
  const editor = await showTimeline(page);
  await panelTab(page).click();
  const view = await timelineIn(page, 'view');
  expect(await (await timelineIn(page, 'editor')).title()).toBe('Task Timeline');
  for (const each of [editor, view]) await laneRow(each, 'other 1').waitFor();
  await editor.getByRole('combobox', { name: 'Session' }).selectOption({ index: 1 });
  for (const each of [editor, view]) await laneRow(each, 'task 1').waitFor();
  await screenshot(page, 'places-both');

  const hasSearch = (of: Frame): Promise<boolean> =>
    of.evaluate(() => document.hasFocus() && document.activeElement?.matches('input') === true);
  for (const [used, other] of [
    [view, editor],
    [editor, view],
    [view, editor],
  ] as const) {
    await laneRow(used, 'task 1').click();
    await runCommand(page, 'View: Focus First Editor Group');
    await runCommand(page, 'Search in Task Timeline');
    await expect.poll(() => hasSearch(used)).toBe(true);
    expect(await hasSearch(other)).toBe(false);
  }
  await runCommand(page, 'Move Task Timeline to Panel');
  await expect.poll(() => editorTab(page).count()).toBe(0);
});

test('reloading the window brings the panel back', async () => {
  const { page } = window;
  await Promise.all([page.waitForEvent('load'), runCommand(page, 'Developer: Reload Window')]);
  await waitUntilRestored(page);
  frame = await timelineIn(page, 'view');
  await waitForTimeline(frame, 'empty');
  expect(await notifications(page)).toEqual([]);
});
