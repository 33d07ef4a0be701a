import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodePause, handshake } from '../../src/core/wire.ts';
import { START } from '../../src/core/retention.ts';
import { TraceBuilder } from '../../src/core/traceBuilder.ts';
import { Listener } from '../../src/host/listener.ts';
import { smallTrace } from '../core/smallTrace.ts';
import { TraceWriter } from '../core/traceWriter.ts';
import { client, issue, startSession } from './clients.ts';

describe('the listener', () => {
  it('lets in the probe that shows the token, once', async () => {
    const { session, path, token, until } = await startSession();
    const probe = client(path, `${handshake(token)}\n`, smallTrace().bytes());
    await until('live');
    const second = client(path, `${handshake(token)}\n`, smallTrace().bytes());
    await second.closed;
    probe.socket.end();
    await until('ended');
    expect(session.recording.trace.tasks).toHaveLength(2);
    expect(session.info.message).toBeNull();
  });

  it.each([
    ['nothing of ours', ['GET / HTTP/1.1\r\n\r\n']],
    ['a wrong token', [`coroscope/2 ${'0'.repeat(64)}\n`]],
    ['an endless first line', ['x'.repeat(1000)]],
    ['another version of the protocol', ['coroscope/1 TOKEN\n']],
    ['the token without its line', ['TOKEN\n']],
    ['random bytes', [Uint8Array.from({ length: 4000 }, (_, i) => (i * 7919) % 251)]],
  ])('closes a client that sends %s, and the real session goes on', async (_, pieces) => {
    const { session, path, token, until } = await startSession();
    await client(
      path,
      ...pieces.map((piece) => (typeof piece === 'string' ? piece.replace('TOKEN', token) : piece)),
    ).closed;
    const probe = client(path, `${handshake(token)}\n`, smallTrace().bytes());
    await until('live');
    await client(path, ...pieces).closed;
    probe.socket.end();
    await until('ended');
    expect(session.recording.trace.tasks).toHaveLength(2);
  });

  it('takes a handshake that comes byte by byte, with the stream right behind it', async () => {
    const { session, path, token, until } = await startSession();
    const { socket } = client(path);
    for (const byte of Buffer.from(`${handshake(token)}\n`)) socket.write(Uint8Array.of(byte));
    socket.end(smallTrace().bytes());
    await until('ended');
    expect(session.recording.trace.tasks).toHaveLength(2);
  });

  it('listens where only this user may come', async () => {
    const { socket } = await issue();
    if (process.platform === 'win32') return expect(socket).toMatch(/^\\\\\.\\pipe\\/);
    expect((await stat(dirname(socket))).mode & 0o777).toBe(0o700);
  });

  it('leaves nothing behind once it is closed', async () => {
    const listener = new Listener();
    const opening = listener.issue();
    listener.close();
    await expect(opening).rejects.toThrow('the window closes');
    const folder = dirname((await listener.issue()).socket);
    expect(existsSync(folder)).toBe(process.platform !== 'win32');
    listener.close();
    expect(existsSync(folder)).toBe(false);
  });
});

