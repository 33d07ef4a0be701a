/** The probe's bytes as events of the debugger, in order and otherwise. */
import type { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { DapStreams } from '../../src/host/debug/dapStreams.ts';
import { childHandshake, handshake } from '../../src/core/wire.ts';
import { Session } from '../../src/host/session.ts';
import { TraceWriter } from '../core/traceWriter.ts';
import { client, startSession } from './clients.ts';

interface Guest {
  readonly stream: Readable;
  text: string;
  state: 'open' | 'ended' | 'destroyed';
}

function begin(): { streams: DapStreams; mains: Guest[]; children: Guest[] } {
  const mains: Guest[] = [];
  const children: Guest[] = [];
  const into =
    (guests: Guest[]) =>
    (stream: Readable): void => {
      const guest: Guest = { stream, text: '', state: 'open' };
      guests.push(guest);
      expect(stream.isPaused()).toBe(true);
      stream.on('data', (bytes: Buffer) => (guest.text += bytes.toString()));
      stream.once('end', () => (guest.state = 'ended'));
      stream.once('close', () => (guest.state = guest.state === 'ended' ? 'ended' : 'destroyed'));
      stream.resume();
    };
  return { streams: new DapStreams('s1', { onMain: into(mains), onChild: into(children) }), mains, children };
}

function piece(part: number, text: string, more: object = {}): object {
  return { stream: 's1', child: 0, pid: 1, part, bytes: Buffer.from(text).toString('base64'), ...more };
}

it('pieces become streams, one for each process, until their end', async () => {
  const { streams, mains, children } = begin();
  for (const body of [
    piece(0, 'one '),
    piece(0, 'child', { child: 1, pid: 2 }),
    piece(1, 'two'),
    { stream: 's1', child: 0, pid: 1, end: true },
    piece(0, 'other child', { child: 1, pid: 3 }),
  ])
    expect(streams.take(body)).toBe(true);
  await expect.poll(() => mains[0]).toMatchObject({ text: 'one two', state: 'ended' });
  await expect.poll(() => children[0]).toMatchObject({ text: 'child', state: 'open' });
  streams.end();
  await expect
    .poll(() => children.map(({ text, state }) => [text, state]))
    .toEqual([
      ['child', 'ended'],
      ['other child', 'ended'],
    ]);
  // Whatever comes now makes nothing happen.
  expect(streams.take(piece(2, 'late'))).toBe(true);
  streams.take({ stream: 's1', child: 0, pid: 1, end: true });
  expect(mains).toHaveLength(1);
});

it('a stream with a missing piece ends there', async () => {
  const { streams, mains } = begin();
  for (const body of [piece(0, 'one'), piece(2, 'three'), piece(3, 'four')]) streams.take(body);
  await expect.poll(() => mains[0]?.state).toBe('destroyed');
});

it('other events are left alone, and hostile ones do nothing', () => {
  const { streams, mains, children } = begin();
  for (const body of [null, 1, { stream: 's2', part: 0, bytes: '' }, { stream: 's1', need: 'probe' }])
    expect(streams.take(body)).toBe(false);
  for (const body of [piece(1, 'x'), piece(-1, 'x'), { stream: 's1', end: true }]) streams.take(body);
  for (let pid = 0; pid < 1000; pid++) streams.take(piece(0, 'x', { child: 1, pid }));
  expect(mains).toHaveLength(0);
  expect(children).toHaveLength(256);
});

const bytes = (): Uint8Array => new TraceWriter().header({ pid: 4711 }).loop().task(1).beat(1_000).bytes();

it('a session takes them as it takes sockets, and says that the debugger left', async () => {
  const session = new Session('1', 'x', 2 ** 30, () => undefined);
  const streams = new DapStreams('s1', {
    onMain: (stream) => session.connect(stream),
    onChild: (stream) => session.connectChild(stream),
  });
  const base64 = Buffer.from(bytes()).toString('base64');
  streams.take({ stream: 's1', child: 0, pid: 4711, part: 0, bytes: base64 });
  await expect.poll(() => session.recording.trace.tasks.length).toBe(1);
  expect([session.processOf(4711), session.processOf(1)]).toEqual([0, null]);
  streams.end();
  await expect.poll(() => session.info.state).toBe('ended');
  expect(session.info.message).toMatch(/without saying goodbye/);
  session.detach(true, 'unused');
  expect(session.info).toMatchObject({ state: 'ended', message: 'Detached: the program runs on.' });
});

it('a session that is left closes its connections, its children’s too', async () => {
  const { session, path, token, until } = await startSession();
  const main = client(path, `${handshake(token)}\n`, bytes());
  await until('live');
  const child = client(path, `${childHandshake(token)}\n`, bytes());
  await expect.poll(() => session.recording.trace.tasks.length).toBe(2);
  session.detach(true, 'unused');
  await Promise.all([main.closed, child.closed]);
  await until('ended');
  expect(session.info.message).toBe('Detached: the program runs on.');
  expect(session.recording.trace.problems).toEqual([]);

  // Nobody asked the debugger to leave, and the program does not end.
  const lost = await startSession();
  const probe = client(lost.path, `${handshake(lost.token)}\n`, bytes());
  await lost.until('live');
  lost.session.detach(false, 'unused');
  expect(lost.session.info.state).toBe('live');
  await probe.closed;
  await lost.until('ended');
  expect(lost.session.info.message).toBe('Detached: the program runs on.');

  const { session: early } = await startSession();
  early.detach(true, 'It never reported.');
  expect(early.info).toMatchObject({ state: 'failed', message: 'It never reported.' });
});
