/** How long a window keeps recordings, and how they are kept for longer. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeEach, expect, it, vi } from 'vitest';
import type { Session } from '../../src/host/session.ts';
import { TraceWriter } from '../core/traceWriter.ts';

const dialog = vi.hoisted(() => ({ answer: '', offered: '', messages: [] as string[] }));
vi.mock('vscode', () => {
  const file = (path: string): object => ({ path, fsPath: path, toString: () => path });
  return {
    EventEmitter: class {
      readonly event = (): void => undefined;
      readonly fire = (): void => undefined;
    },
    ProgressLocation: {},
    Uri: { file },
    window: {
      createOutputChannel: () => ({ error: () => undefined }),
      showSaveDialog: ({ defaultUri }: { defaultUri: { path: string } }) => {
        dialog.offered = defaultUri.path;
        return Promise.resolve(dialog.answer === '' ? undefined : file(dialog.answer));
      },
      showInformationMessage: (text: string) => Promise.resolve(void dialog.messages.push(text)),
      showErrorMessage: (text: string) => Promise.resolve(void dialog.messages.push(text)),
      withProgress: (_: object, run: () => Promise<unknown>) => run(),
    },
    workspace: {
      workspaceFolders: undefined,
      fs: {
        writeFile: ({ fsPath }: { fsPath: string }, bytes: Uint8Array) => {
          writeFileSync(fsPath, bytes);
          return Promise.resolve();
        },
      },
      getConfiguration: () => ({ get: () => 4_000 / 1024 / 1024 }),
    },
  };
});
const { Uri } = await import('vscode');
const { openRecording } = await import('../../src/host/openRecording.ts');
const { saveRecording } = await import('../../src/host/saveRecording.ts');
const { Sessions } = await import('../../src/host/sessions.ts');

const folder = mkdtempSync(join(tmpdir(), 'coroscope-saved-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => {
  dialog.messages.length = 0;
  dialog.answer = '';
});

/** Has a session record these bytes; `isOver`: to the end. */
async function record(session: Session, bytes: Uint8Array, isOver = true): Promise<Session> {
  const stream = new Readable({ read: () => undefined });
  session.connect(stream);
  // In small pieces, so that the oldest can be let go.
  for (let at = 0; at < bytes.length; at += 500) stream.push(bytes.subarray(at, at + 500));
  if (isOver) stream.push(null);
  await expect.poll(() => session.info.state).toBe(isOver ? 'ended' : 'live');
  await expect.poll(() => session.recording.trace.process).not.toBeNull();
  return session;
}

function work(steps: number): TraceWriter {
  const writer = new TraceWriter().header().loop().task(1, { name: 'works' });
  for (let begin = 0; begin < 1_000 * steps; begin += 1_000)
    writer.runs([{ task: 1, begin, end: begin + 500 }]);
  return writer;
}

it('a recording with something to see outlives those without', async () => {
  const sessions = new Sessions();
  const shop = await record(sessions.add('shop'), work(3).bytes());
  for (let count = 0; count < 4; count++) sessions.add(`never reported ${count}`).fail('it ended');
  for (let count = 0; count < 4; count++)
    await record(sessions.add(`plain ${count}`), new TraceWriter().header().bytes());
  sessions.add('now');
  expect(sessions.all.map(({ name }) => name)).toEqual([
    'shop',
    'plain 0',
    'plain 1',
    'plain 2',
    'plain 3',
    'now',
  ]);
  for (let count = 0; count < 5; count++) await record(sessions.add(`work ${count}`), work(1).bytes());
  sessions.add('last');
  expect(sessions.find(shop.id)).toBeUndefined();
  expect(sessions.all.map(({ name }) => name)).toEqual([
    'now',
    ...[0, 1, 2, 3, 4].map((n) => `work ${n}`),
    'last',
  ]);
});

it('what is held of a recording is saved, and can be opened', async () => {
  const sessions = new Sessions();
  const session = await record(sessions.add('py: the/shop.py'), work(400).bytes(), false);
  await expect.poll(() => session.recording.trace.runs.length).toBe(400);
  dialog.answer = join(folder, 'shop.tasktrace');
  await saveRecording(session);
  expect(dialog.offered).toBe('py the shop.tasktrace');
  expect(dialog.messages).toEqual([
    `Saved ${dialog.answer}. It has what was recorded until now; the recording goes on.`,
  ]);
  const opened = await openRecording(sessions, Uri.file(dialog.answer));
  const { trace } = opened!.recording;
  expect(trace.problems).toEqual([]);
  expect(trace.tasks.map(({ name }) => name)).toEqual(['works']);
  expect(trace.runs.length).toBe(400);
  expect(trace.runs.first).toBeGreaterThan(100);
  expect(trace.runs.end(399)).toBe(399_500);
});

it('nothing is written where there is nothing, or where the user says so; a failure is told', async () => {
  const sessions = new Sessions();
  dialog.answer = join(folder, 'none.tasktrace');
  await saveRecording(undefined);
  await saveRecording(sessions.add('waits'));
  expect(dialog.messages).toEqual(Array(2).fill('There is no recording to save yet. Run a program first.'));
  const session = await record(sessions.add('\u0000..'), work(1).bytes());
  dialog.answer = '';
  await saveRecording(session);
  expect(dialog.offered).toMatch(/\brecording\.tasktrace$/);
  expect(dialog.messages).toHaveLength(2);
  dialog.answer = join(folder, 'nowhere', 'a.tasktrace');
  await saveRecording(session);
  expect(dialog.messages.at(-1)).toMatch(/^Cannot save .*nowhere/);
});
