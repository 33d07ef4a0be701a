import { lstat, readdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';

/** What a window's folder is called: as `mkdtemp` makes names of `coroscope-`. */
const NAME = /^coroscope-[A-Za-z0-9]{6}$/;

/** The socket in it. */
export const SOCKET_NAME = 'probe.sock';

/** A younger folder may be that of a window that is about to listen in it, in milliseconds. */
const YOUNGEST = 60_000;

/**
 * Removes the folders that windows left behind which were killed: those of this user's with nothing in them but a socket
 * on which nobody listens, or nothing at all. Whatever cannot be removed stays, without a word.
 */
export async function removeLeftFolders(parent: string): Promise<void> {
  const names = await readdir(parent).catch(() => []);
  for (const name of names) if (NAME.test(name)) await removeLeft(join(parent, name)).catch(() => undefined);
}

async function removeLeft(folder: string): Promise<void> {
  const { uid, mtimeMs } = await lstat(folder);
  if (uid !== process.getuid?.() || Date.now() - mtimeMs < YOUNGEST) return;
  const [file, ...more] = await readdir(folder);
  if (more.length > 0 || (file !== undefined && file !== SOCKET_NAME)) return;
  if (file !== undefined && !(await isDead(join(folder, file)))) return;
  await rm(folder, { recursive: true });
}

/** Whether nobody listens on a socket. */
function isDead(path: string): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      done(false);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => done(error.code === 'ECONNREFUSED'));
  });
}
