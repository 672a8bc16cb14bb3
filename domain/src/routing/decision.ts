import type { Reason } from '../lead/verdict.js';
import type { Candidate, Via } from './candidate.js';
import type { LedgerEntry, PoolState } from './pick.js';

/** Stored whole with the lead: everybody who was looked at, and why it came out like this. */
interface Decided {
  territoryId?: string;
  candidates: Candidate[];
  reasons: Reason[];
}

export type RouteDecision = Decided &
  (
    | {
        decision: 'offer';
        repId: string;
        via: Via;
        /** Absent when it went to an owner past all pools. */
        poolId?: string;
        /** `claim`: offered to all `claimants` at once; `repId` is the one whose turn it is, until another takes it (`moveTurn`). */
        mode: 'assign' | 'claim';
        claimants: string[];
        /** Write both under the pool's lock. Empty and absent for an owner: their own lead is nobody's turn. */
        ledger: LedgerEntry[];
        poolState?: PoolState;
      }
    /** Nobody is there. Route again then, or as soon as somebody of the pool is free. */
    | { decision: 'hold'; untilMs: number; poolId: string }
    | { decision: 'manager'; repId: string; poolId?: string }
    /** Not even a manager: the caller pages. */
    | { decision: 'nobody'; poolId?: string }
  );
