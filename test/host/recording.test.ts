/** A recording that reaches its limit lets the oldest go and goes on. */
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { START } from '../../src/core/retention.ts';
import { TraceBuilder } from '../../src/core/traceBuilder.ts';
import { handshake } from '../../src/core/wire.ts';
import type { Recording } from '../../src/host/recording.ts';
import { Session } from '../../src/host/session.ts';
import { fullTrace } from '../core/fullTrace.ts';
import { TraceWriter } from '../core/traceWriter.ts';
import { client, startSession } from './clients.ts';

function copyOf(recording: Recording): TraceBuilder {
  const copy = new TraceBuilder();
  for (let more = recording.bytesFrom(START); more; more = recording.bytesFrom(more.next))
    copy.push(more.bytes);
  return copy;
}

describe('a recording at its limit', () => {
  it('lets the oldest steps go, takes the newest, and ends as any other', async () => {
    const { session, path, token, until } = await startSession(4_000);
    const { socket } = client(path, `${handshake(token)}\n`);
    const writer = new TraceWriter().header().loop().task(1, { name: 'stays' });
    let sent = 0;
    for (let part = 0; part < 40; part++) {
      for (let step = 0; step < 10; step++) {
        const begin = 1_000 * (10 * part + step);
        writer.runs([{ task: 1, begin, end: begin + 500 }]);
      }
      if (part === 39) writer.end(1, 400_000, 'result').finish(400_100);
      const bytes = writer.bytes();
      if (!socket.write(bytes.subarray(sent))) await once(socket, 'drain');
      sent = bytes.length;
      await expect.poll(() => session.recording.trace.now).toBeGreaterThanOrEqual(1_000 * (10 * part + 9));
    }
    expect(session.info.state).toBe('live');
    socket.end();
    await until('ended');
    expect(session.info.message).toBeNull();
    const { trace } = session.recording;
    expect(trace.problems).toEqual([]);
    expect(trace.runs.length).toBe(400);
    const late = copyOf(session.recording);
    expect(late.problems).toEqual([]);
    expect(late.finished).toBe(400_100);
    expect(late.tasks.map(({ name, outcome }) => [name, outcome])).toEqual([['stays', 'result']]);
    const held = late.runs.length - late.runs.first;
    expect(held).toBeGreaterThan(10);
    expect(held).toBeLessThan(200);
    expect(late.runs.end(late.runs.length - 1)).toBe(trace.runs.end(399));
  });

  it('keeps what tasks there are, however many: without them there would be no lanes', async () => {
    const { session, path, token, until } = await startSession(4_000);
    const writer = new TraceWriter().header().loop();
    for (let id = 1; id <= 2_000; id++) writer.task(id);
    client(path, `${handshake(token)}\n`, writer.bytes()).socket.end();
    await until('ended');
    expect(copyOf(session.recording).tasks).toHaveLength(2_000);
    expect(session.recording.trace.problems).toEqual([]);
  });
});

it('a recording from a file has ended, and is what is in the file', () => {
  const bytes = fullTrace().bytes();
  const states: string[] = [];
  const session: Session = new Session('1', 'a.tasktrace', Infinity, () => states.push(session.info.state));
  session.recording.load(bytes.subarray(0, 700));
  session.recording.load(bytes.subarray(700));
  session.open();
  expect(session.info).toEqual({ id: '1', name: 'a.tasktrace', state: 'ended', message: null });
  expect(states.at(-1)).toBe('ended');
  const whole = new TraceBuilder();
  whole.push(bytes);
  expect(copyOf(session.recording).tasks).toEqual(whole.tasks);
  expect(session.recording.trace.processes).toHaveLength(2);
});
