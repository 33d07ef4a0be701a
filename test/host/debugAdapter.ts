/** The real debugpy, spoken to without VS Code: a debug session whose requests go to its adapter. */
import { spawn, type ChildProcess } from 'node:child_process';
import { connect } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import { afterEach } from 'vitest';
import type * as vscode from 'vscode';
import { DebuggedProcess } from '../../src/host/debug/debuggee.ts';
import type { DebuggeeChange } from '../../src/host/debug/debuggees.ts';
import { readDap } from '../../src/host/debug/tracker.ts';
import type { Session } from '../../src/host/session.ts';

interface Message {
  readonly type: 'event' | 'response' | 'request';
  readonly event?: string;
  readonly body?: Record<string, unknown>;
  readonly request_seq?: number;
  readonly success?: boolean;
  readonly message?: string;
}

const processes: ChildProcess[] = [];
afterEach(() => {
  for (const child of processes.splice(0)) child.kill('SIGKILL');
});

/** A process that ends with the test. */
export function run(command: string, args: readonly string[], env?: NodeJS.ProcessEnv): ChildProcess {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'ignore'], env: { ...process.env, ...env } });
  processes.push(child);
  return child;
}

/** One debug session, as VS Code would have it. */
export class DebugAdapter {
  readonly events: Message[] = [];
  readonly changes: DebuggeeChange['what'][] = [];
  debuggee: DebuggedProcess;
  /** Is told all that the adapter says. */
  onMessage: (message: Message) => void = () => undefined;
  private readonly configuration: vscode.DebugConfiguration;
  private readonly toAdapter: Writable;
  private readonly waiting = new Map<
    number,
    { resolve: (body: unknown) => void; reject: (error: Error) => void }
  >();
  private readonly watchers = new Set<() => void>();
  private last = 0;
  private rest: Buffer = Buffer.alloc(0);

  constructor(
    toAdapter: Writable,
    fromAdapter: Readable,
    configuration: vscode.DebugConfiguration,
    session: Session | null = null,
  ) {
    this.toAdapter = toAdapter;
    fromAdapter.on('data', (bytes: Buffer) => this.read(bytes));
    // An adapter that has ended answers no more: a session says so by what it tells, or waits.
    toAdapter.on('error', () => undefined);
    this.configuration = configuration;
    this.debuggee = this.renew(session);
  }

  /** The debug session is over; another one with the same adapter is to start. */
  renew(session: Session | null): DebuggedProcess {
    const { configuration } = this;
    const { name, type } = configuration;
    const customRequest = (command: string, given: object): Promise<unknown> => this.request(command, given);
    const debug = { id: name, name, type, configuration, customRequest } as unknown as vscode.DebugSession;
    return (this.debuggee = new DebuggedProcess(debug, session, null, (what) => this.changes.push(what)));
  }

  request(command: string, given: object = {}): Promise<unknown> {
    const seq = ++this.last;
    const text = JSON.stringify({ seq, type: 'request', command, arguments: given });
    this.toAdapter.write(`Content-Length: ${String(Buffer.byteLength(text))}\r\n\r\n${text}`);
    return new Promise((resolve, reject) => this.waiting.set(seq, { resolve, reject }));
  }

  /** Starts the session; `breakpoints`: lines of a file. Ends when the program has the go-ahead. */
  async start(breakpoints?: { readonly file: string; readonly lines: readonly number[] }): Promise<void> {
    const { configuration } = this;
    const initialized = this.event('initialized');
    await this.request('initialize', { adapterID: 'debugpy', clientID: 'vscode', pathFormat: 'path' });
    this.request(configuration.request, configuration).catch(() => undefined);
    await initialized;
    if (breakpoints !== undefined)
      await this.request('setBreakpoints', {
        source: { path: breakpoints.file },
        breakpoints: breakpoints.lines.map((line) => ({ line })),
      });
    await this.request('configurationDone');
  }

  /** The body of the next event of a kind. */
  event(name: string): Promise<Record<string, unknown>> {
    const from = this.events.length;
    return new Promise((resolve) => {
      const look = (): void => {
        const found = this.events.slice(from).find(({ event }) => event === name);
        if (found === undefined) return;
        this.watchers.delete(look);
        resolve(found.body ?? {});
      };
      this.watchers.add(look);
    });
  }

  /** What the Debug Console was given. */
  get console(): string {
    return this.events
      .filter(({ event, body }) => event === 'output' && body?.['category'] !== 'telemetry')
      .map(({ body }) => String(body?.['output']))
      .join('');
  }

  private read(bytes: Buffer): void {
    this.rest = Buffer.concat([this.rest, bytes]);
    for (;;) {
      const end = this.rest.indexOf('\r\n\r\n');
      const length = Number(
        /Content-Length: (\d+)/.exec(this.rest.toString('latin1', 0, Math.max(end, 0)))?.[1],
      );
      if (end < 0 || this.rest.length < end + 4 + length) return;
      const message = JSON.parse(this.rest.toString('utf8', end + 4, end + 4 + length)) as Message;
      this.rest = this.rest.subarray(end + 4 + length);
      this.take(message);
    }
  }

  private take(message: Message): void {
    readDap(message, this.debuggee);
    this.onMessage(message);
    if (message.type === 'event') {
      this.events.push(message);
      for (const look of [...this.watchers]) look();
    }
    const asked = this.waiting.get(message.request_seq ?? 0);
    if (message.type !== 'response' || asked === undefined) return;
    this.waiting.delete(message.request_seq ?? 0);
    if (message.success) asked.resolve(message.body ?? {});
    else asked.reject(new Error(message.message));
  }
}

/** A session that launches a program with a Python's own debugpy. */
export function launch(python: string, program: string, session: Session | null = null): DebugAdapter {
  const adapter = run(python, ['-m', 'debugpy.adapter']);
  return new DebugAdapter(
    adapter.stdin!,
    adapter.stdout!,
    {
      type: 'debugpy',
      request: 'launch',
      name: program,
      program,
      console: 'internalConsole',
      python: [python],
    },
    session,
  );
}

/** A session with a program that listens for a debugger on a port. */
export function attach(port: number, session: Session | null = null): DebugAdapter {
  const socket = connect(port, '127.0.0.1');
  const name = `port ${String(port)}`;
  return new DebugAdapter(socket, socket, { type: 'debugpy', request: 'attach', name }, session);
}

/** A session with a running process, into which a Python's own debugpy injects itself. */
export function attachToProcess(
  python: string,
  processId: number,
  session: Session | null = null,
): DebugAdapter {
  const adapter = run(python, ['-m', 'debugpy.adapter']);
  const name = `process ${String(processId)}`;
  const configuration = { type: 'debugpy', request: 'attach', name, processId };
  return new DebugAdapter(adapter.stdin!, adapter.stdout!, configuration, session);
}
