import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Window tests: in a real VS Code, one at a time. */
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    include: ['test/vscode/**/*.test.ts'],
    exclude: ['test/vscode/host/**'],
    globalSetup: ['test/vscode/globalSetup.ts'],
    fileParallelism: false,
    // So that the files have one server and one browser in common: see window.ts.
    isolate: false,
    testTimeout: 120_000,
    hookTimeout: 180_000,
    // A window on a busy machine loses a key or the focus now and then; the log tells what was tried again.
    retry: 1,
    // Two slow cores run the browser, VS Code, the debugger and the program.
    expect: { poll: { timeout: 20_000, interval: 100 } },
  },
});
