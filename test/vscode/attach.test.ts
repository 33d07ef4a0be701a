/** The debugger attaches to a server that runs: its tasks and children are recorded, until the debugger leaves, and again. */
import { once } from 'node:events';
import { spawn, type ChildProcess } from 'node:child_process';
import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  continueProgram,
  debugConsole,
  startConfiguration,
  stopProgram,
  toggleBreakpoint,
  waitUntilEnded,
  waitUntilPaused,
} from '../support/debugging.ts';
import { openFile, runCommand } from '../support/palette.ts';
import { defaultPython } from '../support/pythons.ts';
import { laneRow, showTimeline, traceOf, waitForTimeline } from '../support/timeline.ts';
import { useWindow } from './window.ts';

const PORT = 20_000 + (process.pid % 20_000);

const SERVER = `\
import asyncio
import os
import subprocess
import sys


async def wait(event):
    await event.wait()


async def main():
    event = asyncio.Event()
    waiters = [asyncio.create_task(wait(event), name=f"waiter {n}") for n in range(3)]
    count = 0
    while True:
        count += 1
        await asyncio.sleep(0.02)
        if os.path.exists("start"):
            os.unlink("start")
            subprocess.Popen([sys.executable, "child.py"])


if __name__ == "__main__":
    import debugpy

    debugpy.listen(("127.0.0.1", int(sys.argv[1])))
    print("listening", flush=True)
    asyncio.run(main())
`;

const CHILD = `\
import asyncio


async def main():
    await asyncio.create_task(asyncio.sleep(0.05), name="of the child")


asyncio.run(main())
`;
const COUNTED = SERVER.split('\n').findIndex((line) => line.includes('count += 1')) + 1;

const window = useWindow({
  files: {
    'server.py': SERVER,
    'child.py': CHILD,
    '.vscode/launch.json': JSON.stringify({
      version: '0.2.0',
      configurations: [
        {
          name: 'to the server',
          type: 'debugpy',
          request: 'attach',
          connect: { host: '127.0.0.1', port: PORT },
          pathMappings: [{ localRoot: '${workspaceFolder}', remoteRoot: '.' }],
        },
      ],
    }),
  },
  width: 1600,
  height: 1000,
});
let server: ChildProcess;
let frame: Frame;

beforeAll(async () => {
  const file = window.file('server.py');
  server = spawn(defaultPython().path, [file, String(PORT)], {
    cwd: window.file('.'),
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await once(server.stdout!, 'data');
  await openFile(window.page, file);
  frame = await showTimeline(window.page);
});
afterAll(() => server.kill('SIGKILL'));

test('the tasks that there are, and children, are recorded from then on', async () => {
  const { page } = window;
  await startConfiguration(page, 'to the server');
  await waitForTimeline(frame, 'live');
  for (const name of ['waiter 0', 'waiter 1', 'waiter 2']) await laneRow(frame, name).waitFor();

  await openFile(page, window.file('server.py'));
  await toggleBreakpoint(page, COUNTED);
  await waitUntilPaused(page);
  await waitForTimeline(frame, 'paused');
  await toggleBreakpoint(page, COUNTED);
  await continueProgram(page);
  await waitForTimeline(frame, 'live');

  window.write('start');
  await laneRow(frame, 'of the child').waitFor();
  const trace = await traceOf(frame);
  expect(trace.processes).toHaveLength(2);
  expect(trace.processes[0]).toMatchObject({ joined: true, transport: 'socket', pid: server.pid });
  expect(trace.problems).toEqual([]);
  expect((await debugConsole(page)).join('')).toBe('');
});

test('when the debugger leaves, the program runs on, and can be attached to again', async () => {
  const { page } = window;
  await stopProgram(page);
  await waitForTimeline(frame, 'ended');
  await frame.getByTitle('Detached: the program runs on.').waitFor();
  expect(server.exitCode).toBeNull();

  await startConfiguration(page, 'to the server');
  await waitForTimeline(frame, 'live');
  await laneRow(frame, 'waiter 2').waitFor();
  const picker = frame.getByRole('combobox', { name: 'Session' });
  expect(await picker.locator('option').count()).toBe(2);

  // Restarted, the debugger leaves and comes back.
  await runCommand(page, 'Debug: Restart');
  await expect.poll(() => picker.locator('option').count()).toBe(3);
  await waitForTimeline(frame, 'live');
  await laneRow(frame, 'waiter 2').waitFor();
  expect(server.exitCode).toBeNull();

  server.kill('SIGKILL');
  await waitForTimeline(frame, 'ended');
  // What VS Code and the debugger say to each other after that changes nothing.
  await waitUntilEnded(page);
  await frame.getByTitle('The program ended without saying goodbye').waitFor();
});
