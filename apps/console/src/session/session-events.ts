type SessionEvent = 'signed-in' | 'signed-out';
const listeners = new Map<SessionEvent, Set<() => void>>();

/** Who hears that the session ended, or began again: the page that asks for the key, and the live line that has to be opened anew. */
export const sessionEvents = {
  on(event: SessionEvent, listener: () => void): () => void {
    const mine = listeners.get(event) ?? new Set();
    listeners.set(event, mine.add(listener));
    return () => void mine.delete(listener);
  },
  tell(event: SessionEvent): void {
    for (const listener of listeners.get(event) ?? []) listener();
  },
};
