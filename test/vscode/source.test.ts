/** From the timeline to the source line, and back. */
import type { Frame, Locator } from 'playwright-core';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { numberOfText } from '../../src/host/notebooks/cellFile.ts';
import { debugFile, waitUntilEnded } from '../support/debugging.ts';
import { openFile, runCommand } from '../support/palette.ts';
import {
  details,
  focusTimeline,
  laneRow,
  showTimeline,
  timelineFrame,
  waitForTimeline,
} from '../support/timeline.ts';
import { editorPosition, notifications } from '../support/workbench.ts';
import { useWindow } from './window.ts';

const KITCHEN = `\
import asyncio
import helpers


async def cook():
    await helpers.simmer(0.6)


async def wash(times):
    for _ in range(times):
        await asyncio.sleep(0.05)


async def main():
    cooking = asyncio.create_task(cook(), name="cook")
    washing = asyncio.create_task(wash(3), name="wash")
    await asyncio.wait([cooking, washing])


asyncio.run(main())
`;

const HELPERS = `\
import asyncio


async def simmer(seconds):
    # the line that waits
    await asyncio.sleep(seconds)
`;

const CELL = `\
import asyncio


async def brew():
    await asyncio.sleep(0.5)
`;

/** Compiles a cell's text as a Jupyter kernel does. */
const KERNEL = `\
import asyncio

names = {}
exec(compile(${JSON.stringify(CELL)}, "/tmp/ipykernel_1/${String(numberOfText(CELL))}.py", "exec"), names)
asyncio.run(names["brew"]())
`;

const NOTEBOOK = JSON.stringify({
  nbformat: 4,
  nbformat_minor: 5,
  metadata: { language_info: { name: 'python' } },
  cells: ['x = 1\n', CELL].map((source, number) => ({
    cell_type: 'code',
    id: `cell${String(number)}`,
    metadata: {},
    execution_count: null,
    outputs: [],
    source: source.split(/(?<=\n)/),
  })),
});

const window = useWindow({
  files: { 'kitchen.py': KITCHEN, 'helpers.py': HELPERS, 'kernel.py': KERNEL, 'notes.ipynb': NOTEBOOK },
  width: 1600,
  height: 1000,
});
let frame: Frame;

beforeAll(async () => {
  const { page } = window;
  await debugFile(page, window.file('kitchen.py'));
  await waitUntilEnded(page);
  frame = await showTimeline(page);
  await waitForTimeline(frame, 'ended');
  await laneRow(frame, 'cook').waitFor();
});

beforeEach(async () => {
  // Else the file would open where the last click was, over the timeline.
  await runCommand(window.page, 'View: Focus First Editor Group');
  await openFile(window.page, window.file('kitchen.py'), 1);
});

/** Early in a lane, where its task's long suspension is; the interpreter may take its time to exit, in which no task lives. */
async function earlyInLane(name: string): Promise<{ lanes: Locator; position: { x: number; y: number } }> {
  const lanes = frame.locator('.lanes');
  const [area, row] = await Promise.all([lanes.boundingBox(), laneRow(frame, name).boundingBox()]);
  if (!area || !row) throw new Error('The lanes are not drawn.');
  return { lanes, position: { x: area.width * 0.12, y: row.y + row.height / 2 - area.y } };
}

async function expectEditorAt(file: string, line: number): Promise<void> {
  await expect.poll(() => editorPosition(window.page)).toEqual({ file, line });
}

test('a click on a suspension shows its await chain, the user’s innermost line first', async () => {
  await focusTimeline(window.page, frame);
  const { lanes, position } = await earlyInLane('cook');
  await lanes.click({ position });
  const pane = details(frame);
  expect(await pane.locator('.details-title').textContent()).toBe('Awaits sleep');
  const chain = await pane.locator('.chain .frame').evaluateAll((all) => all.map((each) => each.textContent));
  expect(chain.slice(0, 2)).toEqual(['simmerhelpers.py:6', 'cookkitchen.py:6']);
  expect((await editorPosition(window.page)).file).not.toBe('helpers.py');
});

test('Enter opens the line that waits of a suspension that was clicked', async () => {
  await focusTimeline(window.page, frame);
  const { lanes, position } = await earlyInLane('cook');
  await lanes.click({ position });
  await window.page.keyboard.press('Enter');
  await expectEditorAt('helpers.py', 6);
});

