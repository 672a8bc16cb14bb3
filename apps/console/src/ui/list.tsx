import { Button, UnstyledButton } from '@mantine/core';
import { useEffect, useRef, type ReactNode } from 'react';
import { Icon } from './icon.js';
import classes from './list.module.css';
import { ErrorState, RowsSkeleton } from './states.js';

interface LiveListState {
  rows: { id: string }[];
  isPending: boolean;
  isError: boolean;
  error: unknown;
  refetch: () => unknown;
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  isFetchNextPageError: boolean;
  fetchNextPage: () => unknown;
  newCount: number;
  showNew: () => void;
}
interface LiveRowsProps {
  list: LiveListState;
  what: string;
  empty: ReactNode;
  head?: ReactNode;
  className?: string;
  listClassName?: string;
  /** The rows are cards of their own: no frame around them. */
  plain?: boolean;
  children: ReactNode;
}

/** A live list in all its states: loading, empty, failed, growing at the end, and new rows waiting at the top. */
export function LiveRows({ list, what, empty, head, className, listClassName, plain, children }: LiveRowsProps) {
  return (
    <div className={`${classes['list']} ${className ?? ''}`} data-live-list data-plain={(plain && list.rows.length > 0) || undefined}>
      {list.newCount > 0 && (
        <div className={classes['fresh']}>
          <UnstyledButton onClick={list.showNew}>
            <Icon name="up" size={16} />
            {list.newCount === 1 ? '1 new' : `${list.newCount} new`}
          </UnstyledButton>
        </div>
      )}
      {list.isPending && <RowsSkeleton rows={10} label={what} />}
      {list.isError && list.rows.length === 0 && (
        <ErrorState error={list.error} what={what.charAt(0).toUpperCase() + what.slice(1)} retry={() => void list.refetch()} />
      )}
      {!list.isPending && !list.isError && list.rows.length === 0 && empty}
      {list.rows.length > 0 && (
        <>
          {head}
          <ul aria-label={what} className={listClassName}>
            {children}
          </ul>
          <More list={list} />
        </>
      )}
    </div>
  );
}

// Asked for before the reader arrives at the end.
const AHEAD = '600px';

function More({ list }: { list: LiveListState }) {
  const edge = useRef<HTMLDivElement>(null);
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = list;
  useEffect(() => {
    const element = edge.current;
    if (!element || !hasNextPage || isFetchingNextPage || isFetchNextPageError) return;
    const observer = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && void fetchNextPage(), {
      rootMargin: AHEAD,
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage]);
  if (!hasNextPage) return list.rows.length > 20 ? <div className={classes['more']}>That is all.</div> : null;
  return (
    <div ref={edge} className={classes['more']}>
      {isFetchingNextPage ? (
        'Loading more …'
      ) : (
        <Button variant="default" onClick={() => void fetchNextPage()}>
          {isFetchNextPageError ? 'Loading more failed; try again' : 'Load more'}
        </Button>
      )}
    </div>
  );
}
