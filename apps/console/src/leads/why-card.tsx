import type { CandidateItem, LeadDetail } from '@firstline/domain/api/leads.schema';
import { Link } from 'react-router';
import { Card } from '../ui/card.js';
import { Icon } from '../ui/icon.js';
import { PersonMark } from '../ui/person-mark.js';
import classes from './lead.module.css';

export const verdictKinds: Record<string, string> = {
  resolved: 'Who it is',
  enriched: 'What we looked up',
  matched: 'Which trigger',
  fit: 'Fit',
  suppressed: 'Suppression',
  scored: 'Score',
  routed: 'Why this rep',
};

/** "Why did I get this lead?", from the stored decisions, in the order they were made. */
export function WhyCard({ lead }: { lead: LeadDetail }) {
  const { why, episode } = lead;
  return (
    <Card title="Why" aside={episode?.trigger && <Link to={`/triggers/${episode.trigger.id}`}>{episode.trigger.name}</Link>}>
      <p className={classes['headline']}>{why.headline}</p>
      <ol className={classes['steps']}>
        {why.steps.map((step) => (
          <li key={`${step.kind} ${step.decidedAt}`} className={classes['step']}>
            <div className={classes['kind']}>{verdictKinds[step.kind] ?? step.kind}</div>
            <div className={classes['sentence']}>{step.sentence}</div>
            {step.kind !== 'scored' && step.candidates.length === 0 && (
              <Reasons reasons={step.reasons.filter((one) => one !== step.sentence)} />
            )}
            {step.candidates.length > 0 && <Candidates candidates={step.candidates} />}
          </li>
        ))}
      </ol>
    </Card>
  );
}

// More than a glance holds: folded, one tap away.
const FOLD_FROM = 4;

function Reasons({ reasons }: { reasons: string[] }) {
  if (reasons.length === 0) return null;
  const list = (
    <ul className={classes['reasons']}>
      {reasons.map((reason) => (
        <li key={reason}>{reason}</li>
      ))}
    </ul>
  );
  if (reasons.length < FOLD_FROM) return list;
  return (
    <details className={classes['fold']}>
      <summary>{reasons.length} reasons</summary>
      {list}
    </details>
  );
}

/** Everybody who was looked at, and why they were chosen or not. */
export const Candidates = ({ candidates }: { candidates: CandidateItem[] }) => (
  <ul className={classes['candidates']} aria-label="Who was looked at">
    {candidates.map((one) => (
      <li key={one.rep.id} className={classes['candidate']} data-chosen={one.chosen || undefined}>
        <PersonMark name={one.rep.name} />
        <div>
          <b>{one.rep.name}</b>{' '}
          {one.chosen && (
            <span className={classes['chosen']}>
              <Icon name="check" size={14} /> chosen
            </span>
          )}
          <div>
            <span>{one.because}</span>
          </div>
        </div>
      </li>
    ))}
  </ul>
);
