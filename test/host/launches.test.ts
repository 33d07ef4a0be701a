/** Debug sessions of a program and of its child processes, as VS Code tells of them, end in one recording. */
import type { Socket } from 'node:net';
import type * as vscode from 'vscode';
import { afterEach, expect, it, vi } from 'vitest';
import { childHandshake, handshake } from '../../src/core/wire.ts';
import { Listener } from '../../src/host/listener.ts';
import { Session } from '../../src/host/session.ts';
import type { Sessions } from '../../src/host/sessions.ts';
import { TraceWriter } from '../core/traceWriter.ts';
import { client } from './clients.ts';
import { registered, settings } from './launchVscode.ts';

vi.mock('vscode', async () => (await import('./launchVscode.ts')).vscodeOfLaunches);
const { watchLaunches } = await import('../../src/host/debug/launches.ts');
const { DebuggeeList } = await import('../../src/host/debug/debuggeeList.ts');

const listener = new Listener();
const recorded: Session[] = [];
afterEach(() => {
  for (const name of Object.keys(settings)) settings[name] = undefined;
  recorded.length = 0;
  listener.close();
});

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
  const tracker = (await registered.tracker!.createDebugAdapterTracker(debug))!;
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

/** The debuggees of a window that begins to watch. */
function watch(): InstanceType<typeof DebuggeeList> {
  const sessions = {
    add: (name: string) => {
      recorded.push(new Session(name, name, 2 ** 30, () => undefined));
      return recorded.at(-1)!;
    },
  } as unknown as Sessions;
  const debuggees = new DebuggeeList();
  watchLaunches({ listener, sessions, debuggees, probeFolder: '/probe' });
  return debuggees;
}

it('a child’s debug session lets the probe in with its parent’s ticket', async () => {
  watch();
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
  registered.terminated!(child);
  expect(session?.info.state).toBe('live');

  first.end();
  registered.terminated!(main);
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

it('a program that runs already is asked to join, and its children know the way too', async () => {
  const debuggees = watch();
  const main = debugSession('main', { request: 'attach' });
  const tracker = await begin(main);
  const [boot = ''] = main.evaluated;
  expect(boot).toContain('"join":True');
  expect(boot).toContain('"dap":"fallback"');
  const [, stream = ''] = /"stream":"(\w{16})"/.exec(boot) ?? [];
  const child = debugSession('child', { request: 'attach' }, main);
  await begin(child);
  expect(child.evaluated[0]).toContain(`"stream":"${stream}"`);
  expect(child.evaluated[0]).toContain('"child":True');
  expect(child.evaluated[0]).not.toContain('"join"');
  expect(debuggees.all.map(({ id }) => id)).toEqual(['main', 'child']);

  tracker.onWillReceiveMessage?.({ type: 'request', command: 'disconnect', arguments: {} });
  registered.terminated!(child);
  registered.terminated!(main);
  expect(debuggees.all).toEqual([]);
  expect(recorded[0]?.info.message).toBe('The debugger left the program before the probe reported.');
});

it.each([
  ['debugpy', true],
  ['Python Kernel Debug Adapter', true],
  ['Python Interactive Window Debug Adapter', true],
  ['node', false],
])('a session of the type %s is recorded: %s', async (type, isRecorded) => {
  const debuggees = watch();
  const debug = Object.assign(debugSession('session', { request: 'attach' }), { type });
  const tracker = await registered.tracker!.createDebugAdapterTracker(debug);
  tracker?.onDidSendMessage?.({ type: 'event', event: 'initialized' });
  expect(recorded).toHaveLength(isRecorded ? 1 : 0);
  expect(debug.evaluated.map((text) => text.includes('"join":True'))).toEqual(isRecorded ? [true] : []);
  registered.terminated!(debug);
  expect(debuggees.all).toEqual([]);
});

it('an answer of a Jupyter kernel may come after the value', async () => {
  const debuggees = watch();
  const debug = Object.assign(debugSession('kernel', { request: 'attach' }), {
    type: 'Python Kernel Debug Adapter',
  });
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const tracker = await begin(debug);
    const ask = (): Promise<string> => debuggees.find('kernel')!.ask({ what: 'snapshot' });
    const answer = ask();
    await vi.advanceTimersByTimeAsync(500);
    expect(debug.evaluated).toHaveLength(2);
    const body = { answer: 1, part: 0, parts: 1, text: '{}' };
    tracker.onDidSendMessage?.({ type: 'event', event: 'coroscope', body });
    expect(await answer).toBe('{}');
    const none = expect(ask()).rejects.toMatchObject({ name: 'NoProbe' });
    await vi.advanceTimersByTimeAsync(1_500);
    await none;
    registered.terminated!(debug);
  } finally {
    vi.useRealTimers();
  }
});

it('a question is not put any more once the program goes on before it could be', async () => {
  const debuggees = watch();
  const debug = debugSession('main', { request: 'launch' });
  const tracker = await begin(debug);
  const say = (event: string): void =>
    tracker.onDidSendMessage?.({ type: 'event', event, body: { threadId: 1 } });
  const ask = (): Promise<string> => debuggees.find('main')!.ask({ what: 'snapshot' });
  const boot = debug.evaluated.length;
  say('stopped');
  const first = expect(ask()).rejects.toMatchObject({ name: 'NoAnswer' });
  say('continued');
  await first;
  say('stopped');
  const second = expect(ask()).rejects.toMatchObject({ name: 'NoAnswer' });
  say('terminated');
  await second;
  expect(debug.evaluated).toHaveLength(boot);
});

it.each([
  ['untrusted', { isTrusted: false }, 0],
  ['disabled', { 'coroscope.enabled': false }, 0],
  ['attachOff', { 'coroscope.attach.enabled': false }, 1],
])('nothing is evaluated where that is not wanted: %s', async (code, wanted, sessions) => {
  const debuggees = watch();
  Object.assign(settings, wanted);
  const debug = debugSession('main', { request: 'attach' });
  await begin(debug);
  expect(debug.evaluated).toEqual([]);
  expect(recorded).toHaveLength(sessions);
  expect(debuggees.find('main')).toMatchObject({ whyCode: code, state: 'starting', pid: null });
  expect(debuggees.find('main')?.whyNothing).toMatch(/\.$/);
  const child = debugSession('child', { request: 'attach' }, debug);
  await begin(child);
  expect(child.evaluated).toEqual([]);
  expect(debuggees.find('child')?.whyCode).toBe(code);
});

it('a child that the debugger lets nobody into is none of its parent’s concern', async () => {
  const debuggees = watch();
  const main = debugSession('main', { request: 'launch' });
  await begin(main);
  const child = debugSession('child', { request: 'attach' }, main);
  Object.assign(child, { customRequest: () => Promise.reject(new Error('no')) });
  await begin(child);
  await expect.poll(() => debuggees.find('child')?.whyCode).toBe('refused');
  expect(debuggees.find('main')?.whyCode).toBeNull();
  expect(recorded[0]?.info.state).toBe('waiting');
});

it('a session that is restarted is another debuggee, though its id is the same', async () => {
  const debuggees = watch();
  const debug = debugSession('main', { request: 'launch' });
  const former = await begin(debug);
  former.onDidSendMessage?.({ type: 'event', event: 'stopped', body: { threadId: 1, reason: 'step' } });
  const first = debuggees.find('main')!;
  await begin(debug);
  expect([first.state, first.stop]).toEqual(['ended', null]);
  expect(debuggees.all).toHaveLength(1);
  expect(debuggees.find('main')).not.toBe(first);
  expect(debuggees.find('main')?.state).toBe('starting');
});

it('a probe that is not heard of is told to report by the debugger, and given up after that', async () => {
  const debuggees = watch();
  const main = debugSession('main', { request: 'attach' });
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    await begin(main);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(main.evaluated.map((text) => /"dap":"(\w+)"/.exec(text)?.[1])).toEqual(['fallback', 'only']);
    expect(recorded[0]?.info.state).toBe('waiting');
    await vi.advanceTimersByTimeAsync(2_000);
  } finally {
    vi.useRealTimers();
  }
  expect(main.evaluated).toHaveLength(2);
  expect(debuggees.find('main')?.whyCode).toBe('refused');
  expect(recorded[0]?.info).toMatchObject({ state: 'failed', message: debuggees.find('main')?.whyNothing });
});

