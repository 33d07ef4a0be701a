/**
 * Installing what the machine lacks, on the systems where that needs no question: as root on Debian and its kin.
 */
import { existsSync } from 'node:fs';
import { mustRun } from './processes.ts';

/**
 * Installs a Debian package, or explains what a person has to install.
 *
 * @param name the Debian package
 * @param advice the sentence shown where it cannot be installed without asking
 */
export async function installSystemPackage(name: string, advice: string): Promise<void> {
  const isDebian = process.platform === 'linux' && existsSync('/usr/bin/apt-get');
  if (!isDebian || process.getuid?.() !== 0) throw new Error(advice);
  console.log(`Installing the system package ${name} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const install = ['install', '-y', '--no-install-recommends', name];
  try {
    await mustRun('apt-get', install, { env });
  } catch {
    // A fresh machine has no package lists yet.
    await mustRun('apt-get', ['update'], { env });
    await mustRun('apt-get', install, { env });
  }
}
