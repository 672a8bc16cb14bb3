import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CrmFacts } from '../policy/facts.js';
import { weekdays, type Pool, type TeamMember, type WorkingHours } from '../policy/policy.schema.js';
import type { RouteDecision } from './decision.js';
import { explainRoute } from './explain.js';
import { pick } from './pick.js';
import { poolsToLock, route } from './route.js';
import type { RouteQuestion } from './route-question.js';

const friday = Date.parse('2026-11-20T10:00:00Z');
const night = Date.parse('2026-11-20T23:00:00Z');
const monday = Date.parse('2026-11-23T08:00:00Z');
const berlin: WorkingHours = {
  zone: 'Europe/Berlin',
  week: Object.fromEntries(weekdays.slice(0, 5).map((day) => [day, [{ from: '09:00', to: '18:00' }]])),
  holidays: [],
};
const rep = (id: string, more: Partial<TeamMember> = {}): TeamMember => ({
  id,
  name: id[0]?.toUpperCase() + id.slice(1),
  email: `${id}@seller.example`,
  role: 'rep',
  manager: 'mia',
  channels: [],
  languages: ['en'],
  skills: [],
  hours: berlin,
  away: [],
  active: true,
  ...more,
});
const team = [
  rep('ana', { languages: ['en', 'de'] }),
  rep('ben'),
  rep('cleo'),
  rep('dan'),
  rep('sue'),
  rep('mia', { role: 'manager', manager: undefined }),
];
const pool = (id: string, reps: string[], more: Partial<Pool> = {}): Pool => ({
  id,
  name: `the ${id} pool`,
  members: reps.map((each) => ({ rep: each, weight: 1 })),
  mode: 'assign',
  allAway: { do: 'hold' },
  ...more,
});
const crm = (said: Partial<CrmFacts> = {}): CrmFacts => ({ asOfMs: friday, openOpportunities: [], activeSequences: [], ...said });

interface Case extends Partial<Omit<RouteQuestion, 'policy' | 'facts'>> {
  crm?: Partial<CrmFacts>;
  email?: string;
  language?: string;
  pools_?: Pool[];
  members?: TeamMember[];
}
/** A lead of the DACH territory on a Friday morning, unless a test says otherwise. */
function ask({ crm: said, email = 'ada@engines.example', language, pools_, members = team, ...rest }: Case = {}): RouteQuestion {
  return {
    facts: { leadId: 'l1', person: { email, ...(language && { language }) }, company: {}, crm: crm(said), recentSignals: [] },
    policy: {
      team: members,
      territories: {
        namedAccounts: [{ domain: 'www.bigcorp.example', rep: 'dan' }],
        territories: [
          { id: 'dach', name: 'DACH', when: 'dach', pool: 'dach' },
          { id: 'rest', name: 'Rest', when: 'rest', pool: 'rest' },
        ],
        pools: pools_ ?? [pool('dach', ['ana', 'ben', 'cleo']), pool('rest', ['dan']), pool('default', ['cleo'])],
        defaultPool: 'default',
      },
    },
    evaluate: (condition) => condition === 'dach',
    team: {},
    pools: {},
    nowMs: friday,
    exclude: [],
    ...rest,
  };
}
const goesTo = (decision: RouteDecision): string => ('repId' in decision ? `${decision.decision}:${decision.repId}` : decision.decision);
const outOf = (decision: RouteDecision, repId: string): string[] =>
  decision.candidates.filter((each) => each.repId === repId).flatMap((each) => each.out.map(({ code }) => code));

