import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { handshake } from '../core/wire.ts';

/** Where a probe is to connect, and the token with which it is let in, once. */
export interface Ticket {
  readonly socket: string;
  readonly token: string;
}

const HANDSHAKE_MILLISECONDS = 5_000;
const HANDSHAKE_BYTES = 128;

/**
 * The Unix socket (on Windows: the named pipe) on which probes report. It is opened when the first ticket is asked for,
 * in a folder that only this user may enter. A client without a ticket's token is closed without an answer, and cannot
 * disturb the others; an expected ticket lets in one client.
 */
export class Listener {
  private readonly waiting = new Map<string, (socket: Socket) => void>();
  private readonly sockets = new Set<Socket>();
  private opened: Promise<string> | undefined;
  private server: Server | undefined;
  private folder: string | undefined;

  /** Makes a ticket; nobody is let in with it until it is expected. */
  async issue(): Promise<Ticket> {
    const opening = (this.opened ??= this.open());
    // What is in the way now, a full disk perhaps, need not be there the next time.
    opening.catch(() => (this.opened = undefined));
    return { socket: await opening, token: randomBytes(32).toString('hex') };
  }

  /** Lets in one probe that shows the ticket: `onProbe` gets its connection, at the begin of its stream. */
  expect({ token }: Ticket, onProbe: (socket: Socket) => void): void {
    this.waiting.set(token, onProbe);
  }

  async close(): Promise<void> {
    this.waiting.clear();
    for (const socket of this.sockets) socket.destroy();
    this.server?.close();
    if (this.folder !== undefined) await rm(this.folder, { recursive: true, force: true });
  }

  private async open(): Promise<string> {
    const name = `coroscope-${process.pid}-${randomBytes(6).toString('hex')}`;
    let path = `\\\\.\\pipe\\${name}`;
    if (process.platform !== 'win32') {
      this.folder = await mkdtemp(join(tmpdir(), 'coroscope-'));
      path = join(this.folder, 'probe.sock');
    }
    const server = (this.server = createServer((socket) => this.greet(socket)));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(path, resolve);
    });
    return path;
  }

  private greet(socket: Socket): void {
    this.sockets.add(socket);
    socket.once('close', () => this.sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    let seen: Buffer = Buffer.alloc(0);
    const timer = setTimeout(() => socket.destroy(), HANDSHAKE_MILLISECONDS);
    const read = (bytes: Buffer): void => {
      seen = Buffer.concat([seen, bytes]);
      const end = seen.subarray(0, HANDSHAKE_BYTES).indexOf(0x0a);
      if (end < 0 && seen.length < HANDSHAKE_BYTES) return;
      clearTimeout(timer);
      socket.off('data', read);
      socket.pause();
      const accept = end < 0 ? undefined : this.admit(seen.toString('latin1', 0, end));
      if (accept === undefined) return void socket.destroy();
      if (end + 1 < seen.length) socket.unshift(seen.subarray(end + 1));
      accept(socket);
    };
    socket.on('data', read);
    socket.once('close', () => clearTimeout(timer));
  }

  private admit(line: string): ((socket: Socket) => void) | undefined {
    const token = line.slice(line.lastIndexOf(' ') + 1);
    if (line !== handshake(token)) return undefined;
    const accept = this.waiting.get(token);
    this.waiting.delete(token);
    return accept;
  }
}
