import { expect, it } from 'vitest';
import { leadNameOf, whoOf } from './names.js';

const nobody = { leadId: '0198a3c2-0000-7000-8000-000000000001', displayName: null, email: null, company: null };

it('a lead is called by name, else by address, else by company, else by id', () => {
  expect(leadNameOf({ ...nobody, displayName: 'Ada King', email: 'ada@lovelace.example' })).toBe('Ada King');
  expect(leadNameOf({ ...nobody, email: 'ada@lovelace.example', company: 'Analytical Engines' })).toBe('ada@lovelace.example');
  expect(leadNameOf({ ...nobody, company: 'Analytical Engines' })).toBe('Somebody at Analytical Engines');
  expect(leadNameOf(nobody)).toBe('Lead 0198a3c2');
});

it.each([
  [{ person: { firstName: 'Ada', lastName: 'King' }, company: { name: 'Analytical Engines' } }, 'Ada King, Analytical Engines'],
  [{ person: { fullName: 'Ada King', firstName: 'Ada' } }, 'Ada King'],
  [{ person: { email: 'ada@lovelace.example' }, company: { domain: 'lovelace.example' } }, 'ada@lovelace.example, lovelace.example'],
  [{ person: {}, company: { domain: 'lovelace.example' } }, 'Somebody at lovelace.example'],
  [{ person: { firstName: 7, email: ' ' }, company: null }, 'Somebody'],
  [null, 'Somebody'],
])('%j is shown as %j', (body, who) => {
  expect(whoOf(body)).toBe(who);
});
