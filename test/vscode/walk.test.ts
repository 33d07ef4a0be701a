/** Every way to move in the timeline, by keys and by pointer, in the real editor. */
import type { Frame } from 'playwright-core';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { debugFile, waitUntilEnded } from '../support/debugging.ts';
import { runCommand } from '../support/palette.ts';
import {
  details,
  focusTimeline,
  laneRow,
  showTimeline,
  timelineFrame,
  waitForTimeline,
} from '../support/timeline.ts';
import { screenshot } from '../support/workbench.ts';
import { useWindow } from './window.ts';

const RELAY = `\
import asyncio


async def runner(n, baton):
    await baton.wait()
    await asyncio.sleep(0.05 * (n + 1))


async def main():
    baton = asyncio.Event()
    runners = [asyncio.create_task(runner(n, baton), name=f"runner {n}") for n in range(3)]
    await asyncio.sleep(0.1)
    baton.set()
    late = asyncio.create_task(asyncio.sleep(9), name="late")
    await asyncio.gather(*runners)
    late.cancel()


asyncio.run(main())
`;

const window = useWindow({ files: { 'relay.py': RELAY }, width: 1600, height: 1000 });
let frame: Frame;

beforeAll(async () => {
  const { page } = window;
  await debugFile(page, window.file('relay.py'));
  await waitUntilEnded(page);
  frame = await showTimeline(page);
  await waitForTimeline(frame, 'ended');
  await laneRow(frame, 'runner 2').waitFor();
});

beforeEach(async () => {
  await focusTimeline(window.page, frame);
  for (const key of ['Escape', 'Escape', '0']) await window.page.keyboard.press(key);
  await settled();
});

async function settled(): Promise<void> {
  await window.page.waitForTimeout(450);
  await frame.evaluate(() => new Promise(requestAnimationFrame));
}

async function press(...keys: string[]): Promise<void> {
  for (const key of keys) await window.page.keyboard.press(key);
  await settled();
}

/** What the lanes look like. */
function picture(): Promise<string> {
  return frame.evaluate(() => document.querySelector<HTMLCanvasElement>('.lanes canvas')!.toDataURL());
}

async function kind(): Promise<string | null> {
  return details(frame).locator('.details-kind').textContent();
}

test('keys zoom, pan, go to the edges and fit', async () => {
  const whole = await picture();
  const seen = new Set([whole]);
  for (const key of ['w', 'd', 'a', 's', 'Home', 'End']) {
    await press('w', key);
    seen.add(await picture());
  }
  // `w` and `s` take each other back.
  expect(seen.size).toBeGreaterThan(4);
  await press('0');
  expect(await picture()).toBe(whole);
  await laneRow(frame, 'runner 2').click();
  await press('f');
  expect(await picture()).not.toBe(whole);
});

test('wheel, Shift and wheel, and a drag move the picture', async () => {
  const { mouse, keyboard } = window.page;
  const lanes = (await frame.locator('.lanes').boundingBox())!;
  const seen = [await picture()];
  await mouse.move(lanes.x + lanes.width / 2, lanes.y + lanes.height - 60);
  await mouse.wheel(0, -240);
  await settled();
  seen.push(await picture());
  await keyboard.down('Shift');
  await mouse.wheel(0, 120);
  await keyboard.up('Shift');
  await settled();
  seen.push(await picture());
  await mouse.down();
  await mouse.move(lanes.x + lanes.width / 2 + 80, lanes.y + lanes.height - 60, { steps: 5 });
  await mouse.up();
  await settled();
  seen.push(await picture());
  expect(new Set(seen).size).toBe(4);
});

test('a double click zooms to the bar, and Alt+Left goes back, not to another editor', async () => {
  const whole = await picture();
  const row = (await laneRow(frame, 'runner 2').boundingBox())!;
  const lanes = (await frame.locator('.lanes').boundingBox())!;
  await settled();
  await window.page.mouse.dblclick(lanes.x + lanes.width * 0.2, row.y + row.height / 2);
  await settled();
  expect(await picture()).not.toBe(whole);
  expect(await kind()).toContain('Suspension');
  await press('Alt+ArrowLeft');
  expect(await picture()).toBe(whole);
  expect(await frame.locator('.labels').isVisible()).toBe(true);
  await press('Alt+ArrowRight');
  expect(await picture()).not.toBe(whole);
});

test('keys follow what woke, created and cancelled', async () => {
  await laneRow(frame, 'late').click();
  await press('c');
  expect(await kind()).toMatch(/^Step/);
  await laneRow(frame, 'runner 1').click();
  await press('p');
  expect(await kind()).toMatch(/^Step/);
  const parent = await details(frame).locator('.details-title').textContent();
  await press(']');
  expect(await details(frame).locator('.details-title').textContent()).not.toBe(parent);
  await press('[');
  expect(await details(frame).locator('.details-title').textContent()).toBe(parent);
});

test('a drag along the axis marks, m does, and Escape takes it away', async () => {
  const { mouse } = window.page;
  const axis = (await frame.locator('.axis').boundingBox())!;
  const plain = await picture();
  await mouse.move(axis.x + 100, axis.y + axis.height / 2);
  await mouse.down();
  await mouse.move(axis.x + 300, axis.y + axis.height / 2, { steps: 5 });
  await mouse.up();
  await mouse.move(axis.x - 20, axis.y + axis.height / 2);
  await settled();
  await screenshot(window.page, 'walk-range');
  await focusTimeline(window.page, frame);
  await press('Escape', 'Escape');
  expect(await picture()).toBe(plain);
  await press('m');
  await press('Escape', 'Escape');
  expect(await picture()).toBe(plain);
});

test('the table of steps is walked by keys', async () => {
  await laneRow(frame, 'runner 0').click();
  const summary = details(frame).locator('.steps-table summary');
  await summary.click();
  await details(frame).locator('.steps-table .piece').first().click();
  await press('ArrowDown', 'ArrowRight');
  expect(await details(frame).locator('.steps-table [aria-selected="true"]').count()).toBe(1);
  await summary.click();
});

test('what is selected and in sight survives hiding', async () => {
  const { page } = window;
  await laneRow(frame, 'runner 2').click();
  await press('ArrowRight', 'f');
  const [shown, title] = [await picture(), await details(frame).locator('.details-title').textContent()];
  await runCommand(page, 'File: New Untitled Text File');
  await runCommand(page, 'View: Close Editor');
  frame = await timelineFrame(page);
  await waitForTimeline(frame, 'ended');
  await settled();
  expect(await details(frame).locator('.details-title').textContent()).toBe(title);
  expect(await picture()).toBe(shown);
});
