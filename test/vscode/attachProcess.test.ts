/** **Attach Task Timeline to Process…**: a program that runs, and sleeps, is entered without a debugger. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasCommand, pick, runCommand } from '../support/palette.ts';
import { pythons } from '../support/pythons.ts';
import { laneRow, timelineFrame, traceOf, waitForTimeline } from '../support/timeline.ts';
import { useWindow } from './window.ts';

// It has no timer: nothing but a signal makes it run Python again.
const PROGRAM = `\
import asyncio


async def wait(event):
    await event.wait()


async def main():
    event = asyncio.Event()
    waiters = [asyncio.create_task(wait(event), name=f"waiter {n}") for n in range(3)]
    await asyncio.sleep(0)
    print("running", flush=True)
    await event.wait()


asyncio.run(main())
`;

const python = pythons().find(({ version }) => version.startsWith('3.14'));

describe.runIf(process.platform === 'linux' && python !== undefined)('an idle program', () => {
  const name = `idle_${String(process.pid)}.py`;
  const window = useWindow({ files: { [name]: PROGRAM }, width: 1600, height: 1000 });
  let program: ChildProcess;
  let errors = '';

  beforeAll(async () => {
    program = spawn(python!.path, [window.file(name)], { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    program.stderr?.on('data', (bytes: Buffer) => (errors += String(bytes)));
    await once(program.stdout!, 'data');
  });
  afterAll(() => program.kill('SIGKILL'));

  test('is woken up, tells of the tasks that it has, and is left again', async () => {
    const { page } = window;
    // The commands of extensions come a while after the window.
    await expect.poll(() => hasCommand(page, 'Coroscope: Show Task Timeline')).toBe(true);
    await runCommand(page, 'Coroscope: Attach Task Timeline to Process…');
    await pick(page, name);
    const frame = await timelineFrame(page);
    await waitForTimeline(frame, 'live');
    for (const each of ['waiter 0', 'waiter 1', 'waiter 2']) await laneRow(frame, each).waitFor();

    // Left alone, it goes on.
    await runCommand(page, 'Coroscope: Detach Task Timeline');
    await waitForTimeline(frame, 'ended');
    expect(program.exitCode ?? program.signalCode).toBeNull();
    expect(await hasCommand(page, 'Coroscope: Detach Task Timeline')).toBe(false);
    const trace = await traceOf(frame);
    expect(trace.processes[0]).toMatchObject({ joined: true, transport: 'socket', pid: program.pid });
    expect(trace.problems).toEqual([]);
    expect(errors).toBe('');
  });
});
