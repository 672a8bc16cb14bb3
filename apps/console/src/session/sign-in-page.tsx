import { useEffect } from 'react';
import { Logo } from '../ui/logo.js';
import { SignInForm } from './sign-in-form.js';
import classes from './sign-in.module.css';

export function SignInPage({ onSignedIn }: { onSignedIn: () => void }) {
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
          <SignInForm onSignedIn={onSignedIn} />
        </div>
        <div className={classes['help']}>
          <p>
            The key is in the file <code>.firstline/operator.key</code> of the installation.
          </p>
          <p>
            Or open the link that <code>npm start</code> prints: it signs you in by itself, once. <code>npm run firstline -- enter</code>{' '}
            prints a new one.
          </p>
        </div>
      </div>
    </main>
  );
}
