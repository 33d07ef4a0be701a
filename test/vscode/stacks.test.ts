/**
 * At a breakpoint in one of fifty tasks, with the oldest and the newest debugger on the oldest and the newest Python: the
 * stacks of suspended tasks, and the variables of their frames.
 */
import { beforeAll, expect, test } from 'vitest';
import { debuggerPairs } from '../support/debuggers.ts';
import { startConfiguration, stopProgram, toggleBreakpoint, waitUntilPaused } from '../support/debugging.ts';
import { openFile } from '../support/palette.ts';
import { pythons } from '../support/pythons.ts';
import { expandRow, makeRoom, rowsOf, showTasks, taskRow } from '../support/tasksView.ts';
import { useWindow } from './window.ts';

const PROGRAM = `\
import asyncio


async def sail(boat, harbour):
    cargo = {"boat": boat, "crates": [boat, boat + 1]}
    await asyncio.sleep(3600 if boat != 7 else 0.2)
    print("arrived", cargo)


async def lookout(signals):
    height = 21.5
    return await signals.get()


async def dredge(basin):
    async with basin:
        depth = read_depth(4)
        await measure(depth)


async def measure(depth):
    samples = [depth * each for each in range(3)]
    await asyncio.get_running_loop().create_future()


def read_depth(metres):
    return metres * 2


async def pilot(basin, name):
    badge = f"pilot {name}"
    async with basin:
        print(badge)


async def main():
    basin, signals = asyncio.Lock(), asyncio.Queue()
    boats = [asyncio.create_task(sail(boat, signals), name=f"boat {boat}") for boat in range(46)]
    tower = asyncio.create_task(lookout(signals), name="tower")
    dredger = asyncio.create_task(dredge(basin), name="dredger")
    guide = asyncio.create_task(pilot(basin, "Ines"), name="guide")
    await asyncio.gather(*boats, tower, dredger, guide)


asyncio.run(main())
`;

const pairs = debuggerPairs(pythons()).map((pair) => ({
  ...pair,
  name: `Python ${pair.python.version}, debugpy ${pair.debuggerVersion ?? 'newest'}`,
}));

const launchJson = {
  version: '0.2.0',
  configurations: pairs.map(({ name, python, adapter }) => ({
    name,
    type: 'debugpy',
    request: 'launch',
    program: '${workspaceFolder}/harbour.py',
    console: 'internalConsole',
    python: python.path,
    debugAdapterPath: adapter,
  })),
};

const window = useWindow({
  files: { 'harbour.py': PROGRAM, '.vscode/launch.json': JSON.stringify(launchJson) },
  width: 1400,
  height: 1000,
});

beforeAll(async () => {
  await openFile(window.page, window.file('harbour.py'));
  await toggleBreakpoint(window.page, 7);
});

test.each(pairs)('$name', async ({ name }) => {
  const { page } = window;
  await startConfiguration(page, name);
  await waitUntilPaused(page);
  const view = await showTasks(page);
  await makeRoom(page);
  await taskRow(view, 'boat 7').filter({ hasText: '◆ current' }).waitFor();
  await expect.poll(() => rowsOf(view)).toContainEqual(expect.stringMatching(/45 × sail \| sleep/));

  // The last of what is asked at a stop: from then on rows stay where they are.
  await taskRow(view, 'Lost wake-up: dredger').waitFor();

  await expandRow(view, 'tower');
  await expandRow(view, 'lookout');
  await expandRow(view, 'guide');
  await expandRow(view, 'pilot');
  await expandRow(view, 'dredger');
  await expandRow(view, 'measure');
  await expandRow(view, 'dredge');
  const expected = [
    /lookout \| harbour\.py:12$/,
    /height \| 21\.5$/,
    /pilot \| harbour\.py:32$/,
    /badge \| 'pilot Ines'$/,
    /dredge \| harbour\.py:18$/,
    /depth \| 8$/,
    /measure \| harbour\.py:23$/,
    /samples \| \[0, 8, 16\]$/,
  ];
  for (const row of expected)
    await expect.poll(() => rowsOf(view)).toContainEqual(expect.stringMatching(row));
  await stopProgram(page);
  await view.getByText('No Python program is being debugged.').waitFor();
});
