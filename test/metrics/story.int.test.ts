import { randomUUID } from 'node:crypto';
import { openMetrics } from '@firstline/platform/metrics/metrics';
import { openStoryMetrics } from '@firstline/worker/story.metrics';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FileServices, openServices } from '../harness/services.js';

let services: FileServices;
beforeAll(async () => {
  services = await openServices();
});
afterAll(() => services.stop());

let clock = Date.now();
const scraper = () => {
  const metrics = openMetrics({ service: 'worker', defaults: false });
  openStoryMetrics({ metrics, db: services.db, now: () => clock });
  return () => metrics.registry.metrics();
};

async function signal(change: { stage: string; ended?: boolean; assignedAfterMs?: number; test?: boolean }): Promise<void> {
  const id = randomUUID();
  const receivedAt = new Date(clock - 60_000);
  const after = (ms?: number) =>
    ms === undefined ? {} : { assignedAt: new Date(receivedAt.getTime() + ms), alertedAt: new Date(receivedAt.getTime() + 2 * ms) };
  await services.db.signal.create({
    data: {
      id,
      connection: 'api',
      eventId: id,
      type: 'form.submitted',
      lane: 'high',
      occurredAt: receivedAt,
      receivedAt,
      body: {},
      workflowId: id,
      stage: change.stage,
      test: change.test ?? false,
      ...(change.ended ? { endedAt: new Date(clock) } : {}),
      ...after(change.assignedAfterMs),
    },
  });
}

describe('what the dashboard shows of the whole', () => {
  it('is nothing on an empty store: zeros, and no speed', async () => {
    const text = await scraper()();
    expect(text).toContain('firstline_open_signals{layer="execution",stage="waiting",service="worker"} 0');
    expect(text).toMatch(/firstline_alerted_seconds\{layer="execution",quantile="p99",service="worker"\} NaN/i);
  });

  it('counts what is open by stage, and how fast reps were told', async () => {
    await signal({ stage: 'waiting', assignedAfterMs: 100 });
    await signal({ stage: 'waiting', assignedAfterMs: 300 });
    await signal({ stage: 'taken', ended: true, assignedAfterMs: 200 });
    await signal({ stage: 'waiting', test: true });
    const text = await scraper()();
    expect(text).toContain('firstline_open_signals{layer="execution",stage="waiting",service="worker"} 2');
    expect(text).toContain('firstline_assigned_seconds{layer="qualification",quantile="p50",service="worker"} 0.2');
    expect(text).toContain('firstline_alerted_seconds{layer="execution",quantile="p50",service="worker"} 0.4');
  });

  it('asks Postgres once for several scrapes, and again later', async () => {
    const scrape = scraper();
    await scrape();
    await signal({ stage: 'routing' });
    expect(await scrape()).toContain('stage="routing",service="worker"} 0');
    clock += 6_000;
    expect(await scrape()).toContain('layer="qualification",stage="routing",service="worker"} 1');
  });
});
