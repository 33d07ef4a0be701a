/** A server that reloads: its workers come one after the other, each with a debug session of its own, in one recording. */
import { createServer, type AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { debugFile, startConfiguration, stopProgram, waitUntilEnded } from '../support/debugging.ts';
import { openFile } from '../support/palette.ts';
import { makeRoom, rowsOf, showTasks } from '../support/tasksView.ts';
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

const app = (answer: string): string => `\
import asyncio


async def live():
    await asyncio.sleep(600)


async def app(scope, receive, send):
    app.living = asyncio.create_task(live(), name="${answer}")
    await asyncio.sleep(0)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"${answer}"})
`;

const port = await freePort();
const launch = (name: string, what: object): object => ({
  name,
  type: 'debugpy',
  request: 'launch',
  console: 'internalConsole',
  ...what,
});
// F5 starts the first one.
const configurations = [
  launch('file', { program: '${file}' }),
  launch('server', {
    module: 'uvicorn',
    args: ['app:app', '--reload', '--port', String(port), '--lifespan', 'off'],
  }),
];

const window = useWindow({
  files: {
    'reloader.py': RELOADER,
    'worker.py': WORKER,
    'app.py': app('one'),
    '.vscode/launch.json': JSON.stringify({ version: '0.2.0', configurations }),
  },
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

test('uvicorn reloads: the timeline and the tasks go on with the new server', async () => {
  const { page } = window;
  await startConfiguration(page, 'server');
  const frame = await showTimeline(page);
  await expect.poll(answer, { timeout: 60_000 }).toBe('one');
  const names = async (): Promise<string[]> => (await traceOf(frame)).tasks.map(({ name }) => name);
  await expect.poll(names).toContain('one');
  window.write('app.py', app('two'));
  await expect.poll(answer, { timeout: 60_000 }).toBe('two');
  // Each answer has lanes of its own: those of the new server may be out of sight.
  await expect.poll(names).toContain('two');
  await waitForTimeline(frame, 'live');

  const view = await showTasks(page);
  await makeRoom(page);
  const rows = async (): Promise<string> => (await rowsOf(view)).join('\n');
  await expect.poll(rows).toMatch(/^\s*two \|/m);
  expect(await rows()).not.toMatch(/^\s*one \|/m);

  const { processes, problems } = await traceOf(frame);
  expect(processes.map(({ kind, finished }) => [kind, finished !== null])).toEqual([
    [null, false],
    ['spawn', true],
    ['spawn', false],
  ]);
  expect(await names()).toEqual(expect.arrayContaining(['one', 'two']));
  expect(problems).toEqual([]);
  await stopProgram(page);
  await waitForTimeline(frame, 'ended');
});

async function answer(): Promise<string> {
  try {
    return await (
      await fetch(`http://127.0.0.1:${String(port)}`, { headers: { connection: 'close' } })
    ).text();
  } catch {
    return '';
  }
}

/** A port on which nobody listens. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port: free } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return free;
}
