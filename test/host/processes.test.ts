/** A program and its child processes, each with a connection of its own, are one trace. */
import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { TraceBuilder } from '../../src/core/traceBuilder.ts';
import { FRAME, MAX_PAYLOAD, childHandshake, encodeProcess, handshake } from '../../src/core/wire.ts';
import { START } from '../../src/core/retention.ts';
import { MOST_CHILDREN } from '../../src/host/recording.ts';
import type { Session } from '../../src/host/session.ts';
import { TraceWriter } from '../core/traceWriter.ts';
import { client, startSession } from './clients.ts';

/** The stream of a process, `after` microseconds younger than the main one, whose one task is created at `created`. */
function stream(pid: number, after: number, created: number, finish = created + 1_000): Uint8Array {
  const child = pid === 1 ? {} : { parent: 1, kind: 'spawn' };
  return new TraceWriter()
    .header({ pid, clock: 5e9 + after, ...child })
    .loop()
    .task(1, { created, name: `of ${pid}` })
    .finish(finish)
    .bytes();
}

async function started(): Promise<
  Awaited<ReturnType<typeof startSession>> & {
    main: (bytes: Uint8Array) => Socket;
    child: (...bytes: Uint8Array[]) => ReturnType<typeof client>;
  }
> {
  const all = await startSession();
  return {
    ...all,
    main: (bytes) => client(all.path, `${handshake(all.token)}\n`, bytes).socket,
    child: (...bytes) => client(all.path, `${childHandshake(all.token)}\n`, ...bytes),
  };
}

function tasks(session: Session): [string, number, number][] {
  const { trace } = session.recording;
  return trace.tasks.map(({ name, loop, created }) => [name, trace.loop(loop)?.process ?? -1, created]);
}

