/** What the host says to the pages of timelines: the stream, what is asked for, and what a page takes over from another. */
import type * as vscode from 'vscode';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { FromView, ToView } from '../../src/core/messages.ts';
import { Session } from '../../src/host/session.ts';
import type { Sessions, SessionsEvent } from '../../src/host/sessions.ts';
import { shopTrace } from '../webview/sampleTraces.ts';

/** Whether the workspace is trusted, and who wants to know when it is. */
const trust = vi.hoisted(() => ({ isTrusted: true, granted: new Set<() => void>() }));

/** Under which names files were to be saved. */
const offered = vi.hoisted(() => [] as string[]);

vi.mock('vscode', () => ({
  EventEmitter: class<T> {
    private readonly listeners = new Set<(event: T) => void>();
    readonly event = (listener: (event: T) => void): { dispose: () => void } => {
      this.listeners.add(listener);
      return { dispose: () => this.listeners.delete(listener) };
    };
    fire(event: T): void {
      for (const listener of this.listeners) listener(event);
    }
    dispose(): void {
      this.listeners.clear();
    }
  },
  Uri: { file: (path: string) => path, joinPath: (_: unknown, ...path: string[]) => path.join('/') },
  window: {
    createOutputChannel: () => ({ info: () => undefined, error: () => undefined }),
    showSaveDialog: ({ defaultUri }: { defaultUri: string }) =>
      Promise.resolve(void offered.push(defaultUri)),
  },
  workspace: {
    get isTrusted() {
      return trust.isTrusted;
    },
    onDidGrantWorkspaceTrust: (listener: () => void) => {
      trust.granted.add(listener);
      return { dispose: () => trust.granted.delete(listener) };
    },
  },
}));
const { EventEmitter, Uri } = await import('vscode');
const { ShownSession } = await import('../../src/host/timeline/shownSession.ts');
const { TimelineHost } = await import('../../src/host/timeline/timelineHost.ts');

/** A page's webview: what was posted to it, and what the page says. */
class Page {
  readonly got: ToView[] = [];
  html = '';
  options = {};
  cspSource = '';
  say: (message: FromView) => void = () => undefined;

  get types(): string[] {
    return this.got.map(({ type }) => type);
  }

  asWebviewUri(uri: unknown): unknown {
    return uri;
  }

  onDidReceiveMessage(listener: (message: FromView) => void): void {
    this.say = listener;
  }

  postMessage(message: ToView): Promise<boolean> {
    this.got.push(message);
    return Promise.resolve(true);
  }

  /** Until the page has what it shall have. */
  has(type: ToView['type']): Promise<void> {
    return vi.waitFor(() => expect(this.types).toContain(type));
  }
}

let emitter: vscode.EventEmitter<SessionsEvent>;
let all: Session[];
let shown: InstanceType<typeof ShownSession>;
const hosts: InstanceType<typeof TimelineHost>[] = [];

beforeEach(() => {
  emitter = new EventEmitter();
  all = [];
  const sessions = {
    all,
    onChange: emitter.event,
    find: (id: string | null) => all.find((session) => session.id === id),
    get newest() {
      return all.at(-1);
    },
  };
  shown = new ShownSession(sessions as unknown as Sessions);
});

afterEach(() => {
  for (const host of hosts.splice(0)) host.dispose();
  shown.dispose();
});

function add(id: string): Session {
  const session = new Session(id, id, Infinity, (what) =>
    emitter.fire(what === 'bytes' ? { what, session } : { what: 'sessions' }),
  );
  all.push(session);
  emitter.fire({ what: 'sessions' });
  return session;
}

const revealTask = vi.fn();

function open(saved?: unknown, onFocus = vi.fn()): { host: InstanceType<typeof TimelineHost>; page: Page } {
  const host = new TimelineHost(
    {
      extensionUri: Uri.joinPath({} as never),
      shown,
      runSample: () => Promise.resolve(),
      revealTask,
    },
    onFocus,
  );
  hosts.push(host);
  const page = new Page();
  host.attach({ webview: page as unknown as vscode.Webview }, saved);
  return { host, page };
}

it('two pages show the same session: a new one, and the one that is chosen in either', () => {
  const [first, second] = [open().page, open().page];
  for (const page of [first, second]) page.say({ type: 'ready', shown: null });
  add('a');
  add('b');
  second.say({ type: 'showSession', id: 'a' });
  for (const page of [first, second]) {
    const begun = page.got.flatMap((message) => (message.type === 'begin' ? [message.id] : []));
    expect(begun).toEqual(['a', 'b', 'a']);
  }
});

