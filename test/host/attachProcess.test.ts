/** A process that is entered without a debugger: what is let in for it, for how long, and what is said where that fails. */
import { afterEach, expect, it, vi } from 'vitest';
import { handshake } from '../../src/core/wire.ts';
import { smallTrace } from '../core/smallTrace.ts';
import { client } from './clients.ts';

let attach: () => Promise<void> = () => Promise.resolve();
const errors: string[] = [];
vi.mock('vscode', () => ({
  EventEmitter: class {
    private readonly listeners = new Set<(event: unknown) => void>();
    readonly event = (listener: (event: unknown) => void): { dispose: () => void } => {
      this.listeners.add(listener);
      return { dispose: () => this.listeners.delete(listener) };
    };
    fire(event: unknown): void {
      for (const listener of this.listeners) listener(event);
    }
  },
  Disposable: Object.assign(vi.fn(), { from: () => ({}) }),
  ProgressLocation: {},
  commands: { registerCommand: (_: string, run: () => Promise<void>) => (attach = run) },
  window: {
    createOutputChannel: () => ({ error: () => undefined }),
    showErrorMessage: (text: string) => Promise.resolve(void errors.push(text)),
    showQuickPick: async (items: Promise<unknown[]>) => (await items)[0],
    withProgress: (_: unknown, run: (...given: unknown[]) => Promise<void>) =>
      run({ report: () => undefined }, { onCancellationRequested: () => ({ dispose: () => undefined }) }),
  },
  workspace: {
    isTrusted: true,
    getConfiguration: () => ({ get: (_: string, otherwise: unknown) => otherwise }),
  },
}));
const target = {
  pid: process.pid,
  executable: 'python',
  command: ['python', 'shop.py'],
  started: '1',
  isStopped: false,
  hasTerminal: true,
};
vi.mock('../../src/host/run/processList.ts', () => ({
  programName: () => 'shop.py',
  pythonProcess: () => Promise.resolve(target),
  pythonProcesses: () => Promise.resolve([target]),
}));
const remote = vi.hoisted(() => ({ exec: (): Promise<void> => Promise.resolve(), left: 0 }));
vi.mock('../../src/host/run/remoteExec.ts', async (importActual) => ({
  ...(await importActual<object>()),
  versionOf: () => Promise.resolve('3.14'),
  remoteExec: () => remote.exec(),
  Script: {
    write: () => {
      remote.left++;
      return Promise.resolve({ file: '/enter.py', remove: () => Promise.resolve(remote.left--) });
    },
  },
}));
const { Listener } = await import('../../src/host/listener.ts');
const { Sessions } = await import('../../src/host/sessions.ts');
const { NoEntry } = await import('../../src/host/run/remoteExec.ts');
const { watchAttaching } = await import('../../src/host/run/attachProcess.ts');

const listener = new Listener();
afterEach(() => {
  vi.restoreAllMocks();
  errors.length = 0;
  remote.left = 0;
  listener.close();
});

function watch(): InstanceType<typeof Sessions> {
  const sessions = new Sessions();
  watchAttaching({ listener, sessions, probeFolder: '/probe', showSession: () => undefined });
  return sessions;
}

it.runIf(process.platform === 'linux')('lets nobody in any more once the recording has ended', async () => {
  const issue = vi.spyOn(listener, 'issue');
  const forget = vi.spyOn(listener, 'forget');
  const sessions = watch();
  const done = attach();
  await expect.poll(() => issue.mock.settledResults[0]?.type).toBe('fulfilled');
  const ticket = await (issue.mock.results[0]!.value as ReturnType<typeof listener.issue>);
  const { socket } = client(ticket.socket, `${handshake(ticket.token)}\n`, smallTrace().bytes());
  await done;
  expect(sessions.newest?.info.state).toBe('live');
  expect(forget).not.toHaveBeenCalled();
  expect(remote.left).toBe(0);
  socket.end();
  await expect.poll(() => sessions.newest?.info.state).toBe('ended');
  expect(forget.mock.calls).toEqual([[ticket]]);
});

it.runIf(process.platform === 'linux')('says why a process could not be entered', async () => {
  const forget = vi.spyOn(listener, 'forget');
  const sessions = watch();
  remote.exec = () => Promise.reject(new NoEntry('The process has ended.'));
  await attach();
  expect(sessions.newest?.info).toMatchObject({ state: 'failed', message: 'The process has ended.' });
  expect(errors).toEqual(['The process has ended.']);
  expect(forget).toHaveBeenCalledOnce();
  expect(remote.left).toBe(0);
});

it.runIf(process.platform === 'linux')('waits for nobody where there is no room for a socket', async () => {
  vi.spyOn(listener, 'issue').mockRejectedValue(new Error('ENOSPC'));
  const sessions = watch();
  await attach();
  const message = 'The process could not be entered. The log says why.';
  expect(sessions.newest?.info).toMatchObject({ state: 'failed', message });
  expect(errors).toEqual([message]);
});
