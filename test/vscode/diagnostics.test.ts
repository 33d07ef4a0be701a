/** **Show Diagnostics** in a window: of a program that runs, and of one that could not be recorded. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { debugFile, startConfiguration, stopProgram, waitUntilEnded } from '../support/debugging.ts';
import { openFile, runCommand } from '../support/palette.ts';
import { defaultPython } from '../support/pythons.ts';
import { notifications } from '../support/workbench.ts';
import { useWindow } from './window.ts';

const SECRET = 'correct-horse-battery';

const PROGRAM = `\
import asyncio


async def main():
    async with asyncio.TaskGroup() as group:
        for _ in range(3):
            group.create_task(asyncio.sleep(300))


asyncio.run(main())
`;

const window = useWindow({
  files: {
    'main.py': PROGRAM,
    '.vscode/launch.json': JSON.stringify({
      version: '0.2.0',
      configurations: [
        {
          name: 'with a secret',
          type: 'debugpy',
          request: 'launch',
          program: '${workspaceFolder}/main.py',
          console: 'internalConsole',
          env: { SERVICE_KEY: SECRET },
          args: ['--token', `${SECRET}-2`],
        },
      ],
    }),
  },
  settings: { 'coroscope.blockingMilliseconds': 50 },
  env: { MY_TOKEN: `${SECRET}-3` },
  width: 1600,
  height: 2400,
});

/** Runs the command and reads the document that it opens, as far as the tall window shows it. */
async function diagnostics(): Promise<string> {
  const { page } = window;
  await runCommand(page, 'Coroscope: Show Diagnostics');
  const tab = page.locator('.tab.active[data-resource-name="Coroscope Diagnostics.md"]');
  await tab.waitFor();
  const lines = page.locator('.editor-group-container.active .view-lines');
  const text = async (): Promise<string> => (await lines.innerText()).replaceAll('\u00a0', ' ');
  await expect.poll(text).toContain('Coroscope: Diagnostics');
  return text();
}

beforeAll(() => openFile(window.page, window.file('main.py')));
afterAll(() => stopProgram(window.page).catch(() => undefined));

test('tells of a program that runs, and none of its secrets', async () => {
  const { page } = window;
  await startConfiguration(page, 'with a secret');
  let text = '';
  await expect
    .poll(async () => (text = await diagnostics()), { timeout: 60_000, interval: 1000 })
    .toMatch(/Tasks alive.*4/);
  expect(text).toContain('ms-python.python');
  expect(text).toMatch(/Interpreter.*from: PATH|Interpreter.*No Python was found/);
  expect(text).toContain('coroscope.blockingMilliseconds');
  expect(text).toContain('debugpy, launch by program');
  expect(text).toMatch(new RegExp(`Python.*cpython ${defaultPython().version.replaceAll('.', '\\.')}`));
  expect(text).toMatch(/Reports by.*socket/);
  expect(text).toMatch(/Hooks refused.*none/);
  expect(text).toMatch(/recording “with a secret”/);
  expect(text).not.toContain('correct-horse');
  expect(text).not.toContain('COROSCOPE_OPTIONS');

  await expect
    .poll(() => notifications(page))
    .toContainEqual(expect.stringContaining('before you pass them on'));
  await stopProgram(page);
});

test('says why nothing was recorded', async () => {
  const { page } = window;
  window.write('.vscode/settings.json', JSON.stringify({ 'coroscope.enabled': false }));
  await expect
    .poll(async () => (await diagnostics()).includes('coroscope.enabled'), {
      timeout: 30_000,
      interval: 1000,
    })
    .toBe(true);
  await debugFile(page, window.file('main.py'));
  await expect
    .poll(async () => diagnostics(), { timeout: 30_000, interval: 1000 })
    .toContain('Recording is turned off by the setting coroscope.enabled');
  await stopProgram(page);
  await waitUntilEnded(page);
});
