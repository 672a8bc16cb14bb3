import { randomUUID } from 'node:crypto';
import type { SignalInput } from '@firstline/domain/signal/signal';
import { acknowledgeUpdate, reassignUpdate } from '@firstline/workflows/speed-to-lead/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { by, eventually, Office } from '../harness/office.js';
import { demoRequest } from '../harness/signals.js';

let office: Office;
beforeAll(async () => {
  office = await Office.open({
    policy: (draft) => {
      for (const trigger of draft.triggers) Object.assign(trigger.sla, { closeOutAfter: 50 });
    },
  });
});
afterAll(() => office?.close());

const endOf = async (change: Partial<SignalInput>): Promise<{ stage: string; because: string | null; leadId: string }> => {
  const signal = demoRequest(change);
  const handle = await office.takeIn(signal);
  const { stage } = await handle.result();
  const row = await office.db.signal.findUniqueOrThrow({ where: { id: signal.id } });
  return { stage, because: row.endedBecause, leadId: row.leadId! };
};
let count = 0;
const person = (domain: string): Pick<SignalInput, 'person' | 'company'> => {
  count += 1;
  return {
    person: { email: `mary.jackson${count}@${domain}`, firstName: 'Mary', lastName: 'Jackson', title: 'VP Engineering', country: 'GB' },
    company: { name: 'Wind Tunnels', domain, country: 'GB', employees: 800, industry: 'Software' },
  };
};

describe('a signal is held back', () => {
  it('when it comes from a competitor, from a company we do not sell to, or from nobody', async () => {
    expect(await endOf(person('eu.rival-routing.example'))).toMatchObject({
      stage: 'suppressed',
      because: expect.stringMatching(/competitor/),
    });
    const small = person('three-people.example');
    expect(await endOf({ ...small, company: { ...small.company, employees: 3 } })).toMatchObject({
      stage: 'unqualified',
      because: expect.stringMatching(/50 employees/),
    });
    expect(await endOf({ ...person('no-play.example'), properties: { form: 'newsletter' } })).toMatchObject({ stage: 'recorded' });
    expect(await endOf({ ...person('test-event.example'), test: true })).toMatchObject({
      stage: 'recorded',
      because: expect.stringMatching(/test event/),
    });
    expect(await office.accounts()).toMatchObject({ openEpisodes: 0, openAssignments: 0, signalsUnderway: 0 });
    expect(await office.db.action.count()).toBe(0);
  });

  it('when another play acted on the lead a moment ago', async () => {
    const they = person('tunnels.example');
    const handle = await office.takeIn(demoRequest(they));
    const { repId, leadId } = await office.offered(handle);
    await handle.executeUpdate(acknowledgeUpdate, { args: [{ repId, by }] });
    await handle.result();
    const again = await endOf(they);
    expect(again).toMatchObject({ stage: 'suppressed', leadId });
    expect(again.because).toMatch(/enrolled this lead/);
    expect(await office.db.assignment.count({ where: { leadId } })).toBe(1);
  });

  it('once, however many come at the same moment: one enrols the lead, and none after it', async () => {
    const they = person('at-once.example');
    const handles = await Promise.all(Array.from({ length: 8 }, () => office.takeIn(demoRequest(they))));
    const owner = await eventually(async () => {
      const rows = await office.db.episode.findMany({ where: { lead: { email: they.person!.email! } } });
      expect(rows.length).toBe(1);
      return rows[0]!;
    });
    const handle = handles.find(({ workflowId }) => workflowId === owner.ownerWorkflowId)!;
    const { repId, leadId } = await office.offered(handle);
    const enrolledAt = (await office.db.lead.findUniqueOrThrow({ where: { id: leadId } })).lastSignalEnrolledAt;
    await handle.executeUpdate(acknowledgeUpdate, { args: [{ repId, by }] });
    const results = await Promise.all(handles.map((each) => each.result()));
    expect(results.map(({ stage }) => stage).sort()).toEqual([
      'merged',
      'merged',
      'merged',
      'merged',
      'merged',
      'merged',
      'merged',
      'taken',
    ]);
    const late = await Promise.all([1, 2, 3].map(() => endOf(they)));
    expect(late.map(({ stage }) => stage)).toEqual(expect.arrayContaining(['suppressed']));
    expect(late.filter(({ stage }) => stage !== 'suppressed' && stage !== 'merged')).toEqual([]);
    expect((await office.db.lead.findUniqueOrThrow({ where: { id: leadId } })).lastSignalEnrolledAt).toEqual(enrolledAt);
    expect(await office.db.assignment.count({ where: { leadId } })).toBe(1);
  });

  it('when the lead asks not to be contacted between two offers: nobody else is asked, and what was sent is updated', async () => {
    const they = person('please-not.example');
    const signal = demoRequest(they);
    const handle = await office.takeIn(signal);
    const { leadId, repId } = await office.offered(handle);
    await office.settled(leadId);
    await office.db.crmContact.update({
      where: { externalId: leadId },
      data: { doNotContact: true, doNotContactBecause: 'asked us by phone' },
    });
    await handle.executeUpdate(reassignUpdate, { args: [{ as: 'passed', because: 'no time', by: { actor: repId, channel: 'console' } }] });
    expect(await handle.result()).toMatchObject({ stage: 'suppressed' });
    expect(await office.db.signal.findUnique({ where: { id: signal.id } })).toMatchObject({
      stage: 'suppressed',
      endedBecause: expect.stringMatching(/not to be contacted/),
    });
    expect(await office.db.assignment.findMany({ where: { leadId } })).toMatchObject([{ repId, endedAs: expect.any(String) }]);
    expect(await office.settled(leadId)).toEqual([
      'crm.close-tasks crm done',
      'crm.create-task task-2 done',
      'crm.upsert-lead crm done',
      `inbox.alert ${repId} done`,
      `inbox.update ${repId} done`,
    ]);
    expect(await office.timeline(leadId)).toContain('stopped');
    expect(await office.db.crmTask.findMany({ where: { contact: { externalId: leadId } } })).toMatchObject([{ state: 'closed' }]);
  });
});

describe('a customer', () => {
  it('goes to customer success: to who looks after the account, or to the pool that the policy names', async () => {
    const owned = person('our-customer.example');
    await office.db.crmAccount.create({
      data: {
        id: randomUUID(),
        name: 'Our customer',
        domain: 'our-customer.example',
        type: 'customer',
        customerSuccessRepId: 'lena-hofmann',
      },
    });
    expect((await office.offered(await office.takeIn(demoRequest(owned)))).repId).toBe('lena-hofmann');
    const unowned = person('other-customer.example');
    await office.db.crmAccount.create({
      data: { id: randomUUID(), name: 'Other customer', domain: 'other-customer.example', type: 'customer' },
    });
    expect((await office.offered(await office.takeIn(demoRequest(unowned)))).repId).toBe('erik-lund');
  });
});
