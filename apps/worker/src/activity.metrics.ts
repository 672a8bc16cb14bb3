import { latencyBuckets, type Metrics } from '@firstline/platform/metrics/metrics';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';

/** Which layer a queue works for, as its name says. */
const layerOf = (taskQueue: string): 'qualification' | 'execution' =>
  taskQueue.includes('-act-') || taskQueue.includes('operate') ? 'execution' : 'qualification';

/** How long each step takes and how it ends, for every activity alike. */
export function activityMetrics(metrics: Metrics): ActivityInterceptorsFactory {
  const seconds = metrics.histogram({
    name: 'firstline_activity_seconds',
    help: 'Duration of one attempt of an activity.',
    labels: { layer: ['qualification', 'execution'], activity: { upTo: 40 }, result: ['ok', 'failed'] },
    buckets: latencyBuckets,
  });
  return ({ info }) => ({
    inbound: {
      execute: async (input, next) => {
        const startedAt = performance.now();
        const observe = (result: 'ok' | 'failed'): void =>
          seconds.observe({ layer: layerOf(info.taskQueue), activity: info.activityType, result }, (performance.now() - startedAt) / 1_000);
        try {
          const output = await next(input);
          observe('ok');
          return output;
        } catch (error) {
          observe('failed');
          throw error;
        }
      },
    },
  });
}
