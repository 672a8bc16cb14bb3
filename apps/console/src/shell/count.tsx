import classes from './shell.module.css';

/** How many things wait behind a menu entry; nothing when none does. */
export const Count = ({ count = 0, tone, label }: { count?: number; tone?: 'bad'; label: string }) =>
  count > 0 ? (
    <span className={classes['count']} data-tone={tone}>
      {count > 99 ? '99+' : count}
      <span className="hidden-text"> {label === 'Inbox' ? 'for you' : 'open'}</span>
    </span>
  ) : null;
