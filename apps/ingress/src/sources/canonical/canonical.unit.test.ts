import { describe, expect, it } from 'vitest';
import { delivery } from '../for-tests.js';
import { readSignals } from './canonical.source.js';
import demoRequest from './fixtures/demo-request.json' with { type: 'json' };

const lines = (...items: string[]) => delivery(items.join('\n'), { 'content-type': 'application/x-ndjson' });

describe('our own API', () => {
  it('takes one signal', () => {
    expect(readSignals(delivery(JSON.stringify(demoRequest)))).toMatchObject({
      many: false,
      items: [{ is: 'signal', signal: { ...demoRequest, consent: {}, test: false } }],
    });
  });

  it('takes an array, and names the field of the one that is wrong', () => {
    const wrong = { ...demoRequest, person: { email: 5 }, occurredAt: 'yesterday' };
    expect(readSignals(delivery(JSON.stringify([demoRequest, wrong, demoRequest])))).toMatchObject({
      many: true,
      items: [
        { is: 'signal' },
        {
          is: 'refused',
          path: '1.occurredAt',
          errors: [{ field: 'occurredAt', message: expect.stringContaining('ISO 8601') }, { field: 'person.email' }],
        },
        { is: 'signal' },
      ],
    });
  });

  it('takes a line for each, and a broken line never loses the others', () => {
    const { items } = readSignals(
      lines(JSON.stringify(demoRequest), '', '{"eventId":', '{"__proto__":{}}', JSON.stringify({ ...demoRequest, eventId: 'evt_2' })),
    );
    expect(items).toMatchObject([
      { is: 'signal' },
      { is: 'refused', path: '1', reason: expect.stringContaining('Line 3 is not valid JSON') },
      { is: 'refused', path: '2', reason: expect.stringContaining('"__proto__"') },
      { is: 'signal', signal: { eventId: 'evt_2' } },
    ]);
  });

  it.each([
    ['type', { type: 'form.submited' }, /not a signal type; GET \/v1\/catalogue/],
    ['eventId', { eventId: 'with space' }, /printable ASCII/],
    ['eventId', { eventId: undefined }, /expected string/],
    ['person.firstName', { person: { firstName: 'x'.repeat(301) } }, /300/],
  ])('names the field %s when it is wrong', (field, change, message) => {
    const { items } = readSignals(delivery(JSON.stringify({ ...demoRequest, ...change })));
    expect(items).toMatchObject([{ is: 'refused', path: field, reason: expect.stringMatching(message) }]);
  });

  it('refuses more at once than it can answer in time', () => {
    const many = JSON.stringify(Array.from({ length: 1_001 }, () => 1));
    expect(() => readSignals(delivery(many))).toThrow(/1001 signals at once; at most 1000/);
  });
});
