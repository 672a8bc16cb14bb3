import { randomUUID } from 'node:crypto';
import type { CrmFacts } from '@firstline/domain/policy/facts';
import type { Database, Db, Json } from '@firstline/platform/db/db';
import { willRetry } from '../../failures.js';
import type { Crm } from '../crm.port.js';
import { crmRow } from './built-in.sql.js';
import { keepNewerEdits, type FieldEdits } from './field-edits.js';

/** The small real CRM in our own Postgres: the embedded default behind the CRM port. */
export class BuiltInCrm implements Crm {
  readonly name = 'built-in';
  readonly #db: Database;
  constructor(db: Database) {
    this.#db = db;
  }

  async factsOf(who: { leadId: string; email?: string; companyDomain?: string }): Promise<CrmFacts> {
    const { contact, sequences, account, opportunities } = await crmRow(this.#db, who);
    return {
      asOfMs: Date.now(),
      openOpportunities: opportunities.map(({ id, name, ownerRepId }) => ({ id, name, ...(ownerRepId ? { ownerRepId } : {}) })),
      activeSequences: sequences,
      ...(contact?.ownerRepId ? { contactOwnerRepId: contact.ownerRepId } : {}),
      ...(account?.ownerRepId ? { accountOwnerRepId: account.ownerRepId } : {}),
      ...(account ? { accountType: account.type as NonNullable<CrmFacts['accountType']> } : {}),
      ...(account?.customerSuccessRepId ? { customerSuccessRepId: account.customerSuccessRepId } : {}),
      ...(contact?.doNotContact ? { doNotContact: { because: contact.because ?? 'marked in the CRM' } } : {}),
      ...(contact?.enrolledAtMs ? { lastEnrolledAtMs: contact.enrolledAtMs } : {}),
    };
  }

  async upsertLead(lead: Parameters<Crm['upsertLead']>[0]): Promise<{ contactId: string; kept: string[] }> {
    const { leadId, writtenAtMs, company } = lead;
    return this.#db.$transaction(async (tx) => {
      await lockContact(tx, leadId);
      const email = lead.email?.toLowerCase();
      const byEmail = email ? await tx.crmContact.findUnique({ where: { email } }) : null;
      // By our id, else somebody whom the CRM knew before us. A mailbox that several people share stays with the first of them.
      const known = (await tx.crmContact.findUnique({ where: { externalId: leadId } })) ?? (byEmail?.externalId ? null : byEmail);
      const enrolledAt = new Date(lead.enrolledAt);
      const accountId = company?.domain ? await upsertAccount(tx, { ...company, domain: company.domain }) : undefined;
      const wanted = {
        firstName: lead.firstName,
        lastName: lead.lastName,
        title: lead.title,
        phone: lead.phone,
        score: lead.score,
        leadSource: lead.leadSource,
      };
      const { values, kept, edits } = keepNewerEdits({ wanted, edits: (known?.fieldEdits ?? {}) as FieldEdits, writtenAtMs });
      const data = {
        ...values,
        ...(email && !known?.email && !byEmail ? { email } : {}),
        ...(accountId ? { accountId } : {}),
        externalId: known?.externalId ?? leadId,
        scoreReasons: lead.scoreReasons as Json,
        attribution: lead.attribution as Json,
        // A write that was parked for a day must not undo a later one.
        lastSignalEnrolledAt:
          known?.lastSignalEnrolledAt && known.lastSignalEnrolledAt > enrolledAt ? known.lastSignalEnrolledAt : enrolledAt,
        fieldEdits: edits as unknown as Json,
      };
      const contact = known
        ? await tx.crmContact.update({ where: { id: known.id }, data })
        : await tx.crmContact.create({ data: { id: randomUUID(), ...data, ownerRepId: null } });
      return { contactId: contact.id, kept };
    });
  }

  async createTask({ key, leadId, subject, ownerRepId, dueAt }: Parameters<Crm['createTask']>[0]): Promise<{ taskId: string }> {
    const contactId = await this.#contactOf(leadId);
    await this.#db.crmTask.createMany({
      data: [{ id: randomUUID(), key, contactId, subject, ownerRepId, dueAt: new Date(dueAt) }],
      skipDuplicates: true,
    });
    const task = await this.#db.crmTask.findUniqueOrThrow({ where: { key }, select: { id: true } });
    return { taskId: task.id };
  }

  async setOwner({ key, leadId, ownerRepId, note }: Parameters<Crm['setOwner']>[0]): Promise<void> {
    const contactId = await this.#contactOf(leadId);
    await this.#db.$transaction([
      this.#db.crmContact.update({ where: { id: contactId }, data: { ownerRepId, status: 'working' } }),
      this.#db.crmTask.updateMany({ where: { contactId, state: 'open' }, data: { ownerRepId } }),
      this.#db.crmActivity.createMany({ data: [{ id: randomUUID(), key, contactId, kind: 'taken', text: note }], skipDuplicates: true }),
    ]);
  }

  async closeTasks({ of }: Parameters<Crm['closeTasks']>[0]): Promise<{ closed: number }> {
    const { count } = await this.#db.crmTask.updateMany({ where: { key: { in: of }, state: 'open' }, data: { state: 'closed' } });
    return { closed: count };
  }

  /** A task may be ordered while the contact's own write is still being retried. */
  async #contactOf(leadId: string): Promise<string> {
    const contact = await this.#db.crmContact.findUnique({ where: { externalId: leadId }, select: { id: true } });
    if (!contact) throw willRetry('CRM_UNAVAILABLE', `the contact of lead ${leadId} is not written yet`);
    return contact.id;
  }
}

/** Two writes of one contact at once: one creates, the other updates. */
const lockContact = (tx: Db, leadId: string): Promise<unknown> =>
  tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`crm-contact\n${leadId}`}, 0))::text`;

async function upsertAccount(tx: Db, company: { name?: string; domain: string; country?: string; employees?: number }): Promise<string> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    INSERT INTO crm_account (id, name, domain, employees, country, updated_at)
    VALUES (${randomUUID()}::uuid, ${company.name ?? company.domain}, ${company.domain}, ${company.employees ?? null}, ${company.country ?? null}, now())
    ON CONFLICT (domain) DO UPDATE SET employees = coalesce(crm_account.employees, excluded.employees), country = coalesce(crm_account.country, excluded.country)
    RETURNING id::text AS id`;
  return rows[0]!.id;
}