describe('a lead goes', () => {
  it('to whoever owns the contact, past all turns', () => {
    const decision = route(ask({ crm: { contactOwnerRepId: 'ben', accountOwnerRepId: 'cleo' } }));
    expect(decision).toMatchObject({
      decision: 'offer',
      repId: 'ben',
      via: 'contact-owner',
      territoryId: 'dach',
      ledger: [],
      mode: 'assign',
    });
    expect(decision).not.toHaveProperty('poolState');
  });
  it('to the account’s owner, then the open opportunity’s, then the named account’s rep', () => {
    expect(
      route(ask({ crm: { accountOwnerRepId: 'cleo', openOpportunities: [{ id: 'o', name: 'Big deal', ownerRepId: 'ben' }] } })),
    ).toMatchObject({ repId: 'cleo', via: 'account-owner' });
    expect(
      route(
        ask({
          email: 'a@bigcorp.example',
          crm: {
            openOpportunities: [
              { id: 'n', name: 'None' },
              { id: 'o', name: 'Big deal', ownerRepId: 'ben' },
            ],
          },
        }),
      ),
    ).toMatchObject({ repId: 'ben', via: 'opportunity-owner' });
    expect(route(ask({ email: 'a@eu.bigcorp.example' }))).toMatchObject({ repId: 'dan', via: 'named-account' });
  });
  it('to the territory’s pool when its owner is on leave, off for the day, gone or switched away, and says so', () => {
    const away = team.map((member) =>
      member.id === 'ben'
        ? { ...member, away: [{ from: '2026-11-20T00:00:00Z', until: '2026-11-30T00:00:00Z', because: 'holiday' }] }
        : member,
    );
    const onLeave = route(ask({ members: away, crm: { contactOwnerRepId: 'ben' } }));
    expect(onLeave).toMatchObject({ decision: 'offer', via: 'pool', poolId: 'dach', repId: 'ana' });
    expect(onLeave.reasons[0]?.text).toBe('Ben owns the contact, but Ben is away until 2026-11-30T00:00:00Z (holiday).');
    expect(
      route(ask({ members: team.map((member) => ({ ...member, active: member.id !== 'ben' })), crm: { contactOwnerRepId: 'ben' } })),
    ).toMatchObject({ repId: 'ana' });
    expect(route(ask({ crm: { contactOwnerRepId: 'somebody-who-left' } }))).toMatchObject({ repId: 'ana', via: 'pool' });
    expect(
      route(ask({ team: { ben: { openLeads: 0, active: true, manualAway: true } }, crm: { contactOwnerRepId: 'ben' } })),
    ).toMatchObject({ repId: 'ana' });
    expect(route(ask({ team: { ben: { openLeads: 0, active: false } }, crm: { contactOwnerRepId: 'ben' } }))).toMatchObject({
      repId: 'ana',
    });
  });
  it('to the next in turn, counting only leads of that pool', () => {
    const state =
      pick({
        poolId: 'dach',
        state: {},
        eligible: [
          { repId: 'ana', weight: 1 },
          { repId: 'ben', weight: 1 },
          { repId: 'cleo', weight: 1 },
        ],
        atMs: 0,
      })?.state ?? {};
    const decision = route(ask({ pools: { dach: state } }));
    expect(decision).toMatchObject({ repId: 'ben', poolId: 'dach', territoryId: 'dach' });
    expect(decision.decision === 'offer' && decision.poolState?.['ben']?.assigned).toBe(1);
    expect(outOf(decision, 'ana')).toEqual(['not-their-turn']);
  });
  it('to the default pool when no territory takes it, naming the one that could not be told', () => {
    const decision = route(ask({ evaluate: (condition) => (condition === 'dach' ? 'unknown' : false) }));
    expect(decision).toMatchObject({ repId: 'cleo', poolId: 'default' });
    expect(decision).not.toHaveProperty('territoryId');
    expect(decision.reasons.map((reason) => reason.code)).toEqual(['territory-unknown', 'default-pool', 'turn']);
  });
  it('to somebody who speaks the language, if one is there, else to whoever is', () => {
    const german = route(
      ask({ language: 'de-AT', pools: { dach: { ana: { assigned: 9, credit: -0.9 }, ben: { assigned: 0, credit: 0.9 } } } }),
    );
    expect(german).toMatchObject({ repId: 'ana' });
    expect(german.candidates.find((each) => each.repId === 'ben')?.out).toEqual([
      { code: 'language', text: 'does not speak German, and a colleague who is there speaks German' },
    ]);
    const french = route(ask({ language: 'fr' }));
    expect(french).toMatchObject({ repId: 'ana' });
    expect(french.reasons.map((reason) => reason.code)).toContain('no-language');
    expect(route(ask({ language: 'what we speak at home' }))).toMatchObject({ decision: 'offer' });
  });
  it('to somebody with the skill asked for', () => {
    expect(
      route(
        ask({ skills: ['security'], members: team.map((member) => (member.id === 'cleo' ? { ...member, skills: ['security'] } : member)) }),
      ),
    ).toMatchObject({ repId: 'cleo' });
  });
  it('never to a rep who is full, gone, absent, or was asked before', () => {
    const capped = [pool('dach', ['ana', 'ben', 'cleo'], { capacity: 2 })];
    const decision = route(ask({ pools_: capped, exclude: ['ben'], team: { ana: { openLeads: 2, active: true } } }));
    expect(goesTo(decision)).toBe('offer:cleo');
    expect(outOf(decision, 'ana')).toEqual(['at-capacity']);
    expect(outOf(decision, 'ben')).toEqual(['already-asked']);
  });
  it('to the one whom a person named, at any hour, unless they are away', () => {
    expect(goesTo(route(ask({ preferRepId: 'sue', nowMs: night, exclude: ['sue'], crm: { contactOwnerRepId: 'ben' } })))).toBe('offer:sue');
    expect(goesTo(route(ask({ preferRepId: 'sue', team: { sue: { openLeads: 0, active: true, manualAway: true } } })))).toBe('offer:ana');
  });
  it('to customer success when it is a customer’s, past the sales owner', () => {
    const pools_ = [pool('dach', ['ana']), pool('cs', ['sue']), pool('default', ['cleo'])];
    const said = { contactOwnerRepId: 'ben', customerSuccessRepId: 'sue' };
    expect(route(ask({ pools_, crm: said, diverted: {} }))).toMatchObject({ repId: 'sue', via: 'customer-success' });
    expect(route(ask({ pools_, crm: { contactOwnerRepId: 'ben' }, diverted: { poolId: 'cs' } }))).toMatchObject({
      repId: 'sue',
      poolId: 'cs',
    });
    expect(route(ask({ pools_, crm: { accountOwnerRepId: 'ben' }, diverted: {} }))).toMatchObject({ repId: 'ben', via: 'account-owner' });
    expect(goesTo(route(ask({ pools_, diverted: {} })))).toBe('manager:mia');
  });
  it('to all of a pod at once when the pool claims, with one whose turn it is', () => {
    expect(route(ask({ pools_: [pool('dach', ['ana', 'ben'], { mode: 'claim' })] }))).toMatchObject({
      mode: 'claim',
      repId: 'ana',
      claimants: ['ana', 'ben'],
    });
  });
});

