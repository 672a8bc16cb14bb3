import { connectionSchema } from '@firstline/domain/connections/connections.schema';
import { type NormalisedSignal, signalInputSchema } from '@firstline/domain/signal/signal';
import { signalId } from '@firstline/domain/signal/signal-id';
import { describe, expect, it } from 'vitest';
import { toSignal } from './signal-row.js';

const connection = (change = {}) => connectionSchema.parse({ id: 'api', kind: 'canonical', name: 'API', ...change });
const normalised = (change: object = {}): NormalisedSignal =>
  ({
    ...signalInputSchema.parse({ eventId: 'evt_1', type: 'form.submitted', occurredAt: '2026-11-21T09:14:03Z' }),
    ...change,
  }) as NormalisedSignal;

describe('a signal as it is stored', () => {
  it('has the id of its event, its connection, the moment it came, and the lane of its type', () => {
    expect(toSignal(normalised(), connection(), Date.UTC(2026, 10, 21))).toMatchObject({
      id: signalId({ connection: 'api', eventId: 'evt_1' }),
      connection: 'api',
      receivedAt: '2026-11-21T00:00:00.000Z',
      lane: 'high',
      complete: true,
      version: 1,
    });
  });

  it('waits in the lane that the connection says', () => {
    expect(toSignal(normalised(), connection({ lane: 'bulk' }), 0).lane).toBe('bulk');
  });

  it('stays incomplete when only ids came', () => {
    expect(toSignal(normalised({ complete: false }), connection(), 0).complete).toBe(false);
  });

  it('holds no character that Postgres cannot store', () => {
    const odd = toSignal(
      normalised({ person: { firstName: 'A\u0000da\ud800' }, properties: { 'k\u0000': ['\udc00', { a: '🚀' }] } }),
      connection(),
      0,
    );
    expect(odd.person.firstName).toBe('Ada\ufffd');
    expect(odd.properties).toEqual({ k: ['\ufffd', { a: '🚀' }] });
  });
});