/** What VS Code and the debugger say to each other when a program is over. */
function end(tracker: vscode.DebugAdapterTracker, debug: vscode.DebugSession, event = 'terminated'): void {
  tracker.onDidSendMessage?.({ type: 'event', event });
  const leave = { type: 'request', command: 'disconnect', arguments: { terminateDebuggee: false } };
  tracker.onWillReceiveMessage?.(leave);
  registered.terminated!(debug);
}

/** A debug session whose program's probe reports. */
async function connected(
  debug: ReturnType<typeof debugSession>,
): Promise<{ tracker: vscode.DebugAdapterTracker; socket: Socket }> {
  const tracker = await begin(debug);
  const [, path = ''] = /"socket":"([^"]+)"/.exec(debug.evaluated[0]!) ?? [];
  const [, token = ''] = /"token":"(\w+)"/.exec(debug.evaluated[0]!) ?? [];
  const { socket } = client(path, `${handshake(token)}\n`, stream(1));
  await expect.poll(() => recorded[0]?.recording.trace.tasks.length).toBe(1);
  return { tracker, socket };
}

it.each(['terminated', 'exited'])('a program that was killed has not been left: %s', async (event) => {
  watch();
  const debug = debugSession('main', { request: 'attach' });
  const { tracker, socket } = await connected(debug);
  socket.destroy();
  await expect.poll(() => recorded[0]?.info.state).toBe('ended');
  end(tracker, debug, event);
  expect(recorded[0]?.info.message).toMatch(/without saying goodbye/);
});

it('a program that the user detached from stays so when it ends', async () => {
  watch();
  const debug = debugSession('main', { request: 'attach' });
  const { tracker } = await connected(debug);
  recorded[0]!.leave!();
  await expect.poll(() => recorded[0]?.info.state).toBe('ended');
  end(tracker, debug);
  expect(recorded[0]?.info.message).toBe('Detached: the program runs on.');
});

it('a kernel lives on when the debug session of its cell ends', async () => {
  watch();
  const debug = Object.assign(debugSession('kernel', { request: 'attach' }), {
    type: 'Python Kernel Debug Adapter',
  });
  const { tracker } = await connected(debug);
  end(tracker, debug);
  await expect.poll(() => recorded[0]?.info.state).toBe('ended');
  expect(recorded[0]?.info.message).toBe('Detached: the program runs on.');
});

it.each(['launch', 'attach'])(
  'a program that ended before the probe reported says so: %s',
  async (request) => {
    watch();
    const debug = debugSession('main', { request });
    end(await begin(debug), debug);
    expect(recorded[0]?.info.message).toMatch(/^The program ended before the probe reported\./);
  },
);
