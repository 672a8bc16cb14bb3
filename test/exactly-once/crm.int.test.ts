import { randomUUID } from 'node:crypto';
import { BuiltInCrm } from '@firstline/activities/crm/built-in/built-in.crm';
import { FakeCrm } from '@firstline/activities/crm/crm.fake';
import type { Crm } from '@firstline/activities/crm/crm.port';
import type { Database } from '@firstline/platform/db/db';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openServices, type FileServices } from '../harness/services.js';

let services: FileServices;
let db: Database;
beforeAll(async () => {
  services = await openServices();
  db = services.db;
});
afterAll(() => services?.stop());

const lead = (change: Partial<Parameters<Crm['upsertLead']>[0]> = {}): Parameters<Crm['upsertLead']>[0] => ({
  leadId: randomUUID(),
  email: `${randomUUID()}@lovelace.example`,
  firstName: 'Ada',
  lastName: 'King',
  title: 'VP Engineering',
  company: { name: 'Analytical Engines', domain: 'lovelace.example', country: 'GB', employees: 1_200 },
  ownerRepId: 'ana-duarte',
  score: 55,
  scoreReasons: ['+25 Filled in a form'],
  leadSource: 'website-form: form.submitted',
  attribution: {},
  enrolledAt: '2026-11-21T09:14:03.000Z',
  writtenAtMs: Date.UTC(2026, 10, 21, 9, 14, 5),
  ...change,
});
const task = (leadId: string, key = `${randomUUID()}/demo-request/crm.create-task/task-1/0`) => ({
  key,
  leadId,
  subject: 'Call Ada King',
  ownerRepId: 'ana-duarte',
  dueAt: '2026-11-21T10:14:03.000Z',
});

/** What the executor relies on, of whichever CRM. */
describe.each<[string, () => Crm]>([
  ['the fake', () => new FakeCrm()],
  ['the built-in one', () => new BuiltInCrm(db)],
])('a CRM keeps its promises (%s):', (_, open) => {
  it('a lead written again, or from two workers at once, is the same contact', async () => {
    const crm = open();
    const ada = lead();
    const written = [
      await crm.upsertLead(ada),
      ...(await Promise.all([crm.upsertLead(ada), crm.upsertLead(ada), crm.upsertLead({ ...ada, title: 'CTO' })])),
    ];
    expect(new Set(written.map(({ contactId }) => contactId)).size).toBe(1);
    expect((await crm.upsertLead(lead())).contactId).not.toBe(written[0]!.contactId);
  });

  it('a task of one key is one task, and closes once', async () => {
    const crm = open();
    const ada = lead();
    await crm.upsertLead(ada);
    const wanted = task(ada.leadId);
    const made = [await crm.createTask(wanted), ...(await Promise.all([crm.createTask(wanted), crm.createTask(wanted)]))];
    expect(new Set(made.map(({ taskId }) => taskId)).size).toBe(1);
    const closing = { of: [wanted.key, 'a key that was never used'], because: 'cancelled', leadId: ada.leadId };
    expect(await crm.closeTasks(closing)).toEqual({ closed: 1 });
    expect(await crm.closeTasks(closing)).toEqual({ closed: 0 });
  });

  it('a task or an owner for a contact that is not written yet is a failure to try again, never a loss', async () => {
    const crm = open();
    const unknown = randomUUID();
    await expect(crm.createTask(task(unknown))).rejects.toMatchObject({ type: 'CRM_UNAVAILABLE', nonRetryable: false });
    await expect(crm.setOwner({ key: 'k', leadId: unknown, ownerRepId: 'ana-duarte', note: '' })).rejects.toMatchObject({
      type: 'CRM_UNAVAILABLE',
    });
  });

  it('says nothing of somebody it does not know', async () => {
    const crm = open();
    expect(await crm.factsOf({ leadId: randomUUID() })).toEqual({ asOfMs: expect.any(Number), openOpportunities: [], activeSequences: [] });
  });
});

