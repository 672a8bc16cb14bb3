import { FakeCrm } from '@firstline/activities/crm/crm.fake';
import type { Policy } from '@firstline/domain/policy/policy.schema';
import { deadLetterId, deadLetterStatusQuery, discardUpdate, retryNowUpdate } from '@firstline/workflows/dead-letter/contract';
import { acknowledgeUpdate } from '@firstline/workflows/speed-to-lead/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { by, eventually, Office } from '../harness/office.js';
import { demoRequest } from '../harness/signals.js';

let office: Office;
const crm = new FakeCrm();
const retryNow = { args: [{ by: 'nina-okafor' }] as [{ by: string }] };

const ladder = (draft: Policy, retryAfter: number[], pageAfter: number): void => {
  draft.alerts.deadLetters = { retryAfter, pageAfter };
};
beforeAll(async () => {
  office = await Office.open({ vendors: { crm }, policy: (draft) => ladder(draft, [600_000], 600_000) });
});
afterAll(() => office?.close());
beforeEach(() => {
  crm.mood = 'well';
  crm.facts = {};
});

const letters = (leadId: string) => office.db.deadLetter.findMany({ where: { leadId }, orderBy: { kind: 'asc' } });
const handleOf = (actionKey: string) => office.services.client.workflow.getHandle(deadLetterId(actionKey));

/** Offered and alerted while the CRM refuses: parked at once, since a refusal is not retried. */
async function parked(): Promise<{ leadId: string; repId: string; handle: Awaited<ReturnType<Office['takeIn']>>; keys: string[] }> {
  crm.mood = 'refuses';
  const handle = await office.takeIn(demoRequest());
  const { leadId, repId } = await office.offered(handle);
  const rows = await eventually(async () => {
    const found = await letters(leadId);
    expect(found.map(({ kind, state }) => [kind, state])).toEqual([
      ['crm.create-task', 'waiting'],
      ['crm.upsert-lead', 'waiting'],
    ]);
    return found;
  });
  return { leadId, repId, handle, keys: rows.map(({ actionKey }) => actionKey) };
}

describe('while the CRM is down', () => {
  it('the rep is alerted at once, with a verdict that says what could not be checked', async () => {
    crm.mood = 'down';
    const startedMs = Date.now();
    const handle = await office.takeIn(demoRequest());
    const { leadId, repId } = await office.offered(handle);
    await eventually(async () => expect(await office.actions(leadId)).toContain(`inbox.alert ${repId} done`));
    expect(Date.now() - startedMs).toBeLessThan(30_000);
    const verdict = await office.db.verdict.findFirstOrThrow({ where: { leadId, kind: 'suppressed' } });
    expect(JSON.stringify(verdict.reasons)).toContain('not checked, the CRM did not answer');
    const judged = await office.db.timelineEntry.findFirstOrThrow({ where: { leadId, step: 'judged' } });
    expect(judged.text).toBe('Qualified for Demo request. The CRM did not answer: what it would say was not asked.');
    await handle.terminate('the test is over');
  });

  it('and only slow, the rep is alerted within seconds, since it is asked once and then left alone for a while', async () => {
    crm.mood = 'slow';
    const startedMs = Date.now();
    const signal = demoRequest();
    const handle = await office.takeIn(signal);
    await eventually(async () => expect((await office.db.signal.findUnique({ where: { id: signal.id } }))?.alertedAt).not.toBeNull());
    expect(Date.now() - startedMs).toBeLessThan(30_000);
    await handle.terminate('the test is over');
  });

  it('a lead is parked by the id of its action, retried by hand, and healed: one contact, one task', async () => {
    const { leadId, repId, keys } = await parked();
    for (const key of keys) {
      const description = await handleOf(key).describe();
      expect(description.status.name).toBe('RUNNING');
      expect(await handleOf(key).query(deadLetterStatusQuery)).toMatchObject({
        state: 'waiting',
        tries: 0,
        error: { code: 'CRM_REJECTED' },
      });
    }
    const [task, contact] = keys as [string, string];
    // Still refused: it says so, and goes on waiting.
    expect(await handleOf(contact).executeUpdate(retryNowUpdate, retryNow)).toEqual({ accepted: true });
    await eventually(async () =>
      expect(await handleOf(contact).query(deadLetterStatusQuery)).toMatchObject({ state: 'waiting', tries: 1 }),
    );
    crm.mood = 'well';
    await handleOf(contact).executeUpdate(retryNowUpdate, retryNow);
    expect(await handleOf(contact).result()).toEqual({ ended: 'healed' });
    await handleOf(task).executeUpdate(retryNowUpdate, retryNow);
    expect(await handleOf(task).result()).toEqual({ ended: 'healed' });
    await expect(handleOf(task).executeUpdate(retryNowUpdate, retryNow)).rejects.toThrow();
    expect(await office.settled(leadId)).toEqual(['crm.create-task task-2 done', 'crm.upsert-lead crm done', `inbox.alert ${repId} done`]);
    expect(crm.contacts.get(leadId)).toMatchObject({ writes: 1 });
    expect([...crm.tasks.values()].filter((made) => made.leadId === leadId).length).toBe(1);
    expect(await letters(leadId)).toMatchObject([1, 2].map(() => ({ state: 'healed', endedBy: 'nina-okafor', endedAt: expect.any(Date) })));
    expect((await office.timeline(leadId)).filter((step) => ['parked', 'healed'].includes(step)).sort()).toEqual([
      'healed',
      'healed',
      'parked',
      'parked',
    ]);
  });

  it('a dead letter that somebody discards is never tried again, and says who and why', async () => {
    const { leadId, keys } = await parked();
    for (const key of keys)
      expect(await handleOf(key).executeUpdate(discardUpdate, { args: [{ by: 'nina-okafor', because: 'entered by hand' }] })).toEqual({
        accepted: true,
      });
    expect(await handleOf(keys[0]!).result()).toEqual({ ended: 'discarded' });
    await eventually(async () =>
      expect(await letters(leadId)).toMatchObject(
        [1, 2].map(() => ({ state: 'discarded', endedBy: 'nina-okafor', endedBecause: 'entered by hand' })),
      ),
    );
    expect((await office.actions(leadId)).filter((action) => action.endsWith('discarded')).length).toBe(2);
    expect(crm.contacts.has(leadId)).toBe(false);
  });

  it('a lead that is cancelled meanwhile is left alone when the CRM is back', async () => {
    const { leadId, keys, handle } = await parked();
    await handle.cancel();
    await handle.result();
    crm.mood = 'well';
    for (const key of keys) {
      await handleOf(key).executeUpdate(retryNowUpdate, retryNow);
      expect(await handleOf(key).result()).toEqual({ ended: 'withheld' });
    }
    expect(crm.contacts.has(leadId)).toBe(false);
    expect((await office.settled(leadId)).filter((action) => action.startsWith('crm.'))).toEqual([
      'crm.create-task task-2 withheld',
      'crm.upsert-lead crm withheld',
    ]);
  });

  it('a lead that is taken meanwhile gets its contact and its owner, and no task to call', async () => {
    const { leadId, repId, keys, handle } = await parked();
    await handle.executeUpdate(acknowledgeUpdate, { args: [{ repId, by }] });
    await eventually(async () => expect((await letters(leadId)).map(({ kind }) => kind)).toContain('crm.set-owner'), 25_000);
    crm.mood = 'well';
    const all = [...(await letters(leadId))].sort((a) => (a.kind === 'crm.upsert-lead' ? -1 : 1));
    for (const { actionKey } of all) {
      await handleOf(actionKey).executeUpdate(retryNowUpdate, retryNow);
      await handleOf(actionKey).result();
    }
    expect(crm.contacts.get(leadId)).toMatchObject({ ownerRepId: repId });
    expect([...crm.tasks.values()].filter((made) => made.leadId === leadId)).toEqual([]);
    expect(await handleOf(keys[0]!).result()).toEqual({ ended: 'withheld' });
  });

  it('a malformed request of an operator is refused, and the dead letter goes on', async () => {
    const { keys } = await parked();
    const letter = handleOf(keys[0]!);
    await expect(letter.executeUpdate('retryNow', { args: ['now'] })).rejects.toThrow();
    await expect(letter.executeUpdate('discard', { args: [{ because: 7 }] })).rejects.toThrow();
    expect(await letter.executeUpdate('discard')).toEqual({ accepted: true }); // as typed into the Temporal UI
    expect(await letter.result()).toEqual({ ended: 'discarded' });
  });

  it('a cancelled dead letter is discarded', async () => {
    const { keys } = await parked();
    await handleOf(keys[0]!).cancel();
    expect(await handleOf(keys[0]!).result()).toEqual({ ended: 'discarded' });
  });
});

