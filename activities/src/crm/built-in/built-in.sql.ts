import type { CrmFacts } from '@firstline/domain/policy/facts';
import type { Db } from '@firstline/platform/db/db';

export interface CrmRow {
  contact: { ownerRepId: string | null; doNotContact: boolean; because: string | null; enrolledAtMs: number | null } | null;
  sequences: CrmFacts['activeSequences'];
  account: { type: string; ownerRepId: string | null; customerSuccessRepId: string | null } | null;
  opportunities: { id: string; name: string; ownerRepId: string | null }[];
}

/** The contact by our id, else by e-mail; the account by domain; with what is open on both. One trip. */
export async function crmRow(
  db: Db,
  { leadId, email, companyDomain }: { leadId: string; email?: string; companyDomain?: string },
): Promise<CrmRow> {
  const rows = await db.$queryRaw<CrmRow[]>`
    WITH contact AS (
      SELECT * FROM crm_contact WHERE external_id = ${leadId} OR email = ${email?.toLowerCase() ?? null} ORDER BY (external_id = ${leadId}) DESC NULLS LAST LIMIT 1
    ), account AS (
      SELECT * FROM crm_account WHERE domain = ${companyDomain ?? null}
    )
    SELECT
      (SELECT jsonb_build_object('ownerRepId', owner_rep_id, 'doNotContact', do_not_contact, 'because', do_not_contact_because,
                                 'enrolledAtMs', (extract(epoch FROM last_signal_enrolled_at) * 1000)::bigint) FROM contact) AS contact,
      (SELECT coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'name', s.name, 'tool', s.tool)), '[]'::jsonb)
         FROM crm_sequence_membership s JOIN contact c ON c.id = s.contact_id WHERE s.active) AS sequences,
      (SELECT jsonb_build_object('type', type, 'ownerRepId', owner_rep_id, 'customerSuccessRepId', customer_success_rep_id) FROM account) AS account,
      (SELECT coalesce(jsonb_agg(jsonb_build_object('id', o.id, 'name', o.name, 'ownerRepId', o.owner_rep_id)), '[]'::jsonb)
         FROM crm_opportunity o JOIN account a ON a.id = o.account_id WHERE o.open) AS opportunities`;
  return rows[0]!;
}
