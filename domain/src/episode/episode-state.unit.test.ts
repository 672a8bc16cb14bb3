import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { next, roundOf, type EpisodeEvent, type EpisodeState, type Offer } from './episode-state.js';

const seed = 20_261_121;
const offer = (change: Partial<Offer> = {}): Offer => ({
  repId: 'ana-duarte',
  kind: 'rep',
  round: 1,
  assignmentId: 'a-1',
  dueAtMs: 300_000,
  remindAtMs: 120_000,
  ...change,
});
const offered: EpisodeState = { at: 'offered', offer: offer(), reminded: false };

describe('an episode', () => {
  it('is taken by whoever taps first, and stays theirs whatever comes later', () => {
    const taken = next(offered, { type: 'acknowledged', repId: 'ana-duarte', atMs: 60_000 });
    expect(taken).toEqual({ at: 'taken', repId: 'ana-duarte', takenAtMs: 60_000, round: 1 });
    expect(next(taken, { type: 'acknowledged', repId: 'ben-carter', atMs: 60_000 })).toBe(taken);
    expect(next(taken, { type: 'timedOut' })).toBe(taken);
    expect(next(taken, { type: 'ended', as: 'cancelled' })).toBe(taken);
  });

  it('goes on to the next rep when the time is up, whether or not the rep was reminded', () => {
    const breached = { at: 'between', because: 'breached', round: 1 };
    expect(next(offered, { type: 'timedOut' })).toEqual(breached);
    expect(next(next(offered, { type: 'remindDue' }), { type: 'timedOut' })).toEqual(breached);
  });

  it('that is between two reps is not breached by a clock that was still running', () => {
    const passed = next(offered, { type: 'reassigned', because: 'passed' });
    expect(next(passed, { type: 'timedOut' })).toBe(passed);
    expect(next(passed, { type: 'remindDue' })).toBe(passed);
  });

  it('keeps who moved it and why, and whom they asked for', () => {
    const by = { actor: 'grace-moreau', because: 'Ben knows them' };
    expect(next(offered, { type: 'reassigned', because: 'reassigned', preferRepId: 'ben-carter', by })).toEqual({
      at: 'between',
      because: 'reassigned',
      round: 1,
      preferRepId: 'ben-carter',
      by,
    });
  });

  it('that is snoozed reminds the same rep at the end of the snooze, with the time that was left', () => {
    const reminded = next(offered, { type: 'remindDue' });
    expect(next(reminded, { type: 'snoozed', untilMs: 600_000, atMs: 100_000 })).toEqual({
      at: 'offered',
      reminded: false,
      offer: offer({ remindAtMs: 600_000, dueAtMs: 800_000 }),
    });
  });

  it('cannot be snoozed by nobody, and a snooze that is over already takes no time away', () => {
    const between = next(offered, { type: 'timedOut' });
    expect(next(between, { type: 'snoozed', untilMs: 600_000, atMs: 0 })).toBe(between);
    expect(next(offered, { type: 'snoozed', untilMs: 50_000, atMs: 100_000 })).toMatchObject({ offer: { dueAtMs: 300_000 } });
  });

  it('that is held goes on when the shift begins, and only then', () => {
    const held = next({ at: 'deciding' }, { type: 'allAway', untilMs: 900_000 });
    expect(held).toEqual({ at: 'held', untilMs: 900_000, round: 0 });
    expect(next(held, { type: 'shiftBegan' })).toMatchObject({ at: 'between', because: 'reassigned' });
    expect(next(offered, { type: 'shiftBegan' })).toBe(offered);
  });

  it('can be taken after on-call was paged, until it is given up', () => {
    const paged = next(next(offered, { type: 'timedOut' }), { type: 'paged', atMs: 400_000 });
    expect(next(paged, { type: 'acknowledged', repId: 'ana-duarte', atMs: 500_000 })).toMatchObject({ at: 'taken', round: 1 });
    const unanswered = next(paged, { type: 'ended', as: 'unanswered' });
    expect(next(unanswered, { type: 'acknowledged', repId: 'ana-duarte', atMs: 500_000 })).toBe(unanswered);
  });
});

