import type { ReactNode } from 'react';
import { layerLabel, layerMarks, layers, stageLabel, stageTone, type Tone } from '../format/stage.js';
import classes from './badge.module.css';

export function Badge({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span className={classes['badge']} data-tone={tone}>
      {children}
    </span>
  );
}

export const StageBadge = ({ stage }: { stage: string }) => <Badge tone={stageTone(stage)}>{stageLabel(stage)}</Badge>;

/** The three layers in one look: passed, here, failed or still ahead. */
export function LayerMeter({ stage, layer, named = true }: { stage: string; layer: string; named?: boolean }) {
  return (
    <span className={classes['layers']}>
      <span className={classes['marks']} aria-hidden="true">
        {layerMarks(stage, layer).map((mark, index) => (
          <span key={layers[index]} className={classes['mark']} data-layer={layers[index]} data-mark={mark} />
        ))}
      </span>
      <span className={named ? undefined : 'hidden-text'}>{layerLabel(layer)}</span>
    </span>
  );
}

export const LayerName = ({ layer }: { layer: string }) => (
  <span className={classes['layers']}>
    <span className={classes['dot']} data-layer={layer} aria-hidden="true" />
    {layerLabel(layer)}
  </span>
);
