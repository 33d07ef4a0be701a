/** The real debugger attaches to programs that run: here, or where neither the probe’s files nor a socket are to be had. */
import { spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { bootEnvironment } from '../../src/entry/probeEntry.ts';
import type { Session } from '../../src/host/session.ts';
import { repository } from '../support/paths.ts';
import { defaultPython } from '../support/pythons.ts';
import { startSession } from './clients.ts';
import { attach, attachToProcess, run, type DebugAdapter } from './debugAdapter.ts';

vi.mock('vscode', () => ({
  window: {
    createOutputChannel: () => ({ info: () => undefined, error: (text: string) => console.error(text) }),
  },
}));
const { Attachment } = await import('../../src/host/debug/attachment.ts');

const hasGdb = spawnSync('gdb', ['--version']).status === 0;

const folder = mkdtempSync(join(tmpdir(), 'coroscope-attach-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const PROBE = join(repository, 'src', 'probe');
const FILE = join(folder, 'server.py');
writeFileSync(
  FILE,
  `\
import asyncio
import os
import sys

hidden = os.environ.get("HIDDEN", "").split()
PROBE = ${JSON.stringify(PROBE)}


def audit(event, arguments):
    if event == "open" and "files" in hidden and PROBE in str(arguments[0]):
        raise FileNotFoundError
    if event == "socket.connect" and "socket" in hidden and isinstance(arguments[1], str):
        raise FileNotFoundError


async def wait(event):
    await event.wait()


async def main():
    event = asyncio.Event()
    waiters = [asyncio.create_task(wait(event), name=f"waiter {n}") for n in range(3)]
    count = 0
    port = 0
    if "debugger" not in hidden:
        import debugpy

        port = debugpy.listen(("127.0.0.1", 0))[1]
    print(port, flush=True)
    sys.addaudithook(audit)
    while not os.path.exists(sys.argv[1]):
        await asyncio.sleep(0.01)
        count += 1
    event.set()


asyncio.run(main())
`,
);

interface Attached {
  readonly adapter: DebugAdapter;
  readonly session: Session;
}

/** A program that is attached to: how to attach, and how to have it end. `hidden`: what it does not have. */
async function start(
  hidden = '',
  env?: NodeJS.ProcessEnv,
): Promise<{ program: ChildProcess; attachTo: (socket?: string) => Promise<Attached>; end: () => void }> {
  const flag = join(folder, randomUUID());
  const program = run(defaultPython().path, [FILE, flag], { ...env, HIDDEN: hidden });
  const [line] = (await once(program.stdout!, 'data')) as [Buffer];
  const port = Number(line.toString());
  return {
    program,
    end: () => writeFileSync(flag, ''),
    async attachTo(socket) {
      const { session, path, token } = await startSession();
      const adapter =
        port > 0 ? attach(port, session) : attachToProcess(defaultPython().path, program.pid!, session);
      const { debuggee } = adapter;
      const stream = token.slice(0, 16);
      debuggee.entry = new Attachment({
        debuggee,
        probeFolder: PROBE,
        options: { socket: socket ?? path, token, children: 'forked', join: true, stream },
        guests: {
          onMain: (readable) => session.connect(readable),
          onChild: (readable) => session.connectChild(readable),
        },
      });
      await adapter.start();
      return { adapter, session };
    },
  };
}

function names(session: Session): string[] {
  return session.recording.trace.tasks.map(({ name }) => name).sort();
}

describe('a program that runs already', { timeout: 60_000 }, () => {
  it.each([
    ['on this machine', '', 'socket'],
    ['where no socket reaches', 'socket', 'dap'],
    ['where the probe’s files are not', 'files', 'socket'],
    ['on another machine', 'files socket', 'dap'],
  ])('is recorded %s', async (_, hidden, transport) => {
    const { program, attachTo } = await start(hidden);
    const { adapter, session } = await attachTo();
    await expect.poll(() => session.info.state, { timeout: 20_000 }).toBe('live');
    await expect
      .poll(() => names(session))
      .toEqual(expect.arrayContaining(['waiter 0', 'waiter 1', 'waiter 2']));
    const [process] = session.recording.trace.processes;
    expect(process).toMatchObject({ transport, joined: true, pid: program.pid });
    expect(session.processOf(program.pid!)).toBe(0);
    expect(adapter.debuggee.pid).toBe(program.pid);
    expect(session.recording.trace.problems).toEqual([]);

    // It goes on being recorded.
    const { length } = session.recording.trace.runs;
    await expect.poll(() => session.recording.trace.runs.length).toBeGreaterThan(length + 50);
    const answer = await adapter.debuggee.ask({ what: 'snapshot' }, 10_000);
    expect(answer).toContain('"waiter 2"');
    expect(adapter.console).toBe('');

    // Left alone, it goes on; attached to anew, it is recorded anew.
    await adapter.request('disconnect', { terminateDebuggee: false });
    adapter.debuggee.ended();
    session.detach(true, '');
    await expect.poll(() => session.info.state).toBe('ended');
    expect(session.info.message).toBe('Detached: the program runs on.');
    const again = await attachTo();
    await expect.poll(() => again.session.info.state, { timeout: 20_000 }).toBe('live');
    await expect.poll(() => names(again.session)).toEqual(expect.arrayContaining(['waiter 2']));
    program.kill('SIGKILL');
    await expect.poll(() => again.adapter.debuggee.state).toBe('ended');
    again.session.detach(false, '');
    await expect.poll(() => again.session.info.state).toBe('ended');
    expect(again.session.info.message).toMatch(/without saying goodbye/);
  });

  it.each(['', 'socket'])('says goodbye when it ends, without %j too', async (hidden) => {
    const { attachTo, end } = await start(hidden);
    const { adapter, session } = await attachTo();
    await expect.poll(() => session.recording.trace.runs.length, { timeout: 20_000 }).toBeGreaterThan(50);
    end();
    await expect.poll(() => adapter.debuggee.state).toBe('ended');
    session.detach(false, '');
    await expect.poll(() => session.info).toMatchObject({ state: 'ended', message: null });
    expect(session.recording.trace.tasks.map(({ outcome }) => outcome)).not.toContain(null);
  });

  it.skipIf(!hasGdb)('is left to whoever records it already', async () => {
    const { session: first, path, token } = await startSession();
    const { attachTo } = await start('debugger', bootEnvironment(PROBE, { socket: path, token }, undefined));
    await expect.poll(() => first.info.state).toBe('live');
    const { adapter, session } = await attachTo();
    await expect.poll(() => adapter.debuggee.whyCode, { timeout: 30_000 }).toBe('otherWindow');
    expect(session.info).toMatchObject({ state: 'failed', message: adapter.debuggee.whyNothing });
    expect(await adapter.debuggee.ask({ what: 'snapshot' }, 10_000)).toContain('"waiter 1"');
    expect(first.info.state).toBe('live');
  });

  it.skipIf(!hasGdb)('is recorded when the debugger gets in by its process', async () => {
    const { program, attachTo } = await start('debugger');
    const { adapter, session } = await attachTo();
    await expect.poll(() => session.info.state, { timeout: 30_000 }).toBe('live');
    await expect.poll(() => names(session)).toEqual(expect.arrayContaining(['waiter 0', 'waiter 2']));
    expect(session.recording.trace.problems).toEqual([]);
    expect(adapter.debuggee.pid).toBe(program.pid);
    expect(await adapter.debuggee.ask({ what: 'snapshot' }, 10_000)).toContain('"waiter 1"');
  });

  it('reports by the debugger where another listens on the socket', async () => {
    const { attachTo } = await start();
    const path = join(folder, 'another.sock');
    let connections = 0;
    const other = createServer((socket) => {
      connections += 1;
      socket.resume();
    }).listen(path);
    await once(other, 'listening');
    const { session } = await attachTo(path);
    await expect.poll(() => session.info.state, { timeout: 20_000 }).toBe('live');
    expect(session.recording.trace.processes[0]?.transport).toBe('dap');
    expect(connections).toBe(1);
    other.close();
  });
});
