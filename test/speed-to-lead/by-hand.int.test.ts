import { acknowledgeUpdate, reassignUpdate, recordOutcomeUpdate, snoozeUpdate } from '@firstline/workflows/speed-to-lead/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { by, eventually, Office } from '../harness/office.js';
import { demoRequest } from '../harness/signals.js';

let office: Office;

beforeAll(async () => {
  office = await Office.open({
    policy: (draft) => {
      for (const trigger of draft.triggers) Object.assign(trigger.sla, { remindAfter: 400, respondWithin: 3_000 });
    },
  });
});
afterAll(() => office?.close());

const texts = async (leadId: string, step: string): Promise<string[]> =>
  (await office.db.timelineEntry.findMany({ where: { leadId, step }, orderBy: { id: 'asc' } })).map(({ text }) => text);

describe('a rep', () => {
  it('passes a lead on with a reason, which the timeline and the next rep see', async () => {
    const handle = await office.takeIn(demoRequest());
    const { repId, leadId } = await office.offered(handle);
    const passed = await handle.executeUpdate(reassignUpdate, {
      args: [{ as: 'passed', because: 'on my way to the airport', by: { actor: repId, channel: 'slack' } }],
    });
    expect(passed).toEqual({ accepted: true });
    const next = await office.offered(handle, 2);
    expect(next.repId).not.toBe(repId);
    expect((await texts(leadId, 'passed'))[0]).toMatch(/passed \(.+: on my way to the airport\)/);
    const alert = await eventually(() =>
      office.db.inboxMessage.findFirstOrThrow({ where: { leadId, repId: next.repId, kind: 'escalation' } }),
    );
    expect(alert.body).toMatchObject({ before: expect.stringMatching(/passed/) });
    await eventually(async () => expect(await office.db.inboxMessage.findMany({ where: { leadId, repId, closedAt: null } })).toEqual([]));
    await handle.cancel();
  });

  it('snoozes a lead: the deadline moves with what was left, and they are reminded when it ends, also a second time', async () => {
    const handle = await office.takeIn(demoRequest());
    const { repId, leadId, dueAtMs } = await office.offered(handle);
    await eventually(async () => expect((await texts(leadId, 'reminded')).length).toBe(1)); // reminded once before the snooze
    const untilMs = Date.now() + 800;
    expect(await handle.executeUpdate(snoozeUpdate, { args: [{ untilMs, by: { actor: repId, channel: 'console' } }] })).toEqual({
      accepted: true,
      repId,
    });
    const snoozed = await office.offered(handle);
    expect(snoozed.repId).toBe(repId);
    expect(snoozed.dueAtMs).toBeGreaterThan(untilMs);
    expect(snoozed.dueAtMs - untilMs).toBeLessThanOrEqual(dueAtMs - (untilMs - 800));
    await eventually(async () => {
      const open = await office.db.assignment.findFirstOrThrow({ where: { leadId, endedAt: null } });
      expect(open).toMatchObject({ repId, dueAt: new Date(snoozed.dueAtMs), remindAt: new Date(untilMs) });
    });
    await eventually(async () => expect((await texts(leadId, 'reminded')).length).toBe(2));
    expect(Date.now()).toBeGreaterThanOrEqual(untilMs);
    await office.offered(handle, 2); // and then the next rep is asked
    const reminders = (await office.settled(leadId)).filter((action) => action.startsWith(`inbox.alert ${repId}+reminder`));
    expect(reminders).toEqual([`inbox.alert ${repId}+reminder done`, `inbox.alert ${repId}+reminder-2 done`]);
    await handle.cancel();
  });

  it('may put it off twice in a row, and both are written down', async () => {
    const handle = await office.takeIn(demoRequest());
    const { repId, leadId } = await office.offered(handle);
    const at = Date.now();
    await Promise.all([60_000, 120_000].map((ms) => handle.executeUpdate(snoozeUpdate, { args: [{ untilMs: at + ms, by }] })));
    await eventually(async () => expect((await texts(leadId, 'snoozed')).length).toBe(2));
    expect((await office.offered(handle)).dueAtMs).toBeGreaterThan(at + 120_000);
    expect(await handle.executeUpdate(acknowledgeUpdate, { args: [{ repId, by }] })).toMatchObject({ accepted: true });
  });
});

