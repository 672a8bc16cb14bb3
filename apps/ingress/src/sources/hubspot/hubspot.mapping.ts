import type { ConnectionOf } from '@firstline/domain/connections/connections.schema';
import type { SignalType } from '@firstline/domain/signal/signal-types';
import type { HubspotEvent } from './hubspot.schema.js';

type Mapping = ConnectionOf<'hubspot'>['options']['events'][string];

/** README.md lists them. A connection's own `events` come first. */
const usual: Record<string, Mapping> = {
  'contact.creation': 'crm.stage_changed',
  'deal.creation': 'crm.stage_changed',
  'contact.propertyChange:lifecyclestage': 'crm.stage_changed',
  'contact.propertyChange:hs_lead_status': 'crm.stage_changed',
  'deal.propertyChange:dealstage': 'crm.stage_changed',
  'contact.propertyChange:recent_conversion_date': 'form.submitted',
  'contact.propertyChange:hs_email_optout': 'email.unsubscribed',
  // Who owns a lead is read at the moment it is routed; a change of it is no buying signal.
  'contact.propertyChange:hubspot_owner_id': 'ignore',
  'contact.propertyChange': 'crm.field_populated',
  'company.propertyChange': 'crm.field_populated',
  'deal.propertyChange': 'crm.field_populated',
};

/** Of the generic subscriptions: which object a type id is. */
const objects: Record<string, string> = { '0-1': 'contact', '0-2': 'company', '0-3': 'deal' };

/** `contact` and `propertyChange`, also of the generic `object.propertyChange` with an object type id. */
export function changeOf(event: HubspotEvent): { object: string; change: string } {
  const [object = '', change = ''] = event.subscriptionType.split('.', 2);
  const generic = object === 'object' && event.objectTypeId !== undefined ? objects[event.objectTypeId] : undefined;
  return { object: generic ?? object, change };
}

export type Decision = { is: SignalType } | { is: 'ignore'; because: string } | { is: 'unmapped'; name: string };

export function decide(event: HubspotEvent, own: Readonly<Record<string, Mapping>>): Decision {
  // What we wrote ourselves comes back as an event; acting on it would be a loop.
  if (event.changeSource === 'INTEGRATION' && event.appId !== undefined && event.sourceId === event.appId)
    return { is: 'ignore', because: 'own-write' };
  const { object, change } = changeOf(event);
  const name = `${object}.${change}`;
  const exact = event.propertyName === undefined ? name : `${name}:${event.propertyName}`;
  const mapping = [exact, name].flatMap((key) => lookUp(own, key) ?? lookUp(usual, key) ?? []).at(0);
  if (mapping === undefined) return { is: 'unmapped', name: exact };
  if (mapping === 'ignore') return { is: 'ignore', because: exact };
  const type = typeof mapping === 'string' ? mapping : mapping.type;
  if (typeof mapping === 'object' && !(Number(event.propertyValue ?? NaN) >= mapping.atLeast))
    return { is: 'ignore', because: 'below-threshold' };
  if (type === 'crm.field_populated' && event.propertyValue === undefined) return { is: 'ignore', because: 'emptied' };
  if (type === 'email.unsubscribed' && event.propertyValue !== 'true') return { is: 'ignore', because: 'subscribed-again' };
  return { is: type };
}

const lookUp = (table: Readonly<Record<string, Mapping>>, key: string): Mapping | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;
