import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * `npm run package`: the VSIX, of the same bytes for the same sources. vsce ends well even when it warns; here a
 * warning is a failure. More options are handed on to vsce.
 */
const { name, version } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  name: string;
  version: string;
};
const file = `${name}-${version}.vsix`;
const options = [
  '--no-dependencies',
  '--allow-missing-repository',
  '--no-rewrite-relative-links',
  '--out',
  file,
  ...process.argv.slice(2),
];
const { status, stdout, stderr } = spawnSync('vsce', ['package', ...options], {
  encoding: 'utf8',
  shell: process.platform === 'win32',
  env: { ...process.env, SOURCE_DATE_EPOCH: '1767225600' },
});
if (status !== 0 || /WARNING/.test(stdout + stderr)) {
  process.stderr.write(stdout + stderr);
  process.exit(1);
}
process.stdout.write(`${file}\n`);
