import type { TimelineItem } from '@firstline/domain/api/story.schema';
import { tookText } from '../format/duration.js';
import { layerLabel } from '../format/stage.js';
import { exactText } from '../format/instant.js';
import { Took, When } from './time.js';
import classes from './timeline.module.css';

/** What happened, step by step; each knot wears the colour of its layer. `since`: show how long after that instant, as a trace does. */
export function Timeline({ entries, since }: { entries: TimelineItem[]; since?: string }) {
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
            {since === undefined ? <When at={entry.at} seconds /> : <After at={entry.at} since={since} />}
            {entry.tookMs !== null && (
              <span>
                took <Took ms={entry.tookMs} />
              </span>
            )}
          </span>
        </li>
      ))}
    </ol>
  );
}

const After = ({ at, since }: { at: string; since: string }) => (
  <time className="numbers" dateTime={at} title={exactText(Date.parse(at))}>
    +{tookText(Math.max(0, Date.parse(at) - Date.parse(since)))}
  </time>
);
