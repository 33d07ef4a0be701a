import { once } from 'node:events';

/** Writes to standard output as fast as its reader reads. A reader that goes away, as `| head` does, is no fault. */
export async function print(pieces: Iterable<string>): Promise<void> {
  const { stdout } = process;
  stdout.once('error', () => undefined);
  let pending = '';
  for (const piece of pieces) {
    pending += piece;
    if (pending.length < 65_536) continue;
    if (stdout.destroyed) return;
    if (!stdout.write(pending))
      await Promise.race([once(stdout, 'drain'), once(stdout, 'close')]).catch(() => []);
    pending = '';
  }
  if (!stdout.destroyed) stdout.write(pending);
}
