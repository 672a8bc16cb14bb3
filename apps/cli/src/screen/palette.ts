import type { Layer, Stage } from '@firstline/domain/signal/stage';
import colours from 'picocolors';

type Paint = (text: string) => string;

/** One colour for each layer, so that "which of the three?" is answered by a glance. */
export const layerPaint: Record<Layer, Paint> = { ingestion: colours.blue, qualification: colours.magenta, execution: colours.cyan };

const good: ReadonlySet<Stage> = new Set(['taken', 'waiting']);
const bad: ReadonlySet<Stage> = new Set(['failed', 'unanswered']);
const quiet: ReadonlySet<Stage> = new Set(['recorded', 'merged', 'cancelled']);

export function stagePaint(stage: Stage): Paint {
  if (good.has(stage)) return colours.green;
  if (bad.has(stage)) return colours.red;
  return quiet.has(stage) ? colours.dim : colours.yellow;
}
