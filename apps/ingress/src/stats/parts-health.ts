import { Inject, Injectable } from '@nestjs/common';
import type { Part } from '@firstline/domain/api/stats.schema';
import { durationInWords } from '@firstline/domain/policy/words';
import type { Database } from '@firstline/platform/db/db';
import { type Health, openHealth } from '@firstline/platform/health/health';
import { withinMs } from '@firstline/platform/temporal/connect';
import type { Client } from '@temporalio/client';
import { DATABASE, TEMPORAL } from '../parts/parts.js';
import { unstartedSignals } from './stats.sql.js';
import { workersSeen } from './worker-seen.js';

const ASK_WITHIN_MS = 1_500;
/** Many open consoles are one question. */
const FRESH_MS = 3_000;
/** The relay looks every few seconds; a signal older than this means that it cannot start it. */
const RELAY_BEHIND_MS = 15_000;

const parts = ['postgres', 'temporal', 'worker', 'relay'] as const satisfies readonly Part['part'][];
const advice: Record<Part['part'], string> = {
  postgres: 'Postgres does not answer. Signals are still taken, through Temporal. Check that it runs: firstline doctor.',
  temporal: 'Temporal does not answer. Signals are stored and start when it is back. Check that it runs: firstline doctor.',
  worker: 'No worker is looking for work, so nothing moves. Start one: npm start, or the worker container.',
  relay: 'Accepted signals are not being started.',
};

/** What the dashboard says of each part, and what to do about one that is down. */
@Injectable()
export class PartsHealth {
  readonly #seen = new Map<Part['part'], string>();
  readonly #health: Health;

  constructor(@Inject(DATABASE) database: Database, @Inject(TEMPORAL) temporal: Client) {
    const asking = <T>(call: () => Promise<T>): Promise<T> => withinMs(temporal, ASK_WITHIN_MS, call);
    this.#health = openHealth({
      timeoutMs: ASK_WITHIN_MS,
      freshMs: FRESH_MS,
      parts: {
        postgres: () => database.$queryRaw`SELECT 1`,
        temporal: () => asking(() => temporal.workflowService.getSystemInfo({})),
        worker: async () => {
          const seen = await asking(() => workersSeen(temporal, Date.now()));
          if (seen === 0) throw new Error('no worker was seen');
          this.#seen.set('worker', seen === 1 ? 'One worker is at work.' : `${seen} workers are at work.`);
        },
        relay: async () => {
          const { count, oldestAt } = await unstartedSignals(database);
          const behindMs = oldestAt === null ? 0 : Date.now() - oldestAt.getTime();
          this.#seen.set(
            'relay',
            count === 0 ? 'Every accepted signal was started.' : `${count} not started yet, the oldest for ${durationInWords(behindMs)}.`,
          );
          if (behindMs > RELAY_BEHIND_MS) throw new Error('accepted signals are not being started');
        },
      },
    });
  }

  async read(): Promise<Part[]> {
    const report = await this.#health.check();
    return parts.map((part) => {
      const { ok = false, tookMs = null } = report.parts[part] ?? {};
      const seen = this.#seen.get(part);
      const wrong = part === 'relay' && seen !== undefined ? `${advice.relay} ${seen}` : advice[part];
      return { part, healthy: ok, tookMs, detail: ok ? (seen ?? 'It answers.') : wrong };
    });
  }
}
