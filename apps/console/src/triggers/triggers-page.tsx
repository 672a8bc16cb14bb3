import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { triggersQuery } from '../api/queries.js';
import { tookText } from '../format/duration.js';
import { Badge } from '../ui/badge.js';
import { Page } from '../ui/page.js';
import { EmptyState, ErrorState, RowsSkeleton } from '../ui/states.js';
import { Ago } from '../ui/time.js';
import classes from './triggers.module.css';

export function TriggersPage() {
  const triggers = useQuery(triggersQuery);
  return (
    <Page
      title="Triggers"
      sub={
        triggers.data && (
          <>
            Policy <code title={triggers.data.policyHash}>{triggers.data.policyHash.slice(0, 12)}</code>, published{' '}
            <Ago at={triggers.data.publishedAt} />
          </>
        )
      }
    >
      {triggers.isPending && <RowsSkeleton rows={5} label="triggers" />}
      {triggers.isError && !triggers.data && (
        <ErrorState error={triggers.error} what="The triggers" retry={() => void triggers.refetch()} />
      )}
      {triggers.data?.items.length === 0 && (
        <EmptyState icon="triggers" title="No trigger yet">
          A trigger is a file in <code>config/triggers/</code>. Write one, and check it with <code>npm run firstline -- policy check</code>.
        </EmptyState>
      )}
      <ul className={classes['list']}>
        {triggers.data?.items.map((trigger) => (
          <li key={trigger.id} className={classes['trigger']}>
            <h2>
              <Link to={`/triggers/${trigger.id}`}>{trigger.name}</Link>
            </h2>
            <p className={classes['formula']}>{trigger.formula}</p>
            <div className={`${classes['meta']} numbers`}>
              {trigger.mode === 'shadow' && <Badge tone="quiet">Shadow</Badge>}
              <span>Respond within {tookText(trigger.sla.respondWithinMs)}</span>
              <span>{trigger.sla.reps === 1 ? '1 rep' : `${trigger.sla.reps} reps`}, then the manager</span>
              <span>Owner {trigger.owner.name}</span>
            </div>
          </li>
        ))}
      </ul>
    </Page>
  );
}
