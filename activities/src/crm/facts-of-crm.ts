import { ApplicationFailure } from '@temporalio/common';
import type { CrmFacts } from '@firstline/domain/policy/facts';
import { willRetry } from '../failures.js';
import type { Crm } from './crm.port.js';

/** A rep should hear of the lead within seconds, whatever the CRM does. */
const crmAnswersWithinMs = 2_000;
/** It is asked several times on the way to a rep; one that was late once is not waited for again at every step. */
const leftAloneForMs = 5_000;
const lateAtMs = new WeakMap<Crm, number>();

/**
 * What the CRM says now. One that is down or slow costs facts, never the lead: then nothing is known from it, and the facts say so.
 * @param ifDown `fail`: for what reaches the lead, no answer is no permission
 * @throws `CRM_UNAVAILABLE` with `fail`; whatever is not a coded failure of the CRM in any case, since then our own store is down
 */
export async function factsOfCrm(crm: Crm, who: Parameters<Crm['factsOf']>[0], ifDown: 'go-on' | 'fail'): Promise<CrmFacts> {
  const nothing: CrmFacts = { asOfMs: Date.now(), unavailable: true, openOpportunities: [], activeSequences: [] };
  if (ifDown === 'go-on' && Date.now() - (lateAtMs.get(crm) ?? 0) < leftAloneForMs) return nothing;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      lateAtMs.set(crm, Date.now());
      reject(willRetry('CRM_UNAVAILABLE', `${crm.name} did not answer within ${crmAnswersWithinMs} ms`));
    }, crmAnswersWithinMs);
  });
  try {
    return await Promise.race([crm.factsOf(who), late]);
  } catch (error) {
    if (ifDown === 'fail' || !(error instanceof ApplicationFailure)) throw error;
    return nothing;
  } finally {
    clearTimeout(timer);
  }
}
