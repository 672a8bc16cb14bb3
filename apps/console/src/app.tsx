import { lazy } from 'react';
import { Route, Routes } from 'react-router';
import { LiveProvider } from './live/live-provider.js';
import { OverviewPage } from './overview/overview-page.js';
import { ActingAsProvider } from './session/acting-as.js';
import { SessionGate } from './session/session-gate.js';
import { NotFoundPage } from './shell/not-found-page.js';
import { Shell } from './shell/shell.js';

// The first view is in the first file; every other page comes when it is asked for.
const SignalsPage = lazy(async () => ({ default: (await import('./signals/signals-page.js')).SignalsPage }));
const SignalPage = lazy(async () => ({ default: (await import('./signals/signal-page.js')).SignalPage }));
const LeadsPage = lazy(async () => ({ default: (await import('./leads/leads-page.js')).LeadsPage }));
const LeadPage = lazy(async () => ({ default: (await import('./leads/lead-page.js')).LeadPage }));
const InboxPage = lazy(async () => ({ default: (await import('./inbox/inbox-page.js')).InboxPage }));
const TriggersPage = lazy(async () => ({ default: (await import('./triggers/triggers-page.js')).TriggersPage }));
const TriggerPage = lazy(async () => ({ default: (await import('./triggers/trigger-page.js')).TriggerPage }));
const DeadLettersPage = lazy(async () => ({ default: (await import('./dead-letters/dead-letters-page.js')).DeadLettersPage }));

export const App = () => (
  <SessionGate>
    <LiveProvider>
      <ActingAsProvider>
        <Routes>
          <Route element={<Shell />}>
            <Route index element={<OverviewPage />} />
            <Route path="signals" element={<SignalsPage />} />
            <Route path="signals/:signalId" element={<SignalPage />} />
            <Route path="leads" element={<LeadsPage />} />
            <Route path="leads/:leadId" element={<LeadPage />} />
            <Route path="inbox" element={<InboxPage />} />
            <Route path="triggers" element={<TriggersPage />} />
            <Route path="triggers/:triggerId" element={<TriggerPage />} />
            <Route path="dead-letters" element={<DeadLettersPage />} />
            <Route path="*" element={<NotFoundPage />} />
          </Route>
        </Routes>
      </ActingAsProvider>
    </LiveProvider>
  </SessionGate>
);