describe('the ladder', () => {
  it('is climbed by itself, pages when it is still undone, and heals across a restart of the worker', async () => {
    await office.publish((draft) => ladder(draft, [300, 500, 3_000, 1_000, 1_000], 1_500));
    const { leadId, keys } = await parked();
    const contact = keys[1]!;
    await eventually(async () => expect((await letters(leadId))[1]).toMatchObject({ state: 'paged', tries: 2 }));
    const page = await eventually(() =>
      office.db.inboxMessage.findFirstOrThrow({ where: { leadId, repId: 'nina-okafor', closedAt: null } }),
    );
    expect(page).toMatchObject({ kind: 'page', body: { why: expect.stringMatching(/is undone after \d more (try|tries): CRM_REJECTED/) } });
    expect(await handleOf(contact).query(deadLetterStatusQuery)).toMatchObject({ state: 'paged', nextTryAtMs: expect.any(Number) });
    await office.stopWorking();
    crm.mood = 'well';
    await office.start();
    await eventually(async () => expect((await letters(leadId)).map(({ state }) => state)).toEqual(['healed', 'healed']), 20_000);
    expect(await office.db.inboxMessage.count({ where: { leadId, repId: 'nina-okafor', closedAt: null } })).toBe(0);
    expect((await office.timeline(leadId)).filter((step) => step === 'paged').length).toBe(2);
    expect(crm.contacts.get(leadId)).toMatchObject({ writes: 1 });
  });

  it('ends with a person: after the last rung it waits, paged, until somebody decides', async () => {
    await office.publish((draft) => ladder(draft, [100], 400));
    crm.mood = 'refuses';
    const handle = await office.takeIn(demoRequest());
    const { leadId } = await office.offered(handle);
    await eventually(async () =>
      expect(await letters(leadId)).toMatchObject([1, 2].map(() => ({ state: 'paged', tries: 1, nextTryAt: null }))),
    );
    const key = (await letters(leadId))[1]!.actionKey;
    const { raw } = await handleOf(key).describe();
    expect(raw.workflowExecutionInfo?.status).toBe(1);
    crm.mood = 'well';
    await handleOf(key).executeUpdate(retryNowUpdate, retryNow);
    expect(await handleOf(key).result()).toEqual({ ended: 'healed' });
  });

  it('lets a dead letter go whose lead was erased', async () => {
    await office.publish((draft) => ladder(draft, [600_000], 600_000));
    const { leadId, keys } = await parked();
    await office.db.action.deleteMany({ where: { leadId } });
    await handleOf(keys[1]!).executeUpdate(retryNowUpdate, retryNow);
    expect(await handleOf(keys[1]!).result()).toEqual({ ended: 'discarded' });
  });
});
