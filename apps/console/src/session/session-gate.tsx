import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { ProblemError, whenSignedOut } from '../api/client.js';
import { sessionQuery } from '../api/queries.js';
import { ErrorState } from '../ui/states.js';
import { Sheet } from '../ui/sheet.js';
import { signIn, SignInForm } from './sign-in-form.js';
import { SignInPage } from './sign-in-page.js';

/** The key of a sign-in link, `/#key=…`. In the fragment, it is neither sent to a server nor written to a log. */
function takeKeyFromAddress(): string | null {
  const key = new URLSearchParams(location.hash.slice(1)).get('key');
  if (key !== null) history.replaceState(history.state, '', location.pathname + location.search);
  return key;
}

/** Shows the console to whoever is signed in, and the way in to everybody else. */
export function SessionGate({ children }: { children: ReactNode }) {
  const queries = useQueryClient();
  const [linkKey] = useState(takeKeyFromAddress);
  const [link, setLink] = useState<{ at: 'pending' | 'done' } | { at: 'failed'; error: unknown }>({
    at: linkKey === null ? 'done' : 'pending',
  });
  const [expired, setExpired] = useState(false);
  const begun = useRef(false);
  const session = useQuery({ ...sessionQuery, enabled: link.at !== 'pending' });

  useEffect(() => whenSignedOut(() => setExpired(true)), []);
  useEffect(() => {
    if (linkKey === null || begun.current) return;
    begun.current = true;
    signIn(linkKey).then(
      () => setLink({ at: 'done' }),
      (error: unknown) => setLink({ at: 'failed', error }),
    );
  }, [linkKey]);

  const signedIn = (): void => {
    setExpired(false);
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
    if (nobody) return <SignInPage onSignedIn={signedIn} failed={link.at === 'failed' ? link.error : undefined} />;
    return (
      <main>
        <ErrorState error={session.error} what="The console" retry={() => void session.refetch()} />
      </main>
    );
  }
  // A blink: anything drawn here would only flash.
  return <main aria-busy="true" aria-label="Firstline is opening" />;
}
