import { foldLedger, type LedgerEntry, type PoolState } from '@firstline/domain/routing/pick';
import type { Signal, SignalInput } from '@firstline/domain/signal/signal';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually, Office } from '../harness/office.js';
import { demoRequest } from '../harness/signals.js';

let office: Office;
const weights: Record<string, number> = { 'ana-duarte': 3, 'ben-carter': 2, 'lena-hofmann': 1 };

beforeAll(async () => {
  office = await Office.open({
    policy: (draft) => {
      const emea = draft.territories.pools.find(({ id }) => id === 'emea')!;
      emea.members = Object.entries(weights).map(([rep, weight]) => ({ rep, weight }));
      delete emea.capacity;
    },
  });
});
afterAll(() => office?.close());

const people = 40;
const connections = ['website-form', 'product', 'hubspot', 'segment'];

/** Two of three keys each, so that any two signals of a person share one, written as people and systems write them. */
function signalsOf(n: number): Signal[] {
  const name = `grace.hopper${n}`;
  const spellings = [
    `${name}@compilers.example`,
    `${name.toUpperCase()}@Compilers.Example`,
    `${name}+demo@compilers.example`,
    ` ${name}@compilers.example `,
  ];
  const phones = [`+44 20 7946 ${1000 + n}`, `0044 (0)20 7946${1000 + n}`, `+44-20-7946-${1000 + n}`, `020 7946 ${1000 + n}`];
  const ids = { 'crm.id': `contact-${n}` };
  const each: Partial<SignalInput['person']>[] = [
    { email: spellings[0], phone: phones[0] },
    { email: spellings[1], externalIds: ids },
    { phone: phones[1], externalIds: ids },
    { email: spellings[2], phone: phones[2] },
    { email: spellings[3], externalIds: ids, phone: phones[3] },
  ];
  return each.map((keys, at) =>
    demoRequest({
      connection: connections[(n + at) % connections.length]!,
      person: { firstName: 'Grace', lastName: `Hopper ${n}`, title: 'VP Engineering', country: 'GB', ...keys },
      company: { name: 'Compilers', domain: 'compilers.example', country: 'GB', employees: 900, industry: 'Software' },
    }),
  );
}

it(
  'makes 40 leads of 200 signals at once, each with one rep and one alert, shared by weight, and loses none',
  { timeout: 90_000 },
  async () => {
    const signals = Array.from({ length: people }, (_, n) => signalsOf(n)).flat();
    expect(new Set(signals.map(({ connection, eventId }) => `${connection}/${eventId}`)).size).toBe(200);
    // Shuffled by a rule, so that a person's signals are not neighbours.
    const arriving = signals.map((_, at) => signals[(at * 67) % signals.length]!);
    const handles = await Promise.all(arriving.map((signal) => office.takeIn(signal)));
    expect(handles.length).toBe(200);

    await eventually(
      async () => {
        const stages = await office.db.signal.groupBy({ by: ['stage'], _count: true, orderBy: { stage: 'asc' } });
        expect(stages.map(({ stage, _count }) => [stage, _count])).toEqual([
          ['merged', 160],
          ['waiting', 40],
        ]);
      },
      80_000,
      250,
    );

    expect(await office.accounts()).toMatchObject({
      leads: 40,
      openEpisodes: 40,
      openAssignments: 40,
      offersOfClosedEpisodes: 0,
      forgottenJoins: 0,
      signalsUnderway: 40,
    });
    const unaccounted = await office.db.signal.count({ where: { OR: [{ leadId: null }, { episodeId: null }] } });
    expect(unaccounted).toBe(0);

    // Every signal of a person is with the same lead, and every joined one with the episode of that lead.
    const byLead = await office.db.signal.groupBy({ by: ['leadId'], _count: true });
    expect(byLead.map(({ _count }) => _count)).toEqual(Array.from({ length: 40 }, () => 5));
    const strays = await office.db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM signal s JOIN episode e ON e.id = s.episode_id WHERE e.lead_id <> s.lead_id`;
    expect(strays[0]!.count).toBe(0);

    await eventually(
      async () => {
        const open = await office.db.action.count({ where: { state: { not: 'done' } } });
        expect(open).toBe(0);
      },
      30_000,
      250,
    );
    const actions = await office.db.action.groupBy({ by: ['kind'], _count: true, orderBy: { kind: 'asc' } });
    expect(actions.map(({ kind, _count }) => [kind, _count])).toEqual([
      ['crm.create-task', 40],
      ['crm.upsert-lead', 40],
      ['inbox.alert', 40],
    ]);
    expect(await office.db.inboxMessage.count()).toBe(40);
    expect(await office.db.crmContact.count()).toBe(40);
    expect(await office.db.crmTask.count()).toBe(40);

    const shares = await office.db.assignment.groupBy({ by: ['repId'], _count: true });
    const sum = Object.values(weights).reduce((total, weight) => total + weight, 0);
    for (const [repId, weight] of Object.entries(weights)) {
      const got = shares.find((share) => share.repId === repId)?._count ?? 0;
      expect(Math.abs(got - (people * weight) / sum), `${repId} got ${got}`).toBeLessThan(1);
    }
    const ledger = await office.db.ledgerEntry.findMany({ orderBy: { id: 'asc' } });
    const stored = (await office.db.poolTurn.findUniqueOrThrow({ where: { poolId: 'emea' } })).state as unknown as PoolState;
    const folded = foldLedger(
      ledger.map((line): LedgerEntry => ({ ...line, kind: line.kind as LedgerEntry['kind'], atMs: line.at.getTime() })),
    );
    for (const repId of Object.keys(weights)) {
      expect(folded[repId]!.assigned).toBe(stored[repId]!.assigned);
      expect(folded[repId]!.credit).toBeCloseTo(stored[repId]!.credit, 6);
    }
    expect(ledger.filter(({ kind }) => kind === 'assigned').length).toBe(40);

    const [server] = await office.db.$queryRaw<
      { deadlocks: number }[]
    >`SELECT deadlocks::int AS deadlocks FROM pg_stat_database WHERE datname = current_database()`;
    expect(server!.deadlocks).toBe(0);
  },
);
