import { join } from 'node:path';
import { build } from 'esbuild';
import { repository } from '../support/paths.ts';

/** Builds the command line for one file of tests; answers the script to run with Node. */
export async function buildCommandLine(name: string): Promise<string> {
  // As in the package, the probe is found beside the script's folder.
  const outfile = join(repository, 'out', `${name}.js`);
  const entryPoints = [join(repository, 'src', 'cli', 'main.ts')];
  await build({ entryPoints, outfile, bundle: true, platform: 'node', format: 'esm' });
  return outfile;
}
