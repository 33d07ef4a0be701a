import { existsSync, readdirSync, realpathSync, statSync, type Dirent } from 'node:fs';
import { join, normalize } from 'node:path';
import { isSourceFolder, isSourceName } from '../sources/sourceFiles.ts';

/** What could not be read, and why. */
export type Warn = (message: string) => void;

/**
 * The Python files that the paths name: files as they are, whatever their names, and those in folders below, in a
 * stable order. Every file once, by the shortest way to it; symbolic links to folders are not followed.
 */
export function pythonFiles(paths: readonly string[], warn: Warn): string[] {
  const files = new Map<string, string>();
  const add = (file: string): void => {
    try {
      const real = realpathSync(file);
      if (!files.has(real)) files.set(real, file);
    } catch (error) {
      warn(`cannot read ${file}: ${(error as Error).message}`);
    }
  };
  for (const path of paths.map((each) => normalize(each))) {
    try {
      if (statSync(path).isDirectory()) walk(path, add, warn);
      else add(path);
    } catch (error) {
      warn(`cannot read ${path}: ${(error as Error).message}`);
    }
  }
  return [...files.values()].sort((a, b) => (a < b ? -1 : 1));
}

function walk(folder: string, add: (file: string) => void, warn: Warn): void {
  let entries: Dirent[];
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    warn(`cannot read ${folder}: ${(error as Error).message}`);
    return;
  }
  const folders: string[] = [];
  const links: string[] = [];
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (isSources(path, entry.name)) folders.push(path);
    } else if (isSourceName(entry.name)) {
      if (entry.isFile()) add(path);
      else if (entry.isSymbolicLink()) links.push(path);
    }
  }
  for (const each of folders) walk(each, add, warn);
  for (const link of links) if (statSync(link, { throwIfNoEntry: false })?.isFile() !== false) add(link);
}

function isSources(path: string, name: string): boolean {
  return (
    isSourceFolder(name, () => existsSync(join(path, '__init__.py'))) && !existsSync(join(path, 'pyvenv.cfg'))
  );
}
