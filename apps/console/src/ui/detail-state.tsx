import { Button, Skeleton } from '@mantine/core';
import { Link } from 'react-router';
import { ProblemError } from '../api/client.js';
import { Page } from './page.js';
import { BlockSkeleton, EmptyState, ErrorState } from './states.js';

interface DetailStateProps {
  query: { isPending: boolean; error: unknown; refetch: () => unknown };
  /** "The lead" */
  what: string;
  backTo: string;
}

const LoadingHeading = () => (
  <>
    <span className="hidden-text">Loading</span>
    <Skeleton height={30} width={220} />
  </>
);

/** A page about one thing, while it is not there: loading, failed, or gone. */
export function DetailState({ query, what, backTo }: DetailStateProps) {
  if (query.isPending) {
    return (
      <Page title="Loading" heading={<LoadingHeading />}>
        <BlockSkeleton height={180} label={what.toLowerCase()} />
        <BlockSkeleton height={260} label="details" />
      </Page>
    );
  }
  const gone = query.error instanceof ProblemError && (query.error.problem.status === 404 || query.error.problem.status === 400);
  return (
    <Page title={gone ? 'Not found' : 'Not loaded'} heading={<span className="hidden-text">{gone ? 'Not found' : 'Not loaded'}</span>}>
      {gone ? (
        <EmptyState
          icon="search"
          title={`${what} is not here`}
          action={
            <Button component={Link} to={backTo} variant="default">
              To the list
            </Button>
          }
        >
          The address may be misspelt, or it was erased, or is older than what is kept.
        </EmptyState>
      ) : (
        <ErrorState error={query.error} what={what} retry={() => void query.refetch()} />
      )}
    </Page>
  );
}
