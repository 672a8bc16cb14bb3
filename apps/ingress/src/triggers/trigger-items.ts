import type { Catalogue, TriggerDetail, TriggerSummary } from '@firstline/domain/api/triggers.schema';
import { formulaOf } from '@firstline/domain/policy/formula';
import type { Policy, Trigger } from '@firstline/domain/policy/policy.schema';
import { type SignalType, signalTypes } from '@firstline/domain/signal/signal-types';
import { Team } from './policies.js';

export function triggerSummaryOf(trigger: Trigger, policy: Policy): TriggerSummary {
  const { id, name, on, mode, fidelity, lane, priority, icp, sla, owner, onCall } = trigger;
  return {
    id,
    name,
    formula: formulaOf(trigger, policy),
    types: on.type,
    connections: on.connections ?? [],
    mode: mode ?? null,
    fidelity,
    lane: lane ?? null,
    priority,
    icp: icp ?? null,
    sla: {
      respondWithinMs: sla.respondWithin,
      remindAfterMs: sla.remindAfter ?? null,
      reps: sla.reps,
      pageAfterMs: sla.pageAfter,
      giveUpAfterMs: sla.giveUpAfter,
      clock: sla.clock,
    },
    owner: new Team(policy).rep(owner),
    onCall: { id: onCall, name: policy.alerts.onCall.find((each) => each.id === onCall)?.name ?? onCall },
  };
}

export const triggerDetailOf = (trigger: Trigger, policy: Policy): TriggerDetail => ({
  ...triggerSummaryOf(trigger, policy),
  policyHash: policy.hash,
  when: trigger.when ?? null,
  using: trigger.using,
  why: trigger.why,
  firstWords: trigger.firstWords ?? null,
  actions: trigger.actions,
  exemptFrom: trigger.exemptFrom,
  notes: trigger.notes ?? null,
});

/** Made by us from stored activity; no provider sends them. */
const derived: ReadonlySet<SignalType> = new Set([
  'product.stalled',
  'product.usage_dropped',
  'website.returned',
  'crm.opportunity_aged',
  'email.dark_account_opened',
]);

/** Every kind of signal we understand, and which plays listen to it. */
export const catalogueOf = (policy: Policy | null): Catalogue => ({
  items: (Object.keys(signalTypes) as SignalType[]).map((type) => ({
    type,
    ...signalTypes[type],
    derived: derived.has(type),
    triggers: policy?.triggers.filter(({ on }) => on.type.includes(type)).map(({ id }) => id) ?? [],
  })),
});
