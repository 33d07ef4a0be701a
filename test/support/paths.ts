import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's top folder. */
export const repository = findRepository(dirname(fileURLToPath(import.meta.url)));

/** Everything the tests download or build for themselves; ignored by git, safe to delete at any time. */
export const cache = join(repository, '.vscode-test');

/** A path inside {@link cache}. */
export function cached(...parts: string[]): string {
  return join(cache, ...parts);
}

// Walking up, rather than counting `..`, keeps this right when the file is bundled into the cache folder.
function findRepository(folder: string): string {
  if (existsSync(join(folder, 'package-lock.json'))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error('The repository was not found above this file.');
  return findRepository(parent);
}
