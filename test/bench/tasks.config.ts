import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['test/bench/tasks.bench.ts'], fileParallelism: false, disableConsoleIntercept: true },
});
