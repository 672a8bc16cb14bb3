import { describe, expect, it } from 'vitest';

import { standingOf } from './standing.js';
import { aStory, at, entry, offerTo, START_MS } from './story.fake.js';

const words = (story: ReturnType<typeof aStory>, ms: number): string => {
  const { now, next } = standingOf(story, START_MS + ms);
  return [now, ...next.map(({ text }) => text)].join(' | ');
};

describe('where a signal is', () => {
  it('shows the clock of an offer, and every step until somebody is paged', () => {
    const story = aStory({}, { assignment: offerTo('Sam Whitaker') });
    expect(words(story, 60_300)).toBe(
      'Sam Whitaker is asked, round 1: 4:00 left of 5 min. | Sam Whitaker is reminded. | The manager is asked.',
    );
    expect(standingOf(story, START_MS + 60_300).leftMs).toBe(240_000);
  });

  it('does not announce a reminder that has been', () => {
    expect(words(aStory({}, { assignment: offerTo('Sam Whitaker') }), 130_000)).not.toContain('reminded');
  });

  it('says who comes after the manager', () => {
    expect(words(aStory({}, { assignment: offerTo('Marcus Bell', { kind: 'manager', round: 2 }) }), 60_000)).toContain('On-call is paged.');
  });

  it('notices that a clock ran out and nobody went on', () => {
    expect(words(aStory({}, { assignment: offerTo('Sam Whitaker') }), 420_300)).toMatch(/past due by 2:00.*doctor says what is in the way/);
  });

  it('knows until when anybody may take it, after the page', () => {
    const paged = entry(200_000, 'paged', 'Nobody took it: on-call is paged.', { data: { giveUpAtMs: START_MS + 86_400_000 } });
    expect(words(aStory({ timeline: [paged] }), 300_000)).toBe(
      'Everybody in line was asked, and on-call is paged. Whoever takes it first has it. | It ends as unanswered.',
    );
  });

  it('tells a signal that is only stored from one that waits for a worker', () => {
    expect(words(aStory({ stage: 'received', startedAt: null }), 10)).toContain('its workflow is not started yet');
    expect(words(aStory({ stage: 'received', stageAt: at(0) }), 60_000)).toContain('which is too long');
  });

  it('measures a take from the offer and from the moment it arrived', () => {
    const taken = {
      ...offerTo('Sam Whitaker'),
      episodeId: 'ep1',
      signalId: 's1',
      poolId: null,
      territoryId: null,
      endedAt: at(60_300),
      endedAs: 'taken' as const,
    };
    expect(words(aStory({ stage: 'taken' }, { assignments: [taken] }), 90_000)).toBe(
      'Sam Whitaker took it, 1 min after the offer and 1 min after it arrived.',
    );
  });

  it('points a signal that joined to the story that it joined', () => {
    expect(words(aStory({ stage: 'merged', ownerSignalId: 's-owner' }), 10)).toContain('trace s-owner');
  });

  it('says why an end is one', () => {
    expect(words(aStory({ stage: 'unqualified', endedBecause: 'too small' }), 10)).toBe('Ended as unqualified: Too small.');
  });
});
