/** At a breakpoint in one of fifty tasks: what the other ones are at, down to their variables, and what can be done there. */
import type { Locator } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { CROWD_STOP, crowdProgram } from '../support/crowd.ts';
import {
  continueProgram,
  debugConsole,
  debugFile,
  stopProgram,
  toggleBreakpoint,
  waitUntilPaused,
} from '../support/debugging.ts';
import { openFile, pick, runCommand } from '../support/palette.ts';
import {
  chooseOnRow,
  clipboard,
  collapseAll,
  expandRow,
  makeRoom,
  rowsOf,
  showTasks,
  taskRow,
  waitsFrame,
} from '../support/tasksView.ts';
import { details, timelineFrame } from '../support/timeline.ts';
import { editorPosition, screenshot, setTheme } from '../support/workbench.ts';
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
    try:
        async with kitchen:
            await asyncio.sleep(3600)
    except asyncio.CancelledError:
        print("server was cancelled")


async def carry(own, other):
    async with own:
        await asyncio.sleep(0.01)
        async with other:
            pass


async def main():
    kitchen = asyncio.Semaphore(40)
    last, tray, plate = asyncio.Lock(), asyncio.Lock(), asyncio.Lock()
    tables = asyncio.Queue()
    done = asyncio.Event()
    cooks = [asyncio.create_task(cook(i, kitchen, done), name=f"cook {i}") for i in range(45)]
    waiter = asyncio.create_task(wait(tables), name="waiter")
    first = asyncio.create_task(serve(last), name="first server")
    second = asyncio.create_task(serve(last), name="second server")
    left = asyncio.create_task(carry(tray, plate), name="left hand")
    right = asyncio.create_task(carry(plate, tray), name="right hand")
    await asyncio.gather(*cooks, waiter, first, second, left, right)


