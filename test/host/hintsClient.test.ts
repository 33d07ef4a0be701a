import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, it } from 'vitest';
import { LintClient } from '../../src/host/hints/lint/lintClient.ts';
import type { FromWorker } from '../../src/host/hints/lint/lintProtocol.ts';

/** Tells what it was told last; answers with the document's version; dies of a file called so. */
const ECHO = `
const { parentPort, workerData } = require('node:worker_threads');
parentPort.on('message', (message) => {
  if (message.key === 'die') throw new Error('died of it');
  if (message.type === 'ask' && message.question.key === 'never') return;
  if (message.type === 'ask') parentPort.postMessage({ type: 'answer', id: message.id, answer: workerData.runtime });
  else parentPort.postMessage({ type: 'fault', message: message.key });
});
`;

const folder = mkdtempSync(join(tmpdir(), 'coroscope-client-'));
const script = join(folder, 'echo.cjs');
writeFileSync(script, ECHO);
let client: LintClient | undefined;

afterEach(() => client?.stop());
afterAll(() => rmSync(folder, { recursive: true }));

function startClient(path = script): { client: LintClient; happened: string[] } {
  const happened: string[] = [];
  client = new LintClient({
    script: path,
    data: { runtime: 'time.sleep', grammar: '' },
    onMessage: (message: FromWorker) =>
      happened.push(message.type === 'fault' ? message.message : message.type),
    onStart: () => happened.push('start'),
    onDeath: (error, restarts) => happened.push(`${String(error)}, ${restarts ? 'again' : 'no more'}`),
  });
  client.start();
  return { client, happened };
}

const question = { what: 'unknownCall', version: 1, position: { line: 0, column: 0 } } as const;

it('passes messages on, and answers to who asked', async () => {
  const { client, happened } = startClient();
  client.post({ type: 'close', key: 'hello' });
  const answers = await Promise.all([
    client.ask({ ...question, key: 'a' }),
    client.ask({ ...question, key: 'b' }),
  ]);
  expect(answers).toEqual(['time.sleep', 'time.sleep']);
  expect(happened).toEqual(['start', 'hello']);
});

it('starts a worker that dies anew, once; who asked gets no answer, and who asks later neither', async () => {
  const { client, happened } = startClient();
  const lost = client.ask({ ...question, key: 'never' });
  client.post({ type: 'close', key: 'die' });
  expect(await lost).toBeNull();
  expect(happened).toEqual(['start', 'Error: died of it, again', 'start']);
  expect(await client.ask({ ...question, key: 'a' })).toBe('time.sleep');
  client.post({ type: 'close', key: 'die' });
  await expect.poll(() => happened.at(-1)).toBe('Error: died of it, no more');
  expect(client.isRunning).toBe(false);
  client.start();
  expect(client.isRunning).toBe(false);
  expect(await client.ask({ ...question, key: 'a' })).toBeNull();
});

it('a script that is not there is a death like any other', async () => {
  const { happened } = startClient(join(folder, 'none.cjs'));
  await expect.poll(() => happened).toHaveLength(4);
  expect(happened.at(-1)).toMatch(/Cannot find module.*no more/s);
});

it('stops without a word, and may be started again', async () => {
  const { client, happened } = startClient();
  const lost = client.ask({ ...question, key: 'never' });
  await client.stop();
  expect(await lost).toBeNull();
  client.start();
  expect(await client.ask({ ...question, key: 'a' })).toBe('time.sleep');
  expect(happened).toEqual(['start', 'start']);
});
