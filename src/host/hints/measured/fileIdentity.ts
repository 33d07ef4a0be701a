import { realpath } from 'node:fs/promises';
import { normalize } from 'node:path';

const known = new Map<string, string>();

/**
 * What a file is the same by, however it is named: Python may name it through a link, or in other letters, than the
 * editor does. Asks the file system once for each name; a file that is not there is what its name says.
 */
export async function fileIdentity(path: string): Promise<string> {
  const found = known.get(path);
  if (found !== undefined) return found;
  try {
    const key = fold(await realpath(path));
    known.set(path, key);
    return key;
  } catch {
    return fold(normalize(path));
  }
}

/** Windows does not tell letters' cases apart. */
function fold(path: string): string {
  return process.platform === 'win32' ? path.toLowerCase() : path;
}
