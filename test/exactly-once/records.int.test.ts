import { FakeCrm } from '@firstline/activities/crm/crm.fake';
import { createActivities, type ActivitySets } from '@firstline/activities/create-activities';
import type { Signal } from '@firstline/domain/signal/signal';
import type { Json } from '@firstline/platform/db/db';
import { Prisma } from '@firstline/platform/db/generated/client';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FakeMessages, Office } from '../harness/office.js';
import { demoRequest } from '../harness/signals.js';

let office: Office;
let did: ActivitySets;
let policy: string;
const crm = new FakeCrm();

beforeAll(async () => {
  office = await Office.open({ start: false });
  policy = (await office.publish((draft) => draft.team.forEach((member) => (member.channels = ['slack'])))).hash;
  const performers = new FakeMessages().performers;
  did = createActivities({
    db: office.db,
    crm,
    providers: [],
    fetchers: [],
    performers,
    kindOf: () => undefined,
    publicUrl: 'http://localhost:3000',
    dedupeDays: async () => ({}),
  });
});
afterAll(() => office?.close());

const tables = [
  'signal',
  'lead',
  'lead_key',
  'lead_fact',
  'account',
  'episode',
  'episode_join',
  'assignment',
  'verdict',
  'action',
  'dead_letter',
  'pool_turn',
  'ledger_entry',
  'inbox_message',
  'timeline_entry',
];

/** Everything that is stored, but for the moments at which it was: a second run may only touch those. */
async function everything(): Promise<Record<string, string[]>> {
  const rows = await Promise.all(
    tables.map(async (table) => {
      const found = await office.db.$queryRaw<{ row: Record<string, unknown> }[]>`SELECT to_jsonb(t) AS row FROM ${Prisma.raw(table)} t`;
      return [
        table,
        found.map(({ row }) => JSON.stringify(Object.entries(row).filter(([name]) => !/_at$|^at$|^took_ms$|^id$/.test(name)))).sort(),
      ] as const;
    }),
  );
  return Object.fromEntries(rows);
}

/** Does it, does it again, and once more from two workers at the same time: the same answer, the same rows. */
async function thrice<T>(what: string, step: () => Promise<T>): Promise<T> {
  const first = await step();
  const once = await everything();
  const answers = [await step(), ...(await Promise.all([step(), step()]))];
  for (const answer of answers) expect(sorted(answer), `${what}: another answer`).toEqual(sorted(first));
  const again = await everything();
  for (const table of tables) expect(again[table], `${what}: other rows in ${table}`).toEqual(once[table]);
  return first;
}

/** The order of instructions is not part of the answer, nor is the moment until which a page may be answered. */
const sorted = (answer: unknown): unknown => {
  if (answer === null || typeof answer !== 'object') return answer;
  const { actions, giveUpAtMs: _, ...rest } = answer as { actions?: { key: string }[]; giveUpAtMs?: number };
  return actions ? { ...rest, actions: actions.map(({ key }) => key).sort() } : rest;
};

let signal: Signal;
let mine: { signalId: string; leadId: string; episodeId: string; policy: string };
const workflowId = (of: Signal): string => `signal/${of.connection}/${of.eventId}`;
const store = (of: Signal): Promise<unknown> =>
  office.db.signal.create({
    data: {
      id: of.id,
      connection: of.connection,
      eventId: of.eventId,
      type: of.type,
      lane: of.lane,
      occurredAt: of.occurredAt,
      receivedAt: of.receivedAt,
      workflowId: workflowId(of),
      body: of as unknown as Json,
    },
  });

async function resolved(of: Signal): Promise<typeof mine> {
  await store(of);
  const answer = await did.qualify.resolveLead({ signalId: of.id, workflowId: workflowId(of) });
  if (answer.kind !== 'mine') throw new Error(`it is ${answer.kind}`);
  return { signalId: of.id, leadId: answer.leadId, episodeId: answer.episodeId, policy: answer.policy };
}
/** Offered in round 1. */
async function offered(): Promise<{ repId: string; keys: string[] }> {
  await did.qualify.qualify(mine);
  await did.qualify.scoreLead(mine);
  const answer = await did.qualify.offerToNextRep({ ...mine, triggerId: 'demo-request', round: 1, asked: [] });
  if (answer.decision !== 'offer') throw new Error(`it is ${answer.decision}`);
  return { repId: answer.offer.repId, keys: answer.actions.map(({ key }) => key) };
}
const performAll = async (keys: string[]): Promise<void> => {
  for (const actionKey of keys.toSorted((a) => (a.includes('upsert') ? -1 : 1))) await did.act.notifyRep({ actionKey });
};

