import type { AlertInstruction } from '@firstline/domain/actions/instruction';

/** An alert about somebody invented, changed as a test needs. */
export const anAlert = (change: Partial<AlertInstruction> = {}): AlertInstruction => ({
  purpose: 'offer',
  repId: 'ana-duarte',
  episodeId: '0b7ad2c4-9d7e-4f0a-9d55-2a4d6f1f7a10',
  leadId: '5e0f3a34-0cf7-4c8c-8a9b-6f0a2f5c1d22',
  round: 1,
  kind: 'rep',
  dueAt: '2026-11-21T18:03:00.000Z',
  who: 'Ada King, VP Engineering at Analytical Engines Ltd',
  why: 'Asked for a demo after three pricing visits.',
  score: 82,
  scoreBand: 'hot',
  reasons: ['A vice president or above', 'Asked for a demo today'],
  history: ['A page is viewed, 1 day ago'],
  firstWords: 'Hi Ada, you asked about routing for two regions.',
  advice: 'They are in a hurry: call, do not write.',
  email: 'ada@lovelace.example',
  phone: '+44 20 7946 0000',
  ...change,
});
