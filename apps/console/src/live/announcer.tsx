import { useSyncExternalStore } from 'react';

let said = '';
const listeners = new Set<() => void>();

/** Tells people who listen to the page what changed, without taking them away from where they are. */
export function announce(text: string): void {
  // The same words twice would not be read twice: a no-break space makes them new.
  said = said === text ? `${text}\u00a0` : text;
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};

export function Announcer() {
  const text = useSyncExternalStore(subscribe, () => said);
  return (
    <div className="hidden-text" role="status" aria-live="polite" data-testid="announcer">
      {text}
    </div>
  );
}
