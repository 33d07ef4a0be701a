/** Debug sessions of a program and of its child processes, as VS Code tells of them, end in one recording. */
import type * as vscode from 'vscode';
import { afterEach, expect, it, vi } from 'vitest';
import { childHandshake, handshake } from '../../src/core/wire.ts';
import { Listener } from '../../src/host/listener.ts';
import { Session } from '../../src/host/session.ts';
import type { Sessions } from '../../src/host/sessions.ts';
import { TraceWriter } from '../core/traceWriter.ts';
import { client } from './clients.ts';

interface Callbacks {
  tracker?: vscode.DebugAdapterTrackerFactory;
  terminated?: (debug: vscode.DebugSession) => void;
}
const callbacks = vi.hoisted<Callbacks>(() => ({}));

vi.mock('vscode', () => ({
  EventEmitter: class {
    readonly event = (): void => undefined;
    readonly fire = (): void => undefined;
  },
  Disposable: { from: () => undefined },
  debug: {
    registerDebugConfigurationProvider: () => undefined,
    registerDebugAdapterTrackerFactory: (_: string, factory: vscode.DebugAdapterTrackerFactory) =>
      (callbacks.tracker = factory),
    onDidStartDebugSession: () => undefined,
    onDidTerminateDebugSession: (listener: (debug: vscode.DebugSession) => void) =>
      (callbacks.terminated = listener),
  },
  window: { createOutputChannel: () => ({ info: () => undefined, error: () => undefined }) },
  workspace: { isTrusted: true, getConfiguration: () => ({ get: (_: string, value: unknown) => value }) },
}));
const { watchLaunches } = await import('../../src/host/debug/launches.ts');
const { DebuggeeList } = await import('../../src/host/debug/debuggeeList.ts');

const listener = new Listener();
const recorded: Session[] = [];
afterEach(() => listener.close());

/** A debug session, and the expressions that it was asked to evaluate. */
function debugSession(
  id: string,
  configuration: object,
  parentSession?: vscode.DebugSession,
): vscode.DebugSession & { evaluated: string[] } {
  const evaluated: string[] = [];
  const customRequest = (_: string, { expression }: { expression: string }): Promise<void> => {
    evaluated.push(expression);
    return Promise.resolve();
  };
  const debug = { id, name: id, type: 'debugpy', configuration, parentSession, customRequest, evaluated };
  return debug as unknown as vscode.DebugSession & { evaluated: string[] };
}

/** What the debugger does when a session begins. Answers the tracker of what it says. */
async function begin(debug: vscode.DebugSession): Promise<vscode.DebugAdapterTracker> {
  const tracker = (await callbacks.tracker!.createDebugAdapterTracker(debug))!;
  tracker.onDidSendMessage?.({ type: 'event', event: 'initialized' });
  return tracker;
}

function stream(pid: number): Uint8Array {
  return new TraceWriter()
    .header({ pid, ...(pid > 1 && { parent: 1, kind: 'spawn' }) })
    .loop()
    .task(1)
    .beat(1_000)
    .bytes();
}

it('a child’s debug session lets the probe in with its parent’s ticket', async () => {
  const sessions = {
    add: (name: string) => {
      recorded.push(new Session(name, name, 2 ** 30, () => undefined));
      return recorded.at(-1)!;
    },
  } as unknown as Sessions;
  watchLaunches({ listener, sessions, debuggees: new DebuggeeList(), probeFolder: '/probe' });
  const main = debugSession('main', { request: 'launch' });
  const mainTracker = await begin(main);
  const [boot] = main.evaluated;
  expect(boot).toContain('"children":"forked"');
  expect(boot).not.toContain('"child":');
  const [, path = ''] = /"socket":"([^"]+)"/.exec(boot!) ?? [];
  const [, token = ''] = /"token":"(\w+)"/.exec(boot!) ?? [];
  const first = client(path, `${handshake(token)}\n`, stream(1)).socket;
  const [session] = recorded;
  await expect.poll(() => session?.recording.trace.tasks.length).toBe(1);

  // The child of a child, too.
  const child = debugSession('child', { request: 'attach', subProcessId: 2 }, main);
  const tracker = await begin(child);
  const grandchild = debugSession('grandchild', { request: 'attach', subProcessId: 3 }, child);
  await begin(grandchild);
  for (const { evaluated } of [child, grandchild]) {
    expect(evaluated).toHaveLength(1);
    expect(evaluated[0]).toContain(token);
    expect(evaluated[0]).toContain('"children":"forked"');
    expect(evaluated[0]).toContain('"child":True');
  }
  expect(recorded).toHaveLength(1);
  const second = client(path, `${childHandshake(token)}\n`, stream(2)).socket;
  await expect.poll(() => session?.recording.trace.tasks.length).toBe(2);

  tracker.onDidSendMessage?.({ type: 'event', event: 'stopped' });
  mainTracker.onDidSendMessage?.({ type: 'event', event: 'stopped' });
  mainTracker.onDidSendMessage?.({ type: 'event', event: 'continued' });
  expect(session?.info.state).toBe('paused');
  callbacks.terminated!(child);
  expect(session?.info.state).toBe('live');

  first.end();
  callbacks.terminated!(main);
  await client(path, `${childHandshake(token)}\n`, stream(4)).closed;
  expect(session?.info.state).toBe('live');
  second.end();
  await expect.poll(() => session?.info.state).toBe('ended');
});

it('where the debugger leaves children alone, they get the probe by their environment', async () => {
  const main = debugSession('alone', { request: 'launch', subProcess: false });
  await begin(main);
  expect(main.evaluated[0]).toContain('"children":True');
  // In a session with a parent that is not recorded, nothing is evaluated.
  const other = debugSession('other', { request: 'attach' }, debugSession('unknown', {}));
  await begin(other);
  expect(other.evaluated).toEqual([]);
});
