import type { AssignmentItem, EpisodeItem, LeadDetail } from '@firstline/domain/api/leads.schema';
import { tookText } from '../format/duration.js';
import { Badge, StageBadge } from '../ui/badge.js';
import type { Tone } from '../format/stage.js';
import { Card } from '../ui/card.js';
import { TemporalLink } from '../ui/temporal-link.js';
import { When } from '../ui/time.js';
import classes from './lead.module.css';
import { outcomeLabels } from './operations.js';

const endings: Record<NonNullable<AssignmentItem['endedAs']>, { label: string; tone: Tone }> = {
  taken: { label: 'Taken', tone: 'good' },
  breached: { label: 'No answer in time', tone: 'bad' },
  passed: { label: 'Passed on', tone: 'quiet' },
  reassigned: { label: 'Reassigned', tone: 'quiet' },
  cancelled: { label: 'Cancelled', tone: 'quiet' },
};

/** Every pursuit of this lead, and everybody it was offered to, in order. */
export function PursuitsCard({ lead }: { lead: LeadDetail }) {
  if (lead.episodes.length === 0) return null;
  return (
    <Card title={lead.episodes.length === 1 ? 'Offers' : 'Pursuits and offers'}>
      <ul className={classes['plainList']}>
        {lead.episodes.map((episode) => (
          <li key={episode.id}>
            <Pursuit episode={episode} assignments={lead.assignments.filter((one) => one.episodeId === episode.id)} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

const Pursuit = ({ episode, assignments }: { episode: EpisodeItem; assignments: AssignmentItem[] }) => (
  <>
    <div className={classes['line']}>
      <b>{episode.trigger?.name ?? 'No trigger'}</b>
      <StageBadge stage={episode.stage} />
    </div>
    <span>
      Opened <When at={episode.openedAt} />
      {episode.joinedSignals > 0 && ` · ${episode.joinedSignals} more ${episode.joinedSignals === 1 ? 'signal' : 'signals'} joined`}
      {episode.outcome && ` · ${outcomeLabels[episode.outcome]}`} · <TemporalLink href={episode.temporalUrl} short />
    </span>
    {assignments.length > 0 && (
      <ol className={classes['candidates']}>
        {assignments.map((one) => (
          <li key={one.id} className={classes['line']}>
            <span>
              {one.round}. {one.rep.name}
              {one.kind === 'manager' && ' (manager)'}, offered <When at={one.offeredAt} seconds />
              {one.endedAt && `, after ${tookText(Math.max(0, Date.parse(one.endedAt) - Date.parse(one.offeredAt)))}`}
            </span>
            <Badge tone={one.endedAs ? endings[one.endedAs].tone : 'waiting'}>
              {one.endedAs ? endings[one.endedAs].label : 'Is asked now'}
            </Badge>
          </li>
        ))}
      </ol>
    )}
  </>
);
