import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fakeFacts, fakeSignal } from '../policy/facts.fake.js';
import { fakePolicy } from '../policy/policy-files.fake.js';
import type { Trigger } from '../policy/policy.schema.js';
import { candidateTriggers, defaultMode, matchTriggers } from './match-triggers.js';

const demo = fakePolicy().triggers[0]!;
/** The demo play under another id, with no mode and no condition unless a test gives one. */
const play = (id: string, changes: Partial<Trigger> = {}): Trigger => ({
  ...demo,
  id,
  name: id,
  when: undefined,
  mode: undefined,
  ...changes,
});
const match = (triggers: Trigger[], rest: Partial<Parameters<typeof matchTriggers>[0]> = {}) =>
  matchTriggers({ signal: fakeSignal(), facts: fakeFacts(), policy: { triggers }, ...rest });
const onlySmall = { when: 'company.employees < 50' };
const onlyLarge = { when: 'company.employees >= 50' };
const nobodyKnowsTheSize = fakeFacts({ company: { domain: 'lovelace.example' } });

describe('plays that a signal could start', () => {
  it('are those of its type and connection', () => {
    const triggers = [
      play('any-form'),
      play('website-form', { on: { type: ['form.submitted'], connections: ['website-form'] } }),
      play('other-form', { on: { type: ['form.submitted'], connections: ['landing-pages'] } }),
      play('chat', { on: { type: ['chat.completed'] } }),
      play('both', { on: { type: ['chat.completed', 'form.submitted'] } }),
    ];
    expect(candidateTriggers(fakeSignal(), { triggers }).map(({ id }) => id)).toEqual(['any-form', 'both', 'website-form']);
  });
  it('are none for a signal that no play knows, which is then only recorded', () => {
    expect(match([play('chat', { on: { type: ['chat.completed'] } })])).toEqual({ matched: null, mode: null, considered: [], shadows: [] });
  });
});

describe('of several plays that match', () => {
  it('the one of the highest priority wins, and equal ones in order of their ids', () => {
    const triggers = [play('b'), play('a'), play('urgent', { priority: 200 }), play('late', { priority: 5 })];
    expect(match(triggers)).toMatchObject({
      matched: { id: 'urgent' },
      considered: [{ triggerId: 'urgent' }, { triggerId: 'a' }, { triggerId: 'b' }, { triggerId: 'late' }],
    });
    expect(match(triggers.slice(0, 2)).matched?.id).toBe('a');
  });
  it('one that does not hold makes room for the next, and says why', () => {
    const verdict = match([play('small', { ...onlySmall, priority: 200 }), play('large', onlyLarge)]);
    expect(verdict.matched?.id).toBe('large');
    expect(verdict.considered).toEqual([
      {
        triggerId: 'small',
        holds: false,
        reasons: [{ code: 'trigger-condition-not', text: 'small: no: company.employees is 1200.', source: 'signal' }],
      },
      {
        triggerId: 'large',
        holds: true,
        reasons: [{ code: 'trigger-condition', text: 'large: yes: company.employees is 1200.', source: 'signal' }],
      },
    ]);
  });
  it('the order of files is of no account', () => {
    const triggers = ['a', 'b', 'c', 'd'].map((id, index) =>
      play(id, { priority: index % 2 === 0 ? 100 : 50, ...(id === 'a' ? onlySmall : {}) }),
    );
    fc.assert(
      fc.property(fc.shuffledSubarray(triggers, { minLength: 4 }), (shuffled) => {
        expect(match(shuffled)).toEqual(match(triggers));
      }),
      { seed: 20_261_121, numRuns: 30 },
    );
  });
  it('choosing leaves the policy as it was', () => {
    const triggers = Object.freeze([play('b'), play('a')]) as Trigger[];
    expect(() => match(triggers)).not.toThrow();
  });
});

