import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['test/*.test.ts', 'test/{core,lint,webview,cli,host,transparency}/**/*.test.ts'] },
});
