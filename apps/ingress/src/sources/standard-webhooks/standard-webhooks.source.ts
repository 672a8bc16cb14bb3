import type { ConnectionOf } from '@firstline/domain/connections/connections.schema';
import { eventIdFrom } from '@firstline/domain/signal/signal-id';
import { type SignalType, isSignalType } from '@firstline/domain/signal/signal-types';
import { parseJson } from '../../http/json.js';
import { contactFields } from '../contact-fields.js';
import { cleanText, instantOf, isRecord, properties } from '../lenient.js';
import type { CreateSource, Item, RawRequest } from '../source.js';
import { dataSchema, eventSchema } from './standard-webhooks.schema.js';
import { header, verifySignature, verifyingKeys } from './standard-webhooks.signature.js';

type Connection = ConnectionOf<'standard-webhooks'>;

/** Events of our own product, or of anything that signs as Standard Webhooks does. */
export const standardWebhooks: CreateSource<Connection> = (connection, secrets) => {
  const keys = verifyingKeys(secrets);
  return {
    mediaTypes: ['application/json'],
    refuses: 'quietly',
    verify: (request) => verifySignature(request, keys),
    normalise: (request) => [itemOf(connection, request)],
  };
};

function itemOf(connection: Connection, request: RawRequest): Item {
  const parsed = eventSchema.safeParse(parseJson(request.body));
  if (!parsed.success) {
    return { is: 'refused', because: 'invalid', path: 'type', reason: 'the body must be an object with a `type` of 1 to 200 characters' };
  }
  const { type: theirs, timestamp, data } = parsed.data;
  const type = typeOf(connection, theirs);
  if (type === 'ignore') return { is: 'ignored', because: theirs };
  if (type === undefined) {
    return {
      is: 'refused',
      because: 'no-mapping',
      path: 'type',
      reason: `no mapping for "${theirs}": add it to options.types of ${connection.id}`,
    };
  }
  return {
    is: 'signal',
    signal: {
      eventId: eventIdFrom(header(request, 'id') ?? ''),
      type,
      occurredAt: instantOf(timestamp) ?? new Date(request.receivedAtMs).toISOString(),
      test: data['test'] === true,
      ...wordsOf(data, theirs),
    },
  };
}

const typeOf = ({ options }: Connection, theirs: string): SignalType | 'ignore' | undefined =>
  Object.hasOwn(options.types, theirs) ? options.types[theirs] : isSignalType(theirs) ? theirs : undefined;

function wordsOf(data: Record<string, unknown>, event: string) {
  const { user, person, company, user_id, userId, ...rest } = dataSchema.parse(data);
  const who = isRecord(person) ? person : isRecord(user) ? user : undefined;
  // Without a person of its own, `data` itself is about the person.
  const fields = contactFields({ ...(who ?? rest), ...(company === undefined ? {} : { company }) });
  const id = cleanText(userId ?? user_id ?? who?.['id']);
  const ofUser = Object.keys(fields.rest).length > 0 ? { user: fields.rest } : {};
  return {
    person: { ...fields.person, ...(id === undefined ? {} : { externalIds: { 'product.userId': id } }) },
    company: fields.company,
    attribution: who ? contactFields(rest).attribution : fields.attribution,
    consent: fields.consent,
    properties: { ...properties(who ? { ...rest, ...ofUser } : fields.rest), event },
  };
}