describe('a manager', () => {
  it('gives a lead to somebody by name, who may take it while the one before may, too', async () => {
    const handle = await office.takeIn(demoRequest());
    const { repId, leadId } = await office.offered(handle);
    const given = await handle.executeUpdate(reassignUpdate, {
      args: [{ as: 'reassigned', toRepId: 'sam-whitaker', because: 'Sam knows them', by: { actor: 'grace-moreau', channel: 'console' } }],
    });
    expect(given).toEqual({ accepted: true, repId: 'sam-whitaker' });
    expect((await office.offered(handle, 2)).repId).toBe('sam-whitaker');
    expect((await texts(leadId, 'reassigned'))[0]).toMatch(/It was taken from .+ \(Grace Moreau: Sam knows them\)\./);
    expect(await office.db.assignment.findMany({ where: { leadId }, orderBy: { round: 'asc' } })).toMatchObject([
      { repId, endedAs: 'reassigned' },
      { repId: 'sam-whitaker', endedAs: null },
    ]);
    expect(await handle.executeUpdate(acknowledgeUpdate, { args: [{ repId: 'sam-whitaker', by }] })).toMatchObject({ accepted: true });
    await eventually(async () =>
      expect(await office.db.crmContact.findFirst({ where: { externalId: leadId } })).toMatchObject({ ownerRepId: 'sam-whitaker' }),
    );
  });

  it('who names nobody we know hands it to the next in turn', async () => {
    const handle = await office.takeIn(demoRequest());
    const { repId } = await office.offered(handle);
    await handle.executeUpdate(reassignUpdate, { args: [{ as: 'reassigned', toRepId: 'somebody-who-left', because: 'mistyped', by }] });
    const next = await office.offered(handle, 2);
    expect([repId, 'somebody-who-left']).not.toContain(next.repId);
    await handle.cancel();
  });

  it('moves a lead ten times, and it is always with exactly one rep', async () => {
    const handle = await office.takeIn(demoRequest());
    const { leadId } = await office.offered(handle);
    const names = ['sam-whitaker', 'hana-sato', 'erik-lund', 'lena-hofmann', 'diego-ramos'];
    // Without waiting for the offers in between: whoever was just chosen may never hear of it.
    for (let nth = 0; nth < 10; nth++)
      await handle.executeUpdate(reassignUpdate, {
        args: [{ as: 'reassigned', toRepId: names[nth % names.length]!, because: `move ${nth}`, by }],
      });
    await eventually(async () => {
      const { state } = await office.status(handle);
      expect(state).toMatchObject({ at: 'offered', offer: { repId: 'diego-ramos' } });
    });
    const open = await office.db.assignment.findMany({ where: { leadId, endedAt: null } });
    expect(open.map(({ repId }) => repId)).toEqual(['diego-ramos']);
    expect(await handle.executeUpdate(acknowledgeUpdate, { args: [{ repId: 'diego-ramos', by }] })).toMatchObject({ accepted: true });
    const actions = await office.settled(leadId);
    expect(actions.filter((action) => action.startsWith('crm.create-task')).length).toBe(1);
    expect(await office.db.inboxMessage.count({ where: { leadId, closedAt: null } })).toBe(0);
    const turns = await office.db.$queryRaw<{ sum: number }[]>`
      SELECT coalesce(round(sum(amount)::numeric, 6), 0)::float8 AS sum FROM ledger_entry`;
    expect(turns[0]!.sum).toBe(0);
  });
});

describe('what came of it', () => {
  it('is written down once the lead is taken, and closes the episode', async () => {
    const handle = await office.takeIn(demoRequest());
    const { repId, leadId } = await office.offered(handle);
    expect(await handle.executeUpdate(recordOutcomeUpdate, { args: [{ outcome: 'reached', by }] })).toEqual({
      accepted: false,
      because: 'not-taken',
    });
    await handle.executeUpdate(acknowledgeUpdate, { args: [{ repId, by }] });
    expect(
      await handle.executeUpdate(recordOutcomeUpdate, {
        args: [{ outcome: 'meeting-booked', note: 'Thursday at ten', by: { actor: repId, channel: 'console' } }],
      }),
    ).toEqual({ accepted: true, repId });
    expect(await handle.result()).toEqual({ stage: 'taken', leadId, repId });
    expect(await office.db.episode.findFirstOrThrow({ where: { leadId } })).toMatchObject({
      outcome: 'meeting-booked',
      outcomeNote: 'Thursday at ten',
      stage: 'taken',
      closedAt: expect.any(Date),
    });
    expect((await texts(leadId, 'outcome'))[0]).toBe(`Outcome: meeting booked — Thursday at ten (${repId}).`);
  });

  it('is kept when it is told in the very moment in which the episode closes', async () => {
    await office.publish((draft) => {
      for (const trigger of draft.triggers) Object.assign(trigger.sla, { closeOutAfter: 300 });
    });
    for (let nth = 0; nth < 8; nth++) {
      const handle = await office.takeIn(demoRequest());
      const { repId, leadId } = await office.offered(handle);
      await handle.executeUpdate(acknowledgeUpdate, { args: [{ repId, by }] });
      await new Promise((done) => setTimeout(done, 240 + nth * 20));
      const answer = await handle.executeUpdate(recordOutcomeUpdate, { args: [{ outcome: 'reached', by }] }).catch(() => undefined);
      await handle.result();
      expect((await office.db.episode.findFirstOrThrow({ where: { leadId } })).outcome).toBe(answer?.accepted ? 'reached' : null);
    }
  });
});
