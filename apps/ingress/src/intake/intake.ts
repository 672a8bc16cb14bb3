import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Connection } from '@firstline/domain/connections/connections.schema';
import { type Signal, signalSchema } from '@firstline/domain/signal/signal';
import { signalId } from '@firstline/domain/signal/signal-id';
import type { Config } from '@firstline/platform/config/config';
import { KeyRing } from '@firstline/platform/crypto/key-ring';
import { speedToLeadId } from '@firstline/workflows/speed-to-lead/contract';
import { withDeadline } from '../http/deadline.js';
import { CONFIG } from '../parts/parts.js';
import { fieldOf } from '../problems/field-problems.js';
import type { Item, RawRequest, Refused, Taken } from '../sources/source.js';
import { type IncomingRow, takeIn } from './intake.sql.js';
import { kindOfFailure } from './postgres-failure.js';
import { sealPayload } from './raw-payload.js';
import { storableText, toSignal } from './signal-row.js';
import { inputWithSignal, startSpeedToLead } from './start-speed-to-lead.js';
import { Starts } from './starts.js';
import { Stores } from './stores.js';
import { NeitherStore } from './neither-store.js';

/** A healthy commit takes a millisecond. After this the other store takes the signal, so that the sender never waits for a dead one. */
const COMMIT_WITHIN_MS = 1_000;
/** A commit is waited for until here when there is nothing else, before the sender is told to come again. */
const LATE_COMMIT_MS = 3_000;
/** A thousand starts at once would only wait for each other. */
const INLINE_AT_ONCE = 16;

export interface Delivery {
  connection: Connection;
  request: RawRequest;
  items: readonly Item[];
}
export interface Receipt {
  taken: Taken[];
  /** Which store holds it. */
  store: 'postgres' | 'temporal';
}

type Outcome = 'accepted' | 'duplicate' | 'duplicate-of-earlier';
type Stored = Map<string, Outcome>;
type Prepared = ({ is: 'row' } & IncomingRow) | Refused | { is: 'ignored'; because: string };

/** Accepted means safe: this answers only when the delivery is in Postgres, or in Temporal while Postgres is down. */
@Injectable()
export class Intake implements OnApplicationShutdown {
  readonly #keys: KeyRing;

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly stores: Stores,
    private readonly starts: Starts,
  ) {
    this.#keys = KeyRing.parse(config.FIRSTLINE_PAYLOAD_KEYS);
  }

  /** @returns for each item what became of it, in their order. @throws NeitherStore */
  async take({ connection, request, items }: Delivery): Promise<Receipt> {
    const prepared = items.map((item) => prepare(item, connection, request.receivedAtMs));
    const rows = withoutRepeats(prepared.filter((item) => item.is === 'row'));
    const refused = prepared.filter((item) => item.is === 'refused');
    if (rows.length === 0 && refused.length === 0) return { taken: prepared.map(withoutRow), store: 'postgres' };
    const commitNow = () => this.#commit({ connection, request, items }, rows, refused);
    const commit = this.stores.postgres.isUp ? commitNow() : undefined;
    const stored = await this.#inTime(commit);
    if (stored) return { taken: answers(prepared, stored), store: 'postgres' };
    try {
      const started = await this.#startInline(rows);
      // What we cannot use is kept in Postgres only: the sender shall come again with it. Its signals are known then.
      if (refused.length > 0) throw new NeitherStore();
      return { taken: answers(prepared, started), store: 'temporal' };
    } catch (error) {
      // Both are slow rather than dead: a commit that comes late is as safe as one in time, and a browser does not come again.
      const { postgres } = this.stores;
      const late =
        (await commit?.catch(() => undefined)) ??
        (postgres.isUp || postgres.mayOnlyBeBusy ? await commitNow().catch(() => undefined) : undefined);
      if (!late) throw error;
      return { taken: answers(prepared, late), store: 'postgres' };
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.starts.finish();
  }

  #commit({ connection, request }: Delivery, rows: readonly IncomingRow[], refused: readonly Refused[]): Promise<Stored> {
    const { postgres, database } = this.stores;
    const receivedAt = new Date(request.receivedAtMs);
    const commit = takeIn(database, {
      connection: connection.id,
      receivedAt,
      incoming: rows,
      payload: sealPayload(request, connection.id, this.#keys),
      // Both may quote what was sent.
      rejected: refused.map(({ path, reason, because }) => ({ path: quotable(path), reason: quotable(reason), because })),
    }).then((stored) => {
      postgres.worked();
      this.starts.soon(rows.filter(({ signal }) => stored.get(signal.id) === 'accepted').map(({ signal }) => ({ ...signal, receivedAt })));
      return stored;
    });
    return withDeadline(commit, LATE_COMMIT_MS, 'Postgres');
  }

  async #inTime(commit: Promise<Stored> | undefined): Promise<Stored | undefined> {
    try {
      return commit && (await withDeadline(commit, COMMIT_WITHIN_MS, 'Postgres'));
    } catch (error) {
      // The other store would carry it to the same wall, one step later and out of sight.
      if (kindOfFailure(error) === 'data') throw error;
      this.stores.postgresFailed(error);
      return undefined;
    }
  }

  /** Postgres is down: each signal rides in the input of its workflow, and that start is the commit. */
  async #startInline(rows: readonly IncomingRow[]): Promise<Stored> {
    const { temporal, client, metrics } = this.stores;
    const outcomes: Stored = new Map();
    const waiting = [...rows];
    const work = async (): Promise<void> => {
      for (let row = waiting.shift(); row; row = waiting.shift()) {
        if (!temporal.isUp) throw new NeitherStore();
        const outcome = await startSpeedToLead(client, inputWithSignal(row.signal));
        metrics.starts.add({ layer: 'ingestion', by: 'inline', outcome });
        temporal.worked();
        outcomes.set(row.signal.id, outcome === 'started' ? 'accepted' : 'duplicate');
      }
    };
    try {
      await Promise.all(Array.from({ length: Math.min(INLINE_AT_ONCE, rows.length) }, work));
    } catch (error) {
      metrics.starts.add({ layer: 'ingestion', by: 'inline', outcome: 'failed' });
      if (!(error instanceof NeitherStore)) this.stores.temporalFailed(error);
      throw error instanceof NeitherStore ? error : new NeitherStore(error);
    }
    return outcomes;
  }
}

