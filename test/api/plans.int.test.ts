import type { Db } from '@firstline/platform/db/db';
import { Prisma } from '@firstline/platform/db/generated/client';
import { listDeadLetters } from '@firstline/ingress/dead-letters/dead-letters.sql';
import { timelineSince } from '@firstline/ingress/events/live.sql';
import { leadRow, listLeads } from '@firstline/ingress/leads/leads.sql';
import { pursuitOfEpisode, pursuitOfLead } from '@firstline/ingress/leads/pursuit.sql';
import { listSignals, signalDetail } from '@firstline/ingress/signals/signals.sql';
import { oldestWaiting, takenSince, unstartedSignals } from '@firstline/ingress/stats/stats.sql';
import { actionsOfLead, timelineOfLead, verdictsOfLead } from '@firstline/ingress/story/story.sql';
import { listInbox, workloads } from '@firstline/ingress/team/team.sql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FileServices, openServices } from '../harness/services.js';

const MANY = 40_000;
const id = '00000000-0000-4000-8000-000000000007';
const after = { at: new Date(), id };
const page = { after, limit: 51 };
let services: FileServices;

beforeAll(async () => {
  services = await openServices();
  const { db } = services;
  const uuid = (prefix: string) => Prisma.raw(`(lpad(to_hex(${prefix}), 8, '0') || '-0000-4000-8000-000000000007')::uuid`);
  await db.$executeRaw`INSERT INTO account (id, name, domain) SELECT ${uuid('n')}, 'Company ' || n, 'company-' || n || '.example' FROM generate_series(1, ${MANY} / 10) n`;
  await db.$executeRaw`
    INSERT INTO lead (id, display_name, email, account_id, owner_rep_id, updated_at)
    SELECT ${uuid('n')}, 'Person ' || md5(n::text), md5(n::text) || '@company.example', ${uuid('1 + n % 4000')}, 'rep-' || n % 500, now() - n * interval '1 minute'
      FROM generate_series(1, ${MANY}) n`;
  await db.$executeRaw`
    INSERT INTO signal (id, connection, event_id, type, lane, occurred_at, received_at, body, workflow_id, started_at, stage, lead_id, ended_at)
    SELECT ${uuid('n')}, CASE n % 1000 WHEN 0 THEN 'rare' ELSE 'api' END, 'evt-' || n, CASE n % 1000 WHEN 1 THEN 'chat.opened' ELSE 'form.submitted' END, 'high', now(),
           now() - n * interval '30 seconds', '{}', 'w/' || n, now(), CASE n % 1000 WHEN 2 THEN 'waiting' WHEN 3 THEN 'review' ELSE 'taken' END,
           ${uuid('n')}, CASE n % 1000 WHEN 2 THEN NULL ELSE now() END
      FROM generate_series(1, ${MANY}) n`;
  await db.$executeRaw`
    INSERT INTO episode (id, lead_id, owner_workflow_id, owner_signal_id, stage, opened_at, closed_at)
    SELECT ${uuid('n')}, ${uuid('n')}, 'w/' || n, ${uuid('n')}, 'taken', now() - n * interval '30 seconds', CASE n % 1000 WHEN 2 THEN NULL ELSE now() END
      FROM generate_series(1, ${MANY}) n`;
  await db.$executeRaw`
    INSERT INTO assignment (id, episode_id, signal_id, lead_id, rep_id, round, offered_at, due_at, ended_at, ended_as)
    SELECT ${uuid('n')}, ${uuid('n')}, ${uuid('n')}, ${uuid('n')}, 'rep-' || n % 500, 1, now(), now(), CASE n % 1000 WHEN 2 THEN NULL ELSE now() - n * interval '30 seconds' END,
           CASE n % 1000 WHEN 2 THEN NULL ELSE 'taken' END
      FROM generate_series(1, ${MANY}) n`;
  await db.$executeRaw`
    INSERT INTO timeline_entry (key, signal_id, lead_id, layer, step, text) SELECT 'k' || n, ${uuid('n')}, ${uuid('n')}, 'execution', 's', 't' FROM generate_series(1, ${MANY}) n`;
  await db.$executeRaw`
    INSERT INTO verdict (signal_id, lead_id, kind, key, fingerprint, result, reasons) SELECT ${uuid('n')}, ${uuid('n')}, 'fit', 'k' || n, '', '{}', '[]' FROM generate_series(1, ${MANY}) n`;
  await db.$executeRaw`
    INSERT INTO inbox_message (id, action_key, rep_id, lead_id, kind, body, created_at) SELECT ${uuid('n')}, 'k' || n, 'rep-' || n % 500, ${uuid('n')}, 'offer', '{}', now() - n * interval '1 minute' FROM generate_series(1, ${MANY}) n`;
  await db.$executeRaw`
    INSERT INTO dead_letter (id, action_key, workflow_id, signal_id, lead_id, kind, state, error_code, error_text, created_at)
    SELECT ${uuid('n')}, 'k' || n, 'd/' || n, ${uuid('n')}, ${uuid('n')}, 'writeCrm', CASE n % 1000 WHEN 2 THEN 'waiting' ELSE 'healed' END, 'X', 'x', now() - n * interval '1 minute' FROM generate_series(1, ${MANY}) n`;
  await db.$executeRaw`VACUUM ANALYZE`;
}, 60_000);
afterAll(async () => services?.stop());

