import type { SignalListItem } from '@firstline/domain/api/signals.schema';
import { type Lane, isSignalType, signalTypes } from '@firstline/domain/signal/signal-types';
import { type Stage, layerOf } from '@firstline/domain/signal/stage';
import type { Config } from '@firstline/platform/config/config';
import { leadRefOf, whoOf } from '../lists/names.js';
import { temporalUrlOf } from '../lists/temporal-url.js';
import type { Team } from '../triggers/policies.js';
import type { SignalRow } from './signals.sql.js';

export function signalItemOf(row: SignalRow, { config, team }: { config: Config; team: Team }): SignalListItem {
  const lead = row.leadId === null ? null : leadRefOf({ ...row, leadId: row.leadId });
  const stage = row.stage as Stage;
  return {
    id: row.id,
    connection: row.connection,
    eventId: row.eventId,
    type: row.type,
    category: isSignalType(row.type) ? signalTypes[row.type].category : 'other',
    lane: row.lane as Lane,
    test: row.test,
    occurredAt: row.occurredAt.toISOString(),
    receivedAt: row.receivedAt.toISOString(),
    stage,
    stageAt: row.stageAt.toISOString(),
    layer: layerOf(stage),
    triggerId: row.triggerId,
    lead,
    who: lead === null ? whoOf(row.body) : lead.name,
    rep: team.repOrNull(row.repId),
    workflowId: row.workflowId,
    temporalUrl: temporalUrlOf(config, row.workflowId),
    msToAssigned: msBetween(row.receivedAt, row.assignedAt),
    msToAlerted: msBetween(row.receivedAt, row.alertedAt),
    endedAt: row.endedAt?.toISOString() ?? null,
    endedBecause: row.endedBecause,
  };
}

// Two machines' clocks may differ by a little; an answer is never earlier than its question.
const msBetween = (from: Date, to: Date | null): number | null => (to === null ? null : Math.max(0, to.getTime() - from.getTime()));
