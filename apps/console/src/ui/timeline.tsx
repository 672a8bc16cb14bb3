import type { TimelineItem } from '@firstline/domain/api/story.schema';
import { layerLabel } from '../format/stage.js';
import { When } from './time.js';
import { Took } from './time.js';
import classes from './timeline.module.css';

/** What happened, step by step; each knot wears the colour of its layer. */
export function Timeline({ entries }: { entries: TimelineItem[] }) {
  return (
    <ol className={classes['timeline']}>
      {entries.map((entry) => (
        <li key={entry.id} className={classes['entry']}>
          <span className={classes['knot']} data-layer={entry.layer} aria-hidden="true" />
          <span className={classes['text']}>
            {entry.text}
            <span className="hidden-text"> ({layerLabel(entry.layer)})</span>
          </span>
          <span className={classes['times']}>
            <When at={entry.at} seconds />
            {entry.tookMs !== null && <Took ms={entry.tookMs} />}
          </span>
        </li>
      ))}
    </ol>
  );
}
