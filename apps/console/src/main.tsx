import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router';
// Mantine's styles come first, so that ours win at equal weight.
import './styles/mantine.css';
import './styles/tokens.css';
import './styles/global.css';
import { createQueryClient } from './api/query-client.js';
import { App } from './app.js';
import { colorSchemeManager, theme } from './theme.js';
import { PageErrorBoundary } from './ui/page-error-boundary.js';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');

createRoot(root).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      colorSchemeManager={colorSchemeManager}
      defaultColorScheme="auto"
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <Notifications position="top-center" autoClose={6_000} limit={3} />
      <QueryClientProvider client={createQueryClient()}>
        <BrowserRouter>
          <PageErrorBoundary>
            <App />
          </PageErrorBoundary>
        </BrowserRouter>
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
