/** At a breakpoint: the timeline says so, the time is not the program's, and nothing of the probe is to be seen. */
import type { Frame } from 'playwright-core';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { runsOf } from '../core/smallTrace.ts';
import { SECOND } from '../../src/core/units.ts';
import {
  continueProgram,
  debugFile,
  stopProgram,
  toggleBreakpoint,
  waitUntilEnded,
  waitUntilPaused,
} from '../support/debugging.ts';
import { openFile, runCommand } from '../support/palette.ts';
import { details, drawn, laneRow, showTimeline, traceOf, waitForTimeline } from '../support/timeline.ts';
import { editorPosition, screenshot } from '../support/workbench.ts';
import { useWindow } from './window.ts';

const PROGRAM = `\
import asyncio
import os


async def visit(door):
    await asyncio.sleep(0.05)
    print("in", door)
    await asyncio.sleep(0.05)


async def main():
    await asyncio.gather(*(asyncio.create_task(visit(door), name=f"visit {door}") for door in (1, 2)))
    while not os.path.exists("closed"):
        await asyncio.sleep(0.02)


asyncio.run(main())
`;

const EAGER_STOP = `\
import asyncio

print("before any loop")


async def main():
    await asyncio.sleep(0)


asyncio.run(main())
`;

const window = useWindow({
  files: { 'house.py': PROGRAM, 'early.py': EAGER_STOP },
  width: 1600,
  height: 1000,
});
let frame: Frame;

beforeAll(async () => {
  await openFile(window.page, window.file('house.py'));
  frame = await showTimeline(window.page);
});

beforeEach(async () => {
  // Else a file would open where the last click was, over the timeline.
  await runCommand(window.page, 'View: Focus First Editor Group');
});

test('a breakpoint pauses the timeline, continue makes it live again, and the pause is kept', async () => {
  const { page } = window;
  await openFile(page, window.file('house.py'));
  await toggleBreakpoint(page, 7);
  await debugFile(page, window.file('house.py'));
  await waitUntilPaused(page);
  await waitForTimeline(frame, 'paused');
  expect(await editorPosition(page)).toEqual({ file: 'house.py', line: 7 });
  await expect.poll(() => frame.locator('.chip').first().textContent()).toBe('Paused');
  await expect.poll(() => drawn(frame)).toMatchObject({ pauses: 1 });
  await expect.poll(() => frame.locator('.chip').first().getAttribute('title')).toBe('Stopped at house.py:7');
  const stopped = Date.now();
  // The stop's band grows while it lasts.
  const shown = (): Promise<string | null> => frame.locator('.minimap-length').textContent();
  const before = await shown();
  await expect.poll(() => Date.now() - stopped).toBeGreaterThan(1500);
  await expect.poll(shown).not.toBe(before);
  await screenshot(page, 'stopped');
  await toggleBreakpoint(page, 7);
  const resumed = Date.now();
  await continueProgram(page);
  await waitForTimeline(frame, 'live');
  window.write('closed');
  await waitForTimeline(frame, 'ended');

  const trace = await traceOf(frame);
  expect(trace.problems).toEqual([]);
  expect(trace.pauses).toHaveLength(1);
  const [pause] = trace.pauses;
  const length = ((pause?.end ?? 0) - (pause?.begin ?? 0)) / SECOND;
  expect(length).toBeGreaterThan((resumed - stopped) / 1000 - 0.1);
  expect(length).toBeLessThan((resumed - stopped) / 1000 + 10);
  expect(trace.now).toBeGreaterThan(pause?.end ?? Infinity);
});

test('the step in which the program was held does not count as blocking', async () => {
  const trace = await traceOf(frame);
  const [pause] = trace.pauses;
  const held = trace.tasks
    .flatMap(({ lane }) => runsOf(lane))
    .filter((run) => {
      const [begin, end] = [trace.runs.begin(run), trace.runs.end(run)];
      return begin <= pause!.begin + SECOND / 10 && end >= pause!.end! - SECOND / 10;
    });
  expect(held).toHaveLength(1);
  expect(await frame.locator('.counts').textContent()).not.toContain('blocked');
  await laneRow(frame, 'Event loop').click();
  const blocked = details(frame).locator('dt', { hasText: 'Blocked' });
  expect(
    (await blocked.count()) === 0 || !/[1-9]/.test((await blocked.locator('+ dd').textContent()) ?? ''),
  ).toBe(true);
});

test('the call stack shows the program’s threads and no other', async () => {
  const { page } = window;
  window.remove('closed');
  await openFile(page, window.file('house.py'));
  await toggleBreakpoint(page, 7);
  await debugFile(page, window.file('house.py'));
  await waitUntilPaused(page);
  await runCommand(page, 'Run and Debug: Focus on Call Stack View');
  const stack = page.locator('.debug-call-stack');
  await stack.getByText('house.py').first().waitFor();
  const text = await stack
    .locator('.monaco-list-row')
    .evaluateAll((rows) => rows.map((row) => row.textContent));
  expect(text.join('\n')).toContain('visit');
  expect(text.filter((row) => /coroscope|Thread-\d|Dummy/i.test(row))).toEqual([]);
  await stopProgram(page);
  await waitForTimeline(frame, 'ended');
  await openFile(page, window.file('house.py'));
  await toggleBreakpoint(page, 7);
});

test('paused before the first event loop, a card says so; then its lanes appear', async () => {
  const { page } = window;
  await openFile(page, window.file('early.py'));
  await toggleBreakpoint(page, 3);
  await debugFile(page, window.file('early.py'));
  await waitForTimeline(frame, 'paused');
  await expect.poll(() => frame.locator('.card h1').textContent()).toBe('Paused at a breakpoint');
  await continueProgram(page);
  await waitForTimeline(frame, 'ended');
  await waitUntilEnded(page);
  await laneRow(frame, 'Task-1').waitFor();
});
