import type { PageInstruction } from '@firstline/domain/actions/instruction';
import type { VendorRef } from '../actions/performer.port.js';

/** A page on its way, with what the on-call tool should show. */
export interface Page extends PageInstruction {
  /** Key of the action: the same page again is the same key. */
  key: string;
  leadId: string;
  /** When it was ordered first. */
  atMs: number;
}

/** Calls somebody, whatever the hour. */
export interface Pager {
  /** As alerts.yaml names it. */
  readonly name: string;
  /**
   * The same `dedupKey` while the incident is open is one incident, and the same key one delivery.
   * @throws `PAGING_UNAVAILABLE` (retried) or `PAGING_REJECTED` (final)
   */
  page(page: Page): Promise<VendorRef>;
}
