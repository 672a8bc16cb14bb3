import type { Session } from '@firstline/domain/api/session.schema';
import { Button, PasswordInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../api/client.js';
import { InlineError, messageOf } from '../ui/states.js';
import classes from './sign-in.module.css';

const signIn = (key: string): Promise<Session> => api.post<Session>('/v1/session', { key: key.trim() });

export function SignInForm({ onSignedIn }: { onSignedIn: () => void }) {
  const [key, setKey] = useState('');
  const attempt = useMutation({ mutationFn: signIn, onSuccess: onSignedIn });
  return (
    <form
      className={classes['form']}
      onSubmit={(event) => {
        event.preventDefault();
        if (key.trim() !== '') attempt.mutate(key);
      }}
    >
      <PasswordInput
        label="Operator key"
        name="key"
        value={key}
        onChange={(event) => setKey(event.currentTarget.value)}
        autoComplete="current-password"
        autoCapitalize="none"
        spellCheck={false}
        required
        withAsterisk={false}
        autoFocus
        size="md"
        visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the key', tabIndex: 0 }}
      />
      {attempt.error && <InlineError>{messageOf(attempt.error)}</InlineError>}
      <Button type="submit" size="md" loading={attempt.isPending} disabled={key.trim() === ''}>
        Sign in
      </Button>
    </form>
  );
}
