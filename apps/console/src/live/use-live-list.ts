import type { Page } from '@firstline/domain/api/list.schema';
import { useInfiniteQuery, useQueryClient, type InfiniteData } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { atMostEvery, type TimelineEvent } from './live-hub.js';
import { useLive } from './live-provider.js';
import { mergeHead, rowsAbove } from './merge-head.js';
import { watchReading } from './reading.js';

// New rows may arrive by the dozen; the head of the list is read again at most this often.
const HEAD_EVERY_MS = 1_200;

interface LiveListParts<T extends { id: string }> {
  /** Name and filters. */
  queryKey: readonly unknown[];
  fetchPage: (cursor: string | null, signal?: AbortSignal) => Promise<Page<T>>;
  sortKey: (row: T) => string;
  /** What an event already tells of a row, before anything is read again. */
  patch?: (row: T, event: TimelineEvent) => T;
}

/** A list read page by page whose head stays up to date, without moving under the reader. */
export function useLiveList<T extends { id: string }>({ queryKey, fetchPage, sortKey, patch }: LiveListParts<T>) {
  const { hub } = useLive();
  const queries = useQueryClient();
  const key = JSON.stringify(queryKey);
  const [held, setHeld] = useState<{ key: string; page: Page<T>; count: number } | null>(null);
  const latest = useRef({ fetchPage, sortKey, patch });
  useEffect(() => {
    latest.current = { fetchPage, sortKey, patch };
  });

  const list = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) => fetchPage(pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last: Page<T>) => last.nextCursor,
    // The head is kept fresh below; reading all loaded pages again would cost as many requests as there are pages.
    staleTime: Infinity,
    refetchOnReconnect: false,
    refetchOnWindowFocus: false,
  });

  const write = useCallback(
    (change: (pages: Page<T>[]) => Page<T>[]) => {
      queries.setQueryData<InfiniteData<Page<T>, string | null>>(JSON.parse(key) as unknown[], (data) => {
        if (!data) return data;
        const pages = change(data.pages);
        return { pages, pageParams: data.pageParams.slice(0, pages.length) };
      });
    },
    [queries, key],
  );
  const showHeld = useCallback(() => {
    window.scrollTo({ top: 0, behavior: 'smooth' });
    if (held?.key === key) write((pages) => mergeHead(pages, held.page, latest.current.sortKey));
    setHeld(null);
  }, [held, key, write]);

  const refresh = useRef<() => void>(() => {});
  useEffect(() => {
    const aborter = new AbortController();
    let holding = false;
    const reading = watchReading(() => {
      if (holding) refreshHead();
    });
    const refreshHead = atMostEvery(HEAD_EVERY_MS, () => {
      const data = queries.getQueryData<InfiniteData<Page<T>>>(JSON.parse(key) as unknown[]);
      if (!data) return;
      latest.current.fetchPage(null, aborter.signal).then(
        (fresh) => {
          const count = rowsAbove(data.pages, fresh);
          if (!reading.isReading() || count === 0) {
            write((pages) => mergeHead(pages, fresh, latest.current.sortKey));
            holding = false;
            setHeld(null);
            return;
          }
          holding = true;
          // What is on screen is brought up to date in its place; what is new waits above.
          const byId = new Map(fresh.items.map((row) => [row.id, row]));
          write((pages) => pages.map((page) => ({ ...page, items: page.items.map((row) => byId.get(row.id) ?? row) })));
          setHeld({ key, page: fresh, count });
        },
        // The next event tries again; an error state in a list that is there would hide what is known.
        () => {},
      );
    });
    refresh.current = refreshHead;
    refreshHead();
    const unsubscribe = hub.subscribe((batch) => {
      const { patch: patchRow } = latest.current;
      if (patchRow && batch.events.length > 0) {
        write((pages) =>
          pages.map((page) => ({
            ...page,
            items: page.items.map((row) => batch.events.reduce((one, event) => patchRow(one, event), row)),
          })),
        );
      }
      refreshHead();
    });
    return () => {
      aborter.abort();
      refreshHead.cancel();
      unsubscribe();
      reading.stop();
    };
  }, [hub, queries, key, write]);

  // A page that was on its way is put behind the pages as they were when it was asked for: what changed meanwhile is read again.
  useEffect(() => {
    if (!list.isFetchingNextPage) refresh.current();
  }, [list.isFetchingNextPage]);

  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  return { ...list, rows, newCount: held?.key === key ? held.count : 0, showNew: showHeld };
}
