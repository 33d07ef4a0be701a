/**
 * `npm run pictures`: the README's pictures, of the real product in the real VS Code: the sample's timeline with a
 * suspension selected, in the four themes; a block, with what it cost on its line; and all tasks at a breakpoint, with who
 * waits for whom.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { packDebugpyExtension } from './debugpyExtension.ts';
import { debugFile, stopProgram, toggleBreakpoint, waitUntilEnded, waitUntilPaused } from './debugging.ts';
import { openFile, runCommand, SELECTION } from './palette.ts';
import { repository } from './paths.ts';
import { packProduct, sampleFolder } from './product.ts';
import { ensureDefaultPython } from './pythons.ts';
import { startServedVscode } from './servedVscode.ts';
import { makeRoom, showTasks, taskRow, waitsFrame } from './tasksView.ts';
import { details, focusTimeline, laneRow, showTimeline, waitForTimeline } from './timeline.ts';
import { closeWorkbench, openWorkbench, setTheme, type Theme } from './workbench.ts';
import { makeWorkspace } from './workspace.ts';

const PICTURES: readonly (readonly [Theme, string])[] = [
  ['Default Dark Modern', 'timeline-dark'],
  ['Default Light Modern', 'timeline-light'],
  ['Default High Contrast', 'timeline-high-contrast'],
  ['Default High Contrast Light', 'timeline-high-contrast-light'],
];

/** A bank whose transfers lock two accounts, in whatever order. */
const BANK = `\
import asyncio


async def transfer(source, target, amount):
    async with source:
        await asyncio.sleep(0.01)
        async with target:
            print("moved", amount)


async def audit(account):
    async with account:
        print("audited")


async def serve(requests):
    while True:
        await requests.get()


async def main():
    requests = asyncio.Queue()
    savings, checking = asyncio.Lock(), asyncio.Lock()
    async with asyncio.TaskGroup() as group:
        for number in range(12):
            group.create_task(serve(requests), name=f"server {number}")
        group.create_task(transfer(savings, checking, 100), name="pay rent")
        group.create_task(transfer(checking, savings, 40), name="save up")
        for number in range(4):
            group.create_task(audit(savings), name=f"auditor {number}")
        await asyncio.sleep(1)
        print("all at work")


asyncio.run(main())
`;
/** The line of its last statement in main. */
const BANK_STOP = BANK.split('\n').findIndex((line) => line.includes('all at work')) + 1;

const python = await ensureDefaultPython();
const folder = join(repository, 'docs', 'images');
mkdirSync(folder, { recursive: true });
const workspace = makeWorkspace('coffee-shop', { folders: [sampleFolder], files: { 'bank.py': BANK } });
const served = await startServedVscode({
  workspace: workspace.path,
  vsix: [await packProduct(), await packDebugpyExtension()],
  settings: {
    'debug.internalConsoleOptions': 'neverOpen',
    'editor.minimap.enabled': false,
    'testDebugpy.python': python.path,
    'workbench.activityBar.location': 'hidden',
  },
});
const page = await openWorkbench(served, { width: 1500, height: 940 });
try {
  await debugFile(page, workspace.file('coffee_shop.py'));
  await runCommand(page, 'View: Close Primary Side Bar');
  const frame = await showTimeline(page);
  await waitUntilEnded(page);
  await waitForTimeline(frame, 'ended');
  // The walk begins in the middle of the lane; it goes on to the wait for the espresso machine's lock, and to its line.
  await laneRow(frame, 'barista 2').click();
  await page.keyboard.press('ArrowRight');
  const lock = details(frame).getByText('Awaits a lock');
  for (let step = 0; step < 40 && !(await lock.isVisible()); step++) {
    await page.keyboard.press('ArrowLeft');
    await frame.evaluate(
      () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))),
    );
  }
  await page.keyboard.press('Enter');
  await page.locator(SELECTION, { hasText: 'Ln 14,' }).waitFor();
  await details(frame).waitFor();
  for (const [theme, name] of PICTURES) {
    await setTheme(page, theme);
    await laneRow(frame, 'barista 2').hover();
    await page.screenshot({ path: join(folder, `${name}.png`) });
    console.log(`docs/images/${name}.png`);
  }
  await setTheme(page, 'Default Dark Modern');
  await runCommand(page, 'Next Block in Task Timeline');
  await details(frame).getByText('Who waited').waitFor();
  await focusTimeline(page, frame);
  await details(frame).locator('.culprit .frame.focus').first().click();
  await page.locator(SELECTION, { hasText: 'Ln 42,' }).waitFor();
  await page
    .getByText(/blocked\sthe\sloop\s3×/)
    .first()
    .waitFor();
  await page.screenshot({ path: join(folder, 'block-dark.png') });
  console.log('docs/images/block-dark.png');

  await runCommand(page, 'View: Close All Editors');
  await openFile(page, workspace.file('bank.py'));
  await toggleBreakpoint(page, BANK_STOP);
  await debugFile(page, workspace.file('bank.py'));
  await waitUntilPaused(page);
  const tasks = await showTasks(page);
  await makeRoom(page);
  await taskRow(tasks, 'Deadlock: .*').waitFor();
  await runCommand(page, 'Show Who Waits for Whom');
  const waits = await waitsFrame(page);
  await waits.locator('.finding', { hasText: 'Deadlock' }).waitFor();
  await page.screenshot({ path: join(folder, 'tasks-dark.png') });
  console.log('docs/images/tasks-dark.png');
  await stopProgram(page);
} finally {
  await closeWorkbench(page);
  served.stop();
  workspace.remove();
}
