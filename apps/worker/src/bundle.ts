import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';

/** Run by the build: `npm run bundle -w @firstline/worker`. */
const { code } = await bundleWorkflowCode({ workflowsPath: createRequire(import.meta.url).resolve('@firstline/workflows/all-workflows') });
await writeFile(fileURLToPath(new URL('./bundle.cjs', import.meta.url)), code);
