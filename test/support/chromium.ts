import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { installSystemPackage } from './systemPackages.ts';

const ADVICE =
  'No Chromium was found. Install Chromium or Google Chrome (on Debian and Ubuntu: apt-get install chromium), ' +
  'or set CHROMIUM to its executable.';

/** Where Chromium, or a browser built on it, is on this machine; undefined if there is none. */
export function findChromium(): string | undefined {
  const named = process.env['CHROMIUM'];
  if (named) {
    if (!existsSync(named)) throw new Error(`CHROMIUM names a file that does not exist: ${named}`);
    return named;
  }
  return [...onPath(), ...desktopPlaces()].find((file) => existsSync(file));
}

/** Like {@link findChromium}, but installs it where that is possible, and throws advice where it is not. */
export async function ensureChromium(): Promise<string> {
  const found = findChromium();
  if (found) return found;
  await installSystemPackage('chromium', ADVICE);
  const installed = findChromium();
  if (!installed) throw new Error(ADVICE);
  return installed;
}

/** Starts Chromium with a profile of its own that is forgotten when it ends. */
export async function launchBrowser(headless = true): Promise<Browser> {
  return chromium.launch({
    executablePath: await ensureChromium(),
    headless,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
  });
}

function onPath(): string[] {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return names.flatMap((name) => folders.map((folder) => join(folder, name)));
}

function desktopPlaces(): string[] {
  if (process.platform === 'darwin') {
    return ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
      (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
    );
  }
  if (process.platform !== 'win32') return [];
  const roots = ['ProgramFiles', 'ProgramFiles(x86)', 'LOCALAPPDATA'].map((name) => process.env[name]);
  const programs = [
    ['Google', 'Chrome', 'Application', 'chrome.exe'],
    ['Microsoft', 'Edge', 'Application', 'msedge.exe'],
  ];
  return roots.flatMap((root) => (root ? programs.map((program) => join(root, ...program)) : []));
}
