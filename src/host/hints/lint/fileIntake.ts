import { readFile } from 'node:fs/promises';
import { decodePython } from '../../../sources/sourceText.ts';
import type { FileKey } from './lintProtocol.ts';

/** So many files are read from disk at a time. */
const BATCH = 16;

/** Longer files are data in Python's clothes, in bytes. */
const MOST_BYTES = 2 * 1024 * 1024;

/** A file as it was on disk a moment ago; without a text when it cannot be read, or is too long to be code. */
export interface IntakenFile {
  readonly key: FileKey;
  readonly text: string | null;
}

/** Reads files from disk, a few ahead of who takes them, and counts them. */
export class FileIntake {
  private readonly onArrival: () => void;
  private readonly unread = new Set<FileKey>();
  private readonly arrived: IntakenFile[] = [];
  private reading = 0;
  private taken = 0;
  private wanted = 0;

  /** `onArrival`: a file can be taken that could not before. */
  constructor(onArrival: () => void) {
    this.onArrival = onArrival;
  }

  /** Whether all that was added has been taken. */
  get isDone(): boolean {
    return this.unread.size + this.reading + this.arrived.length === 0;
  }

  /** How many of the files added since there was none have been taken. */
  get progress(): { readonly read: number; readonly total: number } {
    return { read: this.taken, total: this.wanted };
  }

  /** Adds a file to be read; one that waits already is read once. */
  add(key: FileKey): void {
    if (this.isDone) this.taken = this.wanted = 0;
    if (this.unread.has(key)) return;
    this.unread.add(key);
    this.wanted++;
  }

  /** Forgets a file that was added, unless it is being read. */
  remove(key: FileKey): void {
    if (this.unread.delete(key)) this.wanted--;
  }

  /** The next file that has been read; undefined when there is none yet, or none at all. */
  take(): IntakenFile | undefined {
    if (this.unread.size > 0 && this.reading === 0 && this.arrived.length < BATCH) this.readBatch();
    const next = this.arrived.shift();
    if (next !== undefined) this.taken++;
    return next;
  }

  private readBatch(): void {
    for (const key of this.unread) {
      if (this.reading === BATCH) break;
      this.reading++;
      this.unread.delete(key);
      void readPython(key).then((text) => {
        this.reading--;
        this.arrived.push({ key, text });
        this.onArrival();
      });
    }
  }
}

async function readPython(path: string): Promise<string | null> {
  try {
    const bytes = await readFile(path);
    return bytes.length > MOST_BYTES ? null : decodePython(bytes);
  } catch {
    return null;
  }
}
