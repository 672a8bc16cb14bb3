import type { ActionItem } from '@firstline/domain/api/story.schema';
import { Link } from 'react-router';
import { sentenceOf } from '../format/words.js';
import type { Tone } from '../format/stage.js';
import classes from './action-list.module.css';
import { Badge } from './badge.js';
import { Ago } from './time.js';

const looks: Record<ActionItem['state'], { label: string; tone: Tone }> = {
  ordered: { label: 'Ordered', tone: 'active' },
  sending: { label: 'Sending', tone: 'active' },
  done: { label: 'Done', tone: 'good' },
  unknown: { label: 'Not known', tone: 'waiting' },
  dead: { label: 'Dead letter', tone: 'bad' },
  discarded: { label: 'Discarded', tone: 'quiet' },
  withheld: { label: 'Withheld', tone: 'quiet' },
};

/** What the executor was told to do, and what became of it. */
export function ActionList({ actions }: { actions: ActionItem[] }) {
  return (
    <ul className={classes['list']}>
      {actions.map((action) => (
        <li key={action.key} className={classes['action']}>
          <div className={classes['line']}>
            <span className={classes['name']}>
              {sentenceOf(action.kind)} <span>· {action.target}</span>
            </span>
            <Badge tone={looks[action.state].tone}>{looks[action.state].label}</Badge>
          </div>
          <span className={`${classes['when']} numbers`}>
            {action.doneAt ? (
              <Ago at={action.doneAt} />
            ) : (
              <>
                ordered <Ago at={action.createdAt} />
              </>
            )}
            {action.attempts > 1 && ` · ${action.attempts} attempts`}
            {action.deadLetterId && (
              <>
                {' · '}
                <Link to="/dead-letters">dead letter</Link>
              </>
            )}
          </span>
          {action.lastError && action.state !== 'done' && (
            <span className={classes['error']}>
              {action.lastError.text} ({action.lastError.code})
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
