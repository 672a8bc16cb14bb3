import { ApplicationFailure } from '@temporalio/common';
import type { CrmFacts } from '@firstline/domain/policy/facts';
import { willRetry } from '../failures.js';
import type { Crm } from './crm.port.js';

/** It is asked three times on the way to a rep, who should hear of the lead within ten seconds whatever the CRM does. */
export const crmAnswersWithinMs = 2_000;

/**
 * What the CRM says now. One that is down or slow costs facts, never the lead: then nothing is known from it, and the facts say so.
 * @param ifDown `fail`: for what reaches the lead, no answer is no permission
 * @throws `CRM_UNAVAILABLE` with `fail`; whatever is not a coded failure of the CRM in any case, since then our own store is down
 */
export async function factsOfCrm(crm: Crm, who: Parameters<Crm['factsOf']>[0], ifDown: 'go-on' | 'fail'): Promise<CrmFacts> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(willRetry('CRM_UNAVAILABLE', `${crm.name} did not answer within ${crmAnswersWithinMs} ms`)),
      crmAnswersWithinMs,
    );
  });
  try {
    return await Promise.race([crm.factsOf(who), late]);
  } catch (error) {
    if (ifDown === 'fail' || !(error instanceof ApplicationFailure)) throw error;
    return { asOfMs: Date.now(), unavailable: true, openOpportunities: [], activeSequences: [] };
  } finally {
    clearTimeout(timer);
  }
}
