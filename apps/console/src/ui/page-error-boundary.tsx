import { Button } from '@mantine/core';
import { Component, type ReactNode } from 'react';
import { EmptyState } from './states.js';

/** The last net: a fault of the console itself. Most often a page whose code an update has replaced; reading it anew helps. */
export class PageErrorBoundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };
  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }
  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return (
      <main role="alert">
        <EmptyState icon="alert" title="This page has a fault" action={<Button onClick={() => location.reload()}>Load it again</Button>}>
          The console may have been updated since you opened it. Your leads are not affected.
        </EmptyState>
      </main>
    );
  }
}
