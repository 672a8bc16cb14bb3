import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Database } from '@firstline/platform/db/db';
import type { Log } from '@firstline/platform/log/log';
import type { Metrics } from '@firstline/platform/metrics/metrics';
import { withinMs } from '@firstline/platform/temporal/connect';
import type { Client } from '@temporalio/client';
import { INTAKE_DATABASE, LOG, METRICS, TEMPORAL } from '../parts/parts.js';
import { type IntakeMetrics, openIntakeMetrics } from './intake.metrics.js';
import { kindOfFailure } from './postgres-failure.js';
import { StoreGate } from './store-gate.js';
import { kindOfTemporalFailure } from './temporal-failure.js';

const PROBE_WITHIN_MS = 1_000;

/** The two stores that make "accepted" mean "safe", and whether each can be used right now. */
@Injectable()
export class Stores implements OnApplicationShutdown {
  readonly postgres: StoreGate;
  readonly temporal: StoreGate;
  readonly metrics: IntakeMetrics;
  readonly #listeners: (() => void)[] = [];

  constructor(
    @Inject(INTAKE_DATABASE) readonly database: Database,
    @Inject(TEMPORAL) readonly client: Client,
    @Inject(METRICS) metrics: Metrics,
    @Inject(LOG) log: Log,
  ) {
    this.metrics = openIntakeMetrics(metrics);
    const onBack = () => {
      this.#gauge();
      for (const listener of this.#listeners) listener();
    };
    this.postgres = new StoreGate({ name: 'Postgres', log, onBack, probe: () => database.$queryRaw`SELECT 1` });
    this.temporal = new StoreGate({
      name: 'Temporal',
      log,
      onBack,
      // Not only that the server answers: that this namespace can be used.
      probe: () =>
        withinMs(client, PROBE_WITHIN_MS, () =>
          client.connection.workflowService.describeNamespace({ namespace: client.options.namespace }),
        ),
    });
    this.#gauge();
  }

  /** Called whenever one of them is back. */
  onBack(listener: () => void): void {
    this.#listeners.push(listener);
  }

  postgresFailed(error: unknown): void {
    const kind = kindOfFailure(error);
    if (kind === 'down') this.postgres.failed(error);
    else if (kind === 'silent') this.postgres.silent(error);
    this.#gauge();
  }

  /** @returns false when it is the signal's fault and not Temporal's */
  temporalFailed(error: unknown): boolean {
    const kind = kindOfTemporalFailure(error);
    if (kind === 'down') this.temporal.failed(error);
    else if (kind === 'silent') this.temporal.silent(error);
    this.#gauge();
    return kind !== 'signal';
  }

  onApplicationShutdown(): void {
    this.postgres.close();
    this.temporal.close();
  }

  #gauge(): void {
    this.metrics.up.set({ layer: 'ingestion', store: 'postgres' }, Number(this.postgres.isUp));
    this.metrics.up.set({ layer: 'ingestion', store: 'temporal' }, Number(this.temporal.isUp));
  }
}
