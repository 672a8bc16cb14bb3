import type { OnWire } from '@firstline/domain/wire';

export interface RetentionOutcome {
  signals: number;
  timelineEntries: number;
  rawPayloads: number;
}
export type Retention = OnWire<void, RetentionOutcome>;

export const RETENTION = 'retention';
/** Of the Schedule; its workflows get a time-stamped id below it. */
export const RETENTION_SCHEDULE = 'retention';
