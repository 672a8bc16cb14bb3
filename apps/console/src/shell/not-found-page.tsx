import { Button } from '@mantine/core';
import { Link, useLocation } from 'react-router';
import { Page } from '../ui/page.js';
import { EmptyState } from '../ui/states.js';

export function NotFoundPage() {
  const { pathname } = useLocation();
  return (
    <Page title="Not found" heading="There is no such page">
      <EmptyState
        icon="search"
        title={pathname}
        action={
          <Button component={Link} to="/">
            To the overview
          </Button>
        }
      >
        The address may be misspelt, or from another version of the console.
      </EmptyState>
    </Page>
  );
}
