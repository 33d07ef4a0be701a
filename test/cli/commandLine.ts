import { copyFileSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { repository } from '../support/paths.ts';

const PARSER = ['web-tree-sitter/web-tree-sitter.wasm', 'tree-sitter-python/tree-sitter-python.wasm'];

/** Builds the command line for one file of tests; answers the script to run with Node. */
export async function buildCommandLine(name: string): Promise<string> {
  // As in the package, the probe is found beside the script's folder, and the parser in it.
  const folder = join(repository, 'out');
  const outfile = join(folder, `${name}.js`);
  const entryPoints = [join(repository, 'src', 'cli', 'main.ts')];
  mkdirSync(folder, { recursive: true });
  for (const file of PARSER)
    copyFileSync(join(repository, 'node_modules', file), join(folder, basename(file)));
  await build({ entryPoints, outfile, bundle: true, platform: 'node', format: 'esm' });
  return outfile;
}
