/** A server that reloads: its workers come one after the other, each with a debug session of its own, in one recording. */
import { expect, test } from 'vitest';
import { debugFile, waitUntilEnded } from '../support/debugging.ts';
import { openFile } from '../support/palette.ts';
import { showTimeline, traceOf, waitForTimeline } from '../support/timeline.ts';
import { useWindow } from './window.ts';

const WORKERS = 4;

const RELOADER = `\
import asyncio
import sys


async def reload():
    for number in range(${String(WORKERS)}):
        worker = await asyncio.create_subprocess_exec(sys.executable, "worker.py", str(number))
        await worker.wait()


asyncio.run(reload())
`;

const WORKER = `\
import asyncio
import sys


async def main():
    await asyncio.create_task(asyncio.sleep(0.05), name=f"request of {sys.argv[1]}")


asyncio.run(main())
`;

const window = useWindow({
  files: { 'reloader.py': RELOADER, 'worker.py': WORKER },
  width: 1600,
  height: 1000,
});

test('every worker of a server that reloads is in its recording', async () => {
  const { page } = window;
  await openFile(page, window.file('reloader.py'));
  const frame = await showTimeline(page);
  await debugFile(page, window.file('reloader.py'));
  await waitUntilEnded(page);
  await waitForTimeline(frame, 'ended');
  const trace = await traceOf(frame);
  expect(trace.processes).toHaveLength(WORKERS + 1);
  expect(new Set(trace.processes.map(({ pid }) => pid)).size).toBe(WORKERS + 1);
  const names = trace.tasks.map(({ name }) => name).filter((name) => name.startsWith('request'));
  expect(names.sort()).toEqual(
    Array.from({ length: WORKERS }, (_, number) => `request of ${String(number)}`),
  );
  expect(trace.problems).toEqual([]);
  expect(await frame.getByRole('combobox', { name: 'Session' }).isVisible()).toBe(false);
});
