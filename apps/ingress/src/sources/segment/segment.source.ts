import type { ConnectionOf } from '@firstline/domain/connections/connections.schema';
import { eventIdFrom, eventIdOf } from '@firstline/domain/signal/signal-id';
import type { Attribution } from '@firstline/domain/signal/signal';
import { contactFields } from '../contact-fields.js';
import { instantOf, known, properties } from '../lenient.js';
import { pageCategory } from '../page-category.js';
import { type CreateSource, type Item, verifyingSecrets } from '../source.js';
import { mappedType } from './segment.mapping.js';
import { type SegmentEvent, segmentEventSchema } from './segment.schema.js';
import { eventsOf, verifySignature } from './segment.signature.js';

/** Segment's "Webhooks (Actions)" destination, single events or batches. */
export const segment: CreateSource<ConnectionOf<'segment'>> = (connection, secrets) => {
  const verifying = verifyingSecrets(secrets);
  const { events, batchHeader } = connection.options;
  const required = batchHeader && { name: batchHeader.name, value: secrets.get('options.batchHeader.secret') ?? '' };
  return {
    mediaTypes: ['application/json'],
    refuses: 'quietly',
    verify: (request) => verifySignature(request, verifying, required),
    normalise: (request) => eventsOf(request).map((event, at) => itemOf(event, at, connection.id, events, request.receivedAtMs)),
  };
};

function itemOf(body: unknown, at: number, connection: string, own: Parameters<typeof mappedType>[1], receivedAtMs: number): Item {
  const parsed = segmentEventSchema.safeParse(body);
  if (!parsed.success) return { is: 'refused', because: 'invalid', path: `${at}.type`, reason: 'an event must be an object with a `type`' };
  const event = parsed.data;
  const type = mappedType(event, own);
  if (type === 'ignore') return { is: 'ignored', because: event.type };
  if (type === undefined) {
    const name = event.event ?? event.type;
    return {
      is: 'refused',
      because: 'no-mapping',
      path: `${at}.event`,
      reason: `no mapping for "${name}": add it to options.events of ${connection}`,
    };
  }
  const { person, company, consent } = contactFields({ ...event.context.traits, ...event.traits, ...emailOf(event) });
  const url = event.context.page?.url ?? event.context.page?.path;
  return {
    is: 'signal',
    signal: {
      eventId: idOf(event),
      type,
      // Segment's `timestamp` is corrected for the device's wrong clock.
      occurredAt: instantOf(event.timestamp) ?? instantOf(event.originalTimestamp) ?? new Date(receivedAtMs).toISOString(),
      person: { ...person, ...(event.userId === undefined ? {} : { externalIds: { 'segment.userId': event.userId } }) },
      company,
      attribution: attributionOf(event),
      consent,
      properties: {
        ...properties(event.properties),
        ...known({ event: event.event ?? event.name, anonymousId: event.anonymousId, url }),
        ...(type === 'website.page_viewed' ? { category: categoryOf(event, url) } : {}),
      },
      test: false,
    },
  };
}

const idOf = (event: SegmentEvent): string =>
  event.messageId === undefined
    ? eventIdOf(
        event.type,
        event.userId,
        event.anonymousId,
        event.event,
        JSON.stringify(event.originalTimestamp ?? event.timestamp ?? null),
      )
    : eventIdFrom(event.messageId);

const emailOf = ({ properties: { email } }: SegmentEvent): { email?: string } => (typeof email === 'string' ? { email } : {});

const categoryOf = (event: SegmentEvent, url: string | undefined) => (/pricing/i.test(event.event ?? '') ? 'pricing' : pageCategory(url));

/** Segment drops the `utm_` of the names, and click ids are in the address of the page only. */
function attributionOf({ context: { campaign, page }, anonymousId }: SegmentEvent): Attribution {
  const { name, ...rest } = campaign ?? { name: undefined };
  const query = page?.url !== undefined && URL.canParse(page.url) ? Object.fromEntries(new URL(page.url).searchParams) : {};
  const { clickIds, utm: fromPage } = contactFields(query).attribution;
  const utm = { ...fromPage, ...known({ ...rest, campaign: name }) };
  return known({
    utm: Object.keys(utm).length > 0 ? utm : undefined,
    clickIds,
    landingPage: page?.url,
    referrer: page?.referrer,
    sessionId: anonymousId,
  });
}
