import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cached } from '../../../support/paths.ts';
import { mustRun } from '../../../support/processes.ts';

/** What is measured beside the timeline, beside D3, which is there. */
const PACKAGES = ['speedscope@1.25.0', 'vis-timeline@8.5.4'];

/** Installs the anchors into a folder of their own, unless they are there; answers the folder of their packages. */
export async function installAnchors(): Promise<string> {
  const folder = cached('anchors');
  const stamp = join(folder, 'installed.txt');
  const wanted = PACKAGES.join(' ');
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
    console.log(`Installing ${wanted} …`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
    const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--legacy-peer-deps'];
    await mustRun('npm', ['install', ...options, ...PACKAGES], { cwd: folder });
    writeFileSync(stamp, wanted);
  }
  return join(folder, 'node_modules');
}
