import { layerOf, openStages, type Layer, type Stage } from '@firstline/domain/signal/stage';

/** How a stage looks: on its way, needs a person, done well, stopped for a reason, broken. */
export type Tone = 'active' | 'waiting' | 'good' | 'quiet' | 'bad';

const looks: Record<Stage, { label: string; tone: Tone }> = {
  received: { label: 'Received', tone: 'active' },
  resolving: { label: 'Identifying', tone: 'active' },
  enriching: { label: 'Enriching', tone: 'active' },
  qualifying: { label: 'Qualifying', tone: 'active' },
  routing: { label: 'Choosing a rep', tone: 'active' },
  acting: { label: 'Alerting', tone: 'active' },
  waiting: { label: 'Waiting for a rep', tone: 'waiting' },
  held: { label: 'Held: all away', tone: 'waiting' },
  taken: { label: 'Taken', tone: 'good' },
  unanswered: { label: 'Unanswered', tone: 'bad' },
  merged: { label: 'Joined', tone: 'quiet' },
  unqualified: { label: 'Not a fit', tone: 'quiet' },
  suppressed: { label: 'Suppressed', tone: 'quiet' },
  review: { label: 'Weekly review', tone: 'quiet' },
  recorded: { label: 'Recorded', tone: 'quiet' },
  cancelled: { label: 'Cancelled', tone: 'quiet' },
  failed: { label: 'Failed', tone: 'bad' },
};

const isStage = (stage: string): stage is Stage => Object.hasOwn(looks, stage);

/** A newer server may know stages that this page does not: shown as they are called. */
export const stageLabel = (stage: string): string => (isStage(stage) ? looks[stage].label : stage);
export const stageTone = (stage: string): Tone => (isStage(stage) ? looks[stage].tone : 'quiet');
export const isOpenStage = (stage: string): boolean => (openStages as readonly string[]).includes(stage);

export const layers: readonly Layer[] = ['ingestion', 'qualification', 'execution'];
const layerLabels: Record<Layer, string> = { ingestion: 'Ingestion', qualification: 'Qualification', execution: 'Execution' };
export const layerLabel = (layer: string): string => layerLabels[layer as Layer] ?? layer;

export type LayerMark = 'passed' | 'here' | 'failed' | 'ahead';
/** The three layers at a glance: which one a signal is in, which it has passed, and where it broke. */
export function layerMarks(stage: string, layer: string = isStage(stage) ? layerOf(stage) : ''): LayerMark[] {
  const here = layers.indexOf(layer as Layer);
  return layers.map((_, index) =>
    index < here ? 'passed' : index > here ? 'ahead' : stage === 'failed' ? 'failed' : isOpenStage(stage) ? 'here' : 'passed',
  );
}
