import { createHash } from 'node:crypto';
import type { Reason, VerdictKind } from '@firstline/domain/lead/verdict';
import type { Db, Json } from '@firstline/platform/db/db';

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
  await db.verdict.createMany({
    data: [
      {
        key: [signalId, kind, part].filter((piece) => piece !== undefined).join(':'),
        signalId,
        leadId,
        kind,
        policyHash,
        fingerprint: createHash('sha256').update(JSON.stringify(inputs)).digest('hex').slice(0, 32),
        result: result as Json,
        reasons: reasons as unknown as Json,
      },
    ],
    skipDuplicates: true,
  });
}
