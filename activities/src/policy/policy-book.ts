import type { Policy } from '@firstline/domain/policy/policy.schema';
import type { Db } from '@firstline/platform/db/db';
import { wontRetry, willRetry } from '../failures.js';
import { currentPolicyHash, policyContent } from './policy.sql.js';

/** How long a freshly published policy may go unnoticed by a worker. */
const currentFreshMs = 1_000;
/** Running workflows pin what they started with; few versions are alive at once. */
const kept = 20;

/** Policies by content hash. They never change, so they are kept in memory; which one is current is asked again every second. */
export class PolicyBook {
  readonly #byHash = new Map<string, Policy>();
  #current: { hash: string; readAtMs: number } | undefined;

  /** @throws `POLICY_NOT_FOUND` when the store has no such policy */
  async get(db: Db, hash: string): Promise<Policy> {
    const known = this.#byHash.get(hash);
    if (known) return known;
    const policy = await policyContent(db, hash);
    if (!policy) throw wontRetry('POLICY_NOT_FOUND', `no policy ${hash} in the store`);
    this.#byHash.set(hash, policy);
    const oldest = this.#byHash.keys().next().value;
    if (this.#byHash.size > kept && oldest !== undefined) this.#byHash.delete(oldest);
    return policy;
  }

  /** @throws `POLICY_MISSING` (retried) before anything was published */
  async current(db: Db, nowMs: number): Promise<Policy> {
    if (!this.#current || nowMs - this.#current.readAtMs > currentFreshMs) {
      const hash = await currentPolicyHash(db);
      if (!hash) throw willRetry('POLICY_MISSING', 'no policy has been published yet');
      this.#current = { hash, readAtMs: nowMs };
    }
    return this.get(db, this.#current.hash);
  }
}
