import { canonical, formPost, hubspot, meta, segment, standardWebhook, type SignedRequest } from '../senders/senders.js';

/** One thing that happens in the first minute, and what it shows. */
export interface Sample {
  shows: string;
  /** Sent at the same moment, when there are several. */
  requests: SignedRequest[];
  /** A rep takes it shortly after. The others stay open, so that there is something to take. */
  taken?: true;
}

export interface CastContext {
  baseUrl: string;
  ingestKey: string;
  /** Of a variable that connections.yaml names. */
  secret: (name: string) => string;
  nowMs: number;
  /** Tells this run's events from those of an earlier one. */
  run: string;
}

/** Sample signals, all of made-up people whom the sandbox's vendors know: 23 of them, one an exact repeat, of 8 types, from 6 connections. */
export function cast({ baseUrl, ingestKey, secret, nowMs, run }: CastContext): Sample[] {
  const origin = 'https://www.firstline.example';
  const demo = (id: string, fields: Record<string, string>): SignedRequest =>
    formPost('website-form', origin, {
      submission_id: `sample-${run}-${id}`,
      form: 'demo-request',
      consent: 'yes',
      utm_source: 'newsletter',
      utm_campaign: 'autumn',
      landing_page: `${origin}/demo`,
      ...fields,
    });
  const api = (id: string, type: string, person: object, properties: object, company: object = {}): SignedRequest =>
    canonical(ingestKey, { eventId: `sample-${run}-${id}`, type, occurredAt: new Date(nowMs).toISOString(), person, company, properties });
  const product = (id: string, type: string, data: object): SignedRequest =>
    standardWebhook('product-webhooks', secret('PRODUCT_WEBHOOK_SECRET'), { id: `msg_${run}_${id}`, type, data, atMs: nowMs });
  const track = (id: string, event: string, email: string, properties: object = {}): SignedRequest =>
    segment('product-segment', secret('SEGMENT_SHARED_SECRET'), {
      type: 'track',
      messageId: `sample-${run}-${id}`,
      userId: `u_${id}`,
      event,
      properties: { email, ...properties },
      context: { page: { url: `${origin}/pricing?utm_source=search&gclid=Cj0Sample` }, traits: { email } },
      originalTimestamp: new Date(nowMs).toISOString(),
      timestamp: new Date(nowMs).toISOString(),
    });
  const ad = (leadgenId: string): SignedRequest => meta('meta-leads', secret('META_APP_SECRET'), { leadgenId, atMs: nowMs });
  const visit = (id: string, email: string, category: string): SignedRequest =>
    api(id, 'website.page_viewed', { email }, { category, path: `/${category}` });

  const ada = demo('ada', {
    email: 'Ada@Lovelace.example',
    first_name: 'Ada',
    last_name: 'King',
    company: 'Analytical Engines Ltd',
    phone: '+44 20 7946 0018',
  });
  return [
    { shows: 'a demo request', requests: [ada], taken: true },
    { shows: 'the same form sent again: an exact repeat', requests: [ada] },
    {
      shows: 'two signals of one person at the same moment',
      requests: [
        demo('jonas', { email: 'jonas.petersen@nordlicht-logistik.example', first_name: 'Jonas', last_name: 'Petersen' }),
        track('jonas', 'Demo Requested', 'Jonas.Petersen@nordlicht-logistik.example'),
      ],
    },
    {
      shows: 'an enterprise on the pricing page; nobody takes it',
      requests: [visit('hank', 'hank.sorrel@globex-industries.example', 'pricing')],
    },
    {
      shows: "a competitor's employee",
      requests: [demo('trent', { email: 'trent.mercer@rival-routing.example', first_name: 'Trent', last_name: 'Mercer' })],
    },
    {
      shows: 'an existing customer',
      requests: [demo('carol', { email: 'carol.steadman@steady-customer.example', first_name: 'Carol', last_name: 'Steadman' })],
    },
    { shows: 'a poor fit', requests: [demo('rosa', { email: 'rosa@corner-bakery.example', first_name: 'Rosa', last_name: 'Delgado' })] },
    {
      shows: 'a student',
      requests: [demo('tilda', { email: 'tilda.marsh@student.oldbridge-university.example', first_name: 'Tilda', last_name: 'Marsh' })],
    },
    {
      shows: 'a trial',
      requests: [product('femke', 'user.signed_up', { user_id: 'p_femke', email: 'femke.degraaf@polder-systems.example' })],
      taken: true,
    },
    {
      shows: 'another trial',
      requests: [product('imogen', 'user.signed_up', { user_id: 'p_imogen', email: 'imogen.ward@kestrel-robotics.example' })],
    },
    {
      shows: 'a first API call, which no play asks for',
      requests: [product('noor', 'api.first_call', { user_id: 'p_noor', email: 'noor.rahimi@pinewood-software.example' })],
    },
    { shows: 'a lead ad; only its id arrives, the lead is fetched', requests: [ad('1200000000000001')] },
    { shows: 'two more lead ads', requests: [ad('1200000000000002'), ad('1200000000000003')] },
    {
      shows: 'a named account',
      requests: [demo('fiona', { email: 'fiona.macrae@tessellate-bank.example', first_name: 'Fiona', last_name: 'Macrae' })],
      taken: true,
    },
    {
      shows: 'a demo request from France',
      requests: [demo('camille', { email: 'camille.rousseau@atelier-lumiere.example', first_name: 'Camille', last_name: 'Rousseau' })],
    },
    {
      shows: 'a demo request from Texas',
      requests: [demo('loretta', { email: 'loretta.vance@brightfield-energy.example', first_name: 'Loretta', last_name: 'Vance' })],
    },
    {
      shows: 'a chat that ended',
      requests: [api('winifred', 'chat.completed', { email: 'winifred.holt@oxbow-insurance.example' }, { answers: { team: '40 reps' } })],
    },
    {
      shows: 'a click in a mail',
      requests: [api('gus', 'email.clicked', { email: 'gus.petrakis@oxbow-insurance.example' }, { link: '/case-studies' })],
    },
    { shows: 'a small company on the pricing page', requests: [visit('wes', 'wes.tanaka@pinewood-software.example', 'pricing')] },
    {
      shows: 'a contact of the CRM reads the documentation …',
      requests: [
        api(
          'edmund',
          'website.page_viewed',
          {
            email: 'edmund.babcock@lovelace.example',
            firstName: 'Edmund',
            lastName: 'Babcock',
            externalIds: { 'hubspot.contactId': '5150' },
          },
          { category: 'documentation', path: '/docs/routing' },
        ),
      ],
    },
    {
      shows: '… and becomes marketing qualified there',
      requests: [
        hubspot('crm-hubspot', secret('HUBSPOT_CLIENT_SECRET'), {
          baseUrl,
          atMs: nowMs,
          events: [
            {
              eventId: Number(run.slice(-9)) + 1,
              subscriptionId: 4101,
              portalId: 20202,
              appId: 30303,
              occurredAt: nowMs,
              subscriptionType: 'contact.propertyChange',
              attemptNumber: 0,
              objectId: 5150,
              propertyName: 'lifecyclestage',
              propertyValue: 'marketingqualifiedlead',
              changeSource: 'CRM_UI',
              sourceId: 'userId:9',
            },
          ],
        }),
      ],
    },
  ];
}
