import type { Session } from '@firstline/domain/api/session.schema';
import { Button, PasswordInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { api, ProblemError } from '../api/client.js';
import { InlineError, messageOf } from '../ui/states.js';
import classes from './sign-in.module.css';

export const signIn = (key: string): Promise<Session> => api.post<Session>('/v1/session', { key: key.trim() });

export function SignInForm({ onSignedIn, failed }: { onSignedIn: () => void; failed?: unknown }) {
  const [key, setKey] = useState('');
  const attempt = useMutation({ mutationFn: signIn, onSuccess: onSignedIn });
  const error: unknown = attempt.error ?? (attempt.isIdle ? failed : undefined);
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
        data-autofocus
        size="md"
        visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the key', tabIndex: 0 }}
      />
      {error !== undefined && error !== null && (
        <InlineError>
          {error instanceof ProblemError && error.problem.status === 401
            ? 'This key is not valid. It may have been revoked, or belong to another installation.'
            : messageOf(error)}
        </InlineError>
      )}
      <Button type="submit" size="md" loading={attempt.isPending} disabled={key.trim() === ''}>
        Sign in
      </Button>
    </form>
  );
}
