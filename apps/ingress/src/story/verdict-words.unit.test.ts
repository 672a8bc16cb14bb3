import type { Policy } from '@firstline/domain/policy/policy.schema';
import { describe, expect, it } from 'vitest';
import { Team } from '../triggers/policies.js';
import { candidatesOf, scoreDetailOf, verdictSentence } from './verdict-words.js';

const team = new Team({
  team: [
    { id: 'ana-duarte', name: 'Ana Duarte', active: true },
    { id: 'ben-carter', name: 'Ben Carter', active: true },
  ],
  triggers: [{ id: 'demo-request', name: 'Demo request' }],
} as unknown as Policy);
const reason = (text: string) => ({ code: 'x', text, source: null, factAt: null });

describe('a decision in one sentence', () => {
  it.each([
    ['matched', { triggerId: 'demo-request' }, [], 'The play “Demo request” applies.'],
    ['matched', { triggerId: null }, [], 'No play listens to this signal.'],
    ['fit', { result: 'fit', decision: 'fit' }, [], 'Fits whom we sell to.'],
    ['fit', { result: 'not-a-fit' }, [], 'Not whom we sell to.'],
    [
      'fit',
      { result: 'unknown', decision: 'review', missing: ['company.employees', 'company.country'] },
      [],
      'Whether this fits is not certain (not known: company.employees and company.country), so people look at it in the weekly review.',
    ],
    ['suppressed', { suppressed: false, checked: [] }, [reason('In no active sequence.')], 'Nothing speaks against getting in touch.'],
    [
      'suppressed',
      { suppressed: true, hits: [{ reason: { text: 'rival.example belongs to a competitor.' } }] },
      [],
      'Held back: rival.example belongs to a competitor.',
    ],
    ['suppressed', { suppressed: false, diverted: { to: 'customer-success' } }, [], 'A customer: goes to customer success.'],
    ['scored', { score: 71, band: 'hot' }, [], 'Score 71 of 100, hot.'],
    ['routed', { decision: 'offer', repId: 'ana-duarte' }, [], 'Goes to Ana Duarte.'],
    ['routed', { decision: 'manager', repId: 'gone-since' }, [], 'Goes to gone-since.'],
    ['routed', { decision: 'hold', untilMs: 1 }, [], 'Everybody is away: held until the next shift.'],
    ['routed', { decision: 'nobody' }, [], 'Nobody could be given this lead.'],
    [
      'enriched',
      {},
      [reason('Apollo knew them.'), reason('PDL did not answer in time.')],
      'Apollo knew them and PDL did not answer in time.',
    ],
  ] as const)('%s %j', (kind, result, reasons, sentence) => {
    expect(verdictSentence(kind, result, [...reasons], team)).toBe(sentence);
  });

  it.each([null, undefined, 7, [], 'text', { missing: 7, hits: 'x', candidates: 1 }])(
    'is made of whatever was stored, %j too',
    (result) => {
      for (const kind of ['resolved', 'enriched', 'matched', 'fit', 'suppressed', 'scored', 'routed'] as const)
        expect(verdictSentence(kind, result, [], team)).toMatch(/^[A-Z].*\.$/);
      expect(candidatesOf(result, team)).toEqual([]);
      expect(scoreDetailOf({ result, decidedAt: '' })).toBeNull();
    },
  );
});

it('everybody who was considered is named with the reason, the chosen one first', () => {
  const candidates = [
    {
      repId: 'ben-carter',
      via: 'account-owner',
      chosen: false,
      out: [
        { code: 'absent', text: 'is away until Monday' },
        { code: 'language', text: 'speaks no German' },
      ],
    },
    { repId: 'ben-carter', via: 'pool', chosen: false, out: [{ code: 'outside-hours', text: 'is outside working hours' }] },
    { repId: 'ana-duarte', via: 'pool', chosen: true, out: [] },
  ];
  expect(candidatesOf({ candidates }, team).map(({ rep, because }) => `${rep.name}: ${because}`)).toEqual([
    'Ana Duarte: It was their turn.',
    'Ben Carter: Owns the account, but is away until Monday and speaks no German.',
    'Ben Carter: Is outside working hours.',
  ]);
});

it('the parts of a score come with the heaviest first', () => {
  const result = {
    score: 45,
    band: 'warm',
    contributions: [
      { id: 'base', points: 10, reason: 'Every lead starts here' },
      { id: 'size', points: 40, reason: 'Large' },
      { id: 'limit', points: -5, reason: 'Cut' },
    ],
  };
  expect(scoreDetailOf({ result, decidedAt: 'now' })?.contributions.map(({ id, points }) => [id, points])).toEqual([
    ['size', 40],
    ['base', 10],
    ['limit', -5],
  ]);
});