asyncio.run(main())
`;

const window = useWindow({ files: { 'kitchen.py': PROGRAM }, width: 1400, height: 1000 });
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

test('all tasks are there, with what they await, and the deadlock among them', async () => {
  await taskRow(view, 'Deadlock: .*').waitFor();
  const rows = await rowsOf(view);
  expect(rows[0]).toMatch(/^Deadlock: (?:left hand ⇄ right|right hand ⇄ left) hand \| 1 task stuck behind/);
  const [main, frame, current] = rows.slice(rows.findIndex((row) => row.startsWith('Task-1 main')));
  expect(main).toMatch(/^Task-1 main \| gather/);
  expect(frame).toBe('  main | kitchen.py:44');
  expect(current).toMatch(/^ {2}cook 7 \| ◆ current/);
  expect(rows).toContainEqual(expect.stringMatching(/^ {2}39 × cook \| sleep · up to .*kitchen\.py:8$/));
  expect(rows).toContainEqual(expect.stringMatching(/^ {2}5 × cook \| Semaphore \d · .*kitchen\.py:6$/));
  expect(rows).toContainEqual(expect.stringMatching(/second server \| Lock \d · /));
  expect(rows).toContainEqual(expect.stringMatching(/waiter \| Queue \d · get · /));
});

test('a click leads to the line, and the variables of suspended frames are there', async () => {
  const { page } = window;
  await taskRow(view, 'waiter').locator('.label-name').click();
  await expect.poll(() => editorPosition(page)).toMatchObject({ file: 'kitchen.py', line: 15 });
  await expandRow(view, 'waiter');
  await expandRow(view, 'wait');
  await taskRow(view, 'table').waitFor();
  expect(await rowsOf(view)).toContainEqual(expect.stringMatching(/table \| 'window'/));
  for (const theme of ['Default Dark Modern', 'Default High Contrast', 'Default Light Modern'] as const) {
    await setTheme(page, theme);
    await screenshot(page, `tasks-view-${theme}`);
  }
  await expandRow(view, 'left hand');
  await expandRow(view, 'carry');
  await taskRow(view, 'own').waitFor();
  await expandRow(view, '39 × cook');
  await expandRow(view, 'cook 3');
  await expandRow(view, 'cook');
  await expandRow(view, 'recipe');
  await expect.poll(() => rowsOf(view)).toContainEqual(expect.stringMatching(/'dish' \| 'dish 3'/));
  await screenshot(page, 'tasks-view-locals');
});

test('a stack is copied, all are dumped, and who waits for whom is told', async () => {
  const { page } = window;
  await collapseAll(view);
  await expandRow(view, 'Task-1 main');
  await chooseOnRow(view, 'second server', 'Copy Stack');
  await expect
    .poll(() => clipboard(page))
    .toMatch(
      /^Task "second server" \(serve\): awaits a lock \(Lock \d\), .*\n {2}File ".*kitchen\.py", line 20, in serve/,
    );
  await runCommand(page, 'Copy Stacks of All Tasks');
  await expect.poll(() => clipboard(page)).toContain('Task "cook 44"');
});

test('who waits for whom is drawn, and leads to the source and to the task', async () => {
  const { page } = window;
  await runCommand(page, 'Show Who Waits for Whom');
  const frame = await waitsFrame(page);
  const finding = frame.locator('.finding', { hasText: 'Deadlock' });
  await finding
    .getByText(/^(?:left|right) hand holds Lock \d, taken at kitchen\.py:27$/)
    .first()
    .waitFor();
  const box = frame.locator('.box.chosen');
  expect(await box.locator('.title').textContent()).toMatch(/^(?:left|right) hand$/);
  for (const theme of ['Default Dark Modern', 'Default High Contrast', 'Default Light Modern'] as const) {
    await setTheme(page, theme);
    await screenshot(page, `waits-${theme}`);
  }
  const name = (await box.locator('.title').textContent())!;
  await box.focus();
  await page.keyboard.press('Enter');
  // Beside the picture, which keeps the focus.
  await page.locator('.tab', { hasText: 'kitchen.py' }).click();
  await expect.poll(() => editorPosition(page)).toMatchObject({ file: 'kitchen.py', line: 29 });
  await frame.getByRole('button', { name: 'Show in Asyncio Tasks' }).click();
  await expect.poll(() => view.locator('.monaco-list-row.selected .label-name').textContent()).toBe(name);
  await frame.getByRole('button', { name: 'Copy as Text' }).click();
  await expect.poll(() => clipboard(page)).toMatch(/^Deadlock: (?:left|right) hand/);
  const tab = page.locator('.tab', { hasText: 'Who Waits for Whom' });
  await tab.click();
  await page.locator('.editor-group-container.active .tab.active').and(tab).waitFor();
  await runCommand(page, 'View: Close Editor');
  await tab.waitFor({ state: 'detached' });
});

test('keys alone reach the rows, what can be done with them, and the search', async () => {
  const { page } = window;
  await runCommand(page, 'Run and Debug: Focus on Asyncio Tasks View');
  const focused = view.locator('.monaco-list-row.focused');
  await page.keyboard.press('Home');
  const waiter = /^Task waiter, awaits a queue to have an item \(Queue \d\), /;
  for (let row = 0; row < 20 && !waiter.test((await focused.getAttribute('aria-label')) ?? ''); row++)
    await page.keyboard.press('ArrowDown');
  expect(await focused.getAttribute('aria-label')).toMatch(waiter);
  await page.keyboard.press('Shift+F10');
  await page.locator('.monaco-menu .action-item').first().waitFor();
  const entry = page.locator('.monaco-menu .action-item.focused');
  await expect
    .poll(async () => {
      await page.keyboard.press('ArrowDown');
      return entry.textContent();
    })
    .toContain('Copy Stack');
  await page.keyboard.press('Enter');
  await expect.poll(() => clipboard(page)).toMatch(/^Task "waiter" \(wait\)/);
  await page.keyboard.press('Control+f');
  await page.locator('.quick-input-widget:visible input').waitFor();
  await page.keyboard.type('right hand');
  await page.locator('.quick-input-list .monaco-list-row', { hasText: 'right hand' }).waitFor();
  await page.keyboard.press('Enter');
  await expect
    .poll(() => view.locator('.monaco-list-row.selected .label-name').textContent())
    .toBe('right hand');
});

test('a task is shown in the timeline, and found again from there', async () => {
  const { page } = window;
  await chooseOnRow(view, 'waiter', 'Reveal in Task Timeline');
  const frame = await timelineFrame(page);
  await details(frame).getByText('queue to have an item').first().waitFor();
  await taskRow(view, 'first server').locator('.label-name').click();
  await details(frame).getByText('Show in Asyncio Tasks').click();
  await expect.poll(() => view.locator('.monaco-list-row.selected .label-name').textContent()).toBe('waiter');
  await screenshot(page, 'tasks-view-timeline');
});

test('search leads to a task in a group, and the filter leaves out the others', async () => {
  const { page } = window;
  await runCommand(page, 'Search Tasks…');
  await pick(page, 'cook 40');
  await expect
    .poll(() => view.locator('.monaco-list-row.selected .label-name').textContent())
    .toBe('cook 40');
  await runCommand(page, 'Filter Tasks…');
  const box = page.locator('.quick-input-widget:visible');
  await box.locator('.monaco-list-row', { hasText: 'Only waiting' }).click();
  await page.keyboard.press('Enter');
  await view.locator('.message').waitFor();
  expect(await view.locator('.message').textContent()).toMatch(/waiting: 50 of 51 tasks\. Clear Filter/);
  await screenshot(page, 'tasks-view-filter');
  await runCommand(page, 'Coroscope: Clear Filter');
  await view.locator('.message').waitFor({ state: 'hidden' });
});

test('a task is cancelled when the program goes on, and the rows follow', async () => {
  const { page } = window;
  await collapseAll(view);
  await expandRow(view, 'Task-1 main');
  await chooseOnRow(view, 'first server', 'Cancel Task…');
  await page.locator('.monaco-dialog-box').getByRole('button', { name: 'Cancel Task' }).click();
  await page.locator('.monaco-dialog-box').waitFor({ state: 'hidden' });
  await continueProgram(page);
  await expect.poll(async () => (await rowsOf(view)).some((row) => row.includes('first server'))).toBe(false);
  expect((await debugConsole(page)).join('\n')).toContain('server was cancelled');
  await stopProgram(page);
});

test('10,000 tasks are there, as two rows', async () => {
  const { page } = window;
  window.write('crowd.py', crowdProgram(10_000));
  await openFile(page, window.file('crowd.py'));
  await toggleBreakpoint(page, CROWD_STOP);
  await debugFile(page, window.file('crowd.py'));
  await waitUntilPaused(page);
  // The recording tells of all but of this: see taskItems.
  await taskRow(view, 'Task-1 main').filter({ hasText: '◆ current' }).waitFor();
  await expect.poll(() => rowsOf(view)).toContainEqual(expect.stringContaining('3,334 × crowd'));
  expect(await rowsOf(view)).toContainEqual(expect.stringContaining('6,666 × crowd'));
  await screenshot(page, 'tasks-view-10000');
  await stopProgram(page);
});
