import type { FileUnit, Unit } from './units.ts';
import { Listeners } from './listeners.ts';

/** Names of libraries that a file of the same name hides only from files in its own folder or below. */
const LIBRARIES = new Set(
  (
    'abc aiofiles aiohttp anyio argparse array ast asyncio base64 bcrypt bisect boto3 builtins bz2 calendar cmd code codecs ' +
    'collections concurrent config contextlib copy csv ctypes dataclasses datetime decimal django email enum errno fastapi ' +
    'flask ftplib functools getpass glob gzip hashlib heapq hmac html http httpx imaplib importlib inspect io itertools ' +
    'json logging lzma math mimetypes multiprocessing numbers numpy operator os pandas paramiko pathlib pickle platform ' +
    'poplib pprint profile psycopg psycopg2 pymongo pymysql queue random re redis requests resource sched secrets select ' +
    'selectors shelve shutil signal site smtplib socket sqlalchemy sqlite3 ssl starlette stat statistics string struct ' +
    'subprocess sys tarfile telnetlib tempfile test threading time token tomllib traceback types typing ' +
    'typing_extensions unittest urllib urllib3 uuid warnings weakref xml xmlrpc yaml zipfile zlib zoneinfo'
  ).split(' '),
);

/** The files of the workspace as the modules they are. */
export class Modules {
  private readonly files = new Map<string, FileUnit>();
  private readonly byTail = new Map<string, Set<string>>();
  private readonly byModule = new Map<string, Set<FileUnit>>();
  /** Folders that are packages: those with an `__init__`. */
  private readonly packages = new Set<string>();
  private readonly searches = new Listeners();

  /** Adds a file; returns units whose searches may end elsewhere now. */
  add(file: FileUnit, module?: string): readonly Unit[] {
    const { segments } = file;
    this.files.set(file.path, file);
    if (file.isPackage) this.packages.add(segments.join('/'));
    const tail = segments.at(-1) ?? '';
    const others = this.byTail.get(tail);
    if (others === undefined) this.byTail.set(tail, new Set([file.path]));
    else others.add(file.path);
    if (module === undefined) this.name(file);
    return this.searches.of(tail);
  }

  delete(file: FileUnit): readonly Unit[] {
    const { segments } = file;
    const tail = segments.at(-1) ?? '';
    this.files.delete(file.path);
    if (file.isPackage) this.packages.delete(segments.join('/'));
    this.byTail.get(tail)?.delete(file.path);
    this.byModule.get(file.module)?.delete(file);
    return this.searches.of(tail);
  }

  /** Names the files anew, after a folder became or ceased to be a package. */
  rename(): void {
    this.byModule.clear();
    for (const file of this.files.values()) this.name(file);
  }

  /** The file whose module has a name, null when there is none or more than one. */
  named(module: string, by: Unit): FileUnit | null {
    this.searches.add(module.slice(module.lastIndexOf('.') + 1), by);
    const files = this.byModule.get(module);
    return files?.size === 1 ? (files.values().next().value ?? null) : null;
  }

  /** What `import name` means in a file: the nearest file whose path ends like it; null when there is none. */
  find(name: string, by: Unit): FileUnit | null {
    const wanted = name.split('.');
    const tail = wanted.at(-1) ?? '';
    this.searches.add(tail, by);
    const paths = this.byTail.get(tail);
    if (paths === undefined || paths.size === 0) return null;
    const from = by.file.segments;
    const folder = by.file.isPackage ? from : from.slice(0, -1);
    let best: FileUnit | null = null;
    let bestShared = -1;
    let isAmbiguous = false;
    for (const path of paths) {
      const found = this.files.get(path);
      if (found === undefined || !endsWith(found.segments, wanted)) continue;
      const base = found.segments.slice(0, found.segments.length - wanted.length);
      if (this.packages.has(base.join('/'))) continue;
      const shared = sharedLength(base, folder);
      if (LIBRARIES.has(wanted[0] ?? '') && shared < base.length) continue;
      if (shared > bestShared) {
        best = found;
        bestShared = shared;
        isAmbiguous = false;
      } else if (shared === bestShared && found !== best) isAmbiguous = true;
    }
    return isAmbiguous ? null : best;
  }

  /** What a relative import means: `level` dots, then a path that may be empty. */
  findRelative(level: number, path: readonly string[], by: Unit): FileUnit | null {
    const from = by.file.segments;
    const up = by.file.isPackage ? level - 1 : level;
    if (up > from.length) return null;
    return this.at([...from.slice(0, from.length - up), ...path], by);
  }

  /** A module in a package. */
  submodule(of: FileUnit, name: string, by: Unit): FileUnit | null {
    return this.at([...of.segments, name], by);
  }

  private at(wanted: readonly string[], by: Unit): FileUnit | null {
    const tail = wanted.at(-1) ?? '';
    this.searches.add(tail, by);
    const text = wanted.join('/');
    for (const candidate of this.byTail.get(tail) ?? []) {
      const found = this.files.get(candidate);
      if (found?.segments.join('/') === text) return found;
    }
    return null;
  }

  private name(file: FileUnit): void {
    const { segments } = file;
    let start = segments.length - 1;
    while (start > 0 && this.packages.has(segments.slice(0, start).join('/'))) start--;
    file.module = segments.slice(Math.max(0, start)).join('.');
    const others = this.byModule.get(file.module);
    if (others === undefined) this.byModule.set(file.module, new Set([file]));
    else others.add(file);
  }
}

function endsWith(list: readonly string[], end: readonly string[]): boolean {
  const from = list.length - end.length;
  return from >= 0 && end.every((item, index) => list[from + index] === item);
}

function sharedLength(one: readonly string[], other: readonly string[]): number {
  let length = 0;
  while (length < one.length && length < other.length && one[length] === other[length]) length++;
  return length;
}
