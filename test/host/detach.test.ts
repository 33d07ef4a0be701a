/** The command that ends the recording of a program that was attached to. */
import { expect, it, vi } from 'vitest';

const told: unknown[][] = [];
const picked: { answer: number | undefined; offered: string[] } = { answer: 0, offered: [] };
let detach: () => Promise<void> = () => Promise.resolve();
const messages: string[] = [];
vi.mock('vscode', () => ({
  EventEmitter: class {
    private readonly listeners: ((event: unknown) => void)[] = [];
    readonly event = (listener: (event: unknown) => void): void => void this.listeners.push(listener);
    fire(event: unknown): void {
      for (const listener of this.listeners) listener(event);
    }
  },
  Disposable: { from: () => ({}) },
  commands: {
    registerCommand: (_: string, run: () => Promise<void>) => (detach = run),
    executeCommand: (...given: unknown[]) => void told.push(given),
  },
  window: {
    showInformationMessage: (text: string) => void messages.push(text),
    showQuickPick: (items: { label: string }[]) => {
      picked.offered = items.map(({ label }) => label);
      return Promise.resolve(picked.answer === undefined ? undefined : items[picked.answer]);
    },
  },
  workspace: { getConfiguration: () => ({ get: (_: string, otherwise: unknown) => otherwise }) },
}));
const { Readable } = await import('node:stream');
const { Sessions } = await import('../../src/host/sessions.ts');
const { watchDetaching } = await import('../../src/host/run/detach.ts');

it('ends the recording of what was attached to, asks where there are several, and is offered only then', async () => {
  const sessions = new Sessions();
  watchDetaching(sessions);
  const record = (name: string, isAttached: boolean): ReturnType<typeof sessions.add> => {
    const session = sessions.add(name);
    if (isAttached) session.leave = () => session.detach(true, '');
    session.connect(new Readable({ read: () => undefined }));
    return session;
  };
  const launched = record('launched', false);
  expect(told).toEqual([]);
  await detach();
  expect(messages).toEqual(['No program that was attached to is being recorded.']);
  const [first, second] = [record('first', true), record('second', true)];
  expect(told).toEqual([['setContext', 'coroscope.canDetach', true]]);
  picked.answer = undefined;
  await detach();
  expect(picked.offered).toEqual(['first', 'second']);
  expect(first.info.state).toBe('live');
  picked.answer = 1;
  await detach();
  await expect.poll(() => second.info.state).toBe('ended');
  expect(second.info.message).toBe('Detached: the program runs on.');
  await detach();
  await expect.poll(() => first.info.state).toBe('ended');
  expect(told.at(-1)).toEqual(['setContext', 'coroscope.canDetach', false]);
  expect(launched.info.state).toBe('live');
});
