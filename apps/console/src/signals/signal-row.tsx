import type { SignalListItem } from '@firstline/domain/api/signals.schema';
import { memo } from 'react';
import { Link } from 'react-router';
import { sentenceOf } from '../format/words.js';
import { LayerMeter, StageBadge } from '../ui/badge.js';
import classes from '../ui/row.module.css';
import { Ago, Took } from '../ui/time.js';

/** Who: the lead once it is known, and what the sender said until then. */
export const whoOf = (signal: SignalListItem): string => signal.lead?.name.trim() || signal.who.trim() || 'Unknown';

/** One signal of a list; `compact` keeps the phone's shape at any width. */
export const SignalRow = memo(function SignalRow({ signal, compact = false }: { signal: SignalListItem; compact?: boolean }) {
  const about = [signal.lead?.title, signal.lead?.company].filter(Boolean).join(', ');
  return (
    <li className={classes['row']} data-compact={compact || undefined} data-testid="signal-row">
      <Link className={classes['link']} data-compact={compact || undefined} to={`/signals/${signal.id}`}>
        <span className={classes['who']}>
          <span className={classes['name']}>{whoOf(signal)}</span>
          {about && <span className={classes['sub']}>{about}</span>}
        </span>
        <span className={classes['end']}>
          <StageBadge stage={signal.stage} />
        </span>
        <span className={classes['meta']} data-two-lines>
          <span className={classes['what']}>
            <span>
              {sentenceOf(signal.type)}
              {signal.test && <span className={classes['test']}>test</span>}
            </span>{' '}
            {!compact && <span>via {signal.connection}</span>}
          </span>
          <span className={classes['trail']}>
            <LayerMeter stage={signal.stage} layer={signal.layer} />
            <span>{signal.rep?.name}</span>
            <span className={classes['figure']}>{signal.msToAssigned !== null && <Took ms={signal.msToAssigned} />}</span>
          </span>
          <span className={classes['ago']}>
            <Ago at={signal.receivedAt} />
          </span>
        </span>
      </Link>
    </li>
  );
});

export const SignalColumns = () => (
  <div className={classes['columns']} aria-hidden="true">
    <span>Who</span>
    <span>Stage</span>
    <span>Signal</span>
    <span>Layer</span>
    <span>Rep</span>
    <span className={classes['figure']}>Assigned in</span>
    <span className={classes['figure']}>Received</span>
  </div>
);