/** The last check before storing: whatever a source made must be a signal that every later step can read. */
function prepare(item: Item, connection: Connection, receivedAtMs: number): Prepared {
  if (item.is !== 'signal') return item;
  const parsed = signalSchema.safeParse(toSignal(item.signal, connection, receivedAtMs));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { is: 'refused', because: 'invalid', path: issue ? fieldOf(issue) : '', reason: issue?.message ?? 'is not a signal' };
  }
  const signal: Signal = parsed.data;
  return {
    is: 'row',
    signal,
    workflowId: speedToLeadId(signal),
    ...(item.earlierEventId === undefined ? {} : { earlierEventId: item.earlierEventId }),
  };
}

const quotable = (text: string): string => storableText(text.slice(0, 500));

/** A delivery may hold one event twice. */
const withoutRepeats = (rows: readonly IncomingRow[]): IncomingRow[] => [...new Map(rows.map((row) => [row.signal.id, row])).values()];

function answers(prepared: readonly Prepared[], outcomes: Stored): Taken[] {
  const answered = new Set<string>();
  return prepared.map((item) => {
    if (item.is !== 'row') return withoutRow(item);
    const again = answered.has(item.signal.id);
    answered.add(item.signal.id);
    const outcome = outcomes.get(item.signal.id);
    return outcomeOf(item, again && outcome === 'accepted' ? 'duplicate' : outcome);
  });
}

function withoutRow(item: Prepared): Taken {
  if (item.is === 'refused') {
    const { is: _, ...refused } = item;
    return { status: 'rejected', ...refused };
  }
  return { status: 'ignored' };
}

function outcomeOf({ signal, workflowId, earlierEventId }: IncomingRow, outcome: Outcome | undefined): Taken {
  if (outcome !== 'duplicate-of-earlier' || earlierEventId === undefined) {
    return { status: outcome === 'accepted' ? 'accepted' : 'duplicate', id: signal.id, workflowId };
  }
  // The same answer as the first one got.
  const earlier = { connection: signal.connection, eventId: earlierEventId };
  return { status: 'duplicate', id: signalId(earlier), workflowId: speedToLeadId(earlier) };
}
