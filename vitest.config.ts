import { defineConfig } from 'vitest/config';

/** They stand in for modules, so each needs modules of its own. */
const STANDING_IN = 'test/webview/rasterCache.test.ts';

export default defineConfig({
  test: {
    // Two busy cores run browsers, interpreters and debuggers: what is waited for may take long, and says so only then.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 20_000, interval: 50 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'shared',
          include: ['test/{core,lint,webview}/**/*.test.ts'],
          exclude: [STANDING_IN],
          // The files of a worker have their modules, and a browser, in common.
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'isolated',
          include: ['test/*.test.ts', 'test/{cli,host,transparency}/**/*.test.ts', STANDING_IN],
        },
      },
    ],
  },
});
