import { HttpFailure } from '@firstline/platform/http/http-failure';
import { outcomeUnknown, willRetry, wontRetry } from '../failures.js';

/** Without a Retry-After of its own; PagerDuty's windows are a minute. */
const SLOW_DOWN_MS = 60_000;

/** What a failed page means. The address is not repeated: a webhook's path may be its password. */
export function failureOf(pager: string, error: unknown): unknown {
  if (!(error instanceof HttpFailure)) return error;
  const { kind, status, mayHaveActed, retryAfterMs } = error;
  if (kind === 'refused') return wontRetry('PAGING_REJECTED', `${pager} is at an address that may not be called`);
  if (status === 429) return willRetry('PAGING_UNAVAILABLE', `${pager} asked us to slow down`, undefined, retryAfterMs ?? SLOW_DOWN_MS);
  if (status !== undefined && status >= 400 && status < 500 && status !== 408 && status !== 425)
    return wontRetry('PAGING_REJECTED', `${pager} refused the page (${status})`);
  const said = status === undefined ? `${pager} did not answer (${kind})` : `${pager} answered ${status}`;
  return mayHaveActed ? outcomeUnknown('PAGING_UNAVAILABLE', said) : willRetry('PAGING_UNAVAILABLE', said, undefined, retryAfterMs);
}
