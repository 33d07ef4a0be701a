/** Folders that hold what was installed or built, not what was written. */
const NOT_SOURCES = new Set(['node_modules', '__pycache__', '__pypackages__', 'site-packages']);

/** The same, unless they are packages. */
const BUILT = new Set(['build', 'dist']);

/** Whether a file in a folder of sources is one of them, by its name. */
export function isSourceName(name: string): boolean {
  return /\.pyw?$/i.test(name) && !name.startsWith('.');
}

/** Whether a folder in a folder of sources is one, by its name; `isPackage`: whether it has an `__init__.py`. */
export function isSourceFolder(name: string, isPackage: () => boolean): boolean {
  if (name.startsWith('.') || NOT_SOURCES.has(name) || name.endsWith('.egg-info')) return false;
  return !BUILT.has(name) || isPackage();
}

/** Whether all folders of a path, with `/` between them and relative to one of sources, are; `isPackage` as above. */
export function areSourceFolders(path: string, isPackage: (folder: string) => boolean): boolean {
  const names = path === '' ? [] : path.split('/');
  return names.every((name, at) => isSourceFolder(name, () => isPackage(names.slice(0, at + 1).join('/'))));
}
