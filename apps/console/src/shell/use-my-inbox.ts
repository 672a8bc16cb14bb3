import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { inboxQuery } from '../api/queries.js';
import { announce } from '../live/announcer.js';
import { useActingAs } from '../session/acting-as.js';

/** How many messages ask something of the person at this screen; a new one is said aloud and shown in the tab. */
export function useMyInbox(): number {
  const { rep } = useActingAs();
  const inbox = useQuery({ ...inboxQuery(rep?.id ?? null, true), enabled: rep !== null });
  const items = rep === null ? undefined : inbox.data?.items;
  const known = useRef<{ repId: string; ids: Set<string> } | null>(null);
  useEffect(() => {
    if (!rep || !items) return;
    const before = known.current;
    known.current = { repId: rep.id, ids: new Set(items.map((item) => item.id)) };
    if (before?.repId !== rep.id) return;
    for (const item of items)
      if (!before.ids.has(item.id)) announce(`New for you: ${item.lead.name}${item.lead.company ? `, ${item.lead.company}` : ''}.`);
  }, [rep, items]);
  return items?.length ?? 0;
}
