import { Button, SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { inboxQuery } from '../api/queries.js';
import { ActingAsSheet } from '../session/acting-as-sheet.js';
import { useActingAs } from '../session/acting-as.js';
import { Page } from '../ui/page.js';
import { EmptyState, ErrorState, RowsSkeleton } from '../ui/states.js';
import { InboxMessage } from './inbox-message.js';
import classes from './inbox.module.css';
import { MyPresence } from './my-presence.js';

/** What asks something of one rep: the channel that is always on. */
export function InboxPage() {
  const { rep } = useActingAs();
  const [choosing, setChoosing] = useState(false);
  const [view, setView] = useState<'open' | 'all'>('open');
  return (
    <Page
      title="Inbox"
      sub={rep && `for ${rep.name}`}
      actions={
        <SegmentedControl
          value={view}
          onChange={(value) => setView(value === 'all' ? 'all' : 'open')}
          data={[
            { value: 'open', label: 'Open' },
            { value: 'all', label: 'Closed' },
          ]}
          aria-label="Which messages"
        />
      }
    >
      {rep ? (
        <>
          <MyPresence rep={rep} onChange={() => setChoosing(true)} />
          <Messages repId={rep.id} open={view === 'open'} />
        </>
      ) : (
        <EmptyState icon="person" title="Who are you?" action={<Button onClick={() => setChoosing(true)}>Choose</Button>}>
          Each member of the team has an inbox of their own. Say which one is yours; this device remembers it.
        </EmptyState>
      )}
      {choosing && <ActingAsSheet onClose={() => setChoosing(false)} />}
    </Page>
  );
}

function Messages({ repId, open }: { repId: string; open: boolean }) {
  const inbox = useQuery(inboxQuery(repId, open));
  if (inbox.isPending) return <RowsSkeleton rows={4} label="messages" />;
  if (!inbox.data) return <ErrorState error={inbox.error} what="The inbox" retry={() => void inbox.refetch()} />;
  const items = inbox.data.items.filter((item) => open || item.closedAt !== null);
  if (items.length === 0) {
    return open ? (
      <EmptyState icon="check" title="Nothing asks for you">
        A lead that is offered to you appears here at once, with its clock.
      </EmptyState>
    ) : (
      <EmptyState icon="inbox" title="No closed messages" />
    );
  }
  return (
    <ul className={classes['list']}>
      {items.map((item) => (
        <InboxMessage key={item.id} item={item} />
      ))}
    </ul>
  );
}
