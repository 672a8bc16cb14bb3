import { describe, expect, it } from 'vitest';
import { eventIdFrom, eventIdOf, payloadId, signalId } from './signal-id.js';

describe('the id of a signal', () => {
  it('is the same for the same event, whoever computes it', () => {
    expect(signalId({ connection: 'website-form', eventId: 'evt_81f2' })).toBe(
      signalId({ connection: 'website-form', eventId: 'evt_81f2' }),
    );
  });

  it('never changes between versions: a changed one would make every known event new', () => {
    expect(signalId({ connection: 'website-form', eventId: 'evt_81f2' })).toBe('04f92e21-8a93-540d-8877-32702e97a842');
  });

  it('is a name-based UUID of version 5', () => {
    expect(signalId({ connection: 'a', eventId: 'b' })).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('differs between two connections that use the same event id', () => {
    expect(signalId({ connection: 'a', eventId: '1' })).not.toBe(signalId({ connection: 'b', eventId: '1' }));
  });
});

describe('an event id', () => {
  it('is the vendor’s own where that is short printable ASCII', () => {
    expect(eventIdFrom('ajs-next-1767225600-6c1')).toBe('ajs-next-1767225600-6c1');
  });

  it.each(['with a space', 'ümlaut', 'x'.repeat(201), ''])(
    'is a hash where the vendor’s own could not stand in a workflow id (%s)',
    (vendorId) => {
      expect(eventIdFrom(vendorId)).toMatch(/^sha256-[0-9a-f]{64}$/);
    },
  );

  it('keeps the parts it is made of apart', () => {
    expect(eventIdOf('a', 'bc')).not.toBe(eventIdOf('ab', 'c'));
    expect(eventIdOf('a', undefined)).not.toBe(eventIdOf('a', ''));
    expect(eventIdOf(1, 'x')).toBe(eventIdOf('1', 'x'));
  });
});

describe('the id of a stored body', () => {
  it('is one for each different body of a connection', () => {
    const [one, other] = ['a'.repeat(64), 'b'.repeat(64)];
    expect(payloadId('a', one)).toBe(payloadId('a', one));
    expect(payloadId('a', one)).not.toBe(payloadId('b', one));
    expect(payloadId('a', one)).not.toBe(payloadId('a', other));
  });
});
