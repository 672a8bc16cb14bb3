import { acknowledgeUpdate, reassignUpdate } from '@firstline/workflows/speed-to-lead/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { by, eventually, Office } from '../harness/office.js';
import { demoRequest } from '../harness/signals.js';

let office: Office;
const short = { remindAfter: 150, respondWithin: 350, pageAfter: 300, giveUpAfter: 500, reps: 2 };

beforeAll(async () => {
  office = await Office.open({
    policy: (draft) => {
      for (const trigger of draft.triggers) Object.assign(trigger.sla, short);
    },
  });
});
afterAll(() => office?.close());

describe('a lead that nobody takes', () => {
  it('is brought to the next rep, to the manager, to on-call, and ends as unanswered, with every step visible', async () => {
    const signal = demoRequest();
    const handle = await office.takeIn(signal);
    expect(await handle.result()).toMatchObject({ stage: 'unanswered' });
    expect(await office.stageOf(signal)).toBe('unanswered');
    const { leadId } = await office.status(handle);

    const steps = (await office.timeline(leadId!)).filter((step) => step !== 'performed');
    const decided = ['captured', 'resolved', 'enriched', 'judged', 'scored'];
    const asked = ['offered', 'reminded', 'breached', 'offered', 'reminded', 'breached', 'offered', 'breached', 'paged', 'unanswered'];
    expect(steps).toEqual([...decided, ...asked]);
    const offers = await office.db.assignment.findMany({ where: { leadId: leadId! }, orderBy: { round: 'asc' } });
    expect(offers.map(({ repId, kind, endedAs }) => [kind, endedAs, repId === offers[0]!.repId])).toEqual([
      ['rep', 'breached', true],
      ['rep', 'breached', false],
      ['manager', 'breached', false],
    ]);
    expect(new Set(offers.slice(0, 2).map(({ repId }) => repId))).toEqual(new Set(['ana-duarte', 'ben-carter']));
    expect(offers[2]!.repId).toBe('grace-moreau');

    const [first, second] = offers.map(({ repId }) => repId);
    expect((await office.settled(leadId!)).sort()).toEqual(
      [
        'crm.create-task task-2 done',
        'crm.upsert-lead crm done',
        ...[first, second, `${first}+reminder`, `${second}+reminder`, 'grace-moreau', 'nina-okafor'].map(
          (target) => `inbox.alert ${target} done`,
        ),
        // Each message is told that somebody else is asked, and in the end that nobody took it.
        ...[first, second, `${first}+reminder`, `${second}+reminder`].flatMap((target) => [
          `inbox.update ${target} done`,
          `inbox.update ${target} done`,
        ]),
        ...['grace-moreau', 'nina-okafor'].map((target) => `inbox.update ${target} done`),
      ].sort(),
    );
    expect(await office.db.inboxMessage.count({ where: { leadId: leadId!, closedAt: null } })).toBe(0);
    await expect(handle.executeUpdate(acknowledgeUpdate, { args: [{ repId: first!, by }] })).rejects.toThrow(/completed|not found/);
  });

  it('is taken late by the first rep, after the second was asked: the late tap wins, and their turn counts once', async () => {
    const signal = demoRequest();
    const handle = await office.takeIn(signal);
    const first = await office.offered(handle, 1);
    await office.offered(handle, 2);
    expect(await handle.executeUpdate(acknowledgeUpdate, { args: [{ repId: first.repId, by }] })).toEqual({
      accepted: true,
      repId: first.repId,
    });
    await office.stage(signal, 'taken');
    const lines = await office.db.$queryRaw<{ rep: string; sum: number; leads: number }[]>`
      SELECT l.rep_id AS rep, round(sum(l.amount)::numeric, 6)::float8 AS sum,
             sum(CASE l.kind WHEN 'assigned' THEN 1 WHEN 'credited-back' THEN -1 ELSE 0 END)::int AS leads
        FROM ledger_entry l JOIN assignment a ON a.id = l.assignment_id WHERE a.lead_id = ${first.leadId}::uuid GROUP BY l.rep_id`;
    expect(lines.find(({ rep }) => rep === first.repId)?.leads).toBe(1);
    expect(lines.filter(({ rep }) => rep !== first.repId).map(({ leads }) => leads)).toEqual([0]);
    expect((await office.db.assignment.findMany({ where: { leadId: first.leadId, endedAt: null } })).length).toBe(0);
  });

  it('can still be taken by whoever was paged, and by the manager', async () => {
    for (const taker of ['nina-okafor', 'grace-moreau']) {
      const handle = await office.takeIn(demoRequest());
      await office.at(handle, 'paged');
      expect(await handle.executeUpdate(acknowledgeUpdate, { args: [{ repId: taker, by }] })).toEqual({ accepted: true, repId: taker });
      const { leadId } = await office.at(handle, 'taken');
      await eventually(async () => expect((await office.db.episode.findFirst({ where: { leadId: leadId! } }))?.takenByRepId).toBe(taker));
    }
  });

  it('goes to a named rep when somebody reassigns it after the page, and is paged again when they do not answer', async () => {
    const handle = await office.takeIn(demoRequest());
    const { leadId } = await office.at(handle, 'paged');
    await handle.executeUpdate(reassignUpdate, { args: [{ as: 'reassigned', toRepId: 'erik-lund', because: 'Erik is free', by }] });
    const { repId } = await office.offered(handle, 5);
    expect(repId).toBe('erik-lund');
    await office.at(handle, 'paged');
    expect((await office.timeline(leadId!)).filter((step) => step === 'paged').length).toBe(2);
    expect(await handle.result()).toMatchObject({ stage: 'unanswered' });
  });
});
