import { companyDomainOf } from '../identity/company-keys.js';
import { registrableDomain } from '../identity/domain-name.js';
import type { Reason } from '../lead/verdict.js';
import type { LeadFacts } from '../policy/facts.js';
import type { Pool, Territories } from '../policy/policy.schema.js';

/** Asks a CEL condition of this lead; `unknown` when a fact it needs is missing. */
export type Evaluate = (condition: string) => true | false | 'unknown';

export interface Placement {
  territoryId?: string;
  poolId: string;
  reasons: Reason[];
}

/** The first territory whose condition holds. One that can't be told, for lack of a fact, is passed over and named. */
export function placeInTerritory(territories: Territories, evaluate: Evaluate): Placement {
  const reasons: Reason[] = [];
  for (const territory of territories.territories) {
    const answer = evaluate(territory.when);
    if (answer === true) {
      reasons.push({ code: 'territory', text: `It belongs to the territory ${territory.name}.`, source: 'policy' });
      return { territoryId: territory.id, poolId: territory.pool, reasons };
    }
    if (answer === 'unknown')
      reasons.push({
        code: 'territory-unknown',
        text: `Whether it belongs to ${territory.name} can’t be told: a fact is missing.`,
        source: 'policy',
      });
  }
  reasons.push({ code: 'default-pool', text: 'No territory takes it, so it goes to the default pool.', source: 'policy' });
  return { poolId: territories.defaultPool, reasons };
}

/** The rep whose named account this is. The list may name any of the company's hosts. */
export function namedAccountOf(
  territories: Territories,
  facts: Pick<LeadFacts, 'person' | 'company'>,
): Territories['namedAccounts'][number] | undefined {
  const domain = companyDomainOf(facts.person, facts.company);
  return domain === undefined
    ? undefined
    : territories.namedAccounts.find((account) => (registrableDomain(account.domain) ?? account.domain) === domain);
}

/** A pool and where its leads overflow to, each once: a circle of overflows ends where it began. */
export function poolChain(territories: Territories, firstPoolId: string): Pool[] {
  const chain: Pool[] = [];
  for (let id: string | undefined = firstPoolId; id !== undefined;) {
    const pool: Pool | undefined = territories.pools.find((each) => each.id === id);
    if (!pool || chain.includes(pool)) break;
    chain.push(pool);
    id = pool.allAway.do === 'overflow' ? pool.allAway.pool : undefined;
  }
  return chain;
}
