/** Configurations of launch.json: two programs together, each a session of its own; and tests, each with a band of its own. */
import type { Frame } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { startConfiguration, toggleBreakpoint, waitUntilPaused } from '../support/debugging.ts';
import { openFile, runCommand } from '../support/palette.ts';
import { details, laneRow, showTimeline, traceOf, waitForTimeline } from '../support/timeline.ts';
import { screenshot } from '../support/workbench.ts';
import { useWindow } from './window.ts';

const program = (name: string): string => `\
import asyncio


async def work():
    while True:
        await asyncio.sleep(0.02)
        count = 1


async def main():
    await asyncio.create_task(work(), name="task of ${name}")


asyncio.run(main())
`;

const launch = (name: string): object => ({
  name,
  type: 'debugpy',
  request: 'launch',
  program: `\${workspaceFolder}/${name}.py`,
  console: 'internalConsole',
});

const TEST_FILE = `\
import asyncio


def test_serves():
    asyncio.run(asyncio.sleep(0.2))


def test_spills():
    asyncio.run(asyncio.sleep(0.1))
    assert False
`;

const TESTS = {
  name: 'tests',
  type: 'debugpy',
  request: 'launch',
  module: 'pytest',
  args: ['-q', '-p', 'no:cacheprovider', 'test_cafe.py'],
  purpose: ['debug-test'],
  console: 'internalConsole',
};

const window = useWindow({
  files: {
    'server.py': program('server'),
    'client.py': program('client'),
    'test_cafe.py': TEST_FILE,
    '.vscode/launch.json': JSON.stringify({
      version: '0.2.0',
      configurations: [launch('server'), launch('client'), TESTS],
      compounds: [{ name: 'both', configurations: ['server', 'client'], stopAll: true }],
    }),
  },
  width: 1600,
  height: 1000,
});
let frame: Frame;

beforeAll(async () => {
  await openFile(window.page, window.file('client.py'));
  frame = await showTimeline(window.page);
});

test('each program of a compound is recorded for itself', async () => {
  const { page } = window;
  await startConfiguration(page, 'both');
  const sessions = frame.getByRole('combobox', { name: 'Session' });
  await expect.poll(() => sessions.locator('option').count()).toBe(2);
  await openFile(page, window.file('client.py'));
  await toggleBreakpoint(page, 7);
  await waitUntilPaused(page);

  const name = (index: number): Promise<string> =>
    sessions
      .locator('option')
      .nth(index)
      .textContent()
      .then((text) => text ?? '');
  await expect
    .poll(async () => [await name(0), await name(1)].sort())
    .toEqual([expect.stringMatching(/^client .*Paused/), expect.stringMatching(/^server .*Live/)]);
  const client = (await name(0)).startsWith('client') ? 0 : 1;
  await sessions.selectOption({ index: client });
  await waitForTimeline(frame, 'paused');
  await laneRow(frame, 'task of client').waitFor();
  expect(await laneRow(frame, 'task of server').count()).toBe(0);
  await sessions.selectOption({ index: 1 - client });
  await waitForTimeline(frame, 'live');
  await laneRow(frame, 'task of server').waitFor();

  await runCommand(page, 'Debug: Stop');
  await expect
    .poll(async () => [await name(0), await name(1)].sort())
    .toEqual([expect.stringMatching(/^client .*Ended/), expect.stringMatching(/^server .*Ended/)]);
});

test('pytest under the debugger has a band for each test', async () => {
  const { page } = window;
  await startConfiguration(page, 'tests');
  const strip = frame.locator('.tests');
  await expect
    .poll(() => strip.getAttribute('aria-label'), { timeout: 30_000 })
    .toBe('Tests: 1 passed, 1 failed. Y goes to the next one');
  await waitForTimeline(frame, 'ended');
  await frame.locator('.tests-bad').click();
  await expect.poll(() => details(frame).locator('h2').textContent()).toContain('test_spills');
  await expect.poll(() => details(frame).textContent()).toMatch(/Began\d tasks?: /);
  await screenshot(page, 'tests');
  const { bands } = await traceOf(frame);
  expect(bands.map(({ phase, name, outcome }) => [phase, name.split('::')[1], outcome])).toEqual([
    ['setup', 'test_serves', 'passed'],
    ['call', 'test_serves', 'passed'],
    ['teardown', 'test_serves', 'passed'],
    ['setup', 'test_spills', 'passed'],
    ['call', 'test_spills', 'failed'],
    ['teardown', 'test_spills', 'passed'],
  ]);
});
