import { layerOf, openStages } from '@firstline/domain/signal/stage';
import type { Database } from '@firstline/platform/db/db';
import type { Metrics } from '@firstline/platform/metrics/metrics';
import { type Speed, openDeadLetters, openOffers, openSignals, speedSince } from './story.sql.js';

// Several scrapers, or a hasty one, are one question to Postgres.
const FRESH_MS = 5_000;
// Long enough for a percentile of a quiet installation, short enough to see a change.
const SPEED_WINDOW_MS = 5 * 60_000;
const deadLetterStates = ['waiting', 'retrying', 'paged'] as const;
const quantile = ['p50', 'p99'] as const;

/** What the whole installation looks like, read from the store at each scrape: every worker tells the same, so take the maximum. */
export function openStoryMetrics({ metrics, db, now = () => Date.now() }: { metrics: Metrics; db: Database; now?: () => number }): void {
  const read = keptFor(FRESH_MS, now, async () => {
    const [signals, letters, speed, offers] = await Promise.all([
      openSignals(db),
      openDeadLetters(db),
      speedSince(db, new Date(now() - SPEED_WINDOW_MS)),
      openOffers(db, new Date(now())),
    ]);
    return { signals, letters, speed, offers };
  });

  metrics.gauge({
    name: 'firstline_open_signals',
    help: 'Signals on their way, by stage.',
    labels: { layer: ['ingestion', 'qualification', 'execution'], stage: openStages },
    collect: async (set) => {
      const { signals } = await read();
      for (const stage of openStages) set({ layer: layerOf(stage), stage }, signals.find((row) => row.stage === stage)?.count ?? 0);
    },
  });
  metrics.gauge({
    name: 'firstline_open_dead_letters',
    help: 'Actions that used up their quick retries and are not done yet.',
    labels: { layer: ['execution'], state: deadLetterStates },
    collect: async (set) => {
      const { letters } = await read();
      for (const state of deadLetterStates) set({ layer: 'execution', state }, letters.find((row) => row.state === state)?.count ?? 0);
    },
  });
  metrics.gauge({
    name: 'firstline_open_offers',
    help: 'Offers that no rep has answered, and those of them whose deadline has passed.',
    labels: { layer: ['execution'], which: ['waiting', 'overdue'] },
    collect: async (set) => {
      const { offers } = await read();
      set({ layer: 'execution', which: 'waiting' }, offers.waiting);
      set({ layer: 'execution', which: 'overdue' }, offers.overdue);
    },
  });
  const speedGauge = (layer: 'qualification' | 'execution', until: 'assigned' | 'alerted') =>
    metrics.gauge({
      name: `firstline_${until}_seconds`,
      help: `From receipt until ${until}, of the signals of the last five minutes; not a number when there was none.`,
      labels: { layer: [layer], quantile },
      collect: async (set) => {
        const { speed } = await read();
        for (const each of quantile)
          set({ layer, quantile: each }, speed[`${until}${each === 'p50' ? 'P50' : 'P99'}` satisfies keyof Speed] ?? Number.NaN);
      },
    });
  speedGauge('qualification', 'assigned');
  speedGauge('execution', 'alerted');
}

/** Asks again only after a while; a failed answer is not kept. */
function keptFor<T>(ms: number, now: () => number, ask: () => Promise<T>): () => Promise<T> {
  let latest: { askedAtMs: number; answer: Promise<T> } | undefined;
  return () => {
    if (latest && now() - latest.askedAtMs < ms) return latest.answer;
    const answer = ask();
    const asked = { askedAtMs: now(), answer };
    latest = asked;
    answer.catch(() => {
      if (latest === asked) latest = undefined;
    });
    return answer;
  };
}
