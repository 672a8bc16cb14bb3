import type { Performer } from '../actions/performer.port.js';
import { wontRetry } from '../failures.js';
import type { OnCall } from '../policy/policy-directory.js';
import type { Pager } from './pager.port.js';

/**
 * Pages by whichever service alerts.yaml names for this on-call, at the moment of paging. Every pager makes the same key one page,
 * so a page whose outcome is unknown is sent again, unless somebody took the lead in the meantime.
 */
export const pageOnCall = (
  pagers: readonly Pager[],
  onCallOf: (id: string) => Promise<OnCall | undefined>,
  now: () => number,
): Performer<'page.on-call'> => ({
  kind: 'page.on-call',
  async perform({ key, leadId, instruction, firstSentAtMs }) {
    const onCall = await onCallOf(instruction.onCallId);
    if (!onCall) throw wontRetry('PAGING_NOT_CONFIGURED', `alerts.yaml has no on-call ${instruction.onCallId} any more`);
    const pager = pagers.find(({ name }) => name === onCall.page);
    if (!pager) throw wontRetry('PAGING_NOT_CONFIGURED', `on-call ${onCall.id} is paged by ${onCall.page}, which has no settings here`);
    return pager.page({ ...instruction, key, leadId, atMs: firstSentAtMs ?? now() });
  },
  find: async () => null,
});