beforeEach(async () => {
  crm.facts = {};
  signal = demoRequest();
  mine = await resolved(signal);
});

describe('every step that writes down something, run again after its answer was lost, changes nothing:', () => {
  it('storing a signal that only Temporal had', async () => {
    const inline = demoRequest();
    await thrice('storeSignal', () => did.qualify.storeSignal({ inline: JSON.stringify(inline), workflowId: workflowId(inline) }));
  });

  it('resolving, new, joined, and of nobody', async () => {
    await thrice('resolveLead', () => did.qualify.resolveLead({ signalId: signal.id, workflowId: workflowId(signal) }));
    const second = demoRequest({ person: signal.person, company: signal.company });
    await store(second);
    const joined = await thrice('resolveLead of a joiner', () =>
      did.qualify.resolveLead({ signalId: second.id, workflowId: workflowId(second) }),
    );
    expect(joined).toMatchObject({ kind: 'joined', leadId: mine.leadId, ownerWorkflowId: workflowId(signal) });
    const nobody = demoRequest({ person: {}, company: {} });
    await store(nobody);
    await thrice('resolveLead of nobody', () => did.qualify.resolveLead({ signalId: nobody.id, workflowId: workflowId(nobody) }));
  });

  it('enriching, judging and scoring', async () => {
    await thrice('enrichLead', () => did.qualify.enrichLead(mine));
    expect(await thrice('qualify', () => did.qualify.qualify(mine))).toMatchObject({ decision: 'pursue', triggerId: 'demo-request' });
    await thrice('scoreLead', () => did.qualify.scoreLead(mine));
  });

  it('judging again after the offer was made, as a worker does that died in between', async () => {
    await offered();
    const before = await everything();
    expect(await did.qualify.qualify(mine)).toMatchObject({ decision: 'pursue' });
    await did.qualify.scoreLead(mine);
    await did.qualify.offerToNextRep({ ...mine, triggerId: 'demo-request', round: 1, asked: [] });
    expect(await everything()).toEqual(before);
  });

  it('offering, reminding, snoozing, and offering to the next', async () => {
    await did.qualify.qualify(mine);
    await did.qualify.scoreLead(mine);
    const round = (nth: number, asked: string[], previous?: 'breached') =>
      did.qualify.offerToNextRep({ ...mine, triggerId: 'demo-request', round: nth, asked, ...(previous ? { previous } : {}) });
    const first = await thrice('round 1', () => round(1, []));
    if (first.decision !== 'offer') throw new Error(first.decision);
    expect(first.actions.map(({ kind }) => kind).sort()).toEqual(['crm.create-task', 'crm.upsert-lead', 'inbox.alert', 'slack.alert']);
    expect(first.actions.findIndex(({ kind }) => kind === 'crm.upsert-lead')).toBeLessThan(
      first.actions.findIndex(({ kind }) => kind === 'crm.create-task'),
    );
    await performAll(first.actions.map(({ key }) => key));
    await thrice('orderReminder', () => did.qualify.orderReminder({ ...mine, round: 1, nth: 1 }));
    await thrice('recordSnooze', () =>
      did.qualify.recordSnooze({ ...mine, round: 1, untilMs: 1_795_000_000_000, dueAtMs: 1_795_000_100_000, actor: 'ana-duarte' }),
    );
    const asked = [first.offer.repId];
    const second = await thrice('round 2', () => round(2, asked, 'breached'));
    if (second.decision !== 'offer') throw new Error(second.decision);
    // The message of the round before is brought up to date, also when the first answer was lost.
    expect(second.actions.map(({ kind }) => kind).sort()).toEqual(['inbox.alert', 'inbox.update', 'slack.alert', 'slack.update']);
    const third = await thrice('round 3', () => round(3, [...asked, second.offer.repId], 'breached'));
    expect(third).toMatchObject({ decision: 'offer', offer: { kind: 'manager' } });
    const nobody = await thrice('round 4', () => round(4, [...asked, second.offer.repId, 'grace-moreau'], 'breached'));
    expect(nobody).toMatchObject({ decision: 'nobody', pagedRepId: 'nina-okafor' });
    expect(await office.db.assignment.count({ where: { episodeId: mine.episodeId, endedAt: null } })).toBe(0);
  });

  it('holding', async () => {
    await did.qualify.qualify(mine);
    for (const repId of ['ana-duarte', 'ben-carter', 'diego-ramos', 'hana-sato'])
      await office.db.repPresence.create({ data: { repId, away: true, setBy: repId } });
    const held = await did.qualify.offerToNextRep({ ...mine, triggerId: 'demo-request', round: 1, asked: [] });
    expect(held.decision).toBe('hold');
    await office.db.repPresence.deleteMany();
    expect((await did.qualify.offerToNextRep({ ...mine, triggerId: 'demo-request', round: 1, asked: [] })).decision).toBe('offer');
  });

  it('being taken, what came of it, and closing', async () => {
    const { repId, keys } = await offered();
    await performAll(keys);
    const taken = await thrice('recordTaken', () =>
      did.qualify.recordTaken({ ...mine, repId, takenAtMs: 1_795_000_000_000, actor: repId, channel: 'slack' }),
    );
    expect(taken.actions.map(({ kind }) => kind).sort()).toEqual(['crm.set-owner', 'inbox.update', 'slack.update']);
    await thrice('recordOutcome', () => did.qualify.recordOutcome({ episodeId: mine.episodeId, outcome: 'meeting-booked', actor: repId }));
    await thrice('closeEpisode', () => did.qualify.closeEpisode({ ...mine, as: 'taken', pursued: true }));
  });

  it.each(['cancelled', 'unanswered', 'suppressed'] as const)('ending as %s', async (as) => {
    const { keys } = await offered();
    await performAll(keys);
    const before = await everything();
    const { actions } = await thrice('callOff', () => did.qualify.callOff({ ...mine, as }));
    expect(actions.map(({ kind }) => kind).sort()).toEqual([
      ...(as === 'unanswered' ? [] : ['crm.close-tasks']),
      'inbox.update',
      'slack.update',
    ]);
    const turns = (await everything())['ledger_entry']!.length - before['ledger_entry']!.length;
    expect(turns).toBe(as === 'unanswered' ? 0 : 3); // each part of the turn is given back, once
  });

  it('ending before anything was decided, or as a signal that only joined: the owner goes on', async () => {
    const early = demoRequest();
    await store(early);
    await thrice('callOff', () => did.qualify.callOff({ signalId: early.id, as: 'cancelled' }));
    const joiner = demoRequest({ person: signal.person, company: signal.company });
    await store(joiner);
    await did.qualify.resolveLead({ signalId: joiner.id, workflowId: workflowId(joiner) });
    await thrice('callOff of a joiner', () => did.qualify.callOff({ signalId: joiner.id, as: 'cancelled' }));
    expect(await office.db.episode.findUnique({ where: { id: mine.episodeId } })).toMatchObject({ closedAt: null });
    expect(await office.db.signal.findUnique({ where: { id: joiner.id } })).toMatchObject({ stage: 'cancelled' });
  });

  it('ending an episode of one’s own whose opening was never heard of', async () => {
    expect(await thrice('callOff', () => did.qualify.callOff({ signalId: signal.id, as: 'cancelled' }))).toEqual({ actions: [] });
    expect(await office.db.episode.findUnique({ where: { id: mine.episodeId } })).toMatchObject({
      stage: 'cancelled',
      closedAt: expect.any(Date),
    });
  });

  it('finishing', async () => {
    await thrice('finishSignal', () => did.qualify.finishSignal({ signalId: signal.id, stage: 'recorded', because: ['no-trigger'] }));
  });

  it('taking over, once', async () => {
    await offered();
    const heir = demoRequest({ person: signal.person, company: signal.company });
    await store(heir);
    await did.qualify.resolveLead({ signalId: heir.id, workflowId: workflowId(heir) });
    const input = { episodeId: mine.episodeId, signalId: heir.id, fromWorkflowId: workflowId(signal), workflowId: workflowId(heir) };
    const taken = await thrice('takeOverEpisode', () => did.qualify.takeOverEpisode(input));
    expect(taken).toMatchObject({ is: 'mine', left: { round: 1, play: { triggerId: 'demo-request', policy } } });
    // Whoever comes later, from the same owner, is sent to the new one.
    const late = await did.qualify.takeOverEpisode({ ...input, signalId: signal.id, workflowId: 'signal/api/late' });
    expect(late).toEqual({ is: 'theirs', ownerWorkflowId: workflowId(heir) });
    await did.qualify.closeEpisode({ ...mine, as: 'taken', pursued: true });
    expect(await did.qualify.takeOverEpisode({ ...input, workflowId: 'signal/api/later' })).toEqual({ is: 'closed' });
  });

  it('parking, retrying, paging and ending a dead letter', async () => {
    const { keys } = await offered();
    const actionKey = keys.find((key) => key.includes('crm.upsert-lead'))!;
    const parking = {
      actionKey,
      workflowId: `dead-letter/${actionKey}`,
      signalId: signal.id,
      leadId: mine.leadId,
      kind: 'writeCrm',
      errorCode: 'CRM_UNAVAILABLE',
      errorText: 'down',
    };
    await thrice('parkAction', () => did.operate.parkAction(parking));
    await thrice('noteRetry', () =>
      did.operate.noteRetry({
        actionKey,
        state: 'waiting',
        tries: 1,
        nextTryAtMs: 1_795_000_000_000,
        errorCode: 'CRM_UNAVAILABLE',
        errorText: 'down',
      }),
    );
    const { actions } = await thrice('orderPage', () => did.operate.orderPage({ actionKey, tries: 1 }));
    expect(actions.map(({ kind }) => kind)).toEqual(['inbox.alert']);
    await thrice('notifyRep', () => did.act.notifyRep({ actionKey: actions[0]!.key }));
    await thrice('endDeadLetter', () => did.operate.endDeadLetter({ actionKey, as: 'healed', by: 'the ladder' }));
    expect(await office.db.inboxMessage.count({ where: { actionKey: actions[0]!.key, closedAt: null } })).toBe(0);
  });

  it('performing what was ordered', async () => {
    const { keys } = await offered();
    for (const actionKey of keys.toSorted((a) => (a.includes('upsert') ? -1 : 1)))
      await thrice(actionKey, () => did.act.writeCrm({ actionKey }));
    expect([...crm.tasks.keys()].filter((key) => keys.includes(key)).length).toBe(1);
    expect(crm.contacts.get(mine.leadId)).toMatchObject({ writes: 1 });
  });
});

describe('a turn', () => {
  it('that never reached its rep is given back when the lead was moved in that moment', async () => {
    await offered();
    const next = await did.qualify.offerToNextRep({
      ...mine,
      triggerId: 'demo-request',
      round: 2,
      asked: [],
      preferRepId: 'erik-lund',
      previous: 'reassigned',
      untold: true,
      by: { actor: 'grace-moreau', because: 'Erik knows them' },
    });
    expect(next).toMatchObject({ decision: 'offer', offer: { repId: 'erik-lund' } });
    const lines = await office.db.$queryRaw<{ kind: string; sum: number }[]>`
      SELECT l.kind, round(sum(l.amount)::numeric, 6)::float8 AS sum FROM ledger_entry l JOIN assignment a ON a.id = l.assignment_id
       WHERE a.episode_id = ${mine.episodeId}::uuid GROUP BY l.kind ORDER BY l.kind`;
    expect(lines.find(({ kind }) => kind === 'credited-back')).toEqual({ kind: 'credited-back', sum: 1 });
    expect(lines.reduce((total, line) => total + line.sum, 0)).toBeCloseTo(0, 6);
    expect(await office.timeline(mine.leadId)).toContain('reassigned');
  });
});
