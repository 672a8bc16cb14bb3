import { Inject, Injectable } from '@nestjs/common';
import type { Connection } from '@firstline/domain/connections/connections.schema';
import type { Log } from '@firstline/platform/log/log';
import { ConnectionBook } from '../connections/connection-book.js';
import { Intake, type Receipt } from '../intake/intake.js';
import { Stores } from '../intake/stores.js';
import { LOG } from '../parts/parts.js';
import { Problem, type ProblemCode } from '../problems/problem.js';
import type { Item, RawRequest, Source, Taken, Unverified } from '../sources/source.js';
import { RateLimit } from './rate-limit.js';

/** Failed signatures from one network address a minute: a misconfigured sender stays visible, a guessing one gets nowhere. */
const FAILURES_PER_MINUTE = 240;

export interface Opened {
  connection: Connection;
  source: Source;
}

/** What every delivery passes, in this order: a known and configured connection, a content type, a proven sender, a rate. */
@Injectable()
export class Door {
  readonly #rates = new RateLimit();

  constructor(
    private readonly book: ConnectionBook,
    private readonly intake: Intake,
    private readonly stores: Stores,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** @throws Problem `unknown-connection`, `not-configured` */
  open(id: string): Opened {
    const found = this.book.find(id);
    if (!found)
      throw new Problem('unknown-connection', `There is no connection "${id.slice(0, 60)}". config/connections.yaml lists all of them.`);
    const { connection } = found;
    if (!found.source) {
      this.#refused(id, 'not-configured');
      throw new Problem('not-configured', `"${id}" is not configured: ${found.because}.`, { retryAfterSeconds: 60 });
    }
    return { connection, source: found.source };
  }

  /** @throws Problem when the sender is not proven, or too fast */
  admit({ connection, source }: Opened, request: RawRequest, address: string): void {
    this.expectType(connection.id, request, source.mediaTypes);
    if (source.perAddressPerMinute !== undefined)
      this.#hold(connection.id, `address/${connection.id}/${address}`, source.perAddressPerMinute, request);
    const verified = source.verify(request);
    if (!verified.ok) {
      this.#hold(connection.id, `failed/${connection.id}/${address}`, FAILURES_PER_MINUTE, request);
      this.#refused(connection.id, verified.because);
      throw new Problem(verified.because satisfies Unverified & ProblemCode, verified.detail);
    }
    this.paced(connection, request);
  }

  /** @throws Problem `unsupported-content-type` */
  expectType(id: string, { mediaType }: RawRequest, types: readonly string[]): void {
    if (types.includes(mediaType)) return;
    this.#refused(id, 'unsupported-content-type');
    const given = mediaType === '' ? 'none' : `"${mediaType.slice(0, 100)}"`;
    throw new Problem('unsupported-content-type', `Send Content-Type: ${types.join(' or ')}; this request has ${given}.`, {
      headers: { accept: types.join(', ') },
    });
  }

  /** @throws Problem `too-many-requests` */
  paced(connection: Connection, request: RawRequest): void {
    this.#hold(connection.id, `connection/${connection.id}`, connection.ratePerMinute, request);
  }

  /** Stores what came, and counts it. @throws NeitherStore */
  async take(connection: Connection, request: RawRequest, items: readonly Item[]): Promise<Receipt> {
    const receipt = await this.intake.take({ connection, request, items });
    for (const taken of receipt.taken) {
      const outcome = taken.status === 'rejected' && taken.because === 'no-mapping' ? 'unmapped' : taken.status;
      this.stores.metrics.signals.add({ layer: 'ingestion', connection: connection.id, outcome });
      this.#say(connection.id, taken, receipt.store);
    }
    return receipt;
  }

  /** Called when the answer is out. */
  captured(store: Receipt['store'], elapsedMs: number): void {
    this.stores.metrics.captured.observe({ layer: 'ingestion', store }, elapsedMs / 1_000);
  }

  #hold(id: string, key: string, perMinute: number, { receivedAtMs }: RawRequest): void {
    const waitSeconds = this.#rates.take(key, perMinute, receivedAtMs);
    if (waitSeconds === 0) return;
    this.#refused(id, 'too-many-requests');
    throw new Problem('too-many-requests', `More than ${perMinute} a minute. Come again in ${waitSeconds} s.`, {
      retryAfterSeconds: waitSeconds,
    });
  }

  #say(connection: string, taken: Taken, store: Receipt['store']): void {
    if (taken.status === 'accepted')
      this.log.info({ layer: 'ingestion', connection, signalId: taken.id, workflowId: taken.workflowId, store }, 'captured');
    else if (taken.status === 'duplicate') this.log.debug({ layer: 'ingestion', connection, signalId: taken.id }, 'known already');
    else if (taken.status === 'rejected')
      this.log.warn({ layer: 'ingestion', connection, path: taken.path, because: taken.because, reason: taken.reason }, 'kept aside');
  }

  #refused(connection: string, because: ProblemCode): void {
    // A flood that is held back must not become a flood of lines.
    const level = because === 'too-many-requests' ? 'debug' : 'warn';
    this.log[level]({ layer: 'ingestion', connection, because }, 'a delivery was refused');
    this.stores.metrics.refused.add({ layer: 'ingestion', connection, because });
  }
}
