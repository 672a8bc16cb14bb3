import { Button, Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { ProblemError } from '../api/client.js';
import { Icon, type IconName } from './icon.js';
import classes from './states.module.css';

/** Says what would be here, and what to do so that it is. */
export function EmptyState({ icon, title, children, action }: { icon: IconName; title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className={classes['state']}>
      <Icon name={icon} size={32} />
      <h2>{title}</h2>
      {children && <p>{children}</p>}
      {action && <div className={classes['act']}>{action}</div>}
    </div>
  );
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** What went wrong, in the server's own words, and a way to try again. */
export function ErrorState({ error, retry, what }: { error: unknown; retry?: () => void; what: string }) {
  const problem = error instanceof ProblemError ? error.problem : undefined;
  return (
    <div className={classes['state']} data-tone="bad" role="alert">
      <Icon name={problem ? 'alert' : 'wifi'} size={32} />
      <h2>{problem ? `${what} could not be read: ${problem.title.replace(/\.$/, '')}` : `No answer from the server`}</h2>
      <p>
        {problem
          ? (problem.detail ?? 'The server gave no further detail.')
          : `${what} will be here once it answers. Nothing is lost meanwhile.`}
      </p>
      {problem && (
        <p className={classes['code']}>
          {problem.status}
          {problem.code ? ` · ${problem.code}` : ''}
        </p>
      )}
      {retry && (
        <div className={classes['act']}>
          <Button variant="default" onClick={retry} leftSection={<Icon name="retry" size={16} />}>
            Try again
          </Button>
        </div>
      )}
    </div>
  );
}

export function InlineError({ children }: { children: ReactNode }) {
  return (
    <div className={classes['inlineError']} role="alert">
      <Icon name="alert" />
      <div>{children}</div>
    </div>
  );
}

/** Rows of the height that the real ones will have: nothing jumps when they come. */
export function RowsSkeleton({ rows = 6, label }: { rows?: number; label: string }) {
  return (
    <div className={classes['rows']} role="status" aria-label={`Loading ${label}`}>
      {Array.from({ length: rows }, (_, index) => (
        <div className={classes['row']} key={index} aria-hidden="true">
          <Skeleton height={14} width={`${46 + ((index * 17) % 32)}%`} />
          <Skeleton height={12} width={`${28 + ((index * 23) % 30)}%`} />
        </div>
      ))}
    </div>
  );
}

export const BlockSkeleton = ({ height, label }: { height: number; label: string }) => (
  <div role="status" aria-label={`Loading ${label}`}>
    <Skeleton height={height} radius={12} />
  </div>
);
