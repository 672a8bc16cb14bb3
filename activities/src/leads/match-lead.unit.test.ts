import type { IdentityKey } from '@firstline/domain/identity/identity-keys';
import { describe, expect, it } from 'vitest';
import type { KeyHolder } from './leads.sql.js';
import { matchLead } from './match-lead.js';

const key = (kind: IdentityKey['kind'], value: string): IdentityKey => ({ kind, value });
const holds = (leadId: string, { kind, value }: IdentityKey): KeyHolder => ({ kind, value, leadId });
const email = key('email', 'ada@lovelace.example');
const phone = key('phone', '+442079460018');
const id = key('external', 'segment.userId:u_1001');
/** Addresses by lead. */
const known =
  (addresses: Record<string, string[]> = {}) =>
  (leadId: string): string[] =>
    addresses[leadId] ?? [];

describe('whose signal it is', () => {
  it('nobody’s, when nobody holds a key of it', () => {
    expect(matchLead([email, phone], [], known())).toBeUndefined();
  });

  it('that of the lead that holds its address, before any that holds its number', () => {
    const holders = [holds('by-phone', phone), holds('by-email', email)];
    expect(matchLead([email, phone], holders, known({ 'by-email': [email.value] }))).toEqual({ leadId: 'by-email', by: 'email' });
  });

  it('that of the lead that holds its number, when that lead has no address yet', () => {
    expect(matchLead([email, phone], [holds('somebody', phone)], known())).toEqual({ leadId: 'somebody', by: 'phone' });
  });

  it('that of the lead that holds its number, when the signal itself has no address', () => {
    expect(matchLead([phone], [holds('ada', phone)], known({ ada: [email.value] }))).toEqual({ leadId: 'ada', by: 'phone' });
  });

  it('not that of a colleague behind the same number, who has another address', () => {
    expect(matchLead([email, phone], [holds('grace', phone)], known({ grace: ['grace@lovelace.example'] }))).toBeUndefined();
    expect(matchLead([email, id], [holds('grace', id)], known({ grace: ['grace@lovelace.example'] }))).toBeUndefined();
  });

  it('and when a colleague’s number and somebody’s own id both match, the own id', () => {
    const holders = [holds('grace', phone), holds('ada', id)];
    expect(matchLead([email, phone, id], holders, known({ grace: ['grace@lovelace.example'], ada: [email.value] }))).toEqual({
      leadId: 'ada',
      by: 'external',
    });
  });
});
