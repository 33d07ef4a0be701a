import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from './paths.ts';
import { mustRun } from './processes.ts';

/** The product's extension id. */
export const PRODUCT = 'coroscope.coroscope';

/** The sample a user meets first, as it ships. */
export const sampleFolder = join(repository, 'src', 'sample');

// To look for secrets in the bundles takes vsce nine tenths of its time. It does where the product is packed to be published.
const UNSEARCHED = '--allow-package-all-secrets';

/**
 * Packs the product, to the same bytes as it is published.
 *
 * @returns the .vsix file; the one that `COROSCOPE_VSIX` names, if it is set, is taken as it is
 */
export async function packProduct(): Promise<string> {
  const given = process.env['COROSCOPE_VSIX'];
  if (given) return given;
  await mustRun('npm', ['run', 'package', '--', UNSEARCHED], { cwd: repository });
  const { name, version } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
  };
  const file = join(repository, `${name}-${version}.vsix`);
  if (!existsSync(file)) throw new Error(`\`npm run package\` did not leave ${file}.`);
  return file;
}
