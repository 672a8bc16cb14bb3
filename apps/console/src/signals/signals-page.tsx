import type { SignalListItem, SignalPage } from '@firstline/domain/api/signals.schema';
import { signalTypes } from '@firstline/domain/signal/signal-types';
import { layerOf, stages } from '@firstline/domain/signal/stage';
import { Button } from '@mantine/core';
import { useState } from 'react';
import { api, queryOf } from '../api/client.js';
import { layerLabel, layers, stageLabel } from '../format/stage.js';
import { sentenceOf } from '../format/words.js';
import type { TimelineEvent } from '../live/live-hub.js';
import { useLiveList } from '../live/use-live-list.js';
import { FilterBar } from '../ui/filter-bar.js';
import { LiveRows } from '../ui/list.js';
import { Page } from '../ui/page.js';
import rowClasses from '../ui/row.module.css';
import { EmptyState } from '../ui/states.js';
import { useFilters } from '../ui/use-filters.js';
import { SignalColumns, SignalRow } from './signal-row.js';

const typeOptions = Object.keys(signalTypes).map((value) => ({ value, label: sentenceOf(value) }));
const stageOptions = stages.map((value) => ({ value, label: stageLabel(value) }));
const layerOptions = layers.map((value) => ({ value, label: layerLabel(value) }));

export function SignalsPage() {
  const { values, set, clear, any } = useFilters(['stage', 'layer', 'type', 'connection', 'q']);
  const list = useLiveList<SignalListItem>({
    queryKey: ['signals', values],
    fetchPage: (cursor, signal) => api.get<SignalPage>(`/v1/signals${queryOf({ ...values, cursor })}`, signal),
    sortKey: (row) => row.receivedAt,
    patch: patchSignal,
  });
  const connections = useSeen(
    list.rows.map((row) => row.connection),
    values.connection,
  );
  return (
    <Page title="Signals">
      <FilterBar
        search={values.q}
        placeholder="Name, e-mail, company, event id"
        onChange={set}
        filters={[
          { name: 'stage', label: 'Any stage', value: values.stage, options: stageOptions },
          { name: 'layer', label: 'Any layer', value: values.layer, options: layerOptions },
          { name: 'type', label: 'Any type', value: values.type, options: typeOptions },
          {
            name: 'connection',
            label: 'Any connection',
            value: values.connection,
            options: connections.map((value) => ({ value, label: value })),
          },
        ]}
      />
      <LiveRows
        list={list}
        what="signals"
        className={rowClasses['signals']}
        head={<SignalColumns />}
        empty={
          any ? (
            <EmptyState
              icon="search"
              title="No signal matches"
              action={
                <Button variant="default" onClick={clear}>
                  Clear the filters
                </Button>
              }
            >
              Signals are kept for 30 days.
            </EmptyState>
          ) : (
            <EmptyState icon="signals" title="No signal has arrived yet">
              Send one with <code>npm run firstline -- send</code>, or connect a source in <code>config/connections.yaml</code>.
            </EmptyState>
          )
        }
      >
        {list.rows.map((signal) => (
          <SignalRow key={signal.id} signal={signal} />
        ))}
      </LiveRows>
    </Page>
  );
}

/** What an event already says of a row that is on screen. */
function patchSignal(row: SignalListItem, event: TimelineEvent): SignalListItem {
  if (event.entry.signalId !== row.id || !event.stage) return row;
  return {
    ...row,
    stage: event.stage,
    layer: layerOf(event.stage) satisfies SignalListItem['layer'],
    lead: event.lead ?? row.lead,
    rep: event.rep ?? row.rep,
  };
}

/** Connections met so far: a filter must not make the other choices vanish. */
function useSeen(now: string[], chosen: string): string[] {
  const [seen] = useState(() => new Set<string>());
  for (const value of now) seen.add(value);
  if (chosen) seen.add(chosen);
  return [...seen].toSorted();
}
