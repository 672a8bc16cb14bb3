import { evaluateIcp } from '@firstline/domain/icp/evaluate-icp';
import { matchTriggers, type TriggerMatch } from '@firstline/domain/lead/match-triggers';
import type { Reason } from '@firstline/domain/lead/verdict';
import type { IcpDefinition, Policy, Trigger } from '@firstline/domain/policy/policy.schema';
import { score as scoreOf } from '@firstline/domain/scoring/score';
import { suppress } from '@firstline/domain/suppression/suppress';
import type { Database, Db } from '@firstline/platform/db/db';
import type { Judgement, StopStage } from '../activities.js';
import type { Crm } from '../crm/crm.port.js';
import { knownFacts, type KnownFacts } from '../leads/facts-book.js';
import type { PolicyBook } from '../policy/policy-book.js';
import { signalById } from '../signals/signals.sql.js';
import { moveSignal, note, sayWhy } from '../timeline/timeline.sql.js';
import { keepVerdict } from '../verdicts/verdicts.sql.js';

export interface QualificationDeps {
  db: Database;
  policies: PolicyBook;
  crm: Crm;
  now: () => number;
}

interface Step {
  signalId: string;
  leadId: string;
  policy: string;
}

export function createQualificationActivities({ db, policies, crm, now }: QualificationDeps) {
  return {
    /** Trigger, ICP, suppression, in that order, each kept with its reasons; the first that says no ends it. */
    async qualify({ signalId, leadId, episodeId, policy: hash }: Step & { episodeId: string }): Promise<Judgement> {
      const startedMs = now();
      const policy = await policies.get(db, hash);
      const { signal } = await signalById(db, signalId);
      const known = await knownFacts(db, crm, { leadId, signalId, policy });
      const { facts } = known;
      const keep = { signalId, leadId, policyHash: hash, inputs: facts };

      return db.$transaction(async (tx) => {
        const stop = async (as: StopStage, reasons: readonly Reason[]): Promise<Judgement> => {
          const because = reasons.map((reason) => reason.text).join(' ') || 'No reason was given.';
          await sayWhy(tx, signalId, because);
          await judged(tx, { signalId, leadId, episodeId, text: `Stopped as ${as}: ${because}`, tookMs: now() - startedMs });
          return { decision: 'stop', as, because: reasons.map((reason) => reason.code) };
        };

        const match = matchTriggers({ signal, facts, policy });
        const { matched, mode } = match;
        await keepVerdict(tx, {
          ...keep,
          kind: 'matched',
          result: {
            triggerId: matched?.id ?? null,
            mode,
            considered: match.considered.map(({ triggerId, holds }) => ({ triggerId, holds })),
          },
          reasons: match.considered.flatMap((one) => one.reasons),
        });
        if (!matched || mode === null)
          return stop('recorded', [{ code: 'no-trigger', text: 'No play asks for this signal.', source: 'policy' }, ...unmet(match)]);

        const fit = await fitVerdict(tx, policy, matched, known, signal, keep);
        if (fit.decision !== 'fit') return stop(fit.decision === 'review' ? 'review' : 'unqualified', decisive(fit.reasons));

        const suppression = suppress({
          facts,
          policy,
          trigger: matched,
          nowMs: now(),
          signalId,
          ...(known.companyDomain ? { companyDomain: known.companyDomain } : {}),
        });
        await keepVerdict(tx, {
          ...keep,
          kind: 'suppressed',
          result: suppression,
          reasons: suppression.checked.map(({ reason }) => reason),
        });
        if (suppression.suppressed)
          return stop(
            'suppressed',
            suppression.hits.map(({ reason }) => reason),
          );

        if (mode === 'review')
          return stop('review', [{ code: 'review-mode', text: `${matched.name} is queued for the weekly review.`, source: 'policy' }]);
        if (mode === 'shadow')
          return stop('recorded', [
            { code: 'shadow-mode', text: `${matched.name} runs in shadow: decided and recorded, not acted on.`, source: 'policy' },
          ]);

        const { ownerSignalId } = await tx.episode.update({
          where: { id: episodeId },
          data: { triggerId: matched.id, triggerSignalId: signalId, stage: 'routing' },
        });
        if (ownerSignalId !== signalId) await sayWhy(tx, ownerSignalId, null); // it was to stop, and goes on with this one
        await moveSignal(tx, signalId, { stage: 'routing', triggerId: matched.id });
        await judged(tx, {
          signalId,
          leadId,
          episodeId,
          text: `Qualified for ${matched.name}.${facts.crm.unavailable ? ' The CRM did not answer: what it would say was not asked.' : ''}`,
          tookMs: now() - startedMs,
        });
        return { decision: 'pursue', triggerId: matched.id, closeOutAfterMs: matched.sla.closeOutAfter };
      });
    },

    /** 0 to 100 with each contribution. Kept on the lead, where lists sort by it. */
    async scoreLead({ signalId, leadId, policy: hash }: Step): Promise<{ score: number; band: string }> {
      const startedMs = now();
      const policy = await policies.get(db, hash);
      const { signal } = await signalById(db, signalId);
      const { facts } = await knownFacts(db, crm, { leadId, signalId, policy });
      const result = scoreOf({ facts, policy, signal, nowMs: now() });
      await db.$transaction(async (tx) => {
        await keepVerdict(tx, {
          signalId,
          leadId,
          kind: 'scored',
          policyHash: hash,
          inputs: facts,
          result,
          reasons: result.contributions.map(({ id, points, reason }) => ({
            code: id,
            text: `${points > 0 ? '+' : ''}${points}: ${reason}`,
          })),
        });
        await tx.lead.update({ where: { id: leadId }, data: { score: result.score, scoreBand: result.band } });
        await note(tx, [
          {
            key: `${signalId}:scored`,
            signalId,
            leadId,
            layer: 'qualification',
            step: 'scored',
            text: `Score ${result.score}, ${result.band}.`,
            data: { score: result.score, band: result.band },
            tookMs: now() - startedMs,
          },
        ]);
      });
      return { score: result.score, band: result.band };
    },
  };
}

