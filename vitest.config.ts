import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Most tests wait for sockets, so even two cores take two files at a time.
    maxWorkers: 2,
    globalSetup: 'test/support/global-database.ts',
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
