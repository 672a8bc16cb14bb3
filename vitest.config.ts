import { defineConfig } from 'vitest/config';

const conditions = ['@firstline/source'];
const shared = {
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  // Nest reads constructor types at run time.
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
};
const folders = '{apps,workflows,activities,domain,platform,tools,bench}';

export default defineConfig({
  test: {
    projects: [
      { ...shared, test: { name: 'unit', include: [`${folders}/**/*.unit.test.{ts,tsx,mjs}`], exclude: ['**/node_modules/**', '**/dist/**'] } },
      {
        ...shared,
        test: {
          name: 'int',
          include: ['test/**/*.int.test.ts'],
          globalSetup: ['test/harness/global-setup.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        ...shared,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.e2e.test.ts'],
          globalSetup: ['test/harness/global-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
