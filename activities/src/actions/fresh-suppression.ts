import { suppress } from '@firstline/domain/suppression/suppress';
import type { Db } from '@firstline/platform/db/db';
import type { Crm } from '../crm/crm.port.js';
import { knownFacts } from '../leads/facts-book.js';
import type { PolicyBook } from '../policy/policy-book.js';
import type { Order } from './performer.port.js';

/** What reaches the lead, or sets somebody to work on them, is checked with the CRM's facts of this moment. */
const reachesTheLead: ReadonlySet<string> = new Set(['crm.create-task']);

/**
 * The last check before acting, by the one suppression function. It may ask the CRM, so it is never asked under a lock; a CRM that does not answer
 * is no permission.
 */
export function freshSuppression({ db, policies, crm, now }: { db: Db; policies: PolicyBook; crm: Crm; now: () => number }) {
  return async (action: Pick<Order, 'kind' | 'signalId' | 'episodeId' | 'leadId' | 'triggerId'>): Promise<string | null> => {
    if (!reachesTheLead.has(action.kind)) return null;
    const signal = await db.signal.findUnique({ where: { id: action.signalId }, select: { policyHash: true } });
    if (!signal?.policyHash) return null;
    const policy = await policies.get(db, signal.policyHash);
    const episode = action.episodeId
      ? await db.episode.findUnique({ where: { id: action.episodeId }, select: { triggerSignalId: true } })
      : null;
    const because = episode?.triggerSignalId ?? action.signalId;
    const { facts, companyDomain } = await knownFacts(db, crm, { leadId: action.leadId, signalId: because, policy, withoutCrm: 'fail' });
    const trigger = policy.triggers.find(({ id }) => id === action.triggerId) ?? null;
    const verdict = suppress({ facts, policy, trigger, nowMs: now(), signalId: because, ...(companyDomain ? { companyDomain } : {}) });
    return verdict.suppressed ? `suppressed by now (${verdict.hits.map(({ rule }) => rule).join(', ')})` : null;
  };
}
