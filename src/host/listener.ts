import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { childHandshake, handshake } from '../core/wire.ts';
import { removeLeftFolders, SOCKET_NAME } from './leftFolders.ts';

/** Where probes are to connect, and the token with which a program's are let in. */
export interface Ticket {
  readonly socket: string;
  readonly token: string;
}

/** Who gets a connection, at the begin of its stream: the main process's, once, and those of its children. */
export interface Guests {
  readonly onMain: (stream: Readable) => void;
  readonly onChild: (stream: Readable) => void;
}

const HANDSHAKE_MILLISECONDS = 5_000;
const HANDSHAKE_BYTES = 128;

/**
 * The Unix socket (on Windows: the named pipe) on which probes report. It is opened when the first ticket is asked for,
 * in a folder that only this user may enter. A client without a ticket's token is closed without an answer, and cannot
 * disturb the others; an expected ticket lets in one program, with its children.
 */
export class Listener {
  private readonly expected = new Map<string, Guests & { isMainIn: boolean }>();
  private readonly sockets = new Set<Socket>();
  private opened: Promise<string> | undefined;
  private server: Server | undefined;
  private folder: string | undefined;

  /** Makes a ticket; nobody is let in with it until it is expected. */
  async issue(): Promise<Ticket> {
    const opening = (this.opened ??= this.open());
    // What is in the way now, a full disk perhaps, need not be there the next time.
    opening.catch(() => {
      if (this.opened === opening) this.opened = undefined;
    });
    return { socket: await opening, token: randomBytes(32).toString('hex') };
  }

  /** Lets in one program whose probe shows the ticket, from now on, and after it its children. */
  expect({ token }: Ticket, guests: Guests): void {
    this.expected.set(token, { ...guests, isMainIn: false });
  }

  /** Nobody is let in with the ticket any more. */
  forget({ token }: Ticket): void {
    this.expected.delete(token);
  }

  /** Lets nobody in any more, and leaves nothing behind: at once, as VS Code waits for nothing that ends. */
  close(): void {
    this.expected.clear();
    for (const socket of this.sockets) socket.destroy();
    this.server?.close();
    if (this.folder !== undefined) rmSync(this.folder, { recursive: true, force: true });
    this.opened = undefined;
  }

  private async open(): Promise<string> {
    const name = `coroscope-${process.pid}-${randomBytes(6).toString('hex')}`;
    let path = `\\\\.\\pipe\\${name}`;
    if (process.platform !== 'win32') {
      void removeLeftFolders(tmpdir());
      this.folder = mkdtempSync(join(tmpdir(), 'coroscope-'));
      path = join(this.folder, SOCKET_NAME);
    }
    const server = (this.server = createServer((socket) => this.greet(socket)));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.once('close', () => reject(new Error('the window closes')));
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

  private admit(line: string): ((stream: Readable) => void) | undefined {
    const token = line.split(' ')[1] ?? '';
    const guests = this.expected.get(token);
    if (guests?.isMainIn === true && line === childHandshake(token)) return guests.onChild;
    if (guests?.isMainIn !== false || line !== handshake(token)) return undefined;
    guests.isMainIn = true;
    return guests.onMain;
  }
}
