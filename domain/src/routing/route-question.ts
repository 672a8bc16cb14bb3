import type { LeadFacts } from '../policy/facts.js';
import type { Policy } from '../policy/policy.schema.js';
import type { TeamState } from './eligibility.js';
import type { PoolState } from './pick.js';
import type { Evaluate } from './territory.js';

export interface RouteQuestion {
  facts: LeadFacts;
  policy: Pick<Policy, 'territories' | 'team'>;
  evaluate: Evaluate;
  /** Read in the transaction that assigns. */
  team: TeamState;
  /** States of `poolsToLock`, read under their locks; a pool without one starts empty. */
  pools: Record<string, PoolState>;
  nowMs: number;
  /** Everyone already asked in this episode. */
  exclude: readonly string[];
  /** Somebody was named by a person: hours and load don't stop them, absence does. */
  preferRepId?: string;
  /** A customer's signal: goes to customer success instead of sales. */
  diverted?: { repId?: string; poolId?: string };
  /** What the lead asks of a rep besides its language. */
  skills?: readonly string[];
  /** How often this episode was held before. */
  holds?: number;
}
