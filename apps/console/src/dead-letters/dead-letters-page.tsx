import type { DeadLetterItem, DeadLetterPage } from '@firstline/domain/api/dead-letters.schema';
import { SegmentedControl } from '@mantine/core';
import { api, queryOf } from '../api/client.js';
import { useLiveList } from '../live/use-live-list.js';
import { LiveRows } from '../ui/list.js';
import { Page } from '../ui/page.js';
import { EmptyState } from '../ui/states.js';
import { useFilters } from '../ui/use-filters.js';
import { DeadLetter } from './dead-letter.js';
import classes from './dead-letters.module.css';

const views = [
  { value: 'open', label: 'Open' },
  { value: 'healed', label: 'Healed' },
  { value: 'discarded', label: 'Discarded' },
];

/** Actions that could not be done: they are tried again by themselves, and can be tried now or given up. */
export function DeadLettersPage() {
  const { values, set } = useFilters(['state']);
  const state = values.state || 'open';
  const list = useLiveList<DeadLetterItem>({
    queryKey: ['dead-letters', state],
    fetchPage: (cursor, signal) => api.get<DeadLetterPage>(`/v1/dead-letters${queryOf({ state, cursor })}`, signal),
    sortKey: (row) => row.createdAt,
  });
  return (
    <Page
      title="Dead letters"
      sub="Tried again after 1, 5 and 30 minutes by themselves, unless the policy says otherwise."
      actions={
        <SegmentedControl
          value={state}
          onChange={(value) => set('state', value === 'open' ? '' : value)}
          data={views}
          aria-label="Which dead letters"
        />
      }
    >
      <LiveRows
        list={list}
        what="dead letters"
        plain
        empty={
          state === 'open' ? (
            <EmptyState icon="check" title="Nothing is undone">
              Every action has been done. One that cannot be done, say since the CRM is down, waits here.
            </EmptyState>
          ) : (
            <EmptyState icon="dead-letters" title={`None was ${state}`} />
          )
        }
        listClassName={classes['list']}
      >
        {list.rows.map((letter) => (
          <DeadLetter key={letter.id} letter={letter} />
        ))}
      </LiveRows>
    </Page>
  );
}
