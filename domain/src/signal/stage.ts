/** Where a signal is. The open ones are on the way, the others are ends. */
export const openStages = ['received', 'resolving', 'enriching', 'qualifying', 'routing', 'acting', 'waiting', 'held'] as const;
export const endStages = [
  'taken',
  'unanswered',
  'merged',
  'unqualified',
  'suppressed',
  'review',
  'recorded',
  'cancelled',
  'failed',
] as const;
export type OpenStage = (typeof openStages)[number];
export type EndStage = (typeof endStages)[number];
export type Stage = OpenStage | EndStage;
export const stages: readonly Stage[] = [...openStages, ...endStages];

/** The three layers that are never mixed. */
export type Layer = 'ingestion' | 'qualification' | 'execution';

const layerByStage: Record<Stage, Layer> = {
  received: 'ingestion',
  resolving: 'qualification',
  enriching: 'qualification',
  qualifying: 'qualification',
  routing: 'qualification',
  acting: 'execution',
  waiting: 'execution',
  held: 'qualification',
  taken: 'execution',
  unanswered: 'execution',
  merged: 'qualification',
  unqualified: 'qualification',
  suppressed: 'qualification',
  review: 'qualification',
  recorded: 'qualification',
  cancelled: 'execution',
  failed: 'qualification',
};
/** "Which of the three layers is it in?" */
export const layerOf = (stage: Stage): Layer => layerByStage[stage];

const ends: ReadonlySet<string> = new Set(endStages);
/** Ends are final: a signal that ended stays as it ended. */
export const isEnd = (stage: Stage): stage is EndStage => ends.has(stage);