describe('the built-in CRM', () => {
  it('finds whom it knew before by e-mail, whatever its case, and keeps what a person edited', async () => {
    const crm = new BuiltInCrm(db);
    const email = `${randomUUID()}@lovelace.example`;
    const known = await db.crmContact.create({
      data: { id: randomUUID(), email, title: 'Countess', fieldEdits: { title: { by: 'person', atMs: Date.UTC(2026, 0, 1) } } },
    });
    const ada = lead({ email: email.toUpperCase() });
    expect(await crm.upsertLead(ada)).toEqual({ contactId: known.id, kept: ['title'] });
    expect(await db.crmContact.findUnique({ where: { id: known.id } })).toMatchObject({
      title: 'Countess',
      firstName: 'Ada',
      externalId: ada.leadId,
      email,
    });
    expect(await crm.createTask(task(ada.leadId))).toEqual({ taskId: expect.any(String) });
  });

  it('keeps two people apart who share a mailbox, and both can be worked on', async () => {
    const crm = new BuiltInCrm(db);
    const shared = `info@${randomUUID()}.example`;
    const [ada, grace] = [lead({ email: shared }), lead({ email: shared, firstName: 'Grace', lastName: 'Hopper' })];
    const [one, other] = [await crm.upsertLead(ada), await crm.upsertLead(grace)];
    expect(one.contactId).not.toBe(other.contactId);
    expect(await crm.upsertLead(ada)).toEqual(one);
    expect(await crm.upsertLead(grace)).toEqual(other);
    for (const { leadId } of [ada, grace]) await crm.createTask(task(leadId));
    expect(await db.crmContact.findUnique({ where: { id: one.contactId } })).toMatchObject({ firstName: 'Ada', email: shared });
    expect(await db.crmContact.findUnique({ where: { id: other.contactId } })).toMatchObject({ firstName: 'Grace', email: null });
  });

  it('never moves the last enrolment back: a write that was parked comes late', async () => {
    const crm = new BuiltInCrm(db);
    const ada = lead({ enrolledAt: '2026-11-21T12:00:00.000Z' });
    const { contactId } = await crm.upsertLead(ada);
    await crm.upsertLead({ ...ada, enrolledAt: '2026-11-20T12:00:00.000Z' });
    expect((await db.crmContact.findUniqueOrThrow({ where: { id: contactId } })).lastSignalEnrolledAt).toEqual(
      new Date('2026-11-21T12:00:00.000Z'),
    );
    expect(await crm.factsOf({ leadId: ada.leadId })).toMatchObject({ lastEnrolledAtMs: Date.UTC(2026, 10, 21, 12) });
  });

  it('hands the open tasks to the new owner with the contact, and notes it once', async () => {
    const crm = new BuiltInCrm(db);
    const ada = lead();
    const { contactId } = await crm.upsertLead(ada);
    await crm.createTask(task(ada.leadId));
    const change = { key: randomUUID(), leadId: ada.leadId, ownerRepId: 'ben-carter', note: 'Ben took the lead' };
    await Promise.all([crm.setOwner(change), crm.setOwner(change)]);
    expect(await db.crmContact.findUnique({ where: { id: contactId } })).toMatchObject({ ownerRepId: 'ben-carter', status: 'working' });
    expect(await db.crmTask.findMany({ where: { contactId } })).toMatchObject([{ ownerRepId: 'ben-carter' }]);
    expect(await db.crmActivity.count({ where: { contactId } })).toBe(1);
  });

  it('tells what it knows of the person and the company', async () => {
    const crm = new BuiltInCrm(db);
    const domain = `${randomUUID()}.example`;
    const account = await db.crmAccount.create({
      data: { id: randomUUID(), name: 'Engines', domain, type: 'customer', ownerRepId: 'ana-duarte', customerSuccessRepId: 'erik-lund' },
    });
    const contact = await db.crmContact.create({
      data: { id: randomUUID(), email: `ada@${domain}`, ownerRepId: 'ben-carter', doNotContact: true, doNotContactBecause: 'by phone' },
    });
    await db.crmOpportunity.createMany({
      data: [
        { id: randomUUID(), accountId: account.id, name: 'Renewal', stage: 'proposal', ownerRepId: 'ana-duarte' },
        { id: randomUUID(), accountId: account.id, name: 'Lost one', stage: 'lost', open: false },
      ],
    });
    await db.crmSequenceMembership.create({ data: { id: randomUUID(), contactId: contact.id, name: 'Autumn', tool: 'outreach' } });
    expect(await crm.factsOf({ leadId: randomUUID(), email: `ADA@${domain}`, companyDomain: domain })).toMatchObject({
      contactOwnerRepId: 'ben-carter',
      accountOwnerRepId: 'ana-duarte',
      accountType: 'customer',
      customerSuccessRepId: 'erik-lund',
      doNotContact: { because: 'by phone' },
      openOpportunities: [{ name: 'Renewal', ownerRepId: 'ana-duarte' }],
      activeSequences: [{ name: 'Autumn', tool: 'outreach' }],
    });
  });
});