describe('a session', () => {
  it('that the probe never reaches has failed, with the reason', async () => {
    const { session } = await startSession();
    session.terminate('it was never there');
    expect(session.info).toMatchObject({ state: 'failed', message: 'it was never there' });
  });

  it('whose program is killed says that its last words are missing', async () => {
    const { session, path, token, until } = await startSession();
    const whole = new TraceWriter().header().loop().task(1).bytes();
    client(path, `${handshake(token)}\n`, whole.subarray(0, whole.length - 3)).socket.end();
    await until('ended');
    expect(session.info.message).toContain('without saying goodbye');
    expect(session.recording.trace.problems).toEqual([]);
  });

  it.each([
    ['garbage from the first byte', Buffer.from('\xffgarbage'.repeat(5000))],
    [
      'a frame of 4 GB',
      Buffer.concat([new TraceWriter().header().bytes(), Buffer.from([8, 255, 255, 255, 255, 1])]),
    ],
  ])('that gets %s says so, and ends as any other', async (_, bytes) => {
    const { session, path, token, until } = await startSession();
    client(path, `${handshake(token)}\n`, bytes).socket.end();
    await until('live');
    session.pause('debug', true);
    session.pause('debug', false);
    await until('ended');
    expect(session.recording.trace.problems).toHaveLength(1);
  });

  it('puts the debugger’s stops between whole frames', async () => {
    const { session, path, token, until } = await startSession();
    const bytes = new TraceWriter()
      .header()
      .loop()
      .task(1)
      .beat(5_000_000)
      .task(2, { created: 6_000_000 })
      .bytes();
    const { socket } = client(path, `${handshake(token)}\n`, bytes.subarray(0, bytes.length - 10));
    await until('live');
    await expect.poll(() => session.recording.trace.now).toBe(5_000_000);
    session.pause('debug', true);
    expect(session.info).toMatchObject({ state: 'paused' });
    const place = { file: 'shop.py', line: 3, reason: 'step' };
    session.standsAt('another', place);
    expect(session.info.stop).toBeUndefined();
    session.standsAt('debug', place);
    expect(session.info.stop).toEqual(place);
    session.pause('debug', false);
    expect(session.info.stop).toBeUndefined();
    socket.end(bytes.subarray(bytes.length - 10));
    await until('ended');
    expect(session.recording.trace.problems).toEqual([]);
    expect(session.recording.trace.tasks).toHaveLength(2);
    const [pause] = session.recording.trace.pauses;
    expect(pause?.end).toBeGreaterThanOrEqual(pause?.begin ?? Number.NaN);
  });

  it('notes a stop that is older than its stream, as long as that lasts', async () => {
    const { session, path, token, until } = await startSession();
    session.pause('debug', true);
    session.pause('debug', false);
    session.pause('debug', true);
    expect(session.info.state).toBe('waiting');
    const bytes = new TraceWriter().header().loop().task(1).beat(5_000_000).bytes();
    const { socket } = client(path, `${handshake(token)}\n`, bytes.subarray(0, 5));
    await until('paused');
    expect(session.recording.trace.pauses).toEqual([]);
    socket.write(bytes.subarray(5));
    await expect.poll(() => session.recording.trace.pauses.length).toBe(1);
    const [pause] = session.recording.trace.pauses;
    expect(pause).toMatchObject({ end: null });
    expect(pause?.begin).toBeLessThan(5_000_000);
    session.pause('debug', false);
    expect(session.recording.trace.pauses).toHaveLength(1);
    expect(pause?.end).toBeGreaterThanOrEqual(5_000_000);
    socket.end();
    await until('ended');
    expect(session.recording.trace.problems).toEqual([]);
  });

  it('has no stop that was over when its stream began', async () => {
    const { session, path, token, until } = await startSession();
    session.pause('debug', true);
    session.pause('debug', false);
    const bytes = new TraceWriter().header().loop().task(1).bytes();
    client(path, `${handshake(token)}\n`, bytes).socket.end();
    await until('ended');
    expect(session.recording.trace.tasks).toHaveLength(1);
    expect(session.recording.trace.pauses).toEqual([]);
  });

  it('gives a late view the whole stream, in pieces', async () => {
    const { session, path, token, until } = await startSession();
    const writer = new TraceWriter().header().loop();
    for (let id = 1; id <= 40_000; id++) writer.task(id, { name: 'a name that takes some room' });
    client(path, `${handshake(token)}\n`, writer.bytes()).socket.end();
    await until('ended');
    const copy = new TraceBuilder();
    const sizes: number[] = [];
    for (let more = session.recording.bytesFrom(START); more; more = session.recording.bytesFrom(more.next)) {
      expect(more.bytes.buffer.byteLength).toBe(more.bytes.length);
      sizes.push(more.bytes.length);
      copy.push(more.bytes);
    }
    expect(copy.tasks).toHaveLength(40_000);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(1024 * 1024);
    expect(sizes.length).toBeGreaterThan(1);
  });
});

it('a pause frame is what the decoder reads', () => {
  const trace = new TraceBuilder();
  trace.push(new TraceWriter().bytes());
  trace.push(encodePause(2 ** 40 + 5, true));
  expect(trace.pauses).toEqual([{ begin: 2 ** 40 + 5, end: null }]);
});
