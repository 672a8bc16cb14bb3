import type { ConnectionOf } from '@firstline/domain/connections/connections.schema';
import { eventIdFrom } from '@firstline/domain/signal/signal-id';
import { parseJson } from '../../http/json.js';
import { instantOf, known } from '../lenient.js';
import { type CreateSource, type Item, verifyingSecrets } from '../source.js';
import { changeOf, decide } from './hubspot.mapping.js';
import { type HubspotEvent, hubspotEventSchema } from './hubspot.schema.js';
import { verifySignature } from './hubspot.signature.js';

type Connection = ConnectionOf<'hubspot'>;

/** HubSpot's webhooks v3: what changed in the CRM, by ids. */
export const hubspot: CreateSource<Connection> = (connection, secrets) => {
  const verifying = verifyingSecrets(secrets);
  return {
    mediaTypes: ['application/json'],
    refuses: 'quietly',
    verify: (request) => verifySignature(request, verifying),
    normalise: (request) => [parseJson(request.body)].flat().map((event, at) => itemOf(event, at, connection, request.receivedAtMs)),
  };
};

function itemOf(body: unknown, at: number, connection: Connection, receivedAtMs: number): Item {
  const parsed = hubspotEventSchema.safeParse(body);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { is: 'refused', because: 'invalid', path: [at, ...(issue?.path ?? [])].join('.'), reason: issue?.message ?? 'not an event' };
  }
  const event = parsed.data;
  const decision = decide(event, connection.options.events);
  if (decision.is === 'ignore') return { is: 'ignored', because: decision.because };
  if (decision.is === 'unmapped') {
    const reason = `no mapping for "${decision.name}": add it to options.events of ${connection.id}`;
    return { is: 'refused', because: 'no-mapping', path: `${at}.subscriptionType`, reason };
  }
  const { object, change } = changeOf(event);
  return {
    is: 'signal',
    signal: {
      eventId: idOf(event),
      type: decision.is,
      occurredAt: instantOf(event.occurredAt) ?? new Date(receivedAtMs).toISOString(),
      person: object === 'contact' ? { externalIds: { 'hubspot.contactId': event.objectId } } : {},
      company: {},
      attribution: {},
      consent: decision.is === 'email.unsubscribed' ? { email: false } : {},
      properties: known({
        object,
        objectId: event.objectId,
        change: change === 'creation' ? 'created' : 'changed',
        field: event.propertyName,
        to: event.propertyValue,
        changeSource: event.changeSource,
        portalId: event.portalId,
        form: decision.is === 'form.submitted' ? 'hubspot' : undefined,
      }),
      test: false,
    },
  };
}

/** HubSpot does not promise that `eventId` is unique, so all that identifies the change is in; `attemptNumber` grows with each try and is not. */
const idOf = ({ portalId, subscriptionId, eventId, objectId, propertyName, occurredAt }: HubspotEvent): string =>
  eventIdFrom([portalId, subscriptionId, eventId, objectId, propertyName ?? '-', occurredAt].join('.'));
