/**
 * Puts in place what the tests in a real VS Code need and `npm ci` does not bring: the browser-served VS Code, a
 * Chromium, and Python environments. All of it lands in `.vscode-test/`; what is there already is left alone.
 */
import { ensureChromium } from './chromium.ts';
import { ensureCodeServer } from './codeServer.ts';
import { ensureJupyter } from './jupyter.ts';
import { defaultPython, ensurePythons, pythons } from './pythons.ts';

/** Installs everything. Throws an error that says what a person has to do where it cannot. */
export async function install(): Promise<void> {
  await Promise.all([ensurePythons().then(ensureJupyter), ensureChromium().then(ensureCodeServer)]);
}

if (import.meta.main) {
  try {
    await install();
    const versions = pythons().map(({ version }) => version);
    console.log(
      `Ready: VS Code, ${await ensureChromium()}, Python ${versions.join(', ')} (default ${defaultPython().version}).`,
    );
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
