import { useEffect } from 'react';
import { Logo } from '../ui/logo.js';
import { SignInForm } from './sign-in-form.js';
import classes from './sign-in.module.css';

export function SignInPage({ onSignedIn, failed }: { onSignedIn: () => void; failed?: unknown }) {
  useEffect(() => {
    document.title = 'Sign in · Firstline';
  }, []);
  return (
    <main className={classes['page']}>
      <div className={classes['box']}>
        <div className={classes['brand']}>
          <Logo size={40} />
          <h1>Firstline</h1>
        </div>
        <div className={classes['card']}>
          <SignInForm onSignedIn={onSignedIn} failed={failed} />
        </div>
        <div className={classes['help']}>
          <p>
            The key is in the file <code>.firstline/operator.key</code> of the installation. The link that <code>npm start</code> prints
            signs you in by itself.
          </p>
          <p>On a server, ask whoever runs it for a key with the scope “operate”.</p>
        </div>
      </div>
    </main>
  );
}
