/** A Python with a Jupyter kernel and its debugger, in an environment of its own: beside the others it would only cost their time. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createEnvironment, environmentPython, pipInstall } from './pip.ts';
import { cached, repository } from './paths.ts';
import { pythons, type Python } from './pythons.ts';

const WANTED = 'ipykernel==7.4.0';
const constraints = join(repository, 'test', 'support', 'requirements.txt');
const folder = cached('jupyter');
const stamp = join(folder, 'installed.txt');

/** The environment; undefined where no Python of this machine is recent enough. */
export function jupyterPython(): Python | undefined {
  const base = basePython();
  return base && { ...base, path: environmentPython(folder) };
}

/** Makes the environment, unless it is there already. The other ones must be ready. */
export async function ensureJupyter(): Promise<void> {
  const base = basePython();
  if (base === undefined) return;
  const wanted = `${base.version} ${WANTED}\n${readFileSync(constraints, 'utf8')}`;
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  console.log(`Making the Python ${base.version} environment with Jupyter …`);
  await createEnvironment(base.path, folder);
  await pipInstall(environmentPython(folder), [WANTED, 'debugpy', '--constraint', constraints]);
  writeFileSync(stamp, wanted);
}

/** Of 3.14, which can be entered without a debugger, and has packages for all that a kernel needs; else the newest before it. */
function basePython(): Python | undefined {
  const minor = ({ version }: Python): number => Number(version.split('.')[1]);
  return pythons().findLast((python) => minor(python) >= 10 && minor(python) <= 14);
}
