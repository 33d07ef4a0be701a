/** Every way to launch a Python program: debug types, what is launched, where it runs, with and without the debugger. */
import { chmodSync } from 'node:fs';
import type { Frame } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { startConfiguration, waitUntilEnded } from '../support/debugging.ts';
import { openFile, runCommand } from '../support/palette.ts';
import { drawn, showTimeline, traceOf, waitForTimeline } from '../support/timeline.ts';
import { useWindow } from './window.ts';

const PROGRAM = `\
import asyncio
import os
import sys


async def main():
    name = os.environ.get("TASK_NAME", "") + " ".join(sys.argv[1:])
    await asyncio.create_task(asyncio.sleep(0.05), name=name or "plain")


asyncio.run(main())
`;

// Its modules come from the two parts of its PYTHONPATH; where Coroscope's part stood, none may show.
const PATHS = `\
import asyncio
import os

import from_file
import from_configuration


async def main():
    await asyncio.create_task(asyncio.sleep(0.05), name=os.environ["PYTHONPATH"])


asyncio.run(main())
`;

// Runs what it is given where VS Code would have a terminal run it: \`-e bash -c …\`.
const TERMINAL = '#!/bin/sh\nshift\nexec "$@"\n';

const LAUNCHES: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'program in the console': {
    type: 'debugpy',
    program: '${workspaceFolder}/app.py',
    console: 'internalConsole',
  },
  'program in the terminal': {
    type: 'debugpy',
    program: '${workspaceFolder}/app.py',
    console: 'integratedTerminal',
  },
  'program in a window': {
    type: 'debugpy',
    program: '${workspaceFolder}/app.py',
    console: 'externalTerminal',
  },
  'module of the old type': { type: 'python', module: 'package.app', console: 'internalConsole' },
  'module in the terminal': { type: 'debugpy', module: 'package.app', console: 'integratedTerminal' },
  'code of the old type': { type: 'python', code: PROGRAM, console: 'internalConsole' },
  'arguments, variables, all code': {
    type: 'debugpy',
    program: '${workspaceFolder}/app.py',
    console: 'internalConsole',
    args: ['to', 'all'],
    env: { TASK_NAME: 'hello ' },
    justMyCode: false,
  },
  'variables of a file': {
    type: 'debugpy',
    program: '${workspaceFolder}/paths.py',
    console: 'internalConsole',
    envFile: '${workspaceFolder}/own.env',
    env: { PYTHONPATH: 'more' },
  },
  isolated: {
    type: 'debugpy',
    program: '${workspaceFolder}/app.py',
    console: 'internalConsole',
    pythonArgs: ['-I'],
  },
};

/** What the task of each is called, where it is not `plain`. */
const EXPECTED: Readonly<Record<string, string>> = {
  'arguments, variables, all code': 'hello to all',
  'variables of a file': ['libs', 'more', process.env['PYTHONPATH'] ?? []].flat().join(':'),
};

const launchJson = {
  version: '0.2.0',
  configurations: Object.entries(LAUNCHES).map(([name, rest]) => ({ name, request: 'launch', ...rest })),
};

const window = useWindow({
  files: {
    '.vscode/launch.json': JSON.stringify(launchJson),
    'app.py': PROGRAM,
    'package/__init__.py': '',
    'package/app.py': PROGRAM,
    'paths.py': PATHS,
    'own.env': 'PYTHONPATH=libs\n',
    'libs/from_file.py': '',
    'more/from_configuration.py': '',
    'terminal.sh': TERMINAL,
  },
  settings: { 'terminal.integrated.tabs.enabled': false },
  width: 1600,
  height: 1000,
});
let frame: Frame;

beforeAll(async () => {
  const { page, served } = window;
  chmodSync(window.file('terminal.sh'), 0o755);
  served.updateSettings({ 'terminal.external.linuxExec': window.file('terminal.sh') });
  await openFile(page, window.file('app.py'));
  frame = await showTimeline(page);
});

/** Starts a run, waits for its end, and returns the names of its tasks. */
async function recorded(start: () => Promise<void>): Promise<string[]> {
  await startAndFinish(start);
  await waitForTimeline(frame, 'ended');
  await expect.poll(async () => (await drawn(frame)).tasks).toBe(4);
  const trace = await traceOf(frame);
  expect(trace.problems).toEqual([]);
  expect(trace.finished).not.toBeNull();
  return trace.tasks.map((task) => task.name);
}

async function startAndFinish(start: () => Promise<void>): Promise<void> {
  const newest = (): Promise<string> =>
    frame.locator('select.picker').evaluate((picker: HTMLSelectElement) => picker.options[0]?.value ?? '');
  const before = await newest();
  await start();
  await expect.poll(newest).not.toBe(before);
  await waitUntilEnded(window.page);
}

/** Ctrl+F5 in the editor. The debug toolbar is not waited for: a short run is over before it shows. */
async function runWithoutDebugging(): Promise<void> {
  await openFile(window.page, window.file('app.py'));
  await window.page.keyboard.press('Control+F5');
}

describe.each(Object.keys(LAUNCHES).filter((name) => name !== 'isolated'))('%s', (name) => {
  const expected = EXPECTED[name] ?? 'plain';

  test('with the debugger', async () => {
    expect(await recorded(() => startConfiguration(window.page, name))).toContain(expected);
  });

  test('without', async () => {
    expect(await recorded(runWithoutDebugging)).toContain(expected);
  });
});

describe('an isolated interpreter', () => {
  test('is recorded with the debugger', async () => {
    expect(await recorded(() => startConfiguration(window.page, 'isolated'))).toContain('plain');
  });

  test('cannot be without, and the timeline says why and what to do', async () => {
    const { page } = window;
    await startAndFinish(runWithoutDebugging);
    await waitForTimeline(frame, 'failed');
    await expect
      .poll(() => frame.locator('.card h1').textContent())
      .toBe('The program could not be recorded');
    const card = await frame.locator('.card').textContent();
    expect(card).toContain('-I');
    expect(card).toContain('Start the program with debugging (F5)');
    await frame.getByRole('button', { name: 'Show log' }).click();
    await page.locator('.panel .output-view, .panel [aria-label*="Output"]').first().waitFor();
    await runCommand(page, 'View: Hide Panel');
  });
});
