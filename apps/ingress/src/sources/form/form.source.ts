import type { ConnectionOf } from '@firstline/domain/connections/connections.schema';
import { contactFields } from '../contact-fields.js';
import { cleanText, instantOf, known, properties } from '../lenient.js';
import type { CreateSource, Item, RawRequest } from '../source.js';
import { corsHeaders, thank, verifyOrigin, wantsPage } from './form.browser.js';
import { submissionEventId } from './form.event-id.js';
import { fieldsOf } from './form.fields.js';
import { emailSchema, formMetaSchema } from './form.schema.js';

type Connection = ConnectionOf<'form'>;

/** A website's own form, as plain HTML or from a script. Nothing in it can be trusted; it is a request to be called, and is treated as one. */
export const form: CreateSource<Connection> = (connection) => {
  const { options } = connection;
  return {
    mediaTypes: ['application/x-www-form-urlencoded', 'multipart/form-data', 'application/json'],
    refuses: 'aloud',
    perAddressPerMinute: options.perAddressPerMinute,
    verify: (request) => verifyOrigin(request, options),
    normalise: async (request) => [itemOf(connection, request, await fieldsOf(request))],
    cors: (origin) => corsHeaders(origin, options),
    reply: (request, taken) => thank(request, taken, options),
    replyRefused: (request) =>
      options.errorUrl !== undefined && wantsPage(request) ? { status: 303, headers: { location: options.errorUrl } } : null,
  };
};

function itemOf({ options }: Connection, request: RawRequest, { [options.honeypot]: honeypot, ...fields }: Record<string, unknown>): Item {
  if (cleanText(honeypot) !== undefined) return { is: 'ignored', because: 'honeypot' };
  const { form: name = options.form, submission_id, rendered_at, answers, ...rest } = formMetaSchema.parse(fields);
  const contact = contactFields(rest, options.fields);
  const { person } = contact;
  const email = emailSchema.safeParse(person.email).data;
  const who = email?.toLowerCase() ?? person.phone;
  if (who === undefined) {
    const reason =
      person.email === undefined
        ? 'an e-mail address or a phone number is needed to reply'
        : 'must be an e-mail address such as ada@example.com';
    return { is: 'refused', because: 'invalid', path: 'email', reason };
  }
  const renderedAt = instantOf(rendered_at);
  const filledInMs = renderedAt === undefined ? undefined : request.receivedAtMs - Date.parse(renderedAt);
  const ids = submissionEventId({ form: name, submissionId: submission_id, renderedAt, who, fields, receivedAtMs: request.receivedAtMs });
  const { email: unusable, ...others } = person;
  return {
    is: 'signal',
    ...(ids.earlierEventId === undefined ? {} : { earlierEventId: ids.earlierEventId }),
    signal: {
      eventId: ids.eventId,
      type: 'form.submitted',
      occurredAt: new Date(request.receivedAtMs).toISOString(),
      person: { ...others, ...(email === undefined ? {} : { email }) },
      company: contact.company,
      attribution: { ...contact.attribution, formId: name.slice(0, 300) },
      consent: contact.consent,
      properties: properties(
        known({
          form: name,
          page: cleanText(request.headers['referer'], 2_048),
          filledInSeconds:
            filledInMs !== undefined && filledInMs >= 0 && filledInMs < 86_400_000 ? Math.round(filledInMs / 1_000) : undefined,
          answers: { ...answers, ...contact.rest, ...(email === undefined && unusable !== undefined ? { email: unusable } : {}) },
        }),
      ),
      test: false,
    },
  };
}
