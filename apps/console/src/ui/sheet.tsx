import { ActionIcon } from '@mantine/core';
import { useId, useLayoutEffect, useRef, type ReactNode } from 'react';
import { Icon } from './icon.js';
import classes from './sheet.module.css';

interface SheetProps {
  title: string;
  onClose: () => void;
  children: ReactNode;
  /** Cannot be dismissed: something has to be answered first. */
  required?: boolean;
}

/**
 * A question on top of the page; a bottom sheet on a phone. The browser's own dialog: it traps and returns the focus,
 * closes on Escape, and needs no style that the page's security policy would have to allow.
 */
export function Sheet({ title, onClose, children, required = false }: SheetProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  // Before the element leaves the page: only then does closing give the focus back to where it was.
  useLayoutEffect(() => {
    const element = dialog.current;
    if (element && !element.open) element.showModal();
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={classes['sheet']}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        if (!required) onClose();
      }}
      onMouseDown={(event) => {
        if (event.target === event.currentTarget && !required && outside(event)) onClose();
      }}
    >
      <div className={classes['head']}>
        <h2 id={id}>{title}</h2>
        {!required && (
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label="Close" onClick={onClose}>
            <Icon name="close" />
          </ActionIcon>
        )}
      </div>
      <div className={classes['body']}>{children}</div>
    </dialog>
  );
}

/** The backdrop belongs to the dialog element: only where the press was tells them apart. */
function outside({ currentTarget, clientX, clientY }: { currentTarget: HTMLElement; clientX: number; clientY: number }): boolean {
  const box = currentTarget.getBoundingClientRect();
  return clientX < box.left || clientX > box.right || clientY < box.top || clientY > box.bottom;
}

export const SheetButtons = ({ children }: { children: ReactNode }) => <div className={classes['buttons']}>{children}</div>;
