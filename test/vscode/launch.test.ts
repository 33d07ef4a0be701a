/** The main job: F5 on an asyncio program, and its Task Timeline draws itself while the program runs. */
import { expect, test } from 'vitest';
import { runsOf } from '../core/smallTrace.ts';
import { debugFile, waitUntilEnded } from '../support/debugging.ts';
import { hasCommand, openFile } from '../support/palette.ts';
import {
  drawn,
  laneRow,
  laneRows,
  showTimeline,
  taskNamed,
  timelineFrame,
  traceOf,
  waitForTimeline,
} from '../support/timeline.ts';
import { closeEditors } from '../support/workbench.ts';
import { useWindow } from './window.ts';

const MARKET = `\
import asyncio
import os


async def buyer(rounds):
    for _ in range(rounds):
        await asyncio.sleep(0.01)
    return rounds


async def late():
    raise KeyError("sold out")


async def market():
    buyers = [asyncio.create_task(buyer(n), name=f"buyer {n}") for n in (1, 2, 3)]
    await asyncio.gather(*buyers)
    while not os.path.exists("bell"):
        await asyncio.sleep(0.02)
    await asyncio.gather(asyncio.create_task(late(), name="latecomer"), return_exceptions=True)


asyncio.run(market())
`;

// Not held up by anything from outside: every run of it has the same tasks and steps.
const DRILL = `\
import asyncio


async def worker(rounds):
    for _ in range(rounds):
        await asyncio.sleep(0)


async def main():
    for rounds in range(20):
        await asyncio.create_task(worker(rounds))


asyncio.run(main())
`;

// asyncio.run itself makes two tasks in the end, that shut down generators and executors.
const SHUTDOWN = 2;

const window = useWindow({ files: { 'market.py': MARKET, 'drill.py': DRILL }, width: 1600, height: 1000 });

test('F5, and the timeline draws the tasks live, then how they ended', async () => {
  const { page } = window;
  await openFile(page, window.file('market.py'));
  const frame = await showTimeline(page);
  await waitForTimeline(frame, 'empty');

  await debugFile(page, window.file('market.py'));
  await waitForTimeline(frame, 'live');
  await expect.poll(() => drawn(frame)).toMatchObject({ tasks: 4 });
  expect(await laneRows(frame)).toEqual([
    { name: 'Event loop', detail: 'MainThread', level: 1 },
    { name: 'Task-1', detail: 'market', level: 2 },
    { name: 'buyer 1', detail: 'buyer', level: 3 },
    { name: 'buyer 2', detail: 'buyer', level: 3 },
    { name: 'buyer 3', detail: 'buyer', level: 3 },
  ]);
  const { runs } = await drawn(frame);
  await expect.poll(async () => (await drawn(frame)).runs).toBeGreaterThan(runs + 20);
  await expect.poll(() => laneRow(frame, 'buyer 2').textContent()).toContain('Finished');
  await expect.poll(() => laneRow(frame, 'Task-1').textContent()).toContain('Awaits sleep');

  window.write('bell');
  await waitForTimeline(frame, 'ended');
  await expect.poll(() => drawn(frame)).toMatchObject({ tasks: 5 + SHUTDOWN });
  await expect.poll(() => laneRow(frame, 'latecomer').textContent()).toContain('Failed: KeyError: sold out');
  expect(await laneRow(frame, 'Task-1').textContent()).toContain('Finished');
});

test('the rows are a tree that assistive technology can read', async () => {
  const frame = await timelineFrame(window.page);
  const tree = frame.getByRole('treegrid', { name: 'Event loops and tasks' });
  expect(await tree.getAttribute('aria-rowcount')).toBe(String(6 + SHUTDOWN));
  expect(await tree.getByRole('row').count()).toBe(6 + SHUTDOWN);
  const buyer = tree.getByRole('row', { name: 'buyer 3', exact: false });
  expect(await buyer.getAttribute('aria-level')).toBe('3');
  const snapshot = await frame.locator('body').ariaSnapshot();
  expect(snapshot).toMatch(/row "latecomer.*Failed: KeyError: sold out; ran .* in 1 step/);
});

test('the trace that was sent is whole', async () => {
  const frame = await timelineFrame(window.page);
  const trace = await traceOf(frame);
  expect(trace.problems).toEqual([]);
  expect(trace.dropped).toBe(0);
  expect(trace.finished).not.toBeNull();
  const buyer = taskNamed(trace, 'buyer 3');
  expect(buyer).toMatchObject({ coroutine: 'buyer', outcome: 'result' });
  expect(trace.task(buyer.parent)).toMatchObject({ coroutine: 'market', parent: 0 });
  expect(trace.place(buyer.place)).toMatchObject({ file: window.file('market.py'), line: 16 });
  const sites = runsOf(buyer.lane).map((run) => trace.site(trace.runs.site(run)));
  expect(sites.map((site) => site && [site.kind, site.place?.line])).toEqual([
    ['sleep', 7],
    ['sleep', 7],
    ['sleep', 7],
    undefined,
  ]);
});

test('opened before, during or after the run, it shows the same', async () => {
  const { page } = window;
  const stepsOf = async (): Promise<unknown> => {
    const frame = await timelineFrame(page);
    await waitForTimeline(frame, 'ended');
    await expect.poll(async () => (await drawn(frame)).tasks).toBe(21 + SHUTDOWN);
    const trace = await traceOf(frame);
    expect(trace.finished).not.toBeNull();
    return trace.tasks.map((task) => [task.coroutine, task.parent, task.outcome, task.lane.length]);
  };
  const before = await timelineFrame(page);
  await debugFile(page, window.file('drill.py'));
  await waitUntilEnded(page);
  await waitForTimeline(before, 'ended');
  const openedBefore = await stepsOf();

  await closeEditors(page);
  await showTimeline(page);
  expect(await stepsOf()).toEqual(openedBefore);

  await closeEditors(page);
  await debugFile(page, window.file('drill.py'));
  await showTimeline(page);
  await waitUntilEnded(page);
  expect(await stepsOf()).toEqual(openedBefore);

  await closeEditors(page);
  await debugFile(page, window.file('drill.py'));
  await waitUntilEnded(page);
  await showTimeline(page);
  expect(await stepsOf()).toEqual(openedBefore);
});

test('it opens from the palette, a Python editor’s title and the debug toolbar', async () => {
  const { page } = window;
  await closeEditors(page);
  expect(await hasCommand(page, 'Coroscope: Show Task Timeline')).toBe(true);
  expect(await hasCommand(page, 'Coroscope: Run a Sample Program')).toBe(true);
  expect(await hasCommand(page, 'Coroscope: Reveal in Task Timeline')).toBe(false);

  await openFile(page, window.file('drill.py'));
  expect(await hasCommand(page, 'Coroscope: Reveal in Task Timeline')).toBe(true);
  await page.locator('.editor-actions').getByRole('button', { name: 'Show Task Timeline' }).click();
  await timelineFrame(page);

  await closeEditors(page);
  window.remove('bell');
  await debugFile(page, window.file('market.py'));
  await page.locator('.debug-toolbar').getByRole('button', { name: 'Show Task Timeline' }).click();
  const frame = await timelineFrame(page);
  await waitForTimeline(frame, 'live');
  window.write('bell');
  await waitForTimeline(frame, 'ended');
  await waitUntilEnded(page);
});
