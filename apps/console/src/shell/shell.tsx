import { UnstyledButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Suspense, useState } from 'react';
import { NavLink, Outlet, useLocation, useNavigate } from 'react-router';
import { openDeadLettersQuery, sessionQuery } from '../api/queries.js';
import { Announcer } from '../live/announcer.js';
import { useLive } from '../live/live-provider.js';
import { useActingAs } from '../session/acting-as.js';
import { ActingAsSheet } from '../session/acting-as-sheet.js';
import { Icon, type IconName } from '../ui/icon.js';
import { Logo } from '../ui/logo.js';
import { RowsSkeleton } from '../ui/states.js';
import { useColourScheme } from './colour-scheme.js';
import { Count } from './count.js';
import { LiveIndicator } from './live-indicator.js';
import { MoreSheet } from './more-sheet.js';
import classes from './shell.module.css';
import { useMyInbox } from './use-my-inbox.js';
import { useSignOut } from './use-sign-out.js';

interface Place {
  to: string;
  label: string;
  icon: IconName;
  count?: number;
  tone?: 'bad';
}

/** What surrounds every page: a side bar on a desk, tabs within reach of a thumb on a phone. */
export function Shell() {
  const [open, setOpen] = useState<'more' | 'acting-as' | null>(null);
  const { pathname } = useLocation();
  const { status } = useLive();
  const parent = parentOf(pathname);
  const inbox = useMyInbox();
  const dead = useQuery(openDeadLettersQuery).data;
  const deadCount = dead?.items.length ?? 0;
  const places: Place[] = [
    { to: '/', label: 'Overview', icon: 'overview' },
    { to: '/leads', label: 'Leads', icon: 'leads' },
    { to: '/inbox', label: 'Inbox', icon: 'inbox', count: inbox },
    { to: '/signals', label: 'Signals', icon: 'signals' },
    { to: '/triggers', label: 'Triggers', icon: 'triggers' },
    { to: '/dead-letters', label: 'Dead letters', icon: 'dead-letters', count: deadCount, tone: 'bad' },
  ];
  return (
    <div className={classes['frame']} data-detail={parent !== null || undefined}>
      <a className={classes['skip']} href="#main">
        Skip to the content
      </a>
      <SideBar places={places} onActingAs={() => setOpen('acting-as')} />
      <div>
        <header className={classes['top']}>
          {parent ? <BackLink {...parent} /> : <Brand />}
          <LiveIndicator />
        </header>
        <main id="main" className={classes['main']} tabIndex={-1}>
          {status === 'offline' && (
            <p className={classes['offline']}>You are offline. This is what was known last; buttons work again once you are back.</p>
          )}
          <Suspense key={pathname} fallback={<RowsSkeleton rows={8} label="the page" />}>
            <Outlet />
          </Suspense>
        </main>
      </div>
      <nav className={classes['tabs']} aria-label="Main">
        {places.slice(0, 4).map((place) => (
          <NavLink key={place.to} to={place.to} end={place.to === '/'} className={classes['tab']}>
            <Icon name={place.icon} size={22} />
            <span>{place.label}</span>
            <Count {...place} />
          </NavLink>
        ))}
        <UnstyledButton className={classes['tab']} onClick={() => setOpen('more')} aria-haspopup="dialog">
          <Icon name="more" size={22} />
          <span>More</span>
          <Count count={deadCount} tone="bad" label="dead letters" />
        </UnstyledButton>
      </nav>
      {open === 'more' && <MoreSheet places={places.slice(4)} onClose={() => setOpen(null)} onActingAs={() => setOpen('acting-as')} />}
      {open === 'acting-as' && <ActingAsSheet onClose={() => setOpen(null)} />}
      <Announcer />
    </div>
  );
}

const Brand = () => (
  <NavLink to="/" className={classes['brand']} aria-label="Firstline, overview">
    <Logo />
    Firstline
  </NavLink>
);

function SideBar({ places, onActingAs }: { places: Place[]; onActingAs: () => void }) {
  const scheme = useColourScheme();
  const { rep } = useActingAs();
  const session = useQuery(sessionQuery).data;
  const signOut = useSignOut();
  return (
    <header className={classes['side']}>
      <Brand />
      <nav className={classes['nav']} aria-label="Main">
        {places.map((place) => (
          <NavLink key={place.to} to={place.to} end={place.to === '/'} className={classes['item']}>
            <Icon name={place.icon} />
            <span>{place.label}</span>
            <Count {...place} />
          </NavLink>
        ))}
      </nav>
      <div className={classes['foot']}>
        <LiveIndicator />
        <UnstyledButton className={classes['item']} onClick={onActingAs} aria-haspopup="dialog">
          <Icon name="person" />
          <span>{rep ? `You are ${rep.name}` : 'Who are you?'}</span>
        </UnstyledButton>
        <UnstyledButton className={classes['item']} onClick={scheme.next}>
          <Icon name={scheme.icon} />
          <span>{scheme.label}</span>
        </UnstyledButton>
        {session && (
          <a className={classes['item']} href={session.temporalUiUrl} target="_blank" rel="noreferrer">
            <Icon name="flow" />
            <span>Temporal UI</span>
          </a>
        )}
        <UnstyledButton className={classes['item']} onClick={signOut}>
          <Icon name="sign-out" />
          <span>Sign out</span>
        </UnstyledButton>
      </div>
    </header>
  );
}

/** A page about one thing has a way back to the list it came from. */
export function parentOf(pathname: string): { to: string; label: string } | null {
  const [, section, id] = pathname.split('/');
  if (!id) return null;
  const labels: Record<string, string> = { leads: 'Leads', signals: 'Signals', triggers: 'Triggers' };
  const label = labels[section ?? ''];
  return label ? { to: `/${section}`, label } : null;
}

function BackLink({ to, label }: { to: string; label: string }) {
  const navigate = useNavigate();
  const location = useLocation();
  return (
    <UnstyledButton
      className={classes['back']}
      // The first page of this visit has nothing behind it that is ours.
      onClick={() => void (location.key === 'default' ? navigate(to) : navigate(-1))}
    >
      <Icon name="back" />
      {label}
    </UnstyledButton>
  );
}
