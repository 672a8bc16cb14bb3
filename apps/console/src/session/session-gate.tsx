import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState, type ReactNode } from 'react';
import { ProblemError } from '../api/client.js';
import { sessionQuery } from '../api/queries.js';
import { ErrorState } from '../ui/states.js';
import { Sheet } from '../ui/sheet.js';
import { sessionEvents } from './session-events.js';
import { SignInForm } from './sign-in-form.js';
import { SignInPage } from './sign-in-page.js';

/** Shows the console to whoever is signed in, and the way in to everybody else. */
export function SessionGate({ children }: { children: ReactNode }) {
  const queries = useQueryClient();
  const [expired, setExpired] = useState(false);
  const session = useQuery(sessionQuery);

  useEffect(() => sessionEvents.on('signed-out', () => setExpired(true)), []);

  const signedIn = (): void => {
    setExpired(false);
    sessionEvents.tell('signed-in');
    // Everything was refused meanwhile: read it again, what is on screen first.
    void queries.resetQueries({ predicate: (query) => query.state.status === 'error' });
    void queries.invalidateQueries();
  };

  if (session.data) {
    return (
      <>
        {children}
        {expired && (
          <Sheet title="Your session has ended" required onClose={() => {}}>
            <p>Sign in again to go on where you were. Nothing you see here was lost.</p>
            <SignInForm onSignedIn={signedIn} />
          </Sheet>
        )}
      </>
    );
  }
  if (session.isError) {
    const nobody = session.error instanceof ProblemError && session.error.problem.status === 401;
    if (nobody) return <SignInPage onSignedIn={signedIn} />;
    return (
      <main>
        <ErrorState error={session.error} what="The console" retry={() => void session.refetch()} />
      </main>
    );
  }
  // A blink: anything drawn here would only flash.
  return <main aria-busy="true" aria-label="Firstline is opening" />;
}
