import type { TeamMember } from '@firstline/domain/api/team.schema';
import { useQuery } from '@tanstack/react-query';
import { createContext, useCallback, useContext, useMemo, useState, type ReactNode } from 'react';
import { teamQuery } from '../api/queries.js';

interface ActingAs {
  /** Which team member the person at this screen is; null until they said so. */
  rep: TeamMember | null;
  setRepId: (repId: string | null) => void;
  team: TeamMember[];
}
const Context = createContext<ActingAs | null>(null);
const STORED = 'firstline.acting-as';

export function useActingAs(): ActingAs {
  const value = useContext(Context);
  if (!value) throw new Error('useActingAs needs an ActingAsProvider above it');
  return value;
}

/** Everyone is signed in as the operator; which rep they are is this screen's own memory, until accounts know it. */
export function ActingAsProvider({ children }: { children: ReactNode }) {
  const team = useQuery(teamQuery).data?.items;
  const [repId, remember] = useState(readStored);
  const setRepId = useCallback((next: string | null) => {
    remember(next);
    try {
      if (next === null) localStorage.removeItem(STORED);
      else localStorage.setItem(STORED, next);
    } catch {
      // Storage is switched off: it lasts as long as the page.
    }
  }, []);
  const value = useMemo(() => {
    const members = (team ?? []).filter((one) => one.active);
    return { team: members, rep: members.find((one) => one.id === repId) ?? null, setRepId };
  }, [team, repId, setRepId]);
  return <Context value={value}>{children}</Context>;
}

function readStored(): string | null {
  try {
    return localStorage.getItem(STORED);
  } catch {
    return null;
  }
}
