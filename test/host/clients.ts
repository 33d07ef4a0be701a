/** A listener for one file of tests, clients that connect to it, and sessions that get what the clients send. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach } from 'vitest';
import { Listener, type Ticket } from '../../src/host/listener.ts';
import { Session } from '../../src/host/session.ts';

let listener = new Listener();
const clients: Socket[] = [];

afterEach(() => {
  for (const client of clients.splice(0)) client.destroy();
  listener.close();
  listener = new Listener();
});

/** Connects and sends bytes; the promise is fulfilled when the listener closes the connection. */
export function client(
  path: string,
  ...pieces: (string | Uint8Array)[]
): { socket: Socket; closed: Promise<unknown> } {
  const socket = connect(path);
  clients.push(socket);
  socket.on('error', () => undefined);
  for (const piece of pieces) socket.write(piece);
  return { socket, closed: once(socket, 'close') };
}

/** A ticket that nobody expects. */
export function issue(): Promise<Ticket> {
  return listener.issue();
}

/** A session that waits for a program; `forget` ends its ticket. */
export async function startSession(limit = 2 ** 30): Promise<{
  session: Session;
  path: string;
  token: string;
  until: (state: string) => Promise<void>;
  forget: () => void;
}> {
  const waiting: { state: string; done: () => void }[] = [];
  const session: Session = new Session('1', 'main.py', limit, () => {
    for (const { state, done } of waiting) if (session.info.state === state) done();
  });
  const ticket = await listener.issue();
  const { socket: path, token } = ticket;
  listener.expect(ticket, {
    onMain: (socket) => session.connect(socket),
    onChild: (socket) => session.connectChild(socket),
  });
  const until = (state: string): Promise<void> =>
    session.info.state === state ? Promise.resolve() : new Promise((done) => waiting.push({ state, done }));
  return { session, path, token, until, forget: () => listener.forget(ticket) };
}
