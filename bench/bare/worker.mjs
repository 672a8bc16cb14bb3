// A process of its own, as Firstline's worker is one.
import { fileURLToPath } from 'node:url';
import { NativeConnection, Worker } from '@temporalio/worker';

const connection = await NativeConnection.connect({ address: process.env.TEMPORAL_ADDRESS });
const shared = { connection, namespace: process.env.TEMPORAL_NAMESPACE, activities: { nothing: async () => undefined } };
const workers = await Promise.all([
  Worker.create({
    ...shared,
    taskQueue: 'bench-bare',
    workflowsPath: fileURLToPath(new URL('./bare.workflow.mjs', import.meta.url)),
    workflowThreadPoolSize: 1,
  }),
  Worker.create({ ...shared, taskQueue: 'bench-bare-act' }),
]);
process.once('SIGTERM', () => workers.forEach((worker) => worker.shutdown()));
process.send?.('ready');
await Promise.all(workers.map((worker) => worker.run()));
await connection.close();