test('the line that waits is shown below its frame, with the lines around it', async () => {
  await focusTimeline(window.page, frame);
  const { lanes, position } = await earlyInLane('cook');
  await lanes.click({ position });
  const excerpt = details(frame).locator('.frame.focus + .excerpt');
  await excerpt.locator('.here code', { hasText: 'await asyncio.sleep(seconds)' }).waitFor();
  expect(await excerpt.textContent()).toContain('# the line that waits');
});

test('Enter opens the line of what the arrow keys selected', async () => {
  await focusTimeline(window.page, frame);
  const { page } = window;
  await laneRow(frame, 'wash').click();
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => details(frame).locator('.details-kind').textContent()).not.toBe('Task');
  for (let presses = 0; presses < 10; presses++) {
    if ((await details(frame).locator('.details-kind').textContent()) === 'Suspension · sleep') break;
    await page.keyboard.press('ArrowRight');
    await frame.evaluate(() => new Promise(requestAnimationFrame));
  }
  await page.keyboard.press('Enter');
  await expectEditorAt('kitchen.py', 11);
});

test('a frame in the details opens its own line', async () => {
  await focusTimeline(window.page, frame);
  const { lanes, position } = await earlyInLane('cook');
  await lanes.click({ position });
  await details(frame).getByRole('button', { name: 'cook' }).and(frame.locator('.frame')).click();
  await expectEditorAt('kitchen.py', 6);
  await details(frame).getByRole('button', { name: 'simmer' }).click();
  await expectEditorAt('helpers.py', 6);
});

test('the line on which a task was created is a click away', async () => {
  await focusTimeline(window.page, frame);
  await laneRow(frame, 'wash').click();
  await details(frame).getByRole('button', { name: 'kitchen.py:16' }).click();
  await expectEditorAt('kitchen.py', 16);
});

test('Reveal in Task Timeline selects the suspensions of a line', async () => {
  const { page } = window;
  await openFile(page, window.file('kitchen.py'), 11);
  await runCommand(page, 'Reveal in Task Timeline');
  const bar = frame.getByRole('region', { name: 'Revealed suspensions' });
  await expect.poll(() => bar.textContent()).toMatch(/\d of 3 suspensions at kitchen\.py:11/);
  expect(await details(frame).locator('.details-title').textContent()).toBe('Awaits sleep');
  expect(await details(frame).textContent()).toContain('wash');
  await expect.poll(() => laneRow(frame, 'wash').getAttribute('aria-selected')).toBe('true');

  await openFile(page, window.file('helpers.py'), 5);
  await runCommand(page, 'Reveal in Task Timeline');
  await expect.poll(() => bar.textContent()).toContain('No task suspended at helpers.py:5 in this recording');
});

test('Reveal in Task Timeline opens a timeline that was closed', async () => {
  const { page } = window;
  await page
    .locator('.tab[data-resource-name="Task Timeline"], .tab[aria-label*="Task Timeline"]')
    .first()
    .click();
  await runCommand(page, 'View: Close Editor');
  await openFile(page, window.file('helpers.py'), 6);
  await runCommand(page, 'Reveal in Task Timeline');
  frame = await timelineFrame(page);
  const bar = frame.getByRole('region', { name: 'Revealed suspensions' });
  await expect.poll(() => bar.textContent()).toContain('1 of 1 suspension at helpers.py:6');
  await expect.poll(() => laneRow(frame, 'cook').getAttribute('aria-selected')).toBe('true');
});

test('what a Jupyter kernel ran leads to the notebook’s cell, and back', async () => {
  const { page } = window;
  await page.getByRole('treeitem', { name: 'notes.ipynb' }).dblclick();
  await page.locator('.notebook-editor .code-cell-row').nth(1).waitFor();
  await debugFile(page, window.file('kernel.py'));
  await waitUntilEnded(page);
  await waitForTimeline(frame, 'ended');
  await laneRow(frame, 'Task-1').waitFor();
  await focusTimeline(page, frame);
  const { lanes, position } = await earlyInLane('Task-1');
  await lanes.click({ position });
  const excerpt = details(frame).locator('.frame.focus + .excerpt');
  await excerpt.locator('.here code', { hasText: 'await asyncio.sleep(0.5)' }).waitFor();
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await editorPosition(page)).file).toBe('notes.ipynb');
  const cell = page.locator('.notebook-editor .code-cell-row').nth(1);
  await cell.and(page.locator('.focused')).waitFor();
  await cell.locator('.monaco-editor.focused').waitFor();

  await runCommand(page, 'Reveal in Task Timeline');
  const bar = frame.getByRole('region', { name: 'Revealed suspensions' });
  await expect.poll(() => bar.textContent()).toContain('1 of 1 suspension at');
  expect(await notifications(page)).toEqual([]);
});
