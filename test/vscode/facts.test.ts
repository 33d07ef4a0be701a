/** A program whose tasks are cancelled, wait for a lock, hand work to a thread and start a process: the details tell of it. */
import type { Frame } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { debugFile, waitUntilEnded } from '../support/debugging.ts';
import {
  details,
  focusTimeline,
  laneRow,
  laneRows,
  showTimeline,
  waitForTimeline,
} from '../support/timeline.ts';
import { screenshot } from '../support/workbench.ts';
import { useWindow } from './window.ts';

const MILL = `\
import asyncio
import gc
import multiprocessing
import time


async def grind(stone):
    async with stone:
        await asyncio.sleep(0.2)


async def tend():
    await asyncio.sleep(60)


def sift():
    time.sleep(0.2)


async def deliver():
    await asyncio.get_running_loop().run_in_executor(None, sift)


async def forgotten():
    await asyncio.get_running_loop().create_future()


def neighbour():
    asyncio.run(asyncio.sleep(0.2))


async def main():
    stone = asyncio.Lock()
    child = multiprocessing.get_context("spawn").Process(target=neighbour)
    child.start()
    grinders = [asyncio.create_task(grind(stone), name=f"grinder {n}") for n in (1, 2, 3)]
    tender = asyncio.create_task(tend(), name="tender")
    carrier = asyncio.create_task(deliver(), name="carrier")
    asyncio.create_task(forgotten(), name="stray")
    await asyncio.sleep(0.1)
    gc.collect()
    tender.cancel("closing time")
    await asyncio.wait([*grinders, tender, carrier])
    child.join()


if __name__ == "__main__":
    asyncio.run(main())
`;

const window = useWindow({
  files: { 'mill.py': MILL },
  settings: { 'debug.internalConsoleOptions': 'neverOpen' },
  width: 1600,
  height: 1000,
});
let frame: Frame;

beforeAll(async () => {
  const { page } = window;
  await debugFile(page, window.file('mill.py'));
  await waitUntilEnded(page);
  frame = await showTimeline(page);
  await waitForTimeline(frame, 'ended');
  await laneRow(frame, 'carrier').waitFor();
  await focusTimeline(page, frame);
});

/** The lines of the details, each as `label: words`. */
async function facts(): Promise<string[]> {
  return details(frame)
    .locator('.facts dt')
    .evaluateAll((all) =>
      all.map((term) => `${term.textContent}: ${term.nextElementSibling?.textContent ?? ''}`),
    );
}

/** Selects a task, and walks its lane from the left to a suspension on what is named. */
async function walkTo(task: string, kind: string): Promise<void> {
  const { page } = window;
  await laneRow(frame, task).click();
  const shown = details(frame).locator('.details-kind');
  const title = (): Promise<string | null> => shown.textContent();
  await expect.poll(title).toBe('Task');
  await page.keyboard.press('ArrowRight');
  await expect.poll(title).not.toBe('Task');
  for (let presses = 0; presses < 12 && (await title()) !== `Suspension · ${kind}`; presses++) {
    await page.keyboard.press('ArrowLeft');
    await frame.evaluate(() => new Promise(requestAnimationFrame));
  }
  expect(await title()).toBe(`Suspension · ${kind}`);
}

test('of a cancelled task they name who asked, the line and the message', async () => {
  await laneRow(frame, 'tender').click();
  await expect
    .poll(facts)
    .toContainEqual(
      expect.stringMatching(
        /^Cancel asked: by a call of cancel\(\) at mill\.py:42 in Task-1 · main at .+ “closing time”$/,
      ),
    );
});

test('of a wait for a lock they name who held it, and who waited already', async () => {
  await walkTo('grinder 3', 'lock');
  const lines = await facts();
  expect(lines).toContain('Held by: grinder 1 when it began');
  expect(lines).toContain('Before it: grinder 2 waited already');
  expect(lines).toContainEqual(expect.stringMatching(/^Woken by: grinder 2 · grind$/));
  await details(frame).getByRole('button', { name: 'grinder 1' }).click();
  await expect.poll(() => details(frame).locator('.details-title').textContent()).toBe('grinder 1');
});

test('of a wait for an executor they tell what was handed over, and how long it ran', async () => {
  await walkTo('carrier', 'executor');
  expect(await facts()).toContainEqual(
    expect.stringMatching(/^Handed over: sift in a thread \(.+\) queued .+, ran 2\d\d ms$/),
  );
});

test('a child process has its loop in the same timeline, below the program’s own', async () => {
  // Without a selection the pane gives its room to the rows.
  await window.page.keyboard.press('Escape');
  const processes = async (): Promise<string[]> =>
    (await laneRows(frame)).filter(({ name }) => /^Process \d+$/.test(name)).map(({ detail }) => detail);
  await expect
    .poll(processes)
    .toEqual([expect.stringMatching(/^main · mill\.py/), expect.stringMatching(/^spawn · mill\.py/)]);
  await laneRow(frame, 'Event loop').last().click();
  await expect.poll(facts).toContainEqual(expect.stringMatching(/^Started by: Task-1 at mill\.py:\d+$/));
  await screenshot(window.page, 'facts');
});

test('the summary leads to the child process and to lost work', async () => {
  const pane = details(frame);
  await frame.locator('.counts .count').first().click();
  await expect.poll(() => pane.locator('.details-kind').textContent()).toBe('Trace');
  await expect.poll(facts).toContain('Lost work: destroyed while pending: stray');
  await pane.getByRole('button', { name: /^spawn \d+$/ }).click();
  await expect.poll(() => pane.locator('.details-kind').textContent()).toBe('Event loop');
  await frame.locator('.counts .count').first().click();
  await pane.getByRole('button', { name: 'stray' }).click();
  await expect.poll(() => pane.locator('.badge').textContent()).toBe('Destroyed while pending');
});