interface Plan {
  'Node Type': string;
  'Relation Name'?: string;
  'Actual Rows': number;
  'Rows Removed by Filter'?: number;
  Plans?: Plan[];
}

/** What Postgres reads to answer: the statements of `ask` are explained instead of run. */
async function plansOf(ask: (db: Db) => Promise<unknown>): Promise<Plan[]> {
  const asked: Prisma.Sql[] = [];
  const explained = new Proxy(services.db, {
    get: (db, property) =>
      property === '$queryRaw'
        ? (strings: TemplateStringsArray, ...values: unknown[]) => {
            asked.push(Prisma.sql(strings, ...(values as Prisma.Sql[])));
            return Promise.resolve([]);
          }
        : Reflect.get(db, property),
  });
  await ask(explained as unknown as Db);
  const flat = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(flat)];
  const plans = await Promise.all(
    asked.map((sql) => services.db.$queryRaw<{ 'QUERY PLAN': [{ Plan: Plan }] }[]>`EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) ${sql}`),
  );
  return plans.flatMap(([row]) => flat(row!['QUERY PLAN'][0].Plan));
}

/** Tables that were read from one end to the other, or much of which was thrown away after it was read. */
const wasteful = (plans: Plan[]): string[] =>
  plans
    .filter(
      (plan) => (plan['Node Type'].includes('Seq Scan') && plan['Actual Rows'] > 1_000) || (plan['Rows Removed by Filter'] ?? 0) > 5_000,
    )
    .map((plan) => `${plan['Node Type']} of ${plan['Relation Name']}`);

describe('with many leads, nothing that people ask reads a whole table', () => {
  const asks: [string, (db: Db) => Promise<unknown>][] = [
    ['the newest signals', (db) => listSignals(db, {}, page)],
    ['signals of a rare connection', (db) => listSignals(db, { connection: 'rare' }, page)],
    ['signals of a rare type', (db) => listSignals(db, { type: 'chat.opened' }, page)],
    ['signals in flight', (db) => listSignals(db, { stages: ['waiting'] }, page)],
    ['signals that ended in a rare way', (db) => listSignals(db, { stages: ['review'] }, page)],
    ["signals by the provider's id", (db) => listSignals(db, { q: 'evt-777' }, page)],
    ['signals by a part of a name', (db) => listSignals(db, { q: 'f0e1d2c3b4' }, page)],
    ['one signal', (db) => signalDetail(db, id)],
    ['the leads last changed', (db) => listLeads(db, {}, page)],
    ['leads being worked on', (db) => listLeads(db, { open: true }, page)],
    ['leads of one rep', (db) => listLeads(db, { rep: 'rep-7' }, page)],
    ['leads by a part of an address', (db) => listLeads(db, { q: 'a1b2c3d4e5' }, page)],
    ['leads by a part of a company', (db) => listLeads(db, { q: 'company 3999' }, page)],
    ['one lead', (db) => leadRow(db, id)],
    ['what happened to a lead', (db) => timelineOfLead(db, id, [id])],
    ['what was decided about a lead', (db) => verdictsOfLead(db, id)],
    ['what was done for a lead', (db) => actionsOfLead(db, id)],
    ['who has a lead', (db) => pursuitOfLead(db, id)],
    ['who has a lead, by its episode', (db) => pursuitOfEpisode(db, id)],
    ['what is new', (db) => timelineSince(db, { after: BigInt(MANY - 5), gaps: [3n, 5n], limit: 500 })],
    ['the inbox of one rep', (db) => listInbox(db, { reps: ['rep-7'], open: true }, page)],
    ['open dead letters', (db) => listDeadLetters(db, ['waiting', 'retrying', 'paged'], page)],
    ['who waits longest', (db) => oldestWaiting(db)],
    ['what was not started', (db) => unstartedSignals(db)],
    ['what was taken in time today', (db) => takenSince(db, new Date(Date.now() - 3_600_000))],
    ['how much everybody has on their hands', (db) => workloads(db)],
  ];
  it.each(asks)('%s', async (_, ask) => {
    const plans = await plansOf(ask);
    expect(plans.length).toBeGreaterThan(0);
    expect(wasteful(plans)).toEqual([]);
  });
});