describe('the processes of a program', () => {
  it('are interleaved frame by frame, with their clocks aligned', async () => {
    const { session, main, child, until } = await started();
    const of1 = stream(1, 0, 10_000);
    const of2 = stream(2, 3, 20_000);
    const of3 = stream(3, 50, 5_000);
    const first = main(of1.subarray(0, -10));
    await until('live');
    await expect.poll(() => tasks(session)).toHaveLength(1);
    // In pieces that end in the middle of frames, in turns.
    const second = child(of2.subarray(0, 3)).socket;
    const third = child(of3.subarray(0, 300)).socket;
    for (const [socket, bytes] of [
      [second, of2.subarray(3, 290)],
      [first, of1.subarray(-10, -5)],
      [third, of3.subarray(300)],
      [second, of2.subarray(290)],
      [first, of1.subarray(-5)],
    ] as const) {
      socket.write(bytes);
      await new Promise((done) => setTimeout(done, 20));
    }
    for (const socket of [first, second, third]) socket.end();
    await until('ended');
    const { trace } = session.recording;
    expect(trace.problems).toEqual([]);
    const byPid = new Map(trace.processes.map(({ pid, index }) => [pid, index]));
    expect(tasks(session).sort()).toEqual([
      ['of 1', 0, 10_000],
      ['of 2', byPid.get(2), 23_000],
      ['of 3', byPid.get(3), 55_000],
    ]);
    expect(trace.processes.map(({ finished }) => finished)).not.toContain(null);
    expect(session.info.message).toBeNull();
    const copy = new TraceBuilder();
    for (let more = session.recording.bytesFrom(START); more; more = session.recording.bytesFrom(more.next))
      copy.push(more.bytes);
    expect(copy.tasks).toEqual(trace.tasks);
  });

  it('have ended when their connections end, whether they say so or not', async () => {
    const { session, main, child, until } = await started();
    const first = main(stream(1, 0, 10_000).subarray(0, -13));
    await until('live');
    const killed = child(stream(2, 0, 20_000).subarray(0, -13)).socket;
    const living = child(stream(3, 0, 30_000).subarray(0, -13)).socket;
    await expect.poll(() => tasks(session)).toHaveLength(3);
    const { trace } = session.recording;
    expect(trace.processes.map(({ finished }) => finished)).toEqual([null, null, null]);
    killed.end();
    const finished = (pid: number): number | null => trace.processes[session.processOf(pid)!]!.finished;
    await expect.poll(() => finished(2), { timeout: 10_000 }).not.toBeNull();
    expect(finished(2)).toBeGreaterThanOrEqual(trace.tasks.find(({ name }) => name === 'of 2')!.created);
    expect(finished(2)).toBeLessThanOrEqual(trace.now);
    // The user has the debugger leave: who is not read any more lives on.
    session.detach(true, '');
    await until('ended');
    expect([finished(1), finished(3)]).toEqual([null, null]);
    expect(trace.problems).toEqual([]);
    first.end();
    living.end();
  });

  it('are let in only after the main one, and wait for the beginning of its stream', async () => {
    const { session, path, token, main, child, until } = await started();
    await child(stream(2, 0, 1)).closed;
    const first = client(path, `${handshake(token)}\n`).socket;
    await until('live');
    const second = child(stream(3, 0, 1));
    await new Promise((done) => setTimeout(done, 50));
    expect(session.recording.trace.tasks).toEqual([]);
    first.end(stream(1, 0, 1));
    second.socket.end();
    await until('ended');
    expect(tasks(session).map(([name]) => name)).toEqual(['of 1', 'of 3']);
    await child(stream(4, 0, 1)).closed;
    expect(main(stream(5, 0, 1)).destroyed).toBe(false);
    expect(tasks(session)).toHaveLength(2);
  });

  it('are no longer let in once the ticket is forgotten', async () => {
    const { session, main, child, until, forget } = await started();
    main(stream(1, 0, 1));
    await until('live');
    forget();
    await child(stream(2, 0, 1)).closed;
    expect(session.recording.trace.processes).toHaveLength(1);
  });

  it.each<[string, Uint8Array]>([
    ['garbage', Buffer.from('no trace at all, but of some length')],
    [
      'the stream of another version',
      Uint8Array.from([0x43, 0x4f, 0x52, 0x4f, 0x0d, 0x0a, 0x1a, 0x01, 1, 0, 0, 0, 0]),
    ],
    ['a frame of impossible length', Buffer.concat([stream(2, 0, 1), frame(FRAME.runs, MAX_PAYLOAD + 1)])],
    [
      'what would let go of what was recorded',
      Buffer.concat([stream(2, 0, 1), frame(FRAME.forget, 16), new Uint8Array(16), frame(FRAME.finish, 0)]),
    ],
    [
      'frames in the name of another',
      Buffer.concat([stream(2, 0, 1), encodeProcess(0), frame(FRAME.finish, 0)]),
    ],
  ])('do not disturb each other where one sends %s', async (_, bytes) => {
    const { session, main, child, until } = await started();
    const whole = stream(1, 0, 1);
    const first = main(whole.subarray(0, -14));
    await until('live');
    await child(bytes).closed;
    const other = child(stream(3, 0, 1)).socket;
    await expect.poll(() => tasks(session).map(([name]) => name)).toContain('of 3');
    first.end(whole.subarray(-14));
    other.end();
    await until('ended');
    expect(session.recording.trace.problems).toHaveLength(1);
    expect(session.recording.trace.finished).toBe(1_001);
  });

  it('lose no more than the frame that one was killed in', async () => {
    const { session, main, child, until } = await started();
    const first = main(stream(1, 0, 1));
    await until('live');
    child(stream(2, 0, 1).subarray(0, -5)).socket.end();
    child(stream(3, 0, 1)).socket.end();
    const { trace } = session.recording;
    await expect.poll(() => trace.tasks).toHaveLength(3);
    first.end();
    await until('ended');
    expect(trace.problems).toEqual([]);
    // It ended when its connection did.
    expect(trace.processes.find(({ pid }) => pid === 2)?.finished).toBe(trace.now);
    expect(trace.processes.find(({ pid }) => pid === 3)?.finished).toBe(1_001);
  });

  it('have ended when the last one has, the debug session or not', async () => {
    const { session, main, child, until } = await started();
    const first = main(stream(1, 0, 1));
    await until('live');
    const second = child(stream(2, 0, 1)).socket;
    await expect.poll(() => session.recording.trace.tasks.length).toBe(2);
    session.pause('of the first', true);
    session.pause('of the second', true);
    first.end();
    session.pause('of the first', false);
    expect(session.info.state).toBe('paused');
    session.pause('of the second', false);
    session.terminate('');
    await new Promise((done) => setTimeout(done, 50));
    expect(session.info.state).toBe('live');
    second.end();
    await until('ended');
    expect(session.recording.trace.pauses).toHaveLength(1);
    expect(session.recording.trace.pauses[0]?.end).not.toBeNull();
  });

  it(`are ${MOST_CHILDREN} at most at a time beside the main one, and one notice says so`, async () => {
    const { session, main, child, until } = await started();
    const first = main(stream(1, 0, 1));
    await until('live');
    const children = Array.from({ length: MOST_CHILDREN + 3 }, (_, index) => child(stream(2 + index, 0, 1)));
    await Promise.all(children.slice(MOST_CHILDREN).map(({ closed }) => closed));
    await expect.poll(() => session.recording.trace.tasks.length).toBe(MOST_CHILDREN + 1);
    // When one has ended there is room again: a server that reloads has many, one after the other.
    children[0]!.socket.end();
    await children[0]!.closed;
    const later = child(stream(4711, 0, 1));
    await expect.poll(() => session.recording.trace.tasks.length).toBe(MOST_CHILDREN + 2);
    for (const { socket } of [...children, later]) socket.end();
    first.end();
    await until('ended');
    const { problems } = session.recording.trace;
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringContaining(`more than ${MOST_CHILDREN}`),
    ]);
  });
});

/** The head of a frame, without its payload. */
function frame(kind: number, length: number): Uint8Array {
  const head = Buffer.alloc(5);
  head.writeUInt8(kind);
  head.writeUInt32LE(length, 1);
  return head;
}
