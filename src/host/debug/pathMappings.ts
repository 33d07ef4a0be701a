import { fields } from './tracker.ts';

/** A folder on this machine, and the one that it is in the program's: without separators at their ends. */
interface Mapping {
  readonly local: string;
  readonly remote: string;
}

const MOST_MAPPINGS = 100;

/**
 * Where the files of a program that runs in a container or on another machine are on this one, by what its launch configuration
 * says: `pathMappings`, or the older `localRoot` and `remoteRoot`. The innermost folder counts.
 */
export class PathMappings {
  private readonly mappings: readonly Mapping[];

  /** `configuration`: of the debug session. */
  constructor(configuration: unknown) {
    const { pathMappings, localRoot, remoteRoot } = fields(configuration);
    const given: unknown[] = Array.isArray(pathMappings) ? pathMappings.slice(0, MOST_MAPPINGS) : [];
    this.mappings = [...given, { localRoot, remoteRoot }].flatMap((each) => {
      const { localRoot: local, remoteRoot: remote } = fields(each);
      return typeof local === 'string' && typeof remote === 'string' && local !== '' && remote !== ''
        ? [{ local: withoutEnd(local), remote: withoutEnd(remote) }]
        : [];
    });
  }

  /** The path on this machine of a file of the program's. `cwd`: the program's working folder, where `remoteRoot` is `.`. */
  toLocal(file: string, cwd: string): string {
    return this.map(file, cwd, ({ local, remote }) => [remote, local]);
  }

  /** The program's path of a file on this machine. */
  toProgram(file: string, cwd: string): string {
    return this.map(file, cwd, ({ local, remote }) => [local, remote]);
  }

  private map(file: string, cwd: string, ends: (mapping: Mapping) => [from: string, to: string]): string {
    let found: { from: string; to: string } | undefined;
    for (const { local, remote } of this.mappings) {
      const [from, to] = ends({ local, remote: remote === '.' ? withoutEnd(cwd) : remote });
      if (isInside(file, from) && from.length >= (found?.from.length ?? 0)) found = { from, to };
    }
    if (found === undefined) return file;
    const { from, to } = found;
    const separator = isWindows(to) ? '\\' : '/';
    return to + file.slice(from.length).replace(isWindows(from) ? /[\\/]/g : /\//g, separator);
  }
}

function isInside(file: string, folder: string): boolean {
  const [path, start] = isWindows(folder) ? [plain(file), plain(folder)] : [file, folder];
  return path.startsWith(start) && (path.length === start.length || path[start.length] === '/');
}

/** Windows does not tell capital letters from small ones, nor the two separators. */
function plain(path: string): string {
  return path.replaceAll('\\', '/').toLowerCase();
}

function isWindows(path: string): boolean {
  return /^[A-Za-z]:|^\\\\/.test(path);
}

function withoutEnd(folder: string): string {
  return folder.replace(/[\\/]+$/, '');
}
