import { signalSchema } from '@firstline/domain/signal/signal';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isDummy, leadFrom } from './meta.mapping.js';
import { leadSchema } from './meta.schema.js';

const lead = (fields: Record<string, string | string[]>, more: object = {}) =>
  leadSchema.parse({ id: '2002', field_data: Object.entries(fields).map(([name, value]) => ({ name, values: [value].flat() })), ...more });

describe('a lead of Meta', () => {
  it.each([
    ['email', 'ada@lovelace.example', { person: { email: 'ada@lovelace.example' } }],
    ['work_email', 'ada@lovelace.example', { person: { email: 'ada@lovelace.example' } }],
    ['phone_number', '+15005550010', { person: { phone: '+15005550010' } }],
    ['work_phone_number', '+15005550010', { person: { phone: '+15005550010' } }],
    ['first_name', 'Ada', { person: { firstName: 'Ada' } }],
    ['last_name', 'King', { person: { lastName: 'King' } }],
    ['full_name', 'Ada King', { person: { fullName: 'Ada King' } }],
    ['job_title', 'VP', { person: { title: 'VP' } }],
    ['country', 'GB', { person: { country: 'GB' } }],
    ['state', 'OH', { person: { state: 'OH' } }],
    ['province', 'ON', { person: { state: 'ON' } }],
    ['city', 'London', { person: { city: 'London' } }],
    ['company_name', 'Engines', { company: { name: 'Engines' } }],
    ['website', 'lovelace.example', { company: { domain: 'lovelace.example' } }],
    ['how_many_reps?', '11-50', { properties: { answers: { 'how_many_reps?': '11-50' } } }],
  ])('%s', (name, value, expected) => expect(leadFrom(lead({ [name]: value }))).toMatchObject(expected));

  it('prefers the work address, whichever was asked first, and keeps the other as an answer', () => {
    for (const fields of [
      { email: 'ada@freemail.example', work_email: 'ada@lovelace.example' },
      { work_email: 'ada@lovelace.example', email: 'ada@freemail.example' },
    ])
      expect(leadFrom(lead(fields)).person.email).toBe('ada@lovelace.example');
  });

  it('keeps several choices, and drops blanks', () => {
    expect(leadFrom(lead({ interests: ['crm', ' ', 'ads'], email: '  ', note: [] })).properties).toEqual({
      answers: { interests: ['crm', 'ads'] },
    });
  });

  it('says where it came from, by the lead or else by its webhook', () => {
    expect(
      leadFrom(lead({}, { campaign_id: 6006, ad_id: '5005', form_id: '3003', platform: 'fb', campaign_name: 'Autumn', is_organic: false }))
        .attribution,
    ).toEqual({
      campaignId: '6006',
      adId: '5005',
      formId: '3003',
      utm: { source: 'facebook', campaign: 'Autumn', medium: 'paid_social' },
    });
    expect(leadFrom(lead({}), { formId: '1', adId: '2' }).attribution).toEqual({ formId: '1', adId: '2' });
    expect(leadFrom(lead({}, { platform: 'ig', is_organic: true })).attribution.utm).toEqual({ source: 'instagram', medium: 'organic' });
  });

  it('keeps which boxes were ticked', () => {
    const boxes = [
      { checkbox_key: 'news', is_checked: '1' },
      { checkbox_key: 'calls', is_checked: '' },
      { checkbox_key: 'terms', is_checked: true },
      { checkbox_key: 'other' },
    ];
    expect(leadFrom(lead({}, { custom_disclaimer_responses: boxes })).properties['disclaimers']).toEqual({
      news: true,
      calls: false,
      terms: true,
      other: false,
    });
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('a question called %s is a question', (name) => {
    const { person, company, properties } = leadFrom(lead({ [name]: 'x', email: 'a@b.example' }));
    expect([person, company]).toEqual([{ email: 'a@b.example' }, {}]);
    expect(Object.keys(Object(properties['answers'])).length).toBeLessThanOrEqual(1);
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  it.each([
    ['<test lead: dummy data for email>', true],
    ['<test lead: dummy data for full_name>', true],
    ['<TEST LEAD: DUMMY DATA FOR phone_number>', true],
    ['test lead', false],
    ['my <test lead: dummy data for email> is here', false],
  ])('%s is dummy data: %s', (value, dummy) => {
    expect(isDummy(value)).toBe(dummy);
    expect(leadFrom(lead({ full_name: value }))).toMatchObject({ test: dummy, person: dummy ? {} : { fullName: value } });
  });

  it('always fits into a signal, whatever somebody typed', () => {
    const name = fc.oneof(
      fc.constantFrom('email', 'full_name', 'company_name', 'phone_number', '__proto__'),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 300 }),
    );
    fc.assert(
      fc.property(
        fc.array(fc.record({ name, values: fc.array(fc.string({ unit: 'binary', maxLength: 6_000 }), { maxLength: 3 }) }), {
          maxLength: 20,
        }),
        (field_data) => {
          const told = leadFrom(leadSchema.parse({ id: '1', field_data }));
          const signal = {
            version: 1,
            id: '7d1b0a62-6a86-4c58-8a35-30b7f44a6f01',
            connection: 'meta-leads',
            eventId: '1',
            type: 'ad.lead_submitted',
            occurredAt: '2026-01-01T00:00:00Z',
            receivedAt: '2026-01-01T00:00:00Z',
            lane: 'high',
          };
          expect(signalSchema.safeParse({ ...signal, ...told }).error?.issues ?? []).toEqual([]);
          // What Postgres refuses in jsonb.
          expect(JSON.stringify(told)).not.toMatch(/\\u0000|\\ud[89a-f]/i);
        },
      ),
      { numRuns: 200 },
    );
  });
});
