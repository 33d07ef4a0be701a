import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** What a temporary workspace is to hold. */
export interface WorkspaceContents {
  /** Files: text by path. */
  readonly files?: Readonly<Record<string, string>>;
  /** Folders whose contents are copied into it. */
  readonly folders?: readonly string[];
}

/** A temporary folder to be opened in VS Code. */
export interface TemporaryWorkspace {
  readonly path: string;
  /** The absolute path of a file in it. */
  readonly file: (name: string) => string;
  /** Deletes it. */
  readonly remove: () => void;
}

/** Makes a workspace, so that what a program or a user leaves behind never lands in the repository. */
export function makeWorkspace(
  name: string,
  { files = {}, folders = [] }: WorkspaceContents,
): TemporaryWorkspace {
  const parent = mkdtempSync(join(tmpdir(), 'coroscope-'));
  // A folder of a speaking name: VS Code shows it in its title and its explorer.
  const path = join(parent, name);
  mkdirSync(path);
  for (const folder of folders) {
    cpSync(folder, path, { recursive: true, filter: (source) => !source.endsWith('__pycache__') });
  }
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, file)), { recursive: true });
    writeFileSync(join(path, file), text);
  }
  return {
    path,
    file: (file) => join(path, file),
    remove: () => {
      rmSync(parent, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
