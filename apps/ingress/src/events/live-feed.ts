import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable, type MessageEvent, type OnModuleDestroy } from '@nestjs/common';
import type { LiveEvent } from '@firstline/domain/api/live.schema';
import type { Stage } from '@firstline/domain/signal/stage';
import type { Database } from '@firstline/platform/db/db';
import type { Log } from '@firstline/platform/log/log';
import { Observable, Subject, interval, map, merge, takeUntil, timer } from 'rxjs';
import { leadRefOf } from '../lists/names.js';
import { DATABASE, LOG } from '../parts/parts.js';
import { Problem } from '../problems/problem.js';
import { timelineItemOf } from '../story/story.js';
import { Policies, type Team } from '../triggers/policies.js';
import { LiveCursor } from './live-cursor.js';
import { type LiveRow, timelineBetween, timelineEnd, timelineSince } from './live.sql.js';

/** A change is on the screens within about so long. */
const POLL_MS = 250;
const POLL_AFTER_FAILURE_MS = 1_000;
const HEARTBEAT_MS = 15_000;
/** Then the browser comes back by itself, and shows that its session is still good. */
const LONGEST_MS = 15 * 60_000;
const MOST_LISTENERS = 200;
const BATCH = 500;
/** Whoever missed more reads the lists again, which is quicker. */
const MOST_MISSED = 500;
const LOOK_BACK = 200;

/** The timeline as it grows, for everybody who listens: one reader of the database, however many screens. */
@Injectable()
export class LiveFeed implements OnModuleDestroy {
  readonly #events = new Subject<MessageEvent>();
  readonly #over = new Subject<void>();
  #ended = false;
  #listeners = 0;
  #reading: Promise<void> | undefined;
  #cursor: LiveCursor | undefined;
  #failing = false;

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(LOG) private readonly log: Log,
    private readonly policies: Policies,
  ) {}

  /** Ends every stream, so that the server can close. */
  async onModuleDestroy(): Promise<void> {
    this.#ended = true;
    this.#over.next();
    await this.#reading;
  }

  /**
   * @param lastSeen the id of the last event that this reader has got
   * @throws Problem `unavailable` when too many listen already
   */
  listen(lastSeen: bigint | undefined): Observable<MessageEvent> {
    if (this.#ended || this.#listeners >= MOST_LISTENERS) {
      const why = this.#ended
        ? 'This instance is shutting down.'
        : `${MOST_LISTENERS} screens are listening already. Close some, or read the lists instead.`;
      throw new Problem('unavailable', why, { retryAfterSeconds: 10 });
    }
    const heartbeats = interval(HEARTBEAT_MS).pipe(map((): MessageEvent => ({ comment: 'still here' })));
    return merge(this.#events$(lastSeen), heartbeats).pipe(takeUntil(merge(this.#over, timer(LONGEST_MS))));
  }

  /** What was missed, then what comes. An entry may come twice where the two meet, and none is left out. */
  #events$ = (lastSeen: bigint | undefined): Observable<MessageEvent> =>
    new Observable((subscriber) => {
      this.#listeners++;
      const waiting: MessageEvent[] = [];
      let caughtUp = false;
      const live = this.#events.subscribe((event) => (caughtUp ? subscriber.next(event) : waiting.push(event)));
      const catchUp = async (): Promise<void> => {
        const first = await this.#untilItWorks(
          () => this.#first(lastSeen),
          () => subscriber.closed,
        );
        for (const event of [...(first ?? []), ...waiting]) subscriber.next(event);
        caughtUp = true;
      };
      catchUp().catch((error: unknown) => subscriber.error(error));
      return () => {
        live.unsubscribe();
        this.#listeners--;
      };
    });

  /** The greeting, and what a returning reader has missed. */
  async #first(lastSeen: bigint | undefined): Promise<MessageEvent[]> {
    const cursor = await this.#start();
    const missed = lastSeen === undefined ? [] : await this.#missed(lastSeen, cursor);
    return [this.#hello(cursor), ...missed];
  }

  /** Postgres may be away for a while: listeners stay, and hear nothing until it is back. */
  async #untilItWorks<T>(read: () => Promise<T>, left: () => boolean): Promise<T | null> {
    while (!this.#ended && !left()) {
      try {
        const answer = await read();
        this.#failing = false;
        return answer;
      } catch (error) {
        if (!this.#failing) this.log.warn({ err: error }, 'cannot read the timeline for the live stream; trying again every second');
        this.#failing = true;
        await pause(POLL_AFTER_FAILURE_MS);
      }
    }
    return null;
  }

  #hello = (cursor: LiveCursor): MessageEvent => {
    const event: LiveEvent = { type: 'hello', now: new Date().toISOString() };
    return { type: event.type, id: String(cursor.safe), retry: 1_000, data: event };
  };

  async #missed(lastSeen: bigint, { highest, safe }: LiveCursor): Promise<MessageEvent[]> {
    const reset: LiveEvent = { type: 'reset' };
    // A number ahead of ours belongs to a timeline that was reset.
    if (lastSeen > highest) return [{ type: reset.type, id: String(safe), data: reset }];
    const rows = await timelineBetween(this.database, { after: lastSeen, upTo: highest, limit: MOST_MISSED + 1 });
    if (rows.length > MOST_MISSED) return [{ type: reset.type, id: String(safe), data: reset }];
    const team = await this.policies.team();
    return rows.map((row) => eventOf(row, safe, team));
  }

  /** Reads as long as somebody listens. */
  async #start(): Promise<LiveCursor> {
    if (!this.#cursor) {
      const { highest, missing } = await timelineEnd(this.database, LOOK_BACK);
      this.#cursor ??= new LiveCursor(highest, missing, Date.now());
    }
    this.#reading ??= this.#read(this.#cursor);
    return this.#cursor;
  }

  async #read(cursor: LiveCursor): Promise<void> {
    await Promise.resolve(); // so that whoever started this has stored the promise before it can end
    const nobody = (): boolean => this.#listeners === 0;
    while (!nobody() && !this.#ended) {
      const full = await this.#untilItWorks(() => this.#readOnce(cursor), nobody);
      if (!full) await pause(POLL_MS);
    }
    this.#reading = undefined;
    this.#cursor = undefined;
  }

  async #readOnce(cursor: LiveCursor): Promise<boolean> {
    const rows = await timelineSince(this.database, { after: cursor.highest, gaps: cursor.gaps, limit: BATCH });
    cursor.saw(
      rows.map(({ id }) => id),
      Date.now(),
    );
    if (rows.length === 0) return false;
    const team = await this.policies.team();
    for (const row of rows) this.#events.next(eventOf(row, cursor.safe, team));
    return rows.length >= BATCH;
  }
}

/** Its id is where a reader who lost the connection right after it begins again: never past something unseen. */
function eventOf(row: LiveRow, safe: bigint, team: Team): MessageEvent {
  const { stage, aboutLeadId, displayName, email, title, company, repId, ...entry } = row;
  const event: LiveEvent = {
    type: 'timeline',
    entry: timelineItemOf(entry),
    lead: aboutLeadId === null ? null : leadRefOf({ leadId: aboutLeadId, displayName, email, title, company }),
    stage: stage as Stage | null,
    rep: team.repOrNull(repId),
  };
  return { type: event.type, id: String(row.id < safe ? row.id : safe), data: event };
}
