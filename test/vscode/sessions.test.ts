/** Several runs in one window; the timeline hidden, shown again, and brought back with the window. */
import type { Frame } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { debugFile, stopProgram, waitUntilEnded } from '../support/debugging.ts';
import { openFile, runCommand } from '../support/palette.ts';
import {
  drawn,
  laneRow,
  laneRows,
  showTimeline,
  timelineFrame,
  timelineIn,
  traceOf,
  waitForTimeline,
} from '../support/timeline.ts';
import { closeWorkbench, notifications, openWorkbench, waitUntilRestored } from '../support/workbench.ts';
import { useWindow } from './window.ts';

const program = (name: string, count: number): string => `\
import asyncio


async def work(n):
    await asyncio.sleep(0.05 * n)


async def main():
    await asyncio.gather(*(asyncio.create_task(work(n), name=f"${name} {n}") for n in range(${String(count)})))


asyncio.run(main())
`;

const forever = (name: string): string => `\
import asyncio


async def work():
    while True:
        await asyncio.sleep(0.02)


async def main():
    await asyncio.create_task(work(), name="${name}")


asyncio.run(main())
`;

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

const window = useWindow({
  files: { 'first.py': program('first', 2), 'second.py': program('second', 30) },
  width: 1600,
  height: 1400,
});
let frame: Frame;

beforeAll(async () => {
  const { page } = window;
  await openFile(page, window.file('first.py'));
  frame = await showTimeline(page);
});

async function run(name: string): Promise<void> {
  await debugFile(window.page, window.file(name));
  await waitUntilEnded(window.page);
  await waitForTimeline(frame, 'ended');
}

test('a second run takes the place of the first; the first can be chosen again', async () => {
  await run('first.py');
  await laneRow(frame, 'first 1').waitFor();
  const picker = frame.getByRole('combobox', { name: 'Session' });
  expect(await picker.isVisible()).toBe(false);

  await run('second.py');
  await laneRow(frame, 'second 1').waitFor();
  await expect.poll(() => laneRow(frame, 'first 1').count()).toBe(0);

  expect(await picker.locator('option').count()).toBe(2);
  await picker.selectOption({ index: 1 });
  await laneRow(frame, 'first 1').waitFor();
  await expect
    .poll(async () => (await laneRows(frame)).filter(({ name }) => name.startsWith('second')))
    .toEqual([]);
  await picker.selectOption({ index: 0 });
  await laneRow(frame, 'second 1').waitFor();
});

test('a chosen older session gives way to a new run', async () => {
  await frame.getByRole('combobox', { name: 'Session' }).selectOption({ index: 1 });
  await laneRow(frame, 'first 1').waitFor();
  await run('second.py');
  await laneRow(frame, 'second 1').waitFor();
  expect(await frame.getByRole('combobox', { name: 'Session' }).locator('option').count()).toBe(3);
});

test('restarted, a program is a session of its own', async () => {
  const { page } = window;
  await openFile(page, window.file('first.py'));
  window.write('forever.py', forever('before'));
  await debugFile(page, window.file('forever.py'));
  await waitForTimeline(frame, 'live');
  await laneRow(frame, 'before').waitFor();
  const picker = frame.getByRole('combobox', { name: 'Session' });
  const sessions = picker.locator('option');
  await expect.poll(() => sessions.count()).toBe(4);
  const [{ pid } = { pid: 0 }] = (await traceOf(frame)).processes;
  window.write('forever.py', forever('after'));
  await runCommand(page, 'Debug: Restart');
  await expect.poll(() => sessions.count()).toBe(5);
  await laneRow(frame, 'after').waitFor();
  await waitForTimeline(frame, 'live');
  await expect.poll(async () => (await drawn(frame)).runs).toBeGreaterThan(10);
  await expect.poll(() => isAlive(pid)).toBe(false);
  expect(await laneRow(frame, 'before').count()).toBe(0);

  // Restarted as it is, while the former recordings stay.
  await runCommand(page, 'Debug: Restart');
  await expect.poll(() => sessions.count()).toBe(6);
  await laneRow(frame, 'after').waitFor();
  await waitForTimeline(frame, 'live');
  await picker.selectOption({ index: 2 });
  await laneRow(frame, 'before').waitFor();
  await waitForTimeline(frame, 'ended');
  await picker.selectOption({ index: 0 });
  await waitForTimeline(frame, 'live');
  const last = (await traceOf(frame)).processes[0]?.pid ?? 0;
  await stopProgram(page);
  await waitForTimeline(frame, 'ended');
  await expect.poll(() => isAlive(last)).toBe(false);
  const { tasks } = await drawn(frame);
  expect(tasks).toBe((await traceOf(frame)).tasks.length);
});

