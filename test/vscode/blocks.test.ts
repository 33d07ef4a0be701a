/** A program that blocks in known lines: the timeline counts the blocks, walks them, explains them and opens their lines. */
import type { Frame } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { debugFile, waitUntilEnded } from '../support/debugging.ts';
import { hasCommand, runCommand } from '../support/palette.ts';
import { details, focusTimeline, showTimeline, timelineFrame, waitForTimeline } from '../support/timeline.ts';
import { closeEditors, editorPosition, screenshot } from '../support/workbench.ts';
import { useWindow } from './window.ts';

const BAKERY = `\
import asyncio
import time

import oven


async def clock():
    while True:
        await asyncio.sleep(0.01)


async def knead():
    await asyncio.sleep(0.05)
    time.sleep(0.3)  # the first block: in the coroutine itself
    await asyncio.sleep(0.05)


async def bake():
    await asyncio.sleep(0.5)
    oven.heat(0.4)  # the second: in a helper of another file


def clean():
    for _ in range(3):  # the third: a callback that computes
        sum(range(8_000_000))


async def main():
    ticking = asyncio.create_task(clock(), name="clock")
    kneading = asyncio.create_task(knead(), name="knead")
    await asyncio.gather(kneading, asyncio.create_task(bake(), name="bake"))
    asyncio.get_running_loop().call_soon(clean)
    await asyncio.sleep(0.1)
    ticking.cancel()


asyncio.run(main())
`;

const OVEN = `\
import subprocess
import sys


def heat(seconds):
    code = f"import time; time.sleep({seconds})"
    subprocess.run([sys.executable, "-c", code])
`;

const STUCK = `\
import asyncio
import os
import time


async def stuck():
    await asyncio.sleep(0.2)
    while not os.path.exists("bell"):
        time.sleep(0.5)


asyncio.run(stuck())
`;

const QUIET = `\
import asyncio


asyncio.run(asyncio.sleep(0.05))
`;

const window = useWindow({
  files: { 'bakery.py': BAKERY, 'oven.py': OVEN, 'stuck.py': STUCK, 'quiet.py': QUIET },
  width: 1600,
  height: 1000,
});
let frame: Frame;

const NEXT = 'Next Block in Task Timeline';
const PREVIOUS = 'Previous Block in Task Timeline';

beforeAll(async () => {
  const { page } = window;
  expect(await hasCommand(page, `Coroscope: ${NEXT}`)).toBe(false);
  await debugFile(page, window.file('bakery.py'));
  await waitUntilEnded(page);
  frame = await showTimeline(page);
  await waitForTimeline(frame, 'ended');
});

async function expectBlock(of: string, culprit: string): Promise<void> {
  await expect.poll(() => frame.locator('.chip.blocks').textContent()).toBe(`Block ${of}`);
  expect(await details(frame).locator('.details-title').textContent()).toMatch(/^Blocked the loop for \d/);
  expect(await details(frame).locator('.culprit .frame.focus .frame-where').first().textContent()).toBe(
    culprit,
  );
}

test('the toolbar counts the blocks', async () => {
  await expect.poll(() => frame.locator('.chip.blocks').textContent()).toBe('3 blocks');
});

test('Next Block walks them, and the details name the lines that blocked', async () => {
  const { page } = window;
  await runCommand(page, NEXT);
  await expectBlock('1 of 3', 'bakery.py:14');
  await runCommand(page, NEXT);
  await expectBlock('2 of 3', 'oven.py:7');
  expect(await details(frame).locator('.culprit').first().innerText()).toMatch(
    /calls subprocess\.run[\s\S]*called by\s+bake\s+bakery\.py:20/,
  );
  await runCommand(page, NEXT);
  await expect.poll(() => frame.locator('.chip.blocks').textContent()).toBe('Block 3 of 3');
  expect(await details(frame).locator('.culprit .frame.focus').first().innerText()).toMatch(
    /clean\s+bakery\.py:25/,
  );
  await runCommand(page, PREVIOUS);
  await expectBlock('2 of 3', 'oven.py:7');
  await screenshot(page, 'block');
});

test('they say who waited, though it slept', async () => {
  const waits = details(frame).locator('.wait');
  // The helper sleeps for 0.4 s, and it takes as long as it takes to start it.
  expect(await waits.allInnerTexts()).toEqual([expect.stringMatching(/^clock\s+([3-9]\d\d ms|[\d.]+ s)$/)]);
});

test('a click on a line of the stack opens it in the editor', async () => {
  const { page } = window;
  await focusTimeline(page, frame);
  await details(frame).locator('.culprit .frame.focus').first().click();
  await expect.poll(() => editorPosition(page)).toEqual({ file: 'oven.py', line: 7 });
  await focusTimeline(page, frame);
  await details(frame).locator('.culprit').first().getByText('bakery.py:20').click();
  await expect.poll(() => editorPosition(page)).toEqual({ file: 'bakery.py', line: 20 });
});

test('keys in the timeline walk them, too', async () => {
  const { page } = window;
  await frame.locator('.labels').focus();
  await page.keyboard.press('Alt+F8');
  await expect.poll(() => frame.locator('.chip.blocks').textContent()).toBe('Block 3 of 3');
  await page.keyboard.press('Shift+Alt+F8');
  await expectBlock('2 of 3', 'oven.py:7');
  await page.keyboard.press('Shift+B');
  await expectBlock('1 of 3', 'bakery.py:14');
  await page.keyboard.press('b');
  await expectBlock('2 of 3', 'oven.py:7');
});

test('Next Block opens a timeline that was closed', async () => {
  const { page } = window;
  await closeEditors(page);
  await runCommand(page, NEXT);
  frame = await timelineFrame(page);
  await expect.poll(() => frame.locator('.chip.blocks').textContent()).toMatch(/^Block \d of 3$/);
});

test('a block that goes on is shown while it does, and explained', async () => {
  const { page } = window;
  await debugFile(page, window.file('stuck.py'));
  frame = await showTimeline(page);
  const chip = frame.locator('.chip.blocks');
  await expect.poll(() => chip.textContent(), { timeout: 20_000 }).toMatch(/^1 block · now for /);
  await runCommand(page, NEXT);
  const title = details(frame).locator('.details-title');
  await expect.poll(() => title.textContent()).toMatch(/^Blocks the loop, for .* now$/);
  await expect
    .poll(() => details(frame).locator('.culprit .frame.focus .frame-where').first().textContent())
    .toBe('stuck.py:9');
  const before = await title.textContent();
  await expect.poll(() => title.textContent()).not.toBe(before);
  window.write('bell');
  await waitUntilEnded(page);
  await expect.poll(() => title.textContent()).toMatch(/^Blocked the loop for /);
  expect(await chip.textContent()).toBe('Block 1 of 1');
});

test('a run that does not block says so', async () => {
  const { page } = window;
  await debugFile(page, window.file('quiet.py'));
  await waitUntilEnded(page);
  frame = await showTimeline(page);
  await waitForTimeline(frame, 'ended');
  await expect.poll(() => frame.locator('.block-chip').isVisible()).toBe(false);
  await runCommand(page, NEXT);
  await expect
    .poll(() => frame.locator('.notice').textContent())
    .toMatch(/^No blocks: nothing held the event loop for 100 ms/);
});
