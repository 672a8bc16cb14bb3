import { createHash } from 'node:crypto';
import type { Reason, VerdictKind } from '@firstline/domain/lead/verdict';
import type { Db } from '@firstline/platform/db/db';

export interface VerdictRow {
  signalId: string;
  leadId: string;
  kind: VerdictKind;
  /** Tells apart several of one kind for one signal: the round of an offer. */
  part?: string | number;
  policyHash: string;
  /** What it was decided from; stored as a fingerprint only. */
  inputs: unknown;
  result: object;
  reasons: readonly Reason[];
}

/** Keeps a decision with its reasons. The first writing stands: a retried step decided the same or never reached anybody. */
export async function keepVerdict(db: Db, verdict: VerdictRow): Promise<void> {
  const { signalId, leadId, kind, part, policyHash, inputs, result, reasons } = verdict;
  const key = [signalId, kind, part].filter((piece) => piece !== undefined).join(':');
  const fingerprint = createHash('sha256').update(JSON.stringify(inputs)).digest('hex').slice(0, 32);
  await db.$executeRaw`
    INSERT INTO verdict (key, signal_id, lead_id, kind, policy_hash, fingerprint, result, reasons)
    VALUES (${key}, ${signalId}::uuid, ${leadId}::uuid, ${kind}, ${policyHash}, ${fingerprint}, ${JSON.stringify(result)}::jsonb, ${JSON.stringify(reasons)}::jsonb)
    ON CONFLICT (key) DO NOTHING`;
}
