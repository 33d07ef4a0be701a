/** **Run Python File with Task Timeline**: in a terminal, without a debugger, with the interpreter that the user selected. */
import { readFileSync } from 'node:fs';
import type { Frame } from 'playwright-core';
import { expect, test } from 'vitest';
import { openFile, runCommand } from '../support/palette.ts';
import { packPythonExtension } from '../support/pythonExtension.ts';
import { defaultPython, pythons } from '../support/pythons.ts';
import { taskNamed, timelineFrame, traceOf, waitForTimeline } from '../support/timeline.ts';
import { useWindow } from './window.ts';

const PROGRAM = `\
import asyncio
import os
import sys

import helper


async def main():
    await asyncio.create_task(asyncio.sleep(0.05), name=helper.NAME + os.environ["GREETING"])


asyncio.run(main())
with open("seen.txt", "w") as file:
    print("pydevd" in sys.modules, "COROSCOPE_OPTIONS" in os.environ, os.environ["PYTHONPATH"], sys.stdin.isatty(), file=file)
`;

/** Not the one that F5 or the PATH would take. */
const selected = pythons().find(({ version }) => version !== defaultPython().version) ?? defaultPython();

const window = useWindow({
  files: {
    'main.py': PROGRAM,
    'source/helper.py': 'NAME = "named by a helper"\n',
    '.env': 'PYTHONPATH=${workspaceFolder}/source\nGREETING=" hello"\n',
    'broken.py': 'raise SystemExit(3)\n',
  },
  vsix: [await packPythonExtension(selected.path)],
  width: 1600,
  height: 1000,
});

test('runs what is in the editor, saved, and shows its timeline', async () => {
  const { page } = window;
  await openFile(page, window.file('main.py'));
  await page.keyboard.press('Control+End');
  await page.keyboard.type('# typed');
  await runCommand(page, 'Run Python File with Task Timeline');
  const frame: Frame = await timelineFrame(page);
  await waitForTimeline(frame, 'ended');
  const trace = await traceOf(frame);
  taskNamed(trace, 'named by a helper hello');
  expect(trace.problems).toEqual([]);
  expect(trace.finished).not.toBeNull();
  expect(trace.process?.python.startsWith(selected.version)).toBe(true);
  expect(trace.process?.cwd).toBe(window.file('.'));
  expect(trace.process?.transport).toBe('socket');
  expect(await frame.locator('select.picker option').allTextContents()).toEqual([
    expect.stringContaining('main.py'),
  ]);
  // No debugger, the environment as the user gave it, and a terminal to type into.
  expect(readFileSync(window.file('seen.txt'), 'utf8')).toBe(`False False ${window.file('source')} True\n`);
  await page.locator('.terminal-wrapper.active').waitFor();
  expect(await page.locator('.tab.dirty').count()).toBe(0);
});

test('a program without an event loop: says that nothing came', async () => {
  const { page } = window;
  await openFile(page, window.file('broken.py'));
  await runCommand(page, 'Run Python File with Task Timeline');
  const frame = await timelineFrame(page);
  await expect
    .poll(() => frame.locator('select.picker option').allTextContents())
    .toEqual(expect.arrayContaining([expect.stringContaining('broken.py')]));
  await waitForTimeline(frame, 'ended');
  expect((await traceOf(frame)).loops).toHaveLength(0);
});
