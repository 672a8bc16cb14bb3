import type { LeadListItem } from '@firstline/domain/api/leads.schema';
import { memo } from 'react';
import { Link } from 'react-router';
import { sentenceOf } from '../format/words.js';
import { StageBadge } from '../ui/badge.js';
import { Countdown } from '../ui/countdown.js';
import classes from '../ui/row.module.css';
import { Ago } from '../ui/time.js';
import { ScoreMark } from './score-mark.js';

/** One lead of a list; `compact` keeps the phone's shape at any width. */
export const LeadRow = memo(function LeadRow({ lead, compact = false }: { lead: LeadListItem; compact?: boolean }) {
  const about = [lead.title, lead.company].filter(Boolean).join(', ');
  const who = lead.assignment?.rep ?? lead.takenBy ?? lead.owner;
  return (
    <li className={classes['row']} data-compact={compact || undefined} data-testid="lead-row">
      <Link className={classes['link']} data-compact={compact || undefined} data-lead to={`/leads/${lead.id}`}>
        <span className={classes['who']}>
          <span className={classes['name']}>{lead.name.trim() || 'Unknown'}</span>
          {about && <span className={classes['sub']}>{about}</span>}
        </span>
        <span className={classes['end']}>
          {lead.assignment ? (
            <Countdown from={lead.assignment.offeredAt} due={lead.assignment.dueAt} />
          ) : (
            lead.stage && <StageBadge stage={lead.stage} />
          )}
        </span>
        <span className={classes['meta']}>
          <ScoreMark score={lead.score} band={lead.band} />
          <span>{who?.name}</span>
          <span>{lead.lastSignal && sentenceOf(lead.lastSignal.type)}</span>
          <span className={classes['ago']}>
            <Ago at={lead.updatedAt} />
          </span>
        </span>
      </Link>
    </li>
  );
});

export const LeadColumns = () => (
  <div className={classes['columns']} aria-hidden="true">
    <span>Lead</span>
    <span>Clock or stage</span>
    <span>Score</span>
    <span>With</span>
    <span>Last signal</span>
    <span className={classes['figure']}>Changed</span>
  </div>
);
