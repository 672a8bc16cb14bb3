import type { LeadListItem, LeadPage } from '@firstline/domain/api/leads.schema';
import { stages } from '@firstline/domain/signal/stage';
import { Button } from '@mantine/core';
import { api, queryOf } from '../api/client.js';
import { stageLabel } from '../format/stage.js';
import type { TimelineEvent } from '../live/live-hub.js';
import { useLiveList } from '../live/use-live-list.js';
import { useActingAs } from '../session/acting-as.js';
import { FilterBar } from '../ui/filter-bar.js';
import { LiveRows } from '../ui/list.js';
import { Page } from '../ui/page.js';
import rowClasses from '../ui/row.module.css';
import { EmptyState } from '../ui/states.js';
import { useFilters } from '../ui/use-filters.js';
import { LeadColumns, LeadRow } from './lead-row.js';

const stageOptions = stages.filter((stage) => stage !== 'merged').map((value) => ({ value, label: stageLabel(value) }));

export function LeadsPage() {
  const { values, set, clear, any } = useFilters(['stage', 'rep', 'open', 'q']);
  const { team } = useActingAs();
  const list = useLiveList<LeadListItem>({
    queryKey: ['leads', values],
    fetchPage: (cursor, signal) => api.get<LeadPage>(`/v1/leads${queryOf({ ...values, cursor })}`, signal),
    sortKey: (row) => row.updatedAt,
    patch: patchLead,
  });
  return (
    <Page title="Leads">
      <FilterBar
        search={values.q}
        placeholder="Name, e-mail or company"
        onChange={set}
        filters={[
          {
            name: 'open',
            label: 'Open and closed',
            value: values.open,
            options: [
              { value: 'true', label: 'Open only' },
              { value: 'false', label: 'Closed only' },
            ],
          },
          { name: 'stage', label: 'Any stage', value: values.stage, options: stageOptions },
          { name: 'rep', label: 'Any rep', value: values.rep, options: team.map(({ id, name }) => ({ value: id, label: name })) },
        ]}
      />
      <LiveRows
        list={list}
        what="leads"
        className={rowClasses['leads']}
        head={<LeadColumns />}
        empty={
          any ? (
            <EmptyState
              icon="search"
              title="No lead matches"
              action={
                <Button variant="default" onClick={clear}>
                  Clear the filters
                </Button>
              }
            />
          ) : (
            <EmptyState icon="leads" title="No lead yet">
              A lead appears when the first signal about a person arrives.
            </EmptyState>
          )
        }
      >
        {list.rows.map((lead) => (
          <LeadRow key={lead.id} lead={lead} />
        ))}
      </LiveRows>
    </Page>
  );
}

/** A clock must not run on beside somebody's pointer after the lead was taken. */
function patchLead(row: LeadListItem, { entry, stage, rep }: TimelineEvent): LeadListItem {
  if (entry.leadId !== row.id || row.assignment === null) return row;
  if (stage === 'taken') return { ...row, stage, assignment: null, takenBy: rep ?? row.assignment.rep, takenAt: entry.at };
  return stage === 'cancelled' || stage === 'unanswered' ? { ...row, stage, assignment: null } : row;
}
