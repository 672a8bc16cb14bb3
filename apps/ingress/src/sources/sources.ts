import type { Connection } from '@firstline/domain/connections/connections.schema';
import { canonical } from './canonical/canonical.source.js';
import { form } from './form/form.source.js';
import { hubspot } from './hubspot/hubspot.source.js';
import { meta } from './meta/meta.source.js';
import { segment } from './segment/segment.source.js';
import type { CreateSource, SecretValues, Source } from './source.js';
import { standardWebhooks } from './standard-webhooks/standard-webhooks.source.js';

/** The one list of inbound vendors. */
const sources: { [K in Connection['kind']]: CreateSource<Extract<Connection, { kind: K }>> } = {
  canonical,
  form,
  hubspot,
  meta,
  segment,
  'standard-webhooks': standardWebhooks,
};

/** @throws WrongSecret when a secret is there but cannot be one of this kind */
export const createSource = (connection: Connection, secrets: SecretValues): Source =>
  (sources[connection.kind] as CreateSource<Connection>)(connection, secrets);
