import type { Connection, ConnectionKind, ConnectionOf } from '@firstline/domain/connections/connections.schema';

import { leadgenNotification } from '../senders/senders.js';
import type { Letter } from './letter.js';
import type { SamplePerson } from './sample-people.js';

/** What the letter is about. */
export interface Occasion {
  person: SamplePerson;
  /** Digits: every kind of sender can use it as the id of its event. */
  eventId: string;
  atMs: number;
}

const JSON_TYPE = 'application/json';
const FORM_TYPE = 'application/x-www-form-urlencoded';

/** A sample of what senders of this kind send: somebody made up asks for a demo, starts a trial, or moves a stage. */
export function writeLetter(connection: Connection, occasion: Occasion): Letter {
  const { eventId } = occasion;
  const { what, body, contentType = JSON_TYPE } = bodyFor(connection, occasion);
  return { kind: connection.kind, connection, body, contentType, eventId, about: what };
}

interface Written {
  what: string;
  body: string;
  contentType?: string;
}

function bodyFor(connection: Connection, occasion: Occasion): Written {
  const { person, eventId, atMs } = occasion;
  const { email, firstName, lastName, title, company } = person;
  const who = `${firstName} ${lastName}`.trim();
  const at = new Date(atMs).toISOString();
  switch (connection.kind) {
    case 'canonical':
      return {
        what: `${who} asks for a demo`,
        body: JSON.stringify({
          eventId: `send-${eventId}`,
          type: 'form.submitted',
          occurredAt: at,
          person: { email, firstName, lastName, title },
          company: { name: company },
          attribution: { utm: { source: 'newsletter', campaign: 'autumn' }, landingPage: '/demo' },
          properties: { form: 'demo-request', answers: { timeline: 'This quarter, please.' } },
        }),
      };
    case 'form':
      return {
        what: `${who} sends the demo form`,
        contentType: FORM_TYPE,
        body: new URLSearchParams({
          submission_id: `send-${eventId}`,
          form: 'demo-request',
          consent: 'yes',
          email,
          first_name: firstName,
          last_name: lastName,
          job_title: title,
          company,
        }).toString(),
      };
    case 'standard-webhooks': {
      const type = productEvent(connection);
      return {
        what: `${who}: ${type}`,
        body: JSON.stringify({
          type,
          timestamp: at,
          data: { user_id: `u_${eventId}`, email, first_name: firstName, last_name: lastName, title },
        }),
      };
    }
    case 'segment': {
      const traits = { email, first_name: firstName, last_name: lastName, title };
      const event = {
        type: 'track',
        event: 'Demo Requested',
        messageId: `send-${eventId}`,
        userId: `u_${eventId}`,
        properties: { email, form: 'demo-request' },
        context: { traits },
        timestamp: at,
      };
      return { what: `${who}: Demo Requested`, body: JSON.stringify(event) };
    }
    case 'hubspot': {
      // The contact that the sample signals have made known, so that the change is about somebody.
      const change = {
        objectId: 5150,
        subscriptionType: 'contact.propertyChange',
        propertyName: 'lifecyclestage',
        propertyValue: 'marketingqualifiedlead',
      };
      const event = {
        eventId: Number(eventId.slice(-9)),
        subscriptionId: 4101,
        portalId: 20202,
        appId: 30303,
        occurredAt: atMs,
        attemptNumber: 0,
        changeSource: 'CRM_UI',
        ...change,
      };
      return { what: 'contact 5150 becomes marketing qualified', body: JSON.stringify([event]) };
    }
    case 'meta':
      return { what: `lead ${eventId} of an ad`, body: leadgenNotification({ leadgenId: eventId, atMs }) };
  }
}

/** An event that this connection has a meaning for: a trial if it can be. */
function productEvent({ options }: ConnectionOf<'standard-webhooks'>): string {
  const meant = Object.entries(options.types).filter(([, type]) => type !== 'ignore');
  return (meant.find(([, type]) => type === 'product.trial_started') ?? meant[0])?.[0] ?? 'product.trial_started';
}

/**
 * A letter of the caller's own, as the sender would write it. Of our own API, an event id and a time that are missing are filled in: everybody
 * else's are theirs to know.
 * @throws Error when it cannot be what this kind of sender sends
 */
export function copyLetter(
  connection: Connection,
  text: string,
  { name, eventId, atMs }: { name: string; eventId: string; atMs: number },
): Letter {
  const written = { kind: connection.kind, connection, eventId, about: name };
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (
    connection.kind === 'canonical' &&
    lines.length > 1 &&
    lines.every((line) => line.trim().startsWith('{') && line.trim().endsWith('}'))
  )
    return { ...written, contentType: 'application/x-ndjson', body: text };
  const value = jsonIn(text, name);
  if (connection.kind === 'form')
    return { ...written, contentType: FORM_TYPE, body: new URLSearchParams(fieldsIn(value, name)).toString() };
  if (connection.kind === 'meta') return { ...written, contentType: JSON_TYPE, body: text, eventId: leadgenIdIn(value) ?? eventId };
  if (connection.kind !== 'canonical') return { ...written, contentType: JSON_TYPE, body: text };
  const complete = (signal: unknown, at: number): unknown =>
    isRecord(signal)
      ? { eventId: `send-${eventId}${at > 0 ? `-${at}` : ''}`, occurredAt: new Date(atMs).toISOString(), ...signal }
      : signal;
  return { ...written, contentType: JSON_TYPE, body: JSON.stringify(Array.isArray(value) ? value.map(complete) : complete(value, 0)) };
}

function jsonIn(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${name} is not JSON: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

function fieldsIn(value: unknown, name: string): Record<string, string> {
  if (!isRecord(value) || Object.values(value).some((field) => typeof field === 'object' && field !== null))
    throw new Error(`${name} must be one flat JSON object, a field for each of the form: {"email": "…", "form": "demo-request"}`);
  return Object.fromEntries(Object.entries(value).map(([field, given]) => [field, String(given)]));
}

/** Meta's answer names no signal: which one it is follows from the lead's id. */
function leadgenIdIn(value: unknown): string | undefined {
  const id = /"leadgen_id":"?(\d+)/.exec(JSON.stringify(value));
  return id?.[1];
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Kinds whose samples are about a person that the caller may choose. */
export const hasPerson = (kind: ConnectionKind): boolean => kind !== 'hubspot' && kind !== 'meta';
