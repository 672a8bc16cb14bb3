import { useEffect, useRef } from 'react';
import { announce } from '../live/announcer.js';
import { useLive } from '../live/live-provider.js';
import type { LiveStatus } from '../live/live-connection.js';
import classes from './shell.module.css';

const words: Record<LiveStatus, { short: string; long: string }> = {
  connecting: { short: 'Connecting', long: 'Opening the live line' },
  live: { short: 'Live', long: 'Changes appear as they happen' },
  reconnecting: { short: 'Reconnecting', long: 'The live line broke and is being opened again; nothing is missed' },
  polling: { short: 'Every 8 s', long: 'The live line does not open; the page reads again every 8 seconds' },
  offline: { short: 'Offline', long: 'This device has no network' },
  paused: { short: 'Paused', long: 'Paused while nobody looked' },
};

export function LiveIndicator() {
  const { status } = useLive();
  const before = useRef<LiveStatus>(status);
  useEffect(() => {
    const was = before.current;
    before.current = status;
    if (status === 'offline') announce('You are offline.');
    else if (status === 'polling') announce('The live line is down; the page refreshes every 8 seconds.');
    else if (status === 'live' && (was === 'offline' || was === 'polling')) announce('Live again.');
  }, [status]);
  return (
    <span className={classes['live']} data-status={status} data-testid="live-status" title={words[status].long}>
      <span className={classes['pulse']} aria-hidden="true" />
      {words[status].short}
    </span>
  );
}