const rep = fc.constantFrom('ana-duarte', 'ben-carter', 'grace-moreau');
const ms = fc.integer({ min: 0, max: 1_000_000 });
const anyEvent: fc.Arbitrary<EpisodeEvent> = fc.oneof(
  fc.record({
    type: fc.constant('offered' as const),
    offer: fc.record({
      repId: rep,
      kind: fc.constantFrom('rep' as const, 'manager' as const),
      round: fc.integer({ min: 1, max: 9 }),
      assignmentId: fc.constant('a'),
      dueAtMs: ms,
      remindAtMs: ms,
    }),
  }),
  fc.record({ type: fc.constant('allAway' as const), untilMs: ms }),
  fc.record({ type: fc.constant('paged' as const), atMs: ms }),
  fc.record({ type: fc.constant('acknowledged' as const), repId: rep, atMs: ms }),
  fc.record({ type: fc.constantFrom('remindDue' as const, 'timedOut' as const, 'shiftBegan' as const) }),
  fc.record({
    type: fc.constant('reassigned' as const),
    because: fc.constantFrom('passed' as const, 'reassigned' as const),
    preferRepId: rep,
  }),
  fc.record({ type: fc.constant('snoozed' as const), untilMs: ms, atMs: ms }),
  fc.record({
    type: fc.constant('ended' as const),
    as: fc.constantFrom('unanswered' as const, 'suppressed' as const, 'cancelled' as const),
  }),
);
const anyStory = fc.array(anyEvent, { maxLength: 40 });
const fold = (events: readonly EpisodeEvent[]): EpisodeState => events.reduce(next, { at: 'deciding' } as EpisodeState);
const isOver = ({ at }: EpisodeState): boolean => at === 'taken' || at === 'ended';

describe('whatever happens, in whatever order,', () => {
  it('the first end stands', () => {
    fc.assert(
      fc.property(anyStory, anyStory, (before, after) => {
        const state = fold(before);
        fc.pre(isOver(state));
        expect(after.reduce(next, state)).toBe(state);
      }),
      { seed, numRuns: 500 },
    );
  });

  it('a tap on an episode that is open takes it', () => {
    fc.assert(
      fc.property(anyStory, rep, ms, (before, repId, atMs) => {
        const state = fold(before);
        fc.pre(!isOver(state));
        expect(next(state, { type: 'acknowledged', repId, atMs })).toEqual({ at: 'taken', repId, takenAtMs: atMs, round: roundOf(state) });
      }),
      { seed, numRuns: 500 },
    );
  });

  it('the winner is the first who tapped, if nothing ended it before', () => {
    fc.assert(
      fc.property(anyStory, (events) => {
        const first = events.find(({ type }) => type === 'acknowledged' || type === 'ended');
        const state = fold(events);
        if (first?.type === 'acknowledged') expect(state).toMatchObject({ at: 'taken', repId: first.repId, takenAtMs: first.atMs });
        else if (first?.type === 'ended') expect(state).toEqual({ at: 'ended', as: first.as });
        else expect(isOver(state)).toBe(false);
      }),
      { seed, numRuns: 500 },
    );
  });

  it('a snooze never shortens the time that a rep has, and leaves them what was left', () => {
    fc.assert(
      fc.property(ms, ms, ms, (dueAtMs, untilMs, atMs) => {
        const state = next({ at: 'offered', offer: offer({ dueAtMs }), reminded: true }, { type: 'snoozed', untilMs, atMs });
        if (state.at !== 'offered') throw new Error('a snooze keeps the offer');
        expect(state.offer.dueAtMs).toBeGreaterThanOrEqual(dueAtMs);
        expect(state.offer.dueAtMs).toBeGreaterThanOrEqual(untilMs);
        if (untilMs >= atMs) expect(state.offer.dueAtMs - untilMs).toBeGreaterThanOrEqual(Math.max(0, dueAtMs - Math.max(atMs, untilMs)));
        expect(state.offer).toMatchObject({ repId: 'ana-duarte', round: 1, assignmentId: 'a-1' });
      }),
      { seed },
    );
  });

  it('the state crosses a Temporal border unchanged', () => {
    fc.assert(
      fc.property(anyStory, (events) => {
        const state = fold(events);
        expect(JSON.parse(JSON.stringify(state))).toEqual(state);
      }),
      { seed },
    );
  });
});
