import { defineConfig } from 'vitest/config';

const conditions = ['@firstline/source'];
const shared = {
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  // Nest reads constructor types at run time.
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
};
/** No test asserts a time: this only ends what hangs, on a machine that may be ten times slower than ours. */
const HUNG = 120_000;

const folders = '{apps,workflows,activities,domain,platform,tools,bench}';

export default defineConfig({
  test: {
    projects: [
      {
        ...shared,
        test: {
          name: 'unit',
          include: [`${folders}/**/*.unit.test.{ts,tsx,mjs}`],
          exclude: ['**/node_modules/**', '**/dist/**'],
          testTimeout: HUNG,
        },
      },
      {
        ...shared,
        test: {
          name: 'int',
          include: ['test/**/*.int.test.ts'],
          globalSetup: ['test/harness/global-setup.ts'],
          testTimeout: HUNG,
          hookTimeout: HUNG,
        },
      },
      {
        ...shared,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.e2e.test.ts'],
          testTimeout: 2 * HUNG,
          hookTimeout: 2 * HUNG,
          fileParallelism: false,
        },
      },
    ],
  },
});