describe('a play that cannot be judged because facts are missing', () => {
  it('still reaches a person when no other play holds', () => {
    const verdict = match([play('large', onlyLarge)], { facts: nobodyKnowsTheSize });
    expect(verdict).toMatchObject({ matched: { id: 'large' }, mode: 'alert', considered: [{ holds: 'unknown' }] });
    expect(verdict.considered[0]!.reasons[0]!.text).toBe('large: cannot be said, company.employees is not known.');
  });
  it('gives way to one that surely holds, whatever its priority', () => {
    expect(
      match([play('large', { ...onlyLarge, priority: 900 }), play('any', { priority: 1 })], { facts: nobodyKnowsTheSize }).matched?.id,
    ).toBe('any');
  });
  it('never acts by itself', () => {
    expect(match([play('large', { ...onlyLarge, mode: 'enrol' })], { facts: nobodyKnowsTheSize }).mode).toBe('alert');
    expect(match([play('large', { ...onlyLarge, mode: 'enrol' })]).mode).toBe('enrol');
    expect(match([play('large', onlyLarge)], { facts: nobodyKnowsTheSize, volume: 'high' }).mode).toBe('alert');
    expect(match([play('large', { ...onlyLarge, mode: 'review' })], { facts: nobodyKnowsTheSize }).mode).toBe('review');
  });
  it('is passed over when what is missing is a part of the signal, which will not come later', () => {
    expect(match([play('page', { when: 'signal.properties.page == "pricing"' })])).toMatchObject({
      matched: null,
      considered: [{ holds: 'unknown' }],
    });
    expect(
      match([play('page', { when: 'signal.properties.page == "pricing" && company.employees > 5' })], { facts: nobodyKnowsTheSize })
        .matched,
    ).toBeNull();
  });
  it('is passed over when a fact is of the wrong kind', () => {
    expect(
      match([play('both', { when: 'signal.properties.form > 5 && company.employees > 5' })], { facts: nobodyKnowsTheSize }).matched,
    ).toBeNull();
    expect(match([play('seats', { when: 'signal.properties.form > 5' })])).toMatchObject({
      matched: null,
      considered: [{ holds: 'unknown' }],
    });
  });
});

describe('a play on trial', () => {
  it('records what it would have done and keeps no live play from acting', () => {
    const verdict = match([play('trial', { mode: 'shadow', priority: 900 }), play('live', { mode: 'alert' })]);
    expect(verdict).toMatchObject({ matched: { id: 'live' }, mode: 'alert', shadows: ['trial'] });
  });
  it('is what matched when no live play does', () => {
    expect(match([play('trial', { mode: 'shadow' }), play('live', onlySmall)])).toMatchObject({
      matched: { id: 'trial' },
      mode: 'shadow',
      shadows: ['trial'],
    });
  });
  it('that does not hold is not counted', () => {
    expect(match([play('trial', { mode: 'shadow', ...onlySmall })])).toMatchObject({ matched: null, shadows: [] });
  });
});

describe('how a play acts when it does not say so', () => {
  it.each([
    ['high', 'high', 'enrol'],
    ['high', 'low', 'alert'],
    ['low', 'high', 'review'],
    ['low', 'low', 'review'],
  ] as const)('%s fidelity and %s volume: %s', (fidelity, volume, mode) => {
    expect(defaultMode(fidelity, volume)).toBe(mode);
    expect(match([play('p', { fidelity })], { volume }).mode).toBe(mode);
  });
  it('what it says itself always counts', () => {
    for (const mode of ['enrol', 'alert', 'review', 'shadow'] as const)
      expect(match([play('p', { mode, fidelity: 'low' })], { volume: 'high' }).mode).toBe(mode);
  });
});

describe('reasons', () => {
  it('name where a fact came from and when', () => {
    const facts = fakeFacts({ provenance: { 'company.employees': { source: 'enrichment:apollo', atMs: 42 } } });
    expect(match([play('large', onlyLarge)], { facts }).considered[0]!.reasons).toEqual([
      { code: 'trigger-condition', text: 'large: yes: company.employees is 1200.', source: 'apollo', factAtMs: 42 },
    ]);
  });
  it('keep people’s data out, since they are kept longer than it may be', () => {
    const when =
      'person.email.endsWith("lovelace.example") && person.firstName == "Ada" && signal.properties.phone == "+44 20 7946 0018" && signal.properties.mail == "x@y.example"';
    const verdict = match([play('p', { when })], {
      signal: fakeSignal({ properties: { phone: '+44 20 7946 0018', mail: 'x@y.example' } }),
    });
    expect(verdict.matched?.id).toBe('p');
    expect(verdict.considered[0]!.reasons[0]!.text).toBe(
      'p: yes: person.email is known, person.firstName is known, signal.properties.phone is known and signal.properties.mail is known.',
    );
  });
});
