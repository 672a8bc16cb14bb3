import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Database } from '@firstline/platform/db/db';
import type { Log } from '@firstline/platform/log/log';
import type { Metrics } from '@firstline/platform/metrics/metrics';
import { grpcCode, grpcCodeOf, isTemporalDown } from '@firstline/platform/temporal/grpc-failure';
import type { Client } from '@temporalio/client';
import { INTAKE_DATABASE, LOG, METRICS, TEMPORAL } from '../parts/parts.js';
import { type IntakeMetrics, openIntakeMetrics } from './intake.metrics.js';
import { kindOfFailure } from './postgres-failure.js';
import { StoreGate } from './store-gate.js';

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
      // A server that answers "permission denied" is up; only silence is down.
      probe: () =>
        client.connection.workflowService
          .getSystemInfo({})
          .catch((error: unknown) => (isTemporalDown(error) ? Promise.reject(error as Error) : undefined)),
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

  /** Busy is not down: what was not started is the relay's, or the sender's to bring again. */
  temporalFailed(error: unknown): void {
    const code = grpcCodeOf(error);
    if (code === grpcCode.unavailable) this.temporal.failed(error);
    else if (code === grpcCode.deadlineExceeded) this.temporal.silent(error);
    this.#gauge();
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