type Keep = { signalId: string; leadId: string; policyHash: string; inputs: unknown };

/** A trigger without an ICP takes anyone. */
async function fitVerdict(
  db: Db,
  policy: Policy,
  trigger: Trigger,
  { facts }: KnownFacts,
  signal: Parameters<typeof evaluateIcp>[2],
  keep: Keep,
): Promise<{ decision: IcpDefinition['unknownIs']; reasons: readonly Reason[] }> {
  const definition = policy.icp.find(({ id }) => id === trigger.icp);
  if (!definition) return { decision: 'fit', reasons: [] };
  const verdict = evaluateIcp(definition, facts, signal);
  await keepVerdict(db, {
    ...keep,
    kind: 'fit',
    result: { icp: definition.id, result: verdict.result, decision: verdict.decision, missing: verdict.missing },
    reasons: verdict.reasons,
  });
  return verdict;
}

/** Those that spoke against it, or could not be said; all of them are kept with the verdict. */
const decisive = (reasons: readonly Reason[]): readonly Reason[] => {
  const against = reasons.filter(({ code }) => code.endsWith('-not'));
  return against.length > 0 ? against : reasons.filter(({ code }) => code.endsWith('-unknown'));
};

/** Why no play took it, for those that were looked at. */
const unmet = ({ considered }: TriggerMatch): Reason[] =>
  considered.filter(({ holds }) => holds !== true).flatMap(({ reasons }) => reasons);

/** The owner has looked at this signal: if it joined, it needs no second look. */
async function judged(
  db: Db,
  { signalId, leadId, episodeId, text, tookMs }: { signalId: string; leadId: string; episodeId: string; text: string; tookMs: number },
): Promise<void> {
  await db.episodeJoin.updateMany({ where: { signalId, episodeId, absorbedAt: null }, data: { absorbedAt: new Date() } });
  await note(db, [{ key: `${signalId}:judged`, signalId, leadId, layer: 'qualification', step: 'judged', text, tookMs }]);
}
