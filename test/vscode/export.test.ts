/** Recordings that were made elsewhere, and pictures of what is shown. */
import { readFileSync, writeFileSync } from 'node:fs';
import type { Frame } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import {
  drawn,
  focusTimeline,
  laneRow,
  showTimeline,
  timelineFrame,
  waitForTimeline,
} from '../support/timeline.ts';
import { hasCommand, runCommand } from '../support/palette.ts';
import { notifications } from '../support/workbench.ts';
import { shopTrace } from '../webview/sampleTraces.ts';
import { useWindow } from './window.ts';

const window = useWindow({
  files: { 'main.py': 'print(1)\n' },
  settings: { 'files.simpleDialog.enable': true },
});

let frame: Frame;

/**
 * Answers a dialog for files, which in a browser is an input of its own. It writes its folder into the input once it
 * has listed it, maybe over what was typed meanwhile, drops an Enter while it looks a path up, and hides itself meanwhile:
 * all is said again until it stays away.
 */
async function answerWith(path: string): Promise<void> {
  const input = window.page.locator('.quick-input-widget:not([style*="display: none"]) input.input');
  await input.waitFor();
  await expect.poll(() => input.inputValue()).not.toBe('');
  const isAnswered = async (): Promise<boolean> => {
    try {
      if (await input.isVisible()) {
        if ((await input.inputValue({ timeout: 500 })) !== path) await input.fill(path, { timeout: 500 });
        await input.press('Enter', { timeout: 500 });
        await input.waitFor({ state: 'hidden', timeout: 1_000 });
      }
      await window.page.waitForTimeout(500);
      return !(await input.isVisible());
    } catch {
      return false;
    }
  };
  await expect.poll(isAnswered, { timeout: 30_000 }).toBe(true);
}

async function contentOf(name: string): Promise<Buffer> {
  const read = (): Buffer => {
    try {
      return readFileSync(window.file(name));
    } catch {
      return Buffer.alloc(0);
    }
  };
  await expect.poll(() => read().length, { timeout: 15_000 }).toBeGreaterThan(1_000);
  return read();
}

beforeAll(async () => {
  writeFileSync(window.file('shop.tasktrace'), shopTrace().writer.bytes());
  // A window that has just been opened may not know its extensions yet.
  while (!(await hasCommand(window.page, 'Open Recording…'))) await window.page.waitForTimeout(500);
});

test('Open Recording… shows a trace file as a session that has ended', async () => {
  await runCommand(window.page, 'Open Recording…');
  await answerWith(window.file('shop.tasktrace'));
  frame = await timelineFrame(window.page);
  await waitForTimeline(frame, 'ended');
  await laneRow(frame, 'worker-mail').waitFor();
  expect(await frame.locator('.session-name').textContent()).toBe('shop.tasktrace');
});

test('a picture is saved where the user says', async () => {
  await runCommand(window.page, 'Save Task Timeline as PNG…');
  await answerWith(window.file('picture.png'));
  expect((await contentOf('picture.png')).subarray(1, 4).toString()).toBe('PNG');
  await focusTimeline(window.page, frame);
  await window.page.keyboard.press('e');
  await frame.getByRole('menuitem', { name: 'Save as SVG…' }).click();
  await answerWith(window.file('picture.svg'));
  const svg = (await contentOf('picture.svg')).toString('utf8');
  expect(svg).toContain('<svg xmlns="http://www.w3.org/2000/svg"');
  expect(svg).toContain('worker-mail');
});

test('Save Recording… writes what Open Recording… reads', async () => {
  await runCommand(window.page, 'Save Recording…');
  await answerWith(window.file('copy.tasktrace'));
  const copy = await contentOf('copy.tasktrace');
  expect(copy.equals(readFileSync(window.file('shop.tasktrace')))).toBe(true);
});

test('a file that is no recording is refused with a word', async () => {
  await runCommand(window.page, 'Open Recording…');
  writeFileSync(window.file('other.tasktrace'), 'something else');
  await answerWith(window.file('other.tasktrace'));
  await expect
    .poll(() => notifications(window.page), { timeout: 15_000 })
    .toEqual(
      expect.arrayContaining([expect.stringContaining('Cannot open other.tasktrace: not a Coroscope trace')]),
    );
  expect(await frame.locator('.session-name').textContent()).toBe('shop.tasktrace');
});

test('it is still there when the timeline was closed', async () => {
  await runCommand(window.page, 'View: Close All Editors');
  frame = await showTimeline(window.page);
  await waitForTimeline(frame, 'ended');
  expect((await drawn(frame)).tasks).toBeGreaterThan(20);
});
