import type { Stats } from '@firstline/domain/api/stats.schema';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { latestSignalsQuery, openDeadLettersQuery, statsQuery, waitingLeadsQuery } from '../api/queries.js';
import { startOfDayIso } from '../format/instant.js';
import { numberText } from '../format/number.js';
import { sentenceOf } from '../format/words.js';
import { LeadRow } from '../leads/lead-row.js';
import { SignalRow } from '../signals/signal-row.js';
import { Card } from '../ui/card.js';
import { Countdown } from '../ui/countdown.js';
import { Page } from '../ui/page.js';
import { BlockSkeleton, EmptyState, ErrorState, RowsSkeleton } from '../ui/states.js';
import { Ago, useNowMs } from '../ui/time.js';
import { SpeedCard, StagesCard } from './figures.js';
import { HealthCard } from './health-card.js';
import classes from './overview.module.css';

export function OverviewPage() {
  // The viewer's own midnight: "today" means their day.
  const since = startOfDayIso(useNowMs());
  const stats = useQuery({ ...statsQuery(since), placeholderData: (previous) => previous, refetchInterval: 15_000 });
  return (
    <Page title="Overview">
      {stats.data ? (
        <HealthCard stats={stats.data} />
      ) : stats.isError ? (
        <Card title="Health">
          <ErrorState error={stats.error} what="The figures" retry={() => void stats.refetch()} />
        </Card>
      ) : (
        <BlockSkeleton height={196} label="health" />
      )}
      <div className={classes['columns']}>
        <div className={classes['column']}>
          <WaitingCard stats={stats.data} />
          <LatestCard />
        </div>
        <div className={classes['column']}>
          {stats.data ? <SpeedCard stats={stats.data} /> : !stats.isError && <BlockSkeleton height={190} label="speed" />}
          {stats.data ? <StagesCard stats={stats.data} /> : !stats.isError && <BlockSkeleton height={300} label="stages" />}
          <DeadLettersCard />
        </div>
      </div>
    </Page>
  );
}

// What fits before the feed; the rest is one tap away.
const SHOWN = 6;

/** Leads whose clock runs, the most urgent first. */
function WaitingCard({ stats }: { stats: Stats | undefined }) {
  const waiting = useQuery(waitingLeadsQuery);
  const leads = waiting.data?.items.toSorted((a, b) => (a.assignment?.dueAt ?? '9').localeCompare(b.assignment?.dueAt ?? '9'));
  const oldest = stats?.oldestWaiting;
  const count = Math.max(stats?.waiting ?? 0, leads?.length ?? 0);
  return (
    <Card
      title="Waiting for a rep"
      aside={<Link to="/leads?stage=waiting">{count > SHOWN ? `All ${numberText(count)} waiting` : 'All waiting'}</Link>}
      bare
    >
      {leads && leads.length > 0 && (
        <ul>
          {leads.slice(0, SHOWN).map((lead) => (
            <LeadRow key={lead.id} lead={lead} compact />
          ))}
        </ul>
      )}
      {oldest && leads && leads.length > 0 && !leads.some((lead) => lead.id === oldest.lead.id) && (
        <p className={classes['oldest']}>
          Waiting longest: <Link to={`/leads/${oldest.lead.id}`}>{oldest.lead.name}</Link>, for {oldest.rep.name}{' '}
          <Countdown from={oldest.offeredAt} due={oldest.dueAt} />
        </p>
      )}
      {leads?.length === 0 && (
        <EmptyState icon="check" title="Nobody is waiting">
          Every lead that was offered has been taken.
        </EmptyState>
      )}
      {waiting.isPending && <RowsSkeleton rows={3} label="waiting leads" />}
      {waiting.isError && !leads && <ErrorState error={waiting.error} what="Waiting leads" retry={() => void waiting.refetch()} />}
    </Card>
  );
}

function LatestCard() {
  const latest = useQuery(latestSignalsQuery);
  return (
    <Card title="As it happens" aside={<Link to="/signals">All signals</Link>} bare>
      {latest.data && latest.data.items.length > 0 && (
        <ul>
          {latest.data.items.map((signal) => (
            <SignalRow key={signal.id} signal={signal} compact />
          ))}
        </ul>
      )}
      {latest.data?.items.length === 0 && (
        <EmptyState icon="signals" title="No signal has arrived yet">
          Send one with <code>npm run firstline -- send</code>, or connect a source in <code>config/connections.yaml</code>.
        </EmptyState>
      )}
      {latest.isPending && <RowsSkeleton rows={6} label="signals" />}
      {latest.isError && !latest.data && <ErrorState error={latest.error} what="The latest signals" retry={() => void latest.refetch()} />}
    </Card>
  );
}

function DeadLettersCard() {
  const letters = useQuery(openDeadLettersQuery);
  // A failure of this one is told by the figures above, which ask the same server.
  if (!letters.data) return null;
  const { items } = letters.data;
  return (
    <Card title="Dead letters" aside={<Link to="/dead-letters">All dead letters</Link>} bare={items.length > 0}>
      {items.length === 0 ? (
        <p className={classes['quiet']}>None: every action was done.</p>
      ) : (
        items.slice(0, 4).map((letter) => (
          <Link key={letter.id} to="/dead-letters" className={classes['letter']}>
            <b>
              {sentenceOf(letter.kind)}
              {letter.lead && ` for ${letter.lead.name}`}
            </b>
            <span>
              {letter.error.text} · <Ago at={letter.createdAt} />
            </span>
          </Link>
        ))
      )}
    </Card>
  );
}
