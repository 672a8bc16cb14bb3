import { describe, expect, it } from 'vitest';
import { openMetrics } from './metrics.js';

describe('metrics', () => {
  it('name the service and the layer', async () => {
    const metrics = openMetrics({ service: 'ingress', defaults: false });
    const signals = metrics.counter({
      name: 'firstline_signals_total',
      help: 'x',
      labels: { layer: ['ingestion'], outcome: ['accepted', 'duplicate'] },
    });
    signals.add({ layer: 'ingestion', outcome: 'accepted' });
    signals.add({ layer: 'ingestion', outcome: 'accepted' }, 2);
    expect(await metrics.registry.metrics()).toContain('firstline_signals_total{layer="ingestion",outcome="accepted",service="ingress"} 3');
  });

  it('keep a label bounded: what is not listed, or comes after the limit, is counted as other', async () => {
    const metrics = openMetrics({ service: 'worker', defaults: false });
    const calls = metrics.counter({
      name: 'firstline_calls_total',
      help: 'x',
      labels: { layer: ['execution'], connection: { upTo: 2 }, kind: ['crm'] },
    });
    for (const connection of ['a', 'b', 'c', 'ada@lovelace.example', 'a']) calls.add({ layer: 'execution', connection, kind: 'crm' });
    calls.add({ layer: 'execution', connection: 'a', kind: 'odd' as 'crm' });
    const text = await metrics.registry.metrics();
    expect(text).toContain('connection="a",kind="crm",service="worker"} 2');
    expect(text).toContain('connection="other",kind="crm",service="worker"} 2');
    expect(text).toContain('connection="a",kind="other",service="worker"} 1');
    expect(text).not.toContain('ada@');
  });

  it('measure in buckets that fit the budgets', async () => {
    const metrics = openMetrics({ service: 'worker', defaults: false });
    metrics
      .histogram({ name: 'firstline_step_seconds', help: 'x', labels: { layer: ['qualification'] } })
      .observe({ layer: 'qualification' }, 0.12);
    expect(await metrics.registry.metrics()).toContain('le="0.15",service="worker",layer="qualification"} 1');
    expect(await metrics.registry.metrics()).toContain('le="0.1",service="worker",layer="qualification"} 0');
  });

  it('ask a gauge at each scrape, and keep its last value when it cannot say', async () => {
    const metrics = openMetrics({ service: 'ingress', defaults: false });
    let waiting: number | undefined = 4;
    metrics.gauge({
      name: 'firstline_unstarted_signals',
      help: 'x',
      labels: { layer: ['ingestion'] },
      collect: async (set) => {
        if (waiting === undefined) throw new Error('Postgres is down');
        set({ layer: 'ingestion' }, waiting);
      },
    });
    expect(await metrics.registry.metrics()).toContain('service="ingress"} 4');
    waiting = undefined;
    expect(await metrics.registry.metrics()).toContain('service="ingress"} 4');
  });
});
