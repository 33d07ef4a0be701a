/** At a breakpoint in one of fifty tasks: what the other ones are at, down to their variables. */
import type { Locator } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import {
  continueProgram,
  debugFile,
  stopProgram,
  toggleBreakpoint,
  waitUntilPaused,
} from '../support/debugging.ts';
import { openFile } from '../support/palette.ts';
import { expandRow, makeRoom, rowsOf, showTasks, taskRow } from '../support/tasksView.ts';
import { editorPosition, screenshot } from '../support/workbench.ts';
import { useWindow } from './window.ts';

const PROGRAM = `\
import asyncio


async def cook(order, kitchen, done):
    minutes = order * 2
    async with kitchen:
        recipe = {"dish": f"dish {order}", "steps": [1, 2, 3]}
        await asyncio.sleep(3600 if order != 7 else 0.5)
        print("ready", order)
    done.set()


async def wait(tables):
    table = "window"
    return await tables.get()


async def serve(kitchen):
    async with kitchen:
        await asyncio.sleep(3600)


async def main():
    kitchen = asyncio.Semaphore(40)
    last = asyncio.Lock()
    tables = asyncio.Queue()
    done = asyncio.Event()
    async with asyncio.timeout(3600) if hasattr(asyncio, "timeout") else last:
        cooks = [asyncio.create_task(cook(i, kitchen, done), name=f"cook {i}") for i in range(45)]
        waiter = asyncio.create_task(wait(tables), name="waiter")
        first = asyncio.create_task(serve(last), name="first server")
        second = asyncio.create_task(serve(last), name="second server")
        guest = asyncio.create_task(done.wait(), name="guest")
        await asyncio.gather(*cooks, waiter, first, second, guest)


asyncio.run(main())
`;

const window = useWindow({ files: { 'kitchen.py': PROGRAM }, width: 1500, height: 1000 });
let view: Locator;

beforeAll(async () => {
  const { page } = window;
  await openFile(page, window.file('kitchen.py'));
  await toggleBreakpoint(page, 9);
  await debugFile(page, window.file('kitchen.py'));
  await waitUntilPaused(page);
  view = await showTasks(page);
  await makeRoom(page);
});

test('all tasks are there, with what they await', async () => {
  const { page } = window;
  await taskRow(view, 'cook 7').waitFor();
  await screenshot(page, 'tasks-view');
  const rows = await rowsOf(view);
  console.log(rows.join('\n'));
  expect(rows[0]).toMatch(/^main \| awaits gather/);
  expect(rows.find((row) => row.includes('cook 7 '))).toContain('◆ current');
  expect(rows.find((row) => row.includes('second server'))).toMatch(/awaits a lock \(Lock 1\)/);
  expect(rows.find((row) => row.includes('waiter'))).toMatch(/awaits a queue to have an item \(Queue \d\)/);
});

test('a click leads to the line, and the variables of a suspended frame are there', async () => {
  const { page } = window;
  await taskRow(view, 'waiter').locator('.label-name').click();
  await expect.poll(() => editorPosition(page)).toMatchObject({ file: 'kitchen.py', line: 15 });
  await expandRow(view, 'waiter');
  await expandRow(view, 'wait');
  await taskRow(view, 'table').waitFor();
  await screenshot(page, 'tasks-view-locals');
  const rows = await rowsOf(view);
  console.log(rows.join('\n'));
  expect(rows.some((row) => /table \| 'window'/.test(row))).toBe(true);
});

test('it follows the program when that goes on', async () => {
  const { page } = window;
  await continueProgram(page);
  await expect.poll(async () => (await rowsOf(view)).some((row) => row.includes('cook 7 '))).toBe(false);
  await stopProgram(page);
});