describe('when all are away', () => {
  it('it is held until the next shift, whosever that is', () => {
    expect(route(ask({ nowMs: night }))).toMatchObject({ decision: 'hold', untilMs: monday, poolId: 'dach' });
    const early = team.map((member) =>
      member.id === 'dan' ? { ...member, hours: { ...berlin, week: { sat: [{ from: '10:00', to: '12:00' }] } } } : member,
    );
    expect(route(ask({ nowMs: night, members: early, crm: { accountOwnerRepId: 'dan' } }))).toMatchObject({
      decision: 'hold',
      untilMs: Date.parse('2026-11-21T09:00:00Z'),
    });
  });
  it('it overflows, through as many pools as it takes and never in a circle', () => {
    const sydney = rep('sydney', { hours: { ...berlin, zone: 'UTC', week: { fri: [{ from: '22:00', to: '06:00' }] } } });
    const chain = (last: Pool) => [
      pool('dach', ['ana'], { allAway: { do: 'overflow', pool: 'rest' } }),
      pool('rest', ['ben'], { allAway: { do: 'overflow', pool: 'last' } }),
      last,
    ];
    expect(route(ask({ nowMs: night, members: [...team, sydney], pools_: chain(pool('last', ['sydney'])) }))).toMatchObject({
      decision: 'offer',
      repId: 'sydney',
      poolId: 'last',
    });
    const circle = ask({ nowMs: night, pools_: chain(pool('last', ['cleo'], { allAway: { do: 'overflow', pool: 'dach' } })) });
    expect(route(circle)).toMatchObject({ decision: 'hold', untilMs: monday });
    expect(poolsToLock(circle)).toEqual(['dach', 'last', 'rest']);
  });
  it('it goes to the manager when the pool says so, and to a manager who is there', () => {
    expect(goesTo(route(ask({ nowMs: night, pools_: [pool('dach', ['ana'], { allAway: { do: 'manager' } })] })))).toBe('manager:mia');
    const two = [
      ...team.map((member) =>
        member.id === 'mia' ? { ...member, away: [{ from: '2026-11-01T00:00:00Z', until: '2026-12-01T00:00:00Z' }] } : member,
      ),
      rep('max', { role: 'manager' }),
    ];
    expect(
      goesTo(
        route(
          ask({
            members: two,
            team: { ana: { openLeads: 0, active: false } },
            pools_: [pool('dach', ['ana'], { allAway: { do: 'manager' } })],
          }),
        ),
      ),
    ).toBe('manager:max');
  });
  it('a full desk is looked at again soon, since it may empty at any minute', () => {
    const decision = route(ask({ pools_: [pool('dach', ['ana'], { capacity: 1 })], team: { ana: { openLeads: 1, active: true } } }));
    expect(decision).toMatchObject({ decision: 'hold', untilMs: friday + 15 * 60_000 });
  });
  it('it is not hidden in a hold once somebody was asked, nor after three holds: a manager hears of it', () => {
    expect(goesTo(route(ask({ nowMs: night, exclude: ['ana'] })))).toBe('manager:mia');
    expect(goesTo(route(ask({ nowMs: night, holds: 2 })))).toBe('hold');
    expect(goesTo(route(ask({ nowMs: night, holds: 3 })))).toBe('manager:mia');
    expect(goesTo(route(ask({ exclude: ['ana', 'ben', 'cleo'] })))).toBe('manager:mia');
  });
  it('nobody gets it only when there is not even a manager who has not been asked', () => {
    expect(goesTo(route(ask({ exclude: ['ana', 'ben', 'cleo', 'mia'] })))).toBe('nobody');
    expect(goesTo(route(ask({ members: [], nowMs: night })))).toBe('nobody');
  });
});