test('two windows record at once, each its own program', async () => {
  const other = await openWorkbench(window.served, { width: 1600, height: 1000 });
  try {
    await openFile(other, window.file('first.py'));
    await showTimeline(other);
    const there = await timelineFrame(other);
    window.write('here.py', forever('here'));
    window.write('there.py', forever('there'));
    await debugFile(window.page, window.file('here.py'));
    await debugFile(other, window.file('there.py'));
    for (const [place, name] of [
      [frame, 'here'],
      [there, 'there'],
    ] as const) {
      await waitForTimeline(place, 'live');
      await laneRow(place, name).waitFor();
      await expect.poll(async () => (await drawn(place)).runs).toBeGreaterThan(10);
      const { tasks, processes, problems } = await traceOf(place);
      expect(tasks.map((task) => task.name)).toEqual(['Task-1', name]);
      expect(processes).toHaveLength(1);
      expect(problems).toEqual([]);
    }
    // What one of them does with its timeline or its program is no matter to the other.
    expect(await there.getByRole('combobox', { name: 'Session' }).isVisible()).toBe(false);
    await runCommand(other, 'Move Task Timeline to Panel');
    const moved = await timelineIn(other, 'view');
    await laneRow(moved, 'there').waitFor();
    await stopProgram(other);
    await waitForTimeline(moved, 'ended');
    await waitForTimeline(frame, 'live');
    expect(frame.isDetached()).toBe(false);
    await runCommand(other, 'Move Task Timeline to Editor Area');
    await timelineIn(other, 'editor');
    expect(await notifications(other)).toEqual([]);
  } finally {
    await closeWorkbench(other);
  }
  const { length } = (await traceOf(frame)).runs;
  await expect.poll(async () => (await traceOf(frame)).runs.length).toBeGreaterThan(length);
  await stopProgram(window.page);
  await waitForTimeline(frame, 'ended');
  expect(await notifications(window.page)).toEqual([]);
});

test('hidden by another editor and shown again, it is as it was', async () => {
  const { page } = window;
  await run('second.py');
  await laneRow(frame, 'second 9').click();
  await page.keyboard.press('f');
  await expect.poll(() => frame.locator('.details-title').textContent()).toBe('second 9');
  await frame.locator('.labels').hover();
  await page.mouse.wheel(0, 200);
  const picture = async (): Promise<unknown> => ({
    ...(await drawn(frame)),
    base: await frame.locator('.axis-base').textContent(),
    selected: await frame.locator('.lane-label.selected .lane-name').textContent(),
    rows: await laneRows(frame),
    details: await frame.locator('.details').textContent(),
    under: await underPointer(),
  });
  await expect.poll(async () => (await laneRows(frame))[0]?.name).not.toBe('Event loop');
  // A smooth zoom comes to its end, and what was done is kept, a little later.
  let before = await picture();
  await expect
    .poll(
      async () => {
        const last = before;
        before = await picture();
        return JSON.stringify(last) === JSON.stringify(before);
      },
      { interval: 600 },
    )
    .toBe(true);

  await page.locator('.part.editor').getByRole('tab', { name: 'Task Timeline' }).click();
  await openFile(page, window.file('first.py'));
  await runCommand(page, 'View: Move Editor into Next Group');
  await expect.poll(() => frame.isDetached()).toBe(true);
  await page.locator('.part.editor').getByRole('tab', { name: 'Task Timeline' }).click();
  frame = await timelineFrame(page);
  await waitForTimeline(frame, 'ended');
  await expect.poll(picture).toEqual(before);
});

