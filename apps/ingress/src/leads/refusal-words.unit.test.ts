import { describe, expect, it } from 'vitest';
import { type Situation, refusalWords } from './refusal-words.js';

const nowMs = Date.parse('2026-11-21T09:00:00Z');
const ben = { id: 'ben-adeyemi', name: 'Ben Adeyemi' };
const ana = { id: 'ana-duarte', name: 'Ana Duarte' };
const at = (change: Partial<Situation> = {}): Situation => ({ rep: null, stage: 'waiting', nowMs, ...change });

describe('a no', () => {
  it('says who took it, and when', () => {
    expect(refusalWords('taken', at({ rep: ben, takenAtMs: nowMs - 120_000 }))).toBe('Ben Adeyemi took it 2 minutes ago.');
    expect(refusalWords('taken', at({ rep: ben }))).toBe('Ben Adeyemi took it just now.');
  });

  it('says who is being asked instead, and what to do', () => {
    expect(refusalWords('not-offered-to-you', at({ rep: ben, you: ana }))).toBe(
      'Ben Adeyemi is being asked at the moment, and Ana Duarte was not. Reassign it first.',
    );
    expect(refusalWords('not-offered-to-you', at({ you: ana }))).toBe(
      'Nobody is being asked at the moment, and Ana Duarte was not. Reassign it first.',
    );
    expect(refusalWords('moved-on', at({ rep: ben }))).toBe('It has moved on: Ben Adeyemi is being asked now.');
  });

  it.each([
    ['cancelled', 'It was cancelled 1 hour ago. Its next signal begins anew.'],
    ['unanswered', 'Nobody took it in time, and it was given up 1 hour ago. Its next signal begins anew.'],
    ['suppressed', 'It was held back 1 hour ago. Its next signal begins anew.'],
    ['something-new', 'The work on it ended 1 hour ago. Its next signal begins anew.'],
  ])('says how a lead that ended as %s ended', (stage, words) => {
    expect(refusalWords('over', at({ stage, closedAtMs: nowMs - 3_600_000 }))).toBe(words);
  });

  it('tells a workflow that was ended by hand from one that ran to its end', () => {
    expect(refusalWords('over', at())).toMatch(/ended by hand/);
  });
});