it('asked for the session that is shown, only the page that asks gets it anew', () => {
  const [first, second] = [open().page, open().page];
  add('a');
  for (const page of [first, second]) page.say({ type: 'ready', shown: null });
  const before = first.types;
  second.say({ type: 'showSession', id: 'a' });
  expect(first.types).toEqual(before);
  expect(second.types.filter((type) => type === 'begin')).toHaveLength(2);
});

it('a page is asked to show something once it has the whole recording', async () => {
  const { host, page } = open();
  const session = add('a');
  session.recording.load(shopTrace().writer.bytes());
  host.ask({ type: 'walkBlocks', by: 1 });
  expect(page.got).toEqual([]);
  page.say({ type: 'ready', shown: null });
  await page.has('walkBlocks');
  expect(page.types).toEqual(['sessions', 'begin', 'bytes', 'walkBlocks']);
});

it('what was asked of a page that was closed is not asked of the next', () => {
  const { host } = open();
  host.ask({ type: 'walkBlocks', by: 1 });
  host.detach();
  const page = new Page();
  host.attach({ webview: page as unknown as vscode.Webview }, undefined);
  page.say({ type: 'ready', shown: null });
  expect(page.types).toEqual(['sessions']);
});

it('a hidden page gets nothing; loaded again, all', () => {
  const { host, page } = open();
  add('a');
  page.say({ type: 'ready', shown: null });
  host.hide();
  const before = page.got.length;
  emitter.fire({ what: 'sessions' });
  expect(page.got).toHaveLength(before);
  page.say({ type: 'ready', shown: 'a' });
  expect(page.types.slice(before)).toEqual(['sessions', 'begin']);
});

it('a page takes over what another one kept, before its stream, until it has kept that itself', () => {
  const { host, page } = open();
  add('a');
  const state = { version: 2 };
  host.takeOver(state);
  page.say({ type: 'ready', shown: null });
  expect(page.got[0]).toEqual({ type: 'takeOver', state });
  expect(page.types).toEqual(['takeOver', 'sessions', 'begin']);
  // Moved to another window, a page is loaded anew, maybe before it could keep anything.
  page.say({ type: 'ready', shown: null });
  expect(page.types.slice(3)).toEqual(['takeOver', 'sessions', 'begin']);
  page.say({ type: 'keep', state: { version: 2, behind: 3 } });
  page.say({ type: 'ready', shown: null });
  expect(page.types.slice(6)).toEqual(['sessions', 'begin']);
  expect(host.state).toEqual({ version: 2, behind: 3 });
});

it('what VS Code kept for a page is its state, and goes with it', () => {
  const { host } = open({ version: 2 });
  expect(host.state).toEqual({ version: 2 });
  host.detach();
  expect(host.state).toBeUndefined();
});

it('a page says when it has the focus; a page that is gone says nothing', () => {
  const onFocus = vi.fn();
  const { host, page } = open(undefined, onFocus);
  page.say({ type: 'focus' });
  expect(onFocus).toHaveBeenCalledOnce();
  host.detach();
  page.say({ type: 'focus' });
  expect(onFocus).toHaveBeenCalledOnce();
});

it('a task is revealed of the session that is shown, if that has it', () => {
  const { page } = open();
  page.say({ type: 'ready', shown: null });
  add('a');
  page.say({ type: 'revealTask', task: 7 });
  expect(revealTask).not.toHaveBeenCalled();
});

it('a page is told that the workspace is not trusted, and when it is', () => {
  trust.isTrusted = false;
  const { page, host } = open();
  page.say({ type: 'ready', shown: null });
  expect(page.got.at(-1)).toMatchObject({ type: 'sessions', isRestricted: true });
  trust.isTrusted = true;
  for (const listener of trust.granted) listener();
  expect(page.got.at(-1)).toMatchObject({ type: 'sessions', isRestricted: false });
  host.dispose();
  expect(trust.granted.size).toBe(0);
});

it('a page is told to load nothing but its own, and to send nothing anywhere', () => {
  const { page } = open();
  const [, policy = ''] = /Content-Security-Policy" content="([^"]*)"/.exec(page.html) ?? [];
  for (const rule of [`default-src 'none'`, `base-uri 'none'`, `form-action 'none'`])
    expect(policy.split('; ')).toContain(rule);
});

it('the recording that is shown is saved, also when the page asks', async () => {
  const { page } = open();
  page.say({ type: 'ready', shown: null });
  add('another').recording.load(shopTrace().writer.bytes());
  add('shop.py').recording.load(shopTrace().writer.bytes());
  page.say({ type: 'saveRecording' });
  await vi.waitFor(() => expect(offered).toEqual(['shop.tasktrace']));
});
