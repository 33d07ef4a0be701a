import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/*.test.ts', 'test/{core,lint,webview,cli,host,transparency}/**/*.test.ts'],
    // Two busy cores run browsers, interpreters and debuggers: what is waited for may take long, and says so only then.
    testTimeout: 60_000,
    expect: { poll: { timeout: 20_000, interval: 50 } },
  },
});
