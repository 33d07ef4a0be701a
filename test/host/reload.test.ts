/** uvicorn with `--reload` under the real debugger: a process that watches, and one after the other that serves. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, it, vi } from 'vitest';
import type * as vscode from 'vscode';
import { Listener } from '../../src/host/listener.ts';
import { Session } from '../../src/host/session.ts';
import type { Sessions } from '../../src/host/sessions.ts';
import { repository } from '../support/paths.ts';
import { defaultPython } from '../support/pythons.ts';
import { DebugAdapter, run } from './debugAdapter.ts';
import { registered } from './launchVscode.ts';

vi.mock('vscode', async () => (await import('./launchVscode.ts')).vscodeOfLaunches);
const { watchLaunches } = await import('../../src/host/debug/launches.ts');
const { DebuggeeList } = await import('../../src/host/debug/debuggeeList.ts');

const folder = mkdtempSync(join(tmpdir(), 'coroscope-reload-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const listener = new Listener();
afterEach(() => listener.close());

/** For what takes the time it takes on a busy machine. */
const LONG = { timeout: 60_000 };

const source = (answer: string): string => `\
import asyncio


async def lifespan(receive, send):
    await receive()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await asyncio.create_task(asyncio.sleep(0), name="goodbye of ${answer}")
    await send({"type": "lifespan.shutdown.complete"})


async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        return await lifespan(receive, send)
    await asyncio.create_task(asyncio.sleep(0), name="request of ${answer}")
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"${answer}"})
`;
const write = (answer: string): void => writeFileSync(join(folder, 'app.py'), source(answer));

it(
  'is one recording, in which each server takes the place of the one before',
  { timeout: 120_000 },
  async () => {
    const session = new Session('1', 'server', 2 ** 30, () => undefined);
    const debuggees = new DebuggeeList();
    const sessions = { add: () => session } as unknown as Sessions;
    watchLaunches({ listener, sessions, debuggees, probeFolder: join(repository, 'src', 'probe') });
    write('one');
    const python = defaultPython().path;
    const child = run(python, ['-m', 'debugpy.adapter']);
    const main = new DebugAdapter(child.stdin!, child.stdout!, {
      type: 'debugpy',
      request: 'launch',
      name: 'uvicorn',
      module: 'uvicorn',
      args: ['app:app', '--reload', '--port', '0'],
      cwd: folder,
      console: 'internalConsole',
      python: [python],
    });
    await startDebugging(main);
    const { trace } = session.recording;
    const names = (): string[] =>
      trace.tasks.map(({ name }) => name).filter((name) => name.startsWith('request'));

    await expect.poll(() => answerOf(main), LONG).toBe('one');
    await expect.poll(names, LONG).toContain('request of one');
    expect(trace.processes.map(({ kind }) => kind)).toEqual([null, 'spawn']);
    const former = debuggees.all.find(({ pid }) => pid === trace.processes[1]?.pid);
    expect(former?.session).toBe(session);

    write('two');
    await expect.poll(() => answerOf(main), LONG).toBe('two');
    await expect.poll(names, LONG).toContain('request of two');
    expect(trace.processes.map(({ kind }) => kind)).toEqual([null, 'spawn', 'spawn']);
    const [watcher, first, second] = trace.processes;
    await expect.poll(() => first!.finished, LONG).not.toBeNull();
    // It shut down, and then a signal ended it: up to that nothing is lost.
    const goodbye = trace.tasks.find(({ name }) => name === 'goodbye of one');
    expect(goodbye?.outcome).toBe('result');
    expect(first!.finished).toBeGreaterThanOrEqual(goodbye!.ended!);
    expect([watcher!.finished, second!.finished]).toEqual([null, null]);
    // Beside these there is the process that tracks multiprocessing's resources.
    const pids = (): (number | null)[] => debuggees.all.map(({ pid }) => pid);
    await expect.poll(pids, LONG).not.toContain(first!.pid);
    expect(pids()).toEqual(expect.arrayContaining([watcher!.pid, second!.pid]));
    const serving = debuggees.all.find(({ pid }) => pid === second!.pid)!;
    expect(await serving.ask({ what: 'snapshot' }, 10_000)).toContain('Server.serve');
    expect(session.info.state).toBe('live');
    expect(trace.problems).toEqual([]);
    expect(trace.dropped).toBe(0);

    await main.request('disconnect', { terminateDebuggee: true });
    await expect.poll(() => session.info.state, LONG).toBe('ended');
    expect(debuggees.all).toEqual([]);
    expect(session.recording.trace.processes).toHaveLength(3);
  },
);

/** Starts a debug session as VS Code does, and after it those of its children. */
async function startDebugging(adapter: DebugAdapter, parentSession?: vscode.DebugSession): Promise<void> {
  const debug = Object.assign(adapter.debuggee.debug, { parentSession });
  const tracker = await registered.tracker!.createDebugAdapterTracker(debug);
  adapter.onMessage = (message) => {
    tracker?.onDidSendMessage?.(message);
    const { event, body } = message;
    if (event === 'terminated') registered.terminated!(debug);
    if (event !== 'debugpyAttach') return;
    const configuration = body as unknown as vscode.DebugConfiguration;
    const { host, port } = configuration['connect'] as { host: string; port: number };
    const socket = connect(port, host);
    void startDebugging(new DebugAdapter(socket, socket, configuration), debug);
  };
  await adapter.start();
}

/** What the server answers now; its address is in what it wrote. */
async function answerOf({ console }: DebugAdapter): Promise<string> {
  const address = /running on (http:\S+)/.exec(console)?.[1];
  if (address === undefined) return '';
  try {
    return await (await fetch(address, { headers: { connection: 'close' } })).text();
  } catch {
    return '';
  }
}