test('reloading the window brings the panel back', async () => {
  const { page } = window;
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  // By VS Code's own command, which saves what is open first.
  const loaded = page.waitForEvent('load');
  await runCommand(page, 'Developer: Reload Window');
  await loaded;
  await waitUntilRestored(page);
  frame = await timelineFrame(page);
  await waitForTimeline(frame, 'empty');
  expect(await frame.locator('.card h1').textContent()).toBe('No program has been recorded yet');
  expect(await page.locator('.part.editor').getByRole('tab', { name: 'Task Timeline' }).count()).toBe(1);
  await runCommand(page, 'View: Focus First Editor Group');
  await run('first.py');
  await laneRow(frame, 'first 1').waitFor();
  expect(errors.filter((text) => /coroscope/i.test(text))).toEqual([]);
  expect(await notifications(page)).toEqual([]);
});

/** What the tooltip says at four fifths of the selected lane: another part of time in another view. */
async function underPointer(): Promise<string | null> {
  const lanes = frame.locator('.lanes');
  const [area, row] = await Promise.all([
    lanes.boundingBox(),
    frame.locator('.lane-label.selected').boundingBox(),
  ]);
  if (!area || !row) return null;
  await lanes.hover({ position: { x: area.width * 0.8, y: row.y + row.height / 2 - area.y } });
  await frame.evaluate(() => new Promise(requestAnimationFrame));
  return frame.locator('.tooltip').textContent();
}

const FAMILY = `\
import asyncio
import multiprocessing
import os
import subprocess
import sys


async def named(name):
    await asyncio.create_task(asyncio.sleep(0.05), name=name)


def work(name):
    asyncio.run(named(name))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        work("called")
        sys.exit()
    work("main")
    if os.fork() == 0:
        work("forked")
        os._exit(0)
    os.wait()
    for method in ("spawn", "forkserver"):
        process = multiprocessing.get_context(method).Process(target=work, args=(method,))
        process.start()
        process.join()
    subprocess.call([sys.executable, __file__, "x"])
`;

test.each(['with the debugger', 'without'])('a program’s processes are one trace, %s', async (way) => {
  const { page } = window;
  window.write('family.py', FAMILY);
  await openFile(page, window.file('family.py'));
  const newest = (): Promise<string> =>
    frame.locator('select.picker').evaluate((picker: HTMLSelectElement) => picker.options[0]?.value ?? '');
  const before = await newest();
  if (way === 'without') await page.keyboard.press('Control+F5');
  else await debugFile(page, window.file('family.py'));
  await expect.poll(newest).not.toBe(before);
  await waitUntilEnded(page);
  await waitForTimeline(frame, 'ended');
  const trace = await traceOf(frame);
  expect(trace.problems).toEqual([]);
  const kinds = trace.processes.map(({ index, kind, finished }) => ({
    kind,
    finished: finished !== null,
    names: trace.tasks
      .filter(({ loop, coroutine }) => trace.loop(loop)?.process === index && coroutine === 'sleep')
      .map(({ name }) => name),
  }));
  expect(kinds).toEqual([
    { kind: null, finished: true, names: ['main'] },
    { kind: 'fork', finished: true, names: ['forked'] },
    { kind: 'spawn', finished: true, names: ['spawn'] },
    { kind: 'forkserver', finished: true, names: ['forkserver'] },
    { kind: 'subprocess', finished: true, names: ['called'] },
  ]);
});
