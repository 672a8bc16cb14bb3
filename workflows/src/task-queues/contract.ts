import type { Lane } from '@firstline/domain/signal/signal-types';

/** One queue a layer and lane: a flood of bulk signals cannot stand in front of a hand-raiser, and "which layer is behind?" is one look. */
export type WorkLayer = 'qualify' | 'act';
export const taskQueue = (layer: WorkLayer, lane: Lane): string => `firstline-${layer}-${lane}`;

/** Dead letters and scheduled upkeep: never in the way of a lead. */
export const OPERATE_QUEUE = 'firstline-operate';
