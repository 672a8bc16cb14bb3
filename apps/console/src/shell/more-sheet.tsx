import { UnstyledButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { NavLink } from 'react-router';
import { sessionQuery } from '../api/queries.js';
import { useActingAs } from '../session/acting-as.js';
import { Icon, type IconName } from '../ui/icon.js';
import { Sheet } from '../ui/sheet.js';
import { useColourScheme } from './colour-scheme.js';
import { Count } from './count.js';
import classes from './shell.module.css';
import { useSignOut } from './use-sign-out.js';

interface MoreSheetProps {
  places: { to: string; label: string; icon: IconName; count?: number; tone?: 'bad' }[];
  onClose: () => void;
  onActingAs: () => void;
}

/** What does not fit into the phone's tabs. */
export function MoreSheet({ places, onClose, onActingAs }: MoreSheetProps) {
  const scheme = useColourScheme();
  const { rep } = useActingAs();
  const session = useQuery(sessionQuery).data;
  const signOut = useSignOut();
  return (
    <Sheet title="More" onClose={onClose}>
      <div className={classes['menu']}>
        {places.map((place) => (
          <NavLink key={place.to} to={place.to} className={classes['item']} onClick={onClose}>
            <Icon name={place.icon} />
            <span>{place.label}</span>
            <Count {...place} />
          </NavLink>
        ))}
        <UnstyledButton className={classes['item']} onClick={onActingAs}>
          <Icon name="person" />
          <span>{rep ? `You are ${rep.name}` : 'Who are you?'}</span>
        </UnstyledButton>
        <UnstyledButton className={classes['item']} onClick={scheme.next}>
          <Icon name={scheme.icon} />
          <span>{scheme.label}</span>
        </UnstyledButton>
        {session && (
          <>
            <a className={classes['item']} href={session.temporalUiUrl} target="_blank" rel="noreferrer">
              <Icon name="flow" />
              <span>Temporal UI</span>
            </a>
            <a className={classes['item']} href={session.docsUrl} target="_blank" rel="noreferrer">
              <Icon name="docs" />
              <span>API reference</span>
            </a>
          </>
        )}
        <UnstyledButton className={classes['item']} onClick={signOut}>
          <Icon name="sign-out" />
          <span>Sign out</span>
        </UnstyledButton>
      </div>
    </Sheet>
  );
}
