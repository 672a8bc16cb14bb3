import { defineConfig } from 'vitest/config';

const conditions = ['@firstline/source'];

/** `npm run record-histories`: plays every scenario that has no history yet on the real servers, and keeps what happened. */
export default defineConfig({
  root: `${import.meta.dirname}/../..`,
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
  test: { include: ['test/replay/record.ts'], globalSetup: ['test/harness/global-setup.ts'], testTimeout: 60_000, hookTimeout: 60_000 },
});
