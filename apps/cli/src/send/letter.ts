import type { Connection, ConnectionKind } from '@firstline/domain/connections/connections.schema';

/** What a sender has to say, before it is signed: the same letter can be signed twice, late, or wrongly. */
export interface Letter {
  kind: ConnectionKind;
  connection: Connection;
  body: string;
  contentType: string;
  /** Of senders that name their event beside the body. */
  eventId: string;
  /** What it is and whom it is about, for the reader. */
  about: string;
}

/** `canonical` and `form` carry no signature of their own; what stands in its place is said here. */
export const kinds = {
  canonical: 'our own API: POST /v1/signals with a Bearer key',
  'standard-webhooks': 'our own product, signed as Standard Webhooks',
  form: "a website's form; the browser says from which website",
  hubspot: 'HubSpot webhooks, signature v3',
  segment: 'a Segment destination, signed with its shared secret',
  meta: 'Meta lead ads: only an id, the lead itself is fetched',
} as const satisfies Record<ConnectionKind, string>;

export const kindNames = Object.keys(kinds) as ConnectionKind[];
