/** Cells that a real Jupyter kernel runs: under its own debugger, spoken to as VS Code's Jupyter extension does, and without. */
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { bootExpression } from '../../src/entry/probeEntry.ts';
import { cellNumber, numberOfText } from '../../src/host/notebooks/cellFile.ts';
import { pythonProcess } from '../../src/host/run/processList.ts';
import { canBeEntered, remoteExec, Script } from '../../src/host/run/remoteExec.ts';
import type { Session } from '../../src/host/session.ts';
import { jupyterPython } from '../support/jupyter.ts';
import { repository } from '../support/paths.ts';
import { startSession } from './clients.ts';
import { DebugAdapter, run } from './debugAdapter.ts';

vi.mock('vscode', () => ({
  window: {
    createOutputChannel: () => ({ info: () => undefined, error: (text: string) => console.error(text) }),
  },
}));
const { Attachment } = await import('../../src/host/debug/attachment.ts');

const PROBE = join(repository, 'src', 'probe');
const python = jupyterPython();

/** For what takes the time it takes on a busy machine. */
const LONG = { timeout: 60_000 };

/** In the fourth line it can be stopped. */
const cell = (name: string): string => `\
import asyncio

async def work(number):
    await asyncio.sleep(0.02)
    return number

tasks = [asyncio.create_task(work(n), name=f"${name} {n}") for n in range(3)]
print(await asyncio.gather(*tasks))
`;

describe.runIf(python !== undefined)('a Jupyter kernel', { timeout: 120_000 }, () => {
  it.each(['socket', 'dap'])('is recorded while a cell is debugged, and reports by %s', async (transport) => {
    const { adapter, pid } = await startKernel();
    const session = await debug(adapter, transport === 'dap' ? '/nowhere/probe.sock' : undefined);
    const { debuggee } = adapter;
    const text = cell('first');
    const { sourcePath } = (await adapter.request('dumpCell', { code: text })) as { sourcePath: string };
    expect(cellNumber(sourcePath)).toBe(numberOfText(text));
    const source = { path: sourcePath };
    await adapter.request('setBreakpoints', { source, breakpoints: [{ line: 4 }] });

    const executed = adapter.event('executed');
    await adapter.request('execute', { code: text });
    await expect.poll(() => debuggee.state, LONG).toBe('stopped');
    expect(await debuggee.ask({ what: 'snapshot' }, 10_000)).toContain('"first 2"');
    await adapter.request('setBreakpoints', { source, breakpoints: [] });
    await adapter.request('continue', { threadId: debuggee.stop!.thread });
    expect(await executed).toMatchObject({ status: 'ok' });
    await expectCell(session, 'first');
    const { trace } = session.recording;
    expect(trace.processes).toMatchObject([{ transport, joined: true, pid, finished: null }]);
    expect(trace.problems).toEqual([]);
    await expect.poll(() => printed(adapter), LONG).toBe('[0, 1, 2]\n');
    await leave(adapter, session);

    // The kernel goes on; of the next cell that is debugged there is another recording.
    const next = await debug(adapter);
    expect(await execute(adapter, cell('second'))).toMatchObject({ status: 'ok' });
    await expectCell(next, 'second');
    expect(names(next)).not.toContain('first 0');
    expect(names(session)).not.toContain('second 0');
    await leave(adapter, next);
  });

  it.runIf(process.platform === 'linux' && canBeEntered(python?.version ?? null))(
    'is recorded without a debugger',
    async () => {
      const { adapter, pid } = await startKernel();
      const { session, path, token } = await startSession();
      const script = await Script.write(bootExpression(PROBE, { socket: path, token, join: true }));
      await remoteExec((await pythonProcess(pid))!, script.file);
      // It gets to it when it next runs Python.
      await execute(adapter, 'pass');
      await expect.poll(() => session.info.state, LONG).toBe('live');
      await script.remove();
      expect(await execute(adapter, cell('plain'))).toMatchObject({ status: 'ok' });
      await expectCell(session, 'plain');
      expect(session.recording.trace.problems).toEqual([]);
    },
  );
});

interface Kernel {
  readonly adapter: DebugAdapter;
  readonly pid: number;
}

async function startKernel(): Promise<Kernel> {
  const child = run(python!.path, [join(repository, 'test', 'host', 'kernelAdapter.py')]);
  const type = 'Python Kernel Debug Adapter';
  const adapter = new DebugAdapter(child.stdin!, child.stdout!, {
    type,
    request: 'attach',
    name: 'notes.ipynb',
  });
  const { pid } = await adapter.event('kernel');
  return { adapter, pid: Number(pid) };
}

/** A debug session of a cell, up to where its breakpoints are set. `socket`: where the probe is told that one listens. */
async function debug(adapter: DebugAdapter, socket?: string): Promise<Session> {
  const { session, path, token } = await startSession();
  const debuggee = adapter.renew(session);
  debuggee.entry = new Attachment({
    debuggee,
    probeFolder: PROBE,
    options: { socket: socket ?? path, token, children: 'forked', join: true, stream: token.slice(0, 16) },
    guests: {
      onMain: (readable) => session.connect(readable),
      onChild: (readable) => session.connectChild(readable),
    },
  });
  await adapter.start();
  await expect.poll(() => session.info.state, LONG).toBe('live');
  return session;
}

async function leave(adapter: DebugAdapter, session: Session): Promise<void> {
  await adapter.request('disconnect', { restart: false });
  await expect.poll(() => adapter.debuggee.state, LONG).toBe('ended');
  session.detach(true, '');
  await expect.poll(() => session.info.state, LONG).toBe('ended');
  expect(session.info.message).toBe('Detached: the program runs on.');
}

async function execute(adapter: DebugAdapter, code: string): Promise<unknown> {
  const executed = adapter.event('executed');
  await adapter.request('execute', { code });
  return executed;
}

function names(session: Session): string[] {
  return session.recording.trace.tasks.map(({ name }) => name);
}

/** What the cell did is in the recording, at its lines. */
async function expectCell(session: Session, name: string): Promise<void> {
  const { trace } = session.recording;
  const ended = (): string[] =>
    trace.tasks
      .filter((task) => task.name.startsWith(name) && task.outcome === 'result')
      .map((task) => task.name);
  await expect.poll(ended, LONG).toEqual([`${name} 0`, `${name} 1`, `${name} 2`]);
  const lines: string[] = [];
  for (let id = 1, place = trace.place(id); place !== undefined; place = trace.place(++id))
    if (cellNumber(place.file) === numberOfText(cell(name))) lines.push(`${place.function}:${place.line}`);
  expect(lines).toEqual(expect.arrayContaining(['work:4', '<module>:8']));
}

function printed({ events }: DebugAdapter): string {
  return events.map(({ event, body }) => (event === 'printed' ? String(body?.['text']) : '')).join('');
}
