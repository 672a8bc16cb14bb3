import { Inject, Injectable } from '@nestjs/common';
import type { Speed, Stats } from '@firstline/domain/api/stats.schema';
import { deadLetterStates } from '@firstline/domain/api/dead-letters.schema';
import { lanes } from '@firstline/domain/signal/signal-types';
import { type Layer, type Stage, layerOf, openStages, stages } from '@firstline/domain/signal/stage';
import { isDatabaseDown } from '@firstline/platform/db/database-down';
import type { Database, Db } from '@firstline/platform/db/db';
import { leadRefOf } from '../lists/names.js';
import { readConsistently } from '../lists/read.js';
import { DATABASE } from '../parts/parts.js';
import { Problem } from '../problems/problem.js';
import { Policies, type Team } from '../triggers/policies.js';
import { PartsHealth } from './parts-health.js';
import {
  type CountRow,
  type SpeedRow,
  type WaitingRow,
  countsByStage,
  deadLetterCounts,
  oldestWaiting,
  speeds,
  takenSince,
  unstartedSignals,
} from './stats.sql.js';

/** Many open consoles ask for the same day: counted once in so long. */
const FRESH_MS = 2_000;
const KEPT = 50;
const layers: readonly Layer[] = ['ingestion', 'qualification', 'execution'];

type Counted = Omit<Stats, 'parts'>;

/** What the dashboard shows. */
@Injectable()
export class StatsDesk {
  readonly #recent = new Map<number, { countedAtMs: number; stats: Promise<Counted> }>();

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly policies: Policies,
    private readonly health: PartsHealth,
  ) {}

  async since(since: Date): Promise<Stats> {
    const [counted, parts] = await Promise.all([this.#counted(since).catch(unlessDown), this.health.read()]);
    if (counted) return { ...counted, parts };
    // What works and what does not is worth knowing most when the numbers cannot be had.
    throw new Problem('unavailable', 'Postgres does not answer, so nothing can be counted.', { retryAfterSeconds: 5, members: { parts } });
  }

  #counted(since: Date): Promise<Counted> {
    const nowMs = Date.now();
    const recent = this.#recent.get(since.getTime());
    if (recent && nowMs - recent.countedAtMs < FRESH_MS) return recent.stats;
    const stats = this.#count(since);
    stats.catch(() => this.#recent.delete(since.getTime()));
    this.#recent.delete(since.getTime());
    this.#recent.set(since.getTime(), { countedAtMs: nowMs, stats });
    const oldest = this.#recent.keys().next().value;
    if (this.#recent.size > KEPT && oldest !== undefined) this.#recent.delete(oldest);
    return stats;
  }

  async #count(since: Date): Promise<Counted> {
    const team = await this.policies.team();
    return readConsistently(this.database, async (db: Db) => {
      const now = new Date();
      const counts = await countsByStage(db, since);
      const timed = await speeds(db, since);
      const waiting = await oldestWaiting(db);
      const dead = await deadLetterCounts(db, since);
      return {
        at: now.toISOString(),
        since: since.toISOString(),
        signals: {
          ...signalCounts(counts),
          byLane: lanes.map((lane) => ({ lane, ...speedsOf(timed.find((row) => row.lane === lane)) })),
          unstarted: (await unstartedSignals(db)).count,
        },
        speed: withoutCount(speedsOf(timed.find((row) => row.lane === null))),
        oldestWaiting: waiting && waitingOf(waiting, team, now),
        waiting: waiting?.total ?? 0,
        takenInTime: await takenSince(db, since),
        deadLetters: deadLetterStates.map((state) => ({ state, count: dead.find((row) => row.state === state)?.count ?? 0 })),
      };
    });
  }
}

function unlessDown(error: unknown): null {
  if (isDatabaseDown(error)) return null;
  throw error;
}

function signalCounts(counts: readonly CountRow[]): Pick<Stats['signals'], 'total' | 'byStage' | 'byLayer'> {
  const byStage = stages.map((stage) => ({ stage, layer: layerOf(stage), count: counts.find((row) => row.stage === stage)?.count ?? 0 }));
  const sum = (rows: typeof byStage): number => rows.reduce((total, { count }) => total + count, 0);
  const isOpen = ({ stage }: { stage: Stage }): boolean => (openStages as readonly Stage[]).includes(stage);
  return {
    total: sum(byStage),
    byStage,
    byLayer: layers.map((layer) => {
      const of = byStage.filter((row) => row.layer === layer);
      return { layer, count: sum(of), open: sum(of.filter(isOpen)) };
    }),
  };
}

const whole = (ms: number | null | undefined): number | null => (ms === null || ms === undefined ? null : Math.round(ms));

function speedsOf(row: SpeedRow | undefined): { count: number; capturedToAssigned: Speed; capturedToAlerted: Speed } {
  return {
    count: row?.count ?? 0,
    capturedToAssigned: { count: row?.assigned ?? 0, p50Ms: whole(row?.assignedP50), p95Ms: whole(row?.assignedP95) },
    capturedToAlerted: { count: row?.alerted ?? 0, p50Ms: whole(row?.alertedP50), p95Ms: whole(row?.alertedP95) },
  };
}

const withoutCount = ({ capturedToAssigned, capturedToAlerted }: ReturnType<typeof speedsOf>): Stats['speed'] => ({
  capturedToAssigned,
  capturedToAlerted,
});

const waitingOf = (row: WaitingRow, team: Team, now: Date): NonNullable<Stats['oldestWaiting']> => ({
  lead: leadRefOf(row),
  rep: team.rep(row.repId),
  offeredAt: row.offeredAt.toISOString(),
  dueAt: row.dueAt.toISOString(),
  waitingMs: Math.max(0, now.getTime() - row.offeredAt.getTime()),
  overdue: row.dueAt < now,
});
