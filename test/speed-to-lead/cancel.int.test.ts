import type { Performer } from '@firstline/activities/actions/performer.port';
import { foldLedger, type LedgerEntry } from '@firstline/domain/routing/pick';
import { acknowledgeUpdate } from '@firstline/workflows/speed-to-lead/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { by, eventually, FakeMessages, Office } from '../harness/office.js';
import { demoRequest } from '../harness/signals.js';

let office: Office;
const slack = new FakeMessages();
/** While shut, a message that is being sent does not arrive. */
const gate = { open: Promise.resolve(), shut: (): (() => void) => () => undefined };
gate.shut = () => {
  let open = (): void => undefined;
  gate.open = new Promise((done) => (open = done));
  return open;
};

beforeAll(async () => {
  const [alert, update] = slack.performers as [Performer, Performer];
  const slow: Performer = {
    ...alert,
    perform: async (order) => {
      await gate.open;
      return alert.perform(order);
    },
  };
  office = await Office.open({
    vendors: { performers: [slow, update] },
    policy: (draft) => {
      for (const member of draft.team) member.channels = ['slack'];
    },
  });
});
afterAll(() => office?.close());

const creditsOf = async () => {
  const lines = await office.db.ledgerEntry.findMany({ orderBy: { id: 'asc' } });
  const state = foldLedger(
    lines.map((line): LedgerEntry => ({ ...line, kind: line.kind as LedgerEntry['kind'], atMs: line.at.getTime() })),
  );
  return Object.fromEntries(
    Object.entries(state).map(([rep, { assigned, credit }]) => [rep, { assigned, credit: Math.round(credit * 1e6) / 1e6 }]),
  );
};

