import { factsOfSignal } from '@firstline/domain/identity/fact-value';
import { identityKeys, type IdentityKey } from '@firstline/domain/identity/identity-keys';
import { candidateTriggers } from '@firstline/domain/lead/match-triggers';
import type { Database, Db } from '@firstline/platform/db/db';
import type { Resolved } from '../activities.js';
import { episodeFor, noEpisode } from '../episodes/episodes.sql.js';
import type { PolicyBook } from '../policy/policy-book.js';
import { signalById } from '../signals/signals.sql.js';
import { moveSignal, note, type TimelineNote } from '../timeline/timeline.sql.js';
import { addFacts, addKeys, holdersOf, lockKeys, lockLead } from './leads.sql.js';
import { matchLead } from './match-lead.js';
import { refreshLead } from './refresh-lead.js';

export interface LeadsDeps {
  db: Database;
  policies: PolicyBook;
  now: () => number;
  newId: () => string;
}

export function createLeadsActivities({ db, policies, now, newId }: LeadsDeps) {
  /** The lead these keys belong to, made when there is none; under the locks of the keys. */
  async function leadFor(tx: Db, keys: readonly IdentityKey[]): Promise<{ leadId: string; by: string }> {
    await lockKeys(tx, keys);
    const holders = await holdersOf(tx, keys);
    const known =
      holders.length === 0
        ? []
        : await tx.leadKey.findMany({ where: { kind: 'email', leadId: { in: [...new Set(holders.map((holder) => holder.leadId))] } } });
    const match = matchLead(keys, holders, (leadId) => known.filter((key) => key.leadId === leadId).map((key) => key.value));
    const leadId = match?.leadId ?? newId();
    if (!match) await tx.lead.create({ data: { id: leadId } });
    await addKeys(tx, leadId, keys);
    return { leadId, by: match ? match.by : 'new' };
  }

  return {
    /**
     * Finds or makes the lead, learns what the signal says, and opens its episode or joins the open one.
     * The identity locks make it one lead and one episode however many signals arrive at once; running it again changes nothing.
     * @throws `SIGNAL_NOT_FOUND`, `POLICY_MISSING`
     */
    async resolveLead({ signalId, workflowId }: { signalId: string; workflowId: string }): Promise<Resolved> {
      const startedMs = now();
      return db.$transaction(async (tx) => {
        const { signal, leadId: resolvedBefore, receivedAt } = await signalById(tx, signalId);
        const policy = await policies.current(tx, startedMs);
        const captured: TimelineNote = {
          key: `${signalId}:captured`,
          signalId,
          layer: 'ingestion',
          step: 'captured',
          text: `${signal.type} received from ${signal.connection}.`,
          at: receivedAt,
        };

        const keys = identityKeys(signal.person, signal.company);
        if (keys.length === 0) {
          await note(tx, [captured]);
          return { policy: policy.hash, kind: 'none', because: 'anonymous' };
        }
        const { leadId, by } = resolvedBefore ? { leadId: resolvedBefore, by: 'before' } : await leadFor(tx, keys);
        await lockLead(tx, leadId);
        if (!resolvedBefore) await addFacts(tx, leadId, factsOfSignal(signal));
        const { who } = await refreshLead(tx, { leadId, policy, newId });

        const wanted = candidateTriggers(signal, policy).length > 0;
        const episode = signal.test ? noEpisode : await episodeFor(tx, { leadId, signalId, workflowId, wanted, newId });
        await moveSignal(tx, signalId, {
          stage: episode.kind === 'mine' ? 'enriching' : 'resolving',
          leadId,
          policyHash: policy.hash,
          ...(episode.kind === 'none' ? {} : { episodeId: episode.episodeId }),
        });
        const tookMs = now() - startedMs;
        if (!resolvedBefore)
          await note(tx, [
            { ...captured, leadId },
            {
              key: `${signalId}:resolved`,
              signalId,
              leadId,
              layer: 'qualification',
              step: 'resolved',
              text: by === 'new' ? `${who} is new.` : `${who} is known by ${by === 'external' ? 'their id' : by}.`,
              data: { by },
              tookMs,
            },
          ]);
        if (episode.kind === 'none') return { leadId, policy: policy.hash, kind: 'none', because: signal.test ? 'test' : 'no-trigger' };
        return { leadId, policy: policy.hash, ...episode };
      });
    },
  };
}
