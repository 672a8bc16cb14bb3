import type { Policy } from '@firstline/domain/policy/policy.schema';
import { acknowledgeUpdate, reassignUpdate } from '@firstline/workflows/speed-to-lead/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { by, eventually, Office } from '../harness/office.js';
import { demoRequest } from '../harness/signals.js';

let office: Office;
const emea = ['ana-duarte', 'ben-carter'];

/** Only EMEA, without an overflow: when both are away, a lead waits. */
const holds = (draft: Policy): void => {
  draft.territories.pools.find(({ id }) => id === 'emea')!.allAway = { do: 'hold' };
};
beforeAll(async () => {
  office = await Office.open({ policy: holds });
});
afterAll(() => office?.close());
beforeEach(() => office.db.repPresence.deleteMany());

const switchAway = (...repIds: string[]) =>
  office.db.repPresence.createMany({ data: repIds.map((repId) => ({ repId, away: true, setBy: repId })) });

describe('when everybody is away', () => {
  it('a lead is held, and offered when the shift begins', async () => {
    const backAt = new Date(Date.now() + 3_500);
    await office.publish((draft) => {
      holds(draft);
      for (const member of draft.team)
        if (emea.includes(member.id)) member.away = [{ from: '2020-01-01T00:00:00Z', until: backAt.toISOString() }];
    });
    const signal = demoRequest();
    const handle = await office.takeIn(signal);
    const held = await office.at(handle, 'held');
    expect(held.state).toMatchObject({ untilMs: backAt.getTime() });
    expect(await office.stageOf(signal)).toBe('held');
    const { repId, leadId } = await office.offered(handle);
    expect(Date.now()).toBeGreaterThanOrEqual(backAt.getTime());
    expect(emea).toContain(repId);
    expect(await office.stageOf(signal)).toBe('waiting');
    expect((await office.timeline(leadId)).filter((step) => step === 'held' || step === 'offered')).toEqual(['held', 'offered']);
    // Both decisions can be asked about: why it was held, and why it then went to whom it went.
    const decided = await office.db.verdict.findMany({ where: { leadId, kind: 'routed' }, orderBy: { id: 'asc' } });
    expect(decided.map(({ result }) => (result as { decision: string }).decision)).toEqual(['hold', 'offer']);
    expect(await office.settled(leadId)).toEqual(['crm.create-task task-2 done', 'crm.upsert-lead crm done', `inbox.alert ${repId} done`]);
  });

  it('a held lead can be given to somebody by name, and cancelled', async () => {
    await office.publish(holds);
    await switchAway(...emea);
    const handle = await office.takeIn(demoRequest());
    await office.at(handle, 'held');
    expect(await handle.executeUpdate(acknowledgeUpdate, { args: [{ repId: 'ana-duarte', by }] })).toEqual({
      accepted: false,
      because: 'not-offered-yet',
    });
    await handle.executeUpdate(reassignUpdate, { args: [{ as: 'reassigned', toRepId: 'erik-lund', because: 'cannot wait', by }] });
    const { repId, leadId } = await office.offered(handle);
    expect(repId).toBe('erik-lund');
    expect((await office.settled(leadId)).filter((action) => action.startsWith('crm.'))).toEqual([
      'crm.create-task task-2 done',
      'crm.upsert-lead crm done',
    ]);

    const other = await office.takeIn(demoRequest());
    const { leadId: otherLead } = await office.at(other, 'held');
    await other.cancel();
    expect(await other.result()).toMatchObject({ stage: 'cancelled' });
    expect(await office.actions(otherLead!)).toEqual([]);
    expect(await office.db.episode.count({ where: { leadId: otherLead!, closedAt: null } })).toBe(0);
  });

  it('a policy may bring it to the manager instead', async () => {
    await office.publish((draft) => {
      draft.territories.pools.find(({ id }) => id === 'emea')!.allAway = { do: 'manager' };
    });
    await switchAway(...emea);
    const handle = await office.takeIn(demoRequest());
    expect(await office.offered(handle)).toMatchObject({ repId: 'grace-moreau', kind: 'manager' });
    await office.publish(holds);
  });
});

describe('who is there', () => {
  it('gets the lead while the other has switched to away', async () => {
    await switchAway('ana-duarte');
    for (let nth = 0; nth < 3; nth++) expect((await office.offered(await office.takeIn(demoRequest()))).repId).toBe('ben-carter');
  });

  it('and comes back before the switch says so gets the next', async () => {
    await office.db.repPresence.createMany({
      data: emea.map((repId) => ({ repId, away: true, until: new Date(Date.now() - 1_000), setBy: repId })),
    });
    expect(emea).toContain((await office.offered(await office.takeIn(demoRequest()))).repId);
  });

  it('holds as many open leads as the pool allows, and no more', async () => {
    await office.publish((draft) => {
      const pool = draft.territories.pools.find(({ id }) => id === 'emea')!;
      pool.allAway = { do: 'hold' };
      pool.capacity = 8;
    });
    await office.db.assignment.updateMany({ where: { endedAt: null }, data: { endedAt: new Date(), endedAs: 'cancelled' } }); // a clean desk for both
    await office.db.episode.updateMany({ where: { closedAt: null }, data: { closedAt: new Date(), stage: 'cancelled' } });
    const handles = await Promise.all(Array.from({ length: 20 }, () => office.takeIn(demoRequest())));
    await eventually(async () => {
      const states = await Promise.all(handles.map(async (handle) => (await office.status(handle)).state.at));
      expect(states.filter((at) => at === 'offered').length).toBe(16);
      expect(states.filter((at) => at === 'held').length).toBe(4);
    });
    const open = await office.db.assignment.groupBy({ by: ['repId'], where: { endedAt: null }, _count: true });
    expect(Object.fromEntries(open.map(({ repId, _count }) => [repId, _count]))).toEqual({ 'ana-duarte': 8, 'ben-carter': 8 });
  });
});
