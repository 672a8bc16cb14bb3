import { useEffect, useRef, type ReactNode } from 'react';
import { NavigationType, useNavigationType } from 'react-router';
import classes from './page.module.css';

/** A page: its title in the tab, and the focus on its heading after a move, so that a listener hears where they are. */
export function Page({
  title,
  heading,
  sub,
  actions,
  children,
}: {
  title: string;
  heading?: ReactNode;
  sub?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}) {
  const h1 = useRef<HTMLHeadingElement>(null);
  const moved = useNavigationType() === NavigationType.Push;
  useEffect(() => {
    if (!moved) return;
    window.scrollTo(0, 0);
    h1.current?.focus({ preventScroll: true });
    // Once, on arrival.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  useEffect(() => {
    document.title = `${title} · Firstline`;
  }, [title]);
  return (
    <>
      <header className={classes['head']}>
        <div>
          <h1 ref={h1} tabIndex={-1}>
            {heading ?? title}
          </h1>
          {sub && <div className={classes['sub']}>{sub}</div>}
        </div>
        {actions}
      </header>
      <div className={classes['stack']}>{children}</div>
    </>
  );
}