describe('cancelling a signal', () => {
  it('that no worker has looked at yet ends it before anything was decided', async () => {
    await office.stopWorking();
    const signal = demoRequest();
    const handle = await office.takeIn(signal);
    await handle.cancel();
    await office.start();
    expect(await handle.result()).toEqual({ stage: 'cancelled' });
    expect(await office.stageOf(signal)).toBe('cancelled');
    expect(await office.db.signal.findUnique({ where: { id: signal.id } })).toMatchObject({ leadId: null });
  });

  it('while it is being decided closes its episode, and the next signal of that lead begins anew', async () => {
    for (let nth = 0; nth < 6; nth++) {
      const signal = demoRequest();
      const handle = await office.takeIn(signal);
      await new Promise((done) => setTimeout(done, nth * 12)); // somewhere on the way
      await handle.cancel();
      expect(await handle.result()).toMatchObject({ stage: 'cancelled' });
      expect(await office.stageOf(signal)).toBe('cancelled');
      const { leadId } = await office.db.signal.findUniqueOrThrow({ where: { id: signal.id } });
      if (!leadId) continue;
      expect(await office.db.episode.count({ where: { leadId, closedAt: null } })).toBe(0);
      expect(await office.db.assignment.count({ where: { leadId, endedAt: null } })).toBe(0);
      expect((await office.settled(leadId)).filter((action) => action.endsWith('ordered'))).toEqual([]);
    }
    expect(await office.accounts()).toMatchObject({ openEpisodes: 0, openAssignments: 0, signalsUnderway: 0 });
  });

  it('that was offered updates the messages, closes the task, and gives the rep their turn back, once', async () => {
    const before = await creditsOf();
    const signal = demoRequest();
    const handle = await office.takeIn(signal);
    const { leadId, repId, episodeId } = await office.offered(handle);
    await office.settled(leadId);
    expect(await creditsOf()).not.toEqual(before);
    await Promise.all([handle.cancel(), handle.cancel(), handle.cancel()]);
    expect(await handle.result()).toMatchObject({ stage: 'cancelled', leadId });
    expect(await office.settled(leadId)).toEqual([
      'crm.close-tasks crm done',
      'crm.create-task task-2 done',
      'crm.upsert-lead crm done',
      `inbox.alert ${repId} done`,
      `inbox.update ${repId} done`,
      `slack.alert ${repId} done`,
      `slack.update ${repId} done`,
    ]);
    expect(slack.updates.filter(({ of }) => of.startsWith(episodeId))).toEqual([{ of: expect.any(String), as: 'cancelled' }]);
    expect(await office.db.inboxMessage.findMany({ where: { leadId } })).toMatchObject([{ closedAs: 'cancelled' }]);
    expect(await office.db.crmTask.findMany({ where: { contact: { externalId: leadId } } })).toMatchObject([{ state: 'closed' }]);
    expect(await office.db.assignment.findMany({ where: { leadId } })).toMatchObject([{ endedAs: 'cancelled' }]);
    const after = await creditsOf();
    for (const rep of Object.keys(before)) expect(after[rep]).toEqual(before[rep]);
    expect((await office.timeline(leadId)).filter((step) => step === 'cancelled').length).toBe(1);
  });

  it('whose alert is just being sent waits for it, and then updates it', async () => {
    const open = gate.shut();
    const handle = await office.takeIn(demoRequest());
    const { leadId, episodeId } = await office.offered(handle);
    await eventually(async () =>
      expect(await office.db.action.count({ where: { leadId, kind: 'slack.alert', state: 'sending' } })).toBe(1),
    );
    await handle.cancel();
    await new Promise((done) => setTimeout(done, 300));
    expect(slack.updates.filter(({ of }) => of.startsWith(episodeId))).toEqual([]);
    open();
    expect(await handle.result()).toMatchObject({ stage: 'cancelled' });
    expect(slack.sent.filter(({ key }) => key.startsWith(episodeId)).length).toBe(1);
    expect(slack.updates.filter(({ of }) => of.startsWith(episodeId)).map(({ as }) => as)).toEqual(['cancelled']);
    await office.settled(leadId);
  });

  it('that was taken only ends the waiting: it stays taken, and the CRM knows its owner', async () => {
    const open = gate.shut();
    const handle = await office.takeIn(demoRequest());
    const { leadId, repId } = await office.offered(handle);
    expect(await handle.executeUpdate(acknowledgeUpdate, { args: [{ repId, by }] })).toMatchObject({ accepted: true });
    await handle.cancel();
    open();
    expect(await handle.result()).toEqual({ stage: 'taken', leadId, repId });
    expect(await office.db.episode.findFirst({ where: { leadId } })).toMatchObject({
      stage: 'taken',
      takenByRepId: repId,
      closedAt: expect.any(Date),
    });
    const actions = await office.settled(leadId);
    expect(actions).toContain(`crm.set-owner ${repId} done`);
    expect(await office.db.inboxMessage.count({ where: { leadId, closedAt: null } })).toBe(0);
  });

  it('after on-call was paged tells everybody who was told', async () => {
    await office.publish((draft) => {
      for (const trigger of draft.triggers) Object.assign(trigger.sla, { respondWithin: 60, pageAfter: 60, giveUpAfter: 600_000, reps: 2 });
      for (const member of draft.team) member.channels = ['slack'];
    });
    const handle = await office.takeIn(demoRequest());
    const { leadId } = await office.at(handle, 'paged');
    await handle.cancel();
    expect(await handle.result()).toMatchObject({ stage: 'cancelled' });
    await office.settled(leadId!);
    const told = await office.db.inboxMessage.findMany({ where: { leadId: leadId! } });
    expect(told.map(({ repId }) => repId)).toEqual(expect.arrayContaining(['grace-moreau', 'nina-okafor']));
    expect(told.filter(({ closedAt }) => closedAt === null)).toEqual([]);
    expect(await office.db.action.count({ where: { leadId: leadId!, kind: 'slack.update', state: 'done' } })).toBeGreaterThanOrEqual(4);
  });
});
