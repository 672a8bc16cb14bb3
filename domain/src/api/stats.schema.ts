import { z } from 'zod';
import { deadLetterStates } from './dead-letters.schema.js';
import { instant, laneSchema, layerSchema, leadRefSchema, repRefSchema, stageSchema } from './list.schema.js';

/** `GET /v1/stats` */
export const statsQuerySchema = z.object({
  since: z.iso
    .datetime({ offset: true })
    .optional()
    .describe('Start of the count, at most 31 days back; the console sends its own midnight. Absent: midnight UTC.'),
});
export type StatsQuery = z.output<typeof statsQuerySchema>;

const speed = z.object({ count: z.number(), p50Ms: z.number().nullable(), p95Ms: z.number().nullable() });
const speedsSchema = z.object({ capturedToAssigned: speed, capturedToAlerted: speed });
export type Speed = z.output<typeof speed>;

export const partSchema = z.object({
  part: z.enum(['postgres', 'temporal', 'worker', 'relay']),
  healthy: z.boolean(),
  /** What is wrong and what to do, or what was seen. */
  detail: z.string(),
  tookMs: z.number().nullable(),
});
export type Part = z.output<typeof partSchema>;

export const statsSchema = z.object({
  at: instant,
  since: instant,
  signals: z.object({
    total: z.number(),
    byStage: z.array(z.object({ stage: stageSchema, layer: layerSchema, count: z.number() })),
    byLayer: z.array(z.object({ layer: layerSchema, count: z.number(), open: z.number() })),
    byLane: z.array(speedsSchema.extend({ lane: laneSchema, count: z.number() })),
    /** Accepted and not started yet: the relay will. */
    unstarted: z.number(),
  }),
  speed: speedsSchema,
  /** The offer that has waited longest for a person. */
  oldestWaiting: z
    .object({ lead: leadRefSchema, rep: repRefSchema, offeredAt: instant, dueAt: instant, waitingMs: z.number(), overdue: z.boolean() })
    .nullable(),
  waiting: z.number(),
  takenInTime: z
    .object({ taken: z.number(), inTime: z.number() })
    .describe('Offers of the period that ended: taken at all, and before the deadline.'),
  deadLetters: z.array(z.object({ state: z.enum(deadLetterStates), count: z.number() })),
  parts: z.array(partSchema),
});
export type Stats = z.output<typeof statsSchema>;
