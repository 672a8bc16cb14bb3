import type { FastifyRequest } from 'fastify';
import { expect, it } from 'vitest';
import { senderOf } from './same-origin.js';

const sender = (headers: Record<string, string>) =>
  senderOf({ headers: { host: 'leads.example.com', ...headers } } as unknown as FastifyRequest, 'https://leads.example.com');

it.each([
  [{ 'sec-fetch-site': 'same-origin' }, 'ours'],
  [{ 'sec-fetch-site': 'same-site' }, 'foreign'],
  [{ 'sec-fetch-site': 'cross-site', origin: 'https://leads.example.com' }, 'foreign'],
  [{ 'sec-fetch-site': 'none' }, 'foreign'],
  [{ origin: 'https://leads.example.com' }, 'ours'],
  [{ origin: 'https://leads.example.com.evil.example' }, 'foreign'],
  [{ origin: 'null' }, 'foreign'],
  [{}, 'unknown'],
])('%j is %s', (headers, who) => {
  expect(sender(headers)).toBe(who);
});

it('a proxy that changes the host does not make the console foreign', () => {
  expect(sender({ host: 'ingress:3000', origin: 'https://leads.example.com' })).toBe('ours');
});
