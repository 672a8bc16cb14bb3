import { Icon } from './icon.js';
import classes from './temporal-link.module.css';

/** To the same story in the Temporal UI, where it can be read event by event, signalled and cancelled. */
export const TemporalLink = ({ href, short = false }: { href: string; short?: boolean }) => (
  <a className={classes['link']} data-short={short || undefined} href={href} target="_blank" rel="noreferrer">
    {!short && <Icon name="flow" size={18} />}
    {short ? 'in Temporal' : 'Workflow in Temporal'}
  </a>
);
