/** However a program ends, the timeline says how, and keeps what there was. */
import type { Frame } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { runsOf } from '../core/smallTrace.ts';
import { debugConsole, debugFile, stopProgram, waitUntilEnded } from '../support/debugging.ts';
import { openFile } from '../support/palette.ts';
import { drawn, laneRow, showTimeline, taskNamed, traceOf, waitForTimeline } from '../support/timeline.ts';
import { useWindow } from './window.ts';

const CRASH = `\
import asyncio


async def worker():
    await asyncio.sleep(0.01)
    raise RuntimeError("the boiler burst")


async def main():
    await asyncio.create_task(worker(), name="boiler")


asyncio.run(main())
`;

const FOREVER = `\
import asyncio


async def tick():
    while True:
        await asyncio.sleep(0.02)


async def main():
    await asyncio.create_task(tick(), name="ticker")


asyncio.run(main())
`;

const KILLED = `\
import asyncio
import os
import signal


async def main():
    await asyncio.sleep(0.3)
    os.kill(os.getpid(), signal.SIGKILL)


asyncio.run(main())
`;

const EXIT = `\
import asyncio
import os


async def main():
    os._exit(3)


asyncio.run(main())
`;

const CHATTY = `\
import asyncio


async def main():
    for n in range(50_000):
        print("line", n)
        if n % 1000 == 0:
            await asyncio.sleep(0)
    print("said it all")


asyncio.run(main())
`;

const PLAIN = 'import time\n\ntime.sleep(0.2)\nprint("plain")\n';

const window = useWindow({
  files: {
    'crash.py': CRASH,
    'forever.py': FOREVER,
    'killed.py': KILLED,
    'exit.py': EXIT,
    'chatty.py': CHATTY,
    'plain.py': PLAIN,
    'nothing.py': '',
  },
  width: 1600,
  height: 1000,
});
let frame: Frame;

beforeAll(async () => {
  await openFile(window.page, window.file('nothing.py'));
  frame = await showTimeline(window.page);
});

/** Runs a file to its end and waits until the timeline has drawn that. */
async function runToEnd(name: string): Promise<void> {
  const { page } = window;
  await debugFile(page, window.file(name));
  await waitUntilEnded(page);
  await waitForTimeline(frame, 'ended', 'failed');
}

test('a crash: the task failed, with its error', async () => {
  const { page } = window;
  await openFile(page, window.file('crash.py'));
  await debugFile(page, window.file('crash.py'), { debug: false });
  await waitUntilEnded(page);
  await waitForTimeline(frame, 'ended');
  await expect
    .poll(() => laneRow(frame, 'boiler').textContent())
    .toContain('Failed: RuntimeError: the boiler burst');
  const trace = await traceOf(frame);
  expect(taskNamed(trace, 'boiler')).toMatchObject({
    outcome: 'error',
    error: 'RuntimeError: the boiler burst',
  });
  expect(taskNamed(trace, 'Task-1').outcome).toBe('error');
  expect(trace.finished).not.toBeNull();
  const output = (await debugConsole(page)).join('\n');
  expect(output).toContain('RuntimeError: the boiler burst');
  expect(output).not.toMatch(/coroscope_probe|boot\.py|sitecustomize/);
});

test('the Stop button: what was recorded stays', async () => {
  const { page } = window;
  await debugFile(page, window.file('forever.py'));
  await waitForTimeline(frame, 'live');
  await expect.poll(async () => (await drawn(frame)).runs).toBeGreaterThan(20);
  await stopProgram(page);
  await waitForTimeline(frame, 'ended');
  const trace = await traceOf(frame);
  expect(trace.problems).toEqual([]);
  expect(taskNamed(trace, 'ticker').lane.length).toBeGreaterThan(10);
});

test('SIGKILL: what was recorded stays, and its end is not made up', async () => {
  await runToEnd('killed.py');
  const trace = await traceOf(frame);
  expect(trace.problems).toEqual([]);
  expect(trace.finished).toBeNull();
  const main = taskNamed(trace, 'Task-1');
  expect(main.outcome).toBe('pending');
  expect(runsOf(main.lane).map((run) => trace.site(trace.runs.site(run))?.place?.line)).toContain(7);
});

test('os._exit in the first step: it ends like any other', async () => {
  await runToEnd('exit.py');
  await expect.poll(() => frame.locator('#app').getAttribute('data-state')).toBe('ended');
});

test('50,000 lines of output: nothing is lost', async () => {
  await runToEnd('chatty.py');
  const trace = await traceOf(frame);
  expect(trace.dropped).toBe(0);
  expect(taskNamed(trace, 'Task-1').lane.length).toBe(51);
  await expect.poll(() => debugConsole(window.page)).toContain('said it all');
});

test('a program without asyncio: the timeline says so', async () => {
  const { page } = window;
  await debugFile(page, window.file('plain.py'));
  await waitForTimeline(frame, 'live');
  await expect
    .poll(() => frame.locator('.card h1').textContent())
    .toBe('The program has not used asyncio yet');
  await waitForTimeline(frame, 'ended');
  await expect
    .poll(() => frame.locator('.card h1').textContent())
    .toBe('The program ended without using asyncio');
});

test('an empty program ends like any other', async () => {
  await runToEnd('nothing.py');
  await expect
    .poll(() => frame.locator('.card h1').textContent())
    .toBe('The program ended without using asyncio');
});
