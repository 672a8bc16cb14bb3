import type { NormalisedSignal } from '@firstline/domain/signal/signal';

/** Fetches the lead behind a webhook that carries only ids. */
export interface LeadFetcher {
  /** The kind of connection, as connections.yaml names it. */
  readonly kind: string;
  /**
   * @returns what the webhook lacked; merged into the stored signal
   * @throws `SOURCE_UNAVAILABLE` or `SOURCE_UNAUTHORISED` (retried: the lead is still there when the token is renewed), `SOURCE_REJECTED` (final)
   */
  fetch(signal: {
    connection: string;
    properties: NormalisedSignal['properties'];
  }): Promise<Pick<NormalisedSignal, 'person' | 'company' | 'attribution' | 'properties' | 'test'>>;
}
