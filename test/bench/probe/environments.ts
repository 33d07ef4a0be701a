/** The Pythons that are measured: environments that also hold the peers, each made once, beside those of the tests. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cached, repository } from '../../support/paths.ts';
import { createEnvironment, environmentPython, pipInstall } from '../../support/pip.ts';
import { mustRun } from '../../support/processes.ts';

/** An interpreter to measure with, and what can be imported in it. */
export interface Measured {
  /** Such as `3.13`. */
  readonly version: string;
  readonly path: string;
  readonly modules: ReadonlySet<string>;
}

/** By what they are imported as; the tests' own requirements say which releases of the first two. */
const MODULES: Readonly<Record<string, readonly string[]>> = {
  aiohttp: ['aiohttp'],
  uvloop: ['uvloop'],
  viztracer: ['viztracer==1.1.1; python_version >= "3.10"', 'viztracer==1.0.4; python_version < "3.10"'],
  asyncviz: ['asyncviz==0.1.0; python_version >= "3.12"'],
};
const CONSTRAINTS = join(repository, 'test', 'support', 'requirements.txt');
const WHAT_IS_THERE = `
import importlib.util, sys
print("%d.%d" % sys.version_info[:2], *[name for name in ${JSON.stringify(Object.keys(MODULES))} if importlib.util.find_spec(name)])
`;

/**
 * The interpreters that a list names, such as `3.11,3.13`, or all that the tests have. An entry may also be the path of an
 * interpreter, which is taken as it is: what is not installed in it is not measured.
 */
export async function environments(list: string | undefined): Promise<readonly Measured[]> {
  const names = list?.split(',') ?? versions();
  const found: Measured[] = [];
  for (const name of names) {
    const base = environmentPython(cached('python', name));
    if (existsSync(base)) found.push(await look(await ensureEnvironment(name, base)));
    else if (existsSync(name)) found.push(await look(name));
    else throw new Error(`There is no Python ${name}: run \`npm run test:install\` first.`);
  }
  return found;
}

/** The Pythons that the tests have environments of. */
function versions(): string[] {
  const names = readdirSync(cached('python')).filter((name) => /^3\.\d+$/.test(name));
  return names.toSorted((a, b) => Number(a.slice(2)) - Number(b.slice(2)));
}

async function ensureEnvironment(version: string, base: string): Promise<string> {
  const folder = cached('bench', version);
  const path = environmentPython(folder);
  const stamp = join(folder, 'installed.txt');
  const wanted = JSON.stringify(MODULES) + readFileSync(CONSTRAINTS, 'utf8');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return path;
  console.log(`Making the Python ${version} environment of the benchmark …`);
  mkdirSync(cached('bench'), { recursive: true });
  await createEnvironment(base, folder);
  for (const [module, requirements] of Object.entries(MODULES))
    try {
      await pipInstall(path, ['--only-binary', ':all:', '--constraint', CONSTRAINTS, ...requirements]);
    } catch {
      console.log(`Python ${version}: ${module} cannot be installed, and is not measured.`);
    }
  writeFileSync(stamp, wanted);
  return path;
}

async function look(path: string): Promise<Measured> {
  const [version = '', ...modules] = (await mustRun(path, ['-c', WHAT_IS_THERE])).trim().split(' ');
  return { version, path, modules: new Set(modules) };
}
