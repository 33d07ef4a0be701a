import { readFile, stat } from 'node:fs/promises';
import * as vscode from 'vscode';
import { decodePython } from '../../../sources/sourceText.ts';
import { fileIdentity } from './fileIdentity.ts';
import { splitLines } from './lineTracker.ts';

/** Larger files are no source anybody looks at, in bytes. */
const LARGEST = 20 * 1024 * 1024;

/**
 * The texts that one run measured: what was in its files when it began. Of files that are open in the editor they are
 * taken down at once; the others are read when they are asked for, and count only when nobody has changed them since.
 */
export class RunTexts {
  private readonly began = Date.now();
  private readonly open: readonly { readonly path: string; readonly text: string }[];
  private readonly known = new Map<string, readonly string[] | null>();

  /** To be made when the run begins. */
  constructor() {
    this.open = vscode.workspace.textDocuments
      .filter((document) => document.uri.scheme === 'file' && !document.isDirty)
      .filter((document) => document.languageId === 'python')
      .map((document) => ({ path: document.uri.fsPath, text: document.getText() }));
  }

  /** The lines of a file as it ran, by its {@link fileIdentity}; null when that is not known. */
  async linesOf(key: string): Promise<readonly string[] | null> {
    let lines = this.known.get(key);
    if (lines === undefined) {
      const text = (await this.textWhenBegun(key)) ?? (await this.textSinceBefore(key));
      lines = text === null ? null : splitLines(text);
      this.known.set(key, lines);
    }
    return lines;
  }

  private async textWhenBegun(key: string): Promise<string | null> {
    for (const { path, text } of this.open) if ((await fileIdentity(path)) === key) return text;
    return null;
  }

  private async textSinceBefore(path: string): Promise<string | null> {
    try {
      const { mtimeMs, size } = await stat(path);
      if (mtimeMs > this.began || size > LARGEST) return null;
      return decodePython(await readFile(path));
    } catch {
      return null;
    }
  }
}