describe('whatever happens', () => {
  const state = fc.record({ openLeads: fc.nat({ max: 3 }), active: fc.boolean(), manualAway: fc.boolean() });
  const ids = team.map((member) => member.id);
  const situation = fc.record({
    nowMs: fc.integer({ min: friday, max: friday + 7 * 86_400_000 }),
    team: fc.dictionary(fc.constantFrom(...ids), state),
    exclude: fc.subarray(ids),
    holds: fc.nat({ max: 4 }),
    allAway: fc.constantFrom<Pool['allAway']>({ do: 'hold' }, { do: 'manager' }, { do: 'overflow', pool: 'rest' }, { do: 'overflow' }),
    capacity: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
    owner: fc.option(fc.constantFrom(...ids), { nil: undefined }),
    language: fc.constantFrom(undefined, 'de', 'fr'),
  });
  const asked = ({ allAway, capacity, owner, ...rest }: typeof situation extends fc.Arbitrary<infer T> ? T : never): RouteQuestion => {
    const more = { allAway, ...(capacity !== undefined && { capacity }) };
    return ask({
      ...rest,
      pools_: [pool('dach', ['ana', 'ben', 'cleo'], more), pool('rest', ['dan', 'sue'], more)],
      ...(owner !== undefined && { crm: { accountOwnerRepId: owner } }),
    });
  };

  it('a lead is only offered to somebody who can take it at that second, and everyone else is named with a reason', () => {
    fc.assert(
      fc.property(situation, (drawn) => {
        const decision = route(asked(drawn));
        const open = decision.candidates.filter((candidate) => candidate.out.length === 0);
        expect(open.filter((candidate) => candidate.chosen)).toEqual(open);
        if (decision.decision !== 'offer') {
          expect(open).toEqual([]);
          return;
        }
        expect(open.map((candidate) => candidate.repId)).toEqual([decision.repId]);
        expect(drawn.exclude).not.toContain(decision.repId);
        const now = drawn.team[decision.repId];
        expect(now?.active).not.toBe(false);
        expect(now?.manualAway ?? false).toBe(false);
        if (decision.via === 'pool') expect(now?.openLeads ?? 0).toBeLessThan(drawn.capacity ?? Infinity);
      }),
      { seed: 20_261_121, numRuns: 600 },
    );
  });

  it('waiting always ends: every hold lies ahead, and holds run out', () => {
    fc.assert(
      fc.property(situation, (drawn) => {
        let question = asked({ ...drawn, holds: 0 });
        for (let step = 0; step <= 4; step++) {
          const decision = route(question);
          if (decision.decision !== 'hold') return;
          expect(decision.untilMs).toBeGreaterThan(question.nowMs);
          question = { ...question, nowMs: decision.untilMs, holds: (question.holds ?? 0) + 1 };
        }
        expect.unreachable('held for ever');
      }),
      { seed: 20_261_121, numRuns: 600 },
    );
  });

  it('the same question has the same answer', () => {
    fc.assert(
      fc.property(situation, (drawn) => {
        expect(route(asked(drawn))).toEqual(route(asked(drawn)));
      }),
      { seed: 20_261_121, numRuns: 100 },
    );
  });
});

describe('why did this lead go there', () => {
  const names = { rep: (id: string) => team.find((member) => member.id === id)?.name ?? id };
  it('is answered in plain words from the stored decision alone', () => {
    const stored = JSON.parse(
      JSON.stringify(
        route(
          ask({ crm: { accountOwnerRepId: 'dan' }, team: { dan: { openLeads: 0, active: true, manualAway: true } }, exclude: ['cleo'] }),
        ),
      ),
    ) as RouteDecision;
    expect(explainRoute(stored, names)).toEqual({
      question: 'Why did this lead go to Ana?',
      answer: [
        'Dan owns the account, but Dan has switched to away.',
        'It belongs to the territory DACH.',
        'In the dach pool, Ana was next in turn of the 2 who could take it.',
        'Until then Ana had had exactly the share due.',
      ],
      others: [
        { repId: 'dan', text: 'Dan has switched to away.' },
        { repId: 'ben', text: 'Ben could have had it, but it was the turn of Ana.' },
        { repId: 'cleo', text: 'Cleo was asked before and did not take it.' },
      ],
    });
  });
  it('is answered for holds, managers and nobody too', () => {
    expect(explainRoute(route(ask({ nowMs: night })), names)).toMatchObject({ question: 'Why is this lead held?' });
    expect(explainRoute(route(ask({ exclude: ['ana', 'ben', 'cleo'] })), names)).toMatchObject({
      question: 'Why did this lead go to the manager, Mia?',
    });
    expect(explainRoute(route(ask({ members: [] })), names).answer.at(-1)).toContain('a manager decides');
  });
});
