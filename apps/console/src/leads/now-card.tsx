import type { LeadDetail } from '@firstline/domain/api/leads.schema';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, type ReactNode } from 'react';
import { Link } from 'react-router';
import { triggersQuery } from '../api/queries.js';
import { clockOf, type ClockMood } from '../format/clock.js';
import { exactText } from '../format/instant.js';
import { tookText } from '../format/duration.js';
import { capitalised } from '../format/words.js';
import { announce } from '../live/announcer.js';
import { Ago, useSecondsUntil, When } from '../ui/time.js';
import classes from './lead.module.css';
import { afterDue, outcomeLabels } from './operations.js';

/** Where the lead stands this second: whose it is, and how long they have. */
export function NowCard({ lead, children }: { lead: LeadDetail; children: ReactNode }) {
  return (
    <section className={classes['now']} aria-label="Where it stands">
      <Standing lead={lead} />
      {children}
    </section>
  );
}

function Standing({ lead }: { lead: LeadDetail }) {
  const { episode, assignment } = lead;
  if (lead.mergedIntoId) {
    return (
      <State title="This is someone we already knew">
        It was merged into <Link to={`/leads/${lead.mergedIntoId}`}>the lead that is kept</Link>; every value was kept with it.
      </State>
    );
  }
  if (lead.takenBy && lead.takenAt) {
    const offered = lead.assignments.findLast((one) => one.endedAs === 'taken');
    return (
      <State
        title={
          <>
            {lead.takenBy.name} took it <Ago at={lead.takenAt} />
          </>
        }
      >
        {offered && `${tookText(Math.max(0, Date.parse(lead.takenAt) - Date.parse(offered.offeredAt)))} after the offer`}
        {episode?.outcome && ` · outcome: ${outcomeLabels[episode.outcome]}`}
        {episode?.outcomeNote && ` · “${episode.outcomeNote}”`}
      </State>
    );
  }
  if (assignment) return <OfferClock lead={lead} assignment={assignment} />;
  switch (lead.stage) {
    case null:
      return <State title="Nobody is working on it">No signal of this person called for it.</State>;
    case 'held':
      return <State title="Held: everyone is away">It is offered when the next shift begins.</State>;
    case 'waiting':
      return <State title="Nobody has it">Everyone in line was asked. Whoever takes it first has it.</State>;
    case 'unanswered':
      return (
        <State title="Nobody took it">
          {episode?.closedAt && (
            <>
              Given up <Ago at={episode.closedAt} />, after reps, manager and on-call were told.
            </>
          )}
        </State>
      );
    case 'suppressed':
    case 'unqualified':
    case 'review':
    case 'recorded':
    case 'cancelled':
    case 'failed':
      return <State title={endTitles[lead.stage]}>{capitalised(lead.signals[0]?.endedBecause ?? lead.why.headline)}</State>;
    default:
      return <State title="Being looked at">Identified, enriched and qualified in a moment.</State>;
  }
}

const endTitles = {
  suppressed: 'Held back on purpose',
  unqualified: 'Not a fit',
  review: 'Queued for the weekly review',
  recorded: 'Recorded only',
  cancelled: 'Cancelled',
  failed: 'It failed on the way',
};

const State = ({ title, children }: { title: ReactNode; children?: ReactNode }) => (
  <div className={classes['state']}>
    <h2>{title}</h2>
    {children && <p>{children}</p>}
  </div>
);

const said: Partial<Record<ClockMood, string>> = {
  soon: 'A third of the time is left.',
  urgent: 'Nearly out of time.',
  overdue: 'The time is up.',
};

function OfferClock({ lead, assignment }: { lead: LeadDetail; assignment: NonNullable<LeadDetail['assignment']> }) {
  const dueMs = Date.parse(assignment.dueAt);
  const now = useSecondsUntil(dueMs);
  const clock = clockOf({ startMs: Date.parse(assignment.offeredAt), dueMs, nowMs: now });
  const reps = useQuery(triggersQuery).data?.items.find((one) => one.id === lead.episode?.trigger?.id)?.sla.reps;
  useMoodAnnouncement(clock.mood, assignment.id);
  return (
    <>
      <State title={`${assignment.rep.name} is asked${assignment.kind === 'manager' ? ', as the manager' : ''}`}>
        Offered <Ago at={assignment.offeredAt} />
        {assignment.round > 1 && `, as number ${assignment.round} in line`}
      </State>
      <div className={classes['clock']} data-mood={clock.mood} role="timer" aria-label={clock.spoken} data-testid="clock">
        <div className={classes['digits']} title={`Due ${exactText(dueMs)}`} aria-hidden="true">
          {clock.text}
        </div>
        <div className={classes['rail']} aria-hidden="true">
          <span className={classes['sand']} style={{ width: `${clock.left * 100}%` }} />
        </div>
        <p className={classes['asWho']}>
          {clock.mood === 'overdue' ? (
            <Overdue lateMs={now - dueMs} dueAt={assignment.dueAt} />
          ) : (
            <>
              Until <When at={assignment.dueAt} />. {afterDue(assignment, reps)}
            </>
          )}
        </p>
      </div>
    </>
  );
}

// The next step takes milliseconds; past this, something holds it up.
const MOVES_ON_WITHIN_MS = 30_000;

const Overdue = ({ lateMs, dueAt }: { lateMs: number; dueAt: string }) =>
  lateMs < MOVES_ON_WITHIN_MS ? (
    <>It is moving on to the next in line.</>
  ) : (
    <>
      Was due at <When at={dueAt} /> and has not moved on: <Link to="/">see whether everything runs</Link>. It can still be taken.
    </>
  );

/** Said once when the clock turns amber, red and over; a screen reader that read every second would be unbearable. */
function useMoodAnnouncement(mood: ClockMood, offerId: string): void {
  const before = useRef({ mood, offerId });
  useEffect(() => {
    const was = before.current;
    before.current = { mood, offerId };
    const text = said[mood];
    if (was.offerId === offerId && was.mood !== mood && text) announce(text);
  }, [mood, offerId]);
}
