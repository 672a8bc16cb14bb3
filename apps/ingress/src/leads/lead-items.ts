import type { AssignmentItem, CurrentAssignment, EpisodeItem, FactItem, LeadListItem, Outcome } from '@firstline/domain/api/leads.schema';
import { currentFacts } from '@firstline/domain/identity/merge-facts';
import type { FactValue } from '@firstline/domain/identity/fact-value';
import type { Policy } from '@firstline/domain/policy/policy.schema';
import type { Stage } from '@firstline/domain/signal/stage';
import type { Config } from '@firstline/platform/config/config';
import { leadNameOf } from '../lists/names.js';
import { temporalUrlOf } from '../lists/temporal-url.js';
import type { Team } from '../triggers/policies.js';
import type { AssignmentRow, EpisodeRow, FactRow, LeadRow } from './leads.sql.js';

export function leadItemOf(row: LeadRow, team: Team): LeadListItem {
  return {
    id: row.leadId,
    name: leadNameOf(row),
    title: row.title,
    company: row.company,
    accountId: row.accountId,
    score: row.score,
    band: row.scoreBand,
    stage: row.episodeStage as Stage | null,
    owner: team.repOrNull(row.ownerRepId),
    assignment: currentAssignmentOf(row, team),
    openEpisodeId: row.episodeClosedAt === null ? row.episodeId : null,
    takenBy: team.repOrNull(row.takenByRepId),
    takenAt: row.takenAt?.toISOString() ?? null,
    lastSignal:
      row.lastSignalId === null
        ? null
        : {
            id: row.lastSignalId,
            type: row.lastSignalType ?? '',
            connection: row.lastSignalConnection ?? '',
            receivedAt: (row.lastSignalReceivedAt ?? row.updatedAt).toISOString(),
          },
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

function currentAssignmentOf(row: LeadRow, team: Team): CurrentAssignment | null {
  const { assignmentId, assignedRepId, offeredAt, dueAt, remindAt } = row;
  if (assignmentId === null || assignedRepId === null || offeredAt === null || dueAt === null) return null;
  return {
    id: assignmentId,
    rep: team.rep(assignedRepId),
    round: row.round ?? 1,
    kind: row.assignmentKind === 'manager' ? 'manager' : 'rep',
    offeredAt: offeredAt.toISOString(),
    remindAt: remindAt?.toISOString() ?? null,
    dueAt: dueAt.toISOString(),
  };
}

export const assignmentItemOf = (row: AssignmentRow, team: Team): AssignmentItem => ({
  id: row.id,
  rep: team.rep(row.repId),
  round: row.round,
  kind: row.kind === 'manager' ? 'manager' : 'rep',
  offeredAt: row.offeredAt.toISOString(),
  remindAt: row.remindAt?.toISOString() ?? null,
  dueAt: row.dueAt.toISOString(),
  episodeId: row.episodeId,
  signalId: row.signalId,
  poolId: row.poolId,
  territoryId: row.territoryId,
  endedAt: row.endedAt?.toISOString() ?? null,
  endedAs: row.endedAs as AssignmentItem['endedAs'],
});

/** @param trigger as the episode's own version of the policy has it */
export const episodeItemOf = (row: EpisodeRow, team: Team, trigger: EpisodeItem['trigger'], config: Config): EpisodeItem => ({
  id: row.id,
  ownerSignalId: row.ownerSignalId,
  workflowId: row.ownerWorkflowId,
  temporalUrl: temporalUrlOf(config, row.ownerWorkflowId),
  stage: row.stage as Stage,
  open: row.closedAt === null,
  trigger,
  openedAt: row.openedAt.toISOString(),
  takenAt: row.takenAt?.toISOString() ?? null,
  takenBy: team.repOrNull(row.takenByRepId),
  closedAt: row.closedAt?.toISOString() ?? null,
  outcome: row.outcome as Outcome | null,
  outcomeNote: row.outcomeNote,
  joinedSignals: row.joined,
});

/** Every field with the value that counts, why it does, and all the others: none was dropped. */
export function factItemsOf(rows: readonly FactRow[], policy: Policy | null): FactItem[] {
  const values = rows.map(({ observedAt, signalId, ...row }): FactValue => ({
    ...(row as Pick<FactValue, 'field' | 'value' | 'source'>),
    observedAtMs: observedAt.getTime(),
    ...(signalId === null ? {} : { signalId }),
  }));
  const { fields, aside } = currentFacts(values, policy?.enrichment);
  const counted = Object.values(fields).map((fact): FactItem => {
    const { because, others } = fact;
    return { field: fact.field, current: factValueOf(fact), because, others: others.map(factValueOf) };
  });
  const unused = [...Map.groupBy(aside, ({ field }) => field)].map(([field, others]): FactItem => {
    return { field, current: null, because: 'fits no country that is known of them', others: others.map(factValueOf) };
  });
  return [...counted, ...unused].sort((a, b) => (a.field < b.field ? -1 : 1));
}

const factValueOf = ({ value, source, observedAtMs, signalId }: FactValue) => ({
  value,
  source,
  observedAt: new Date(observedAtMs).toISOString(),
  signalId: signalId ?? null,
});
