import type { EnrichmentPolicy } from '@firstline/domain/policy/policy.schema';
import type { Db } from '@firstline/platform/db/db';
import { circuitBreaker, ConsecutiveBreaker, handleAll, isBrokenCircuitError, type CircuitBreakerPolicy } from 'cockatiel';
import type { EnrichmentAnswer, EnrichmentProvider, EnrichmentQuestion } from './enrichment.port.js';
import { cacheAnswer, cachedAnswer, hashOfKey } from './enrichment.sql.js';
import { usableAnswer } from './usable-answer.js';

export interface ProviderReport {
  provider: string;
  /** `late`: did not answer by the deadline; its answer still goes to the cache. */
  result: 'found' | 'not-found' | 'late' | 'failed' | 'breaker-open' | 'nothing-to-ask' | 'not-configured';
  tookMs: number;
  fromCache: boolean;
  answer?: EnrichmentAnswer;
  fetchedAtMs?: number;
  error?: string;
}

/** Five failures in a row are no accident; a vendor that is back is noticed within half a minute. */
const failuresToOpen = 5;
const halfOpenAfterMs = 30_000;
/** A vendor that takes longer than this is cut off; nobody waits for it any more anyway. */
const lookupTimeoutMs = 5_000;

/** Asks all providers at once and answers at the deadline with what is there. A slow or broken vendor never holds a lead. */
export class ProviderDesk {
  readonly #db: Db;
  readonly #providers: ReadonlyMap<string, EnrichmentProvider>;
  readonly #breakers = new Map<string, CircuitBreakerPolicy>();
  readonly #late = new Set<Promise<unknown>>();
  readonly #now: () => number;

  constructor({ db, providers, now }: { db: Db; providers: readonly EnrichmentProvider[]; now: () => number }) {
    this.#db = db;
    this.#providers = new Map(providers.map((provider) => [provider.name, provider]));
    this.#now = now;
  }

  /** One report per provider of the policy, in its order. Never throws. */
  async ask(question: EnrichmentQuestion, policy: EnrichmentPolicy): Promise<ProviderReport[]> {
    const startedMs = this.#now();
    let deadline: NodeJS.Timeout | undefined;
    const over = new Promise<'late'>((resolve) => {
      deadline = setTimeout(() => resolve('late'), policy.deadline);
    });
    const reports = await Promise.all(
      policy.providers.map(async (name): Promise<ProviderReport> => {
        const asking = this.#askOne(name, question, policy);
        const report = await Promise.race([asking, over]);
        if (report !== 'late') return report;
        this.#late.add(asking);
        void asking.finally(() => this.#late.delete(asking));
        return {
          provider: name,
          result: 'late',
          tookMs: this.#now() - startedMs,
          fromCache: false,
          error: `no answer within ${policy.deadline} ms`,
        };
      }),
    );
    clearTimeout(deadline);
    return reports;
  }

  /** Resolves when look-ups that outlived their deadline have ended: for a clean shutdown. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#late);
  }

  async #askOne(name: string, question: EnrichmentQuestion, policy: EnrichmentPolicy): Promise<ProviderReport> {
    const startedMs = this.#now();
    const report = (rest: Omit<ProviderReport, 'provider' | 'tookMs'>): ProviderReport => ({
      provider: name,
      tookMs: this.#now() - startedMs,
      ...rest,
    });
    const provider = this.#providers.get(name);
    if (!provider) return report({ result: 'not-configured', fromCache: false });
    try {
      const key = provider.cacheKey(question);
      if (key === undefined) return report({ result: 'nothing-to-ask', fromCache: false });
      const keyHash = hashOfKey(key);
      const cached = await cachedAnswer(this.#db, name, keyHash, new Date(startedMs));
      if (cached)
        return report({
          result: cached.answer.found ? 'found' : 'not-found',
          fromCache: true,
          answer: cached.answer,
          fetchedAtMs: cached.fetchedAtMs,
        });
      const answer = await this.#breaker(name).execute(async () =>
        usableAnswer(await provider.lookup(question, AbortSignal.timeout(lookupTimeoutMs))),
      );
      const fetchedAtMs = this.#now();
      const keepMs = answer.found ? policy.cacheFor : policy.cacheMissesFor;
      await cacheAnswer(this.#db, {
        provider: name,
        keyHash,
        answer,
        fetchedAt: new Date(fetchedAtMs),
        expiresAt: new Date(fetchedAtMs + keepMs),
      });
      return report({ result: answer.found ? 'found' : 'not-found', fromCache: false, answer, fetchedAtMs });
    } catch (error) {
      if (isBrokenCircuitError(error))
        return report({
          result: 'breaker-open',
          fromCache: false,
          error: 'it failed several times in a row and is left alone for a while',
        });
      return report({ result: 'failed', fromCache: false, error: error instanceof Error ? error.message.slice(0, 300) : 'unknown' });
    }
  }

  #breaker(name: string): CircuitBreakerPolicy {
    const known =
      this.#breakers.get(name) ??
      circuitBreaker(handleAll, { halfOpenAfter: halfOpenAfterMs, breaker: new ConsecutiveBreaker(failuresToOpen) });
    this.#breakers.set(name, known);
    return known;
  }
}
