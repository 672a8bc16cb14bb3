import { useId, type ReactNode } from 'react';
import classes from './card.module.css';

/** `bare`: the content brings its own padding, as rows do. */
export function Card({
  title,
  aside,
  bare,
  children,
  className,
}: {
  title: ReactNode;
  aside?: ReactNode;
  bare?: boolean;
  children: ReactNode;
  className?: string;
}) {
  const id = useId();
  return (
    <section className={`${classes['card']} ${className ?? ''}`} aria-labelledby={id}>
      <div className={classes['head']}>
        <h2 id={id}>{title}</h2>
        {aside && <div className={classes['aside']}>{aside}</div>}
      </div>
      <div className={classes['body']} data-bare={bare || undefined}>
        {children}
      </div>
    </section>
  );
}
