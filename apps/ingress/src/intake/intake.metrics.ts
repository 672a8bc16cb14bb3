import type { Metrics } from '@firstline/platform/metrics/metrics';

const layer = ['ingestion'] as const;
// More connections than this are counted as `other`.
const connection = { upTo: 200 } as const;

/** What the door observes. Labels hold no ids and no people. */
export const openIntakeMetrics = (metrics: Metrics) => ({
  signals: metrics.counter({
    name: 'firstline_signals_total',
    help: 'Events that senders delivered, by what became of them at the door.',
    labels: { layer, connection, outcome: ['accepted', 'duplicate', 'rejected', 'unmapped', 'ignored'] },
  }),
  refused: metrics.counter({
    name: 'firstline_deliveries_refused_total',
    help: 'Deliveries that were not taken, by reason.',
    labels: { layer, connection, because: { upTo: 40 } },
  }),
  captured: metrics.histogram({
    name: 'firstline_capture_seconds',
    help: 'From the first byte of a delivery until it is safe and answered, by the store that holds it.',
    labels: { layer, store: ['postgres', 'temporal'] },
  }),
  starts: metrics.counter({
    name: 'firstline_workflow_starts_total',
    help: 'Starts of speedToLead: at once, by the relay, or with the signal inside because Postgres was down.',
    labels: { layer, by: ['intake', 'relay', 'inline'], outcome: ['started', 'already', 'failed'] },
  }),
  unstarted: metrics.gauge({
    name: 'firstline_unstarted_signals',
    help: 'Signals that were accepted and whose workflow is not started yet.',
    labels: { layer },
  }),
  unstartedSeconds: metrics.gauge({
    name: 'firstline_oldest_unstarted_seconds',
    help: 'How long the oldest of them has been waiting.',
    labels: { layer },
  }),
  up: metrics.gauge({
    name: 'firstline_store_up',
    help: '1 while the ingress can use the store.',
    labels: { layer, store: ['postgres', 'temporal'] },
  }),
});
export type IntakeMetrics = ReturnType<typeof openIntakeMetrics>;
