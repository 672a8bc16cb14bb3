import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fakeCrm, fakeFacts, fakeNowMs } from '../policy/facts.fake.js';
import type { CrmFacts, LeadFacts } from '../policy/facts.js';
import { type SuppressionPolicy, suppressionRuleIds, suppressionSchema, type Trigger } from '../policy/policy.schema.js';
import { hostOf, isWithin } from './domains.js';
import { suppress, type SuppressionVerdict } from './suppress.js';

const suppression: SuppressionPolicy = suppressionSchema.parse({
  customerSuccessPool: 'care',
  competitorDomains: ['rival-routing.example', 'müller-rival.de'],
  doNotContactDomains: ['quiet.example'],
  doNotContactEmails: ['Leave.Me@gmail.com'],
});
interface Asked {
  crm?: Partial<CrmFacts>;
  facts?: Partial<LeadFacts>;
  policy?: Partial<SuppressionPolicy>;
  exemptFrom?: Trigger['exemptFrom'];
  signalId?: string;
  companyDomain?: string;
}
const ask = ({ crm, facts, policy, exemptFrom = [], ...rest }: Asked = {}): SuppressionVerdict =>
  suppress({
    facts: fakeFacts({ ...facts, crm: fakeCrm(crm) }),
    policy: { suppression: { ...suppression, ...policy } },
    trigger: { exemptFrom },
    nowMs: fakeNowMs,
    ...rest,
  });
const hitsOf = (asked: Asked): string[] => {
  const verdict = ask(asked);
  return verdict.suppressed ? verdict.hits.map(({ rule }) => rule) : [];
};
const textOf = (asked: Asked): string => {
  const verdict = ask(asked);
  return verdict.suppressed ? verdict.hits.map(({ reason }) => reason.text).join(' ') : '';
};

const hour = 3_600_000;
const sequence = { activeSequences: [{ id: 's1', name: 'Spring outreach', tool: 'outreach' }] };
const opportunity = { openOpportunities: [{ id: 'o1', name: 'Renewal 2027' }] };
const customer = { accountType: 'customer' as const };
const optedOut = { doNotContact: { because: 'asked by phone', sinceMs: fakeNowMs - 40 * 24 * hour } };
const enrolled = { lastEnrolledAtMs: fakeNowMs - hour };
const rival = { person: { email: 'spy@eu.rival-routing.example' } };

describe('a lead that nothing speaks against', () => {
  it('is not suppressed, and all six rules were asked', () => {
    const verdict = ask();
    expect(verdict.suppressed).toBe(false);
    expect(verdict.checked.map(({ rule, outcome }) => `${rule}: ${outcome}`)).toEqual(suppressionRuleIds.map((rule) => `${rule}: clear`));
  });
});

describe('each rule', () => {
  it.each<[string, Asked, string, string]>([
    [
      'somebody’s sequence is running',
      { crm: sequence },
      'active-sequence',
      'Already in “Spring outreach” (outreach) (CRM, read 3 minutes ago).',
    ],
    ['an opportunity is open', { crm: opportunity }, 'open-opportunity', 'Open opportunity “Renewal 2027” (CRM, read 3 minutes ago).'],
    [
      'a customer, where the policy says so',
      { crm: customer, policy: { customer: 'suppress' } },
      'customer',
      'The account is a customer (CRM, read 3 minutes ago).',
    ],
    [
      'asked not to be contacted',
      { crm: optedOut },
      'do-not-contact',
      'Asked not to be contacted: asked by phone, since 40 days ago (CRM, read 3 minutes ago).',
    ],
    [
      'an address on our list, whatever its tag and dots',
      { facts: { person: { email: 'leaveme+x@googlemail.com' } } },
      'do-not-contact',
      'The address is on the do-not-contact list (suppression.yaml).',
    ],
    [
      'a domain on our list',
      { facts: { person: { email: 'a@mail.quiet.example' }, company: {} } },
      'do-not-contact',
      'mail.quiet.example is on the do-not-contact list (quiet.example in suppression.yaml).',
    ],
    [
      'a competitor’s employee',
      { facts: rival },
      'competitor',
      'eu.rival-routing.example belongs to a competitor (rival-routing.example in suppression.yaml).',
    ],
    [
      'enrolled a moment ago',
      { crm: enrolled },
      'recently-enrolled',
      'Another play enrolled this lead 1 hour ago, within 4 hours (CRM, read 3 minutes ago).',
    ],
  ])('%s', (_, asked, rule, text) => {
    expect(hitsOf(asked)).toEqual([rule]);
    expect(textOf(asked)).toBe(text);
  });

  it('says which fact, from where, and how old', () => {
    const verdict = ask({ crm: sequence });
    expect(verdict.checked[0]).toMatchObject({
      rule: 'active-sequence',
      outcome: 'hit',
      reason: { code: 'active-sequence', source: 'crm', factAtMs: fakeNowMs - 180_000 },
    });
    const fromApollo = ask({
      facts: {
        person: {},
        company: { domain: 'rival-routing.example' },
        provenance: { 'company.domain': { source: 'enrichment:apollo', atMs: 1 } },
      },
    });
    expect(fromApollo.checked.find(({ rule }) => rule === 'competitor')!.reason.source).toBe('apollo');
  });

  it('can be switched off, and says that it was', () => {
    const off = {
      activeSequence: false,
      openOpportunity: false,
      doNotContact: false,
      doNotContactDomains: [],
      doNotContactEmails: [],
      competitorDomains: [],
      recentlyEnrolledWithin: 0,
    };
    const verdict = ask({ crm: { ...sequence, ...opportunity, ...optedOut, ...enrolled }, facts: rival, policy: off });
    expect(verdict.suppressed).toBe(false);
    expect(verdict.checked.map(({ outcome }) => outcome)).toEqual(['off', 'off', 'clear', 'off', 'off', 'off']);
  });

  it('that finds something is told with all the others, not alone', () => {
    expect(hitsOf({ crm: { ...sequence, ...opportunity, ...optedOut, ...enrolled }, facts: rival })).toEqual([
      'active-sequence',
      'open-opportunity',
      'do-not-contact',
      'competitor',
      'recently-enrolled',
    ]);
  });

  it('names no address and no person in its reason', () => {
    const everything = JSON.stringify(
      ask({
        crm: { ...optedOut, ...enrolled },
        facts: { person: { email: 'leave.me@gmail.com', firstName: 'Leave', phone: '+4420794600' } },
      }),
    );
    expect(everything).not.toMatch(/leave\.me|@|\+44/i);
  });
});

describe('a play that is exempt from a rule', () => {
  const exemptFrom = [{ rule: 'open-opportunity' as const, because: 'the owner wants to know' }];
  it('goes on, and the exemption is on record', () => {
    const verdict = ask({ crm: opportunity, exemptFrom });
    expect(verdict.suppressed).toBe(false);
    expect(verdict.checked[1]).toMatchObject({
      outcome: 'exempt',
      reason: {
        code: 'open-opportunity-exempt',
        text: 'Open opportunity “Renewal 2027” (CRM, read 3 minutes ago). This play is exempt: the owner wants to know',
      },
    });
  });
  it('is held back by the other rules all the same', () => {
    expect(hitsOf({ crm: { ...opportunity, ...optedOut }, exemptFrom })).toEqual(['do-not-contact']);
  });
  it('may sell to customers, if it is exempt from that', () => {
    const verdict = ask({ crm: customer, exemptFrom: [{ rule: 'customer', because: 'expansion play' }] });
    expect(verdict).toMatchObject({ suppressed: false });
    expect('diverted' in verdict).toBe(false);
  });
  it('is not there for a signal without a play', () => {
    expect(
      suppress({ facts: fakeFacts({ crm: fakeCrm(opportunity) }), policy: { suppression }, trigger: null, nowMs: fakeNowMs }).suppressed,
    ).toBe(true);
  });
});

describe('a customer', () => {
  it('goes to customer success, not away', () => {
    expect(ask({ crm: { ...customer, customerSuccessRepId: 'erik' } })).toMatchObject({
      suppressed: false,
      diverted: { to: 'customer-success', repId: 'erik', poolId: 'care', reason: { code: 'customer' } },
    });
    expect(ask({ crm: customer })).toMatchObject({ diverted: { poolId: 'care' } });
  });
  it('goes there with an open renewal, too, and with a running sequence: that is not selling twice', () => {
    const verdict = ask({ crm: { ...customer, ...opportunity, ...sequence } });
    expect(verdict).toMatchObject({ suppressed: false, diverted: { to: 'customer-success' } });
    expect(verdict.checked.slice(0, 3).map(({ outcome }) => outcome)).toEqual(['diverted', 'diverted', 'diverted']);
  });
  it('who asked not to be contacted is left alone', () => {
    expect(hitsOf({ crm: { ...customer, ...optedOut } })).toEqual(['do-not-contact']);
  });
  it.each(['prospect', 'former-customer', 'partner'] as const)('is not a %s', (accountType) => {
    expect(ask({ crm: { accountType } }).checked[2]).toMatchObject({ outcome: 'clear' });
  });
});

describe('enrolled recently', () => {
  const at = (agoMs: number): Asked => ({ crm: { lastEnrolledAtMs: fakeNowMs - agoMs } });
  it('ends to the millisecond', () => {
    expect(hitsOf(at(4 * hour - 1))).toEqual(['recently-enrolled']);
    expect(hitsOf(at(4 * hour))).toEqual([]);
  });
  it('counts when the CRM’s clock is ahead of ours', () => {
    expect(textOf(at(-5_000))).toContain('Another play enrolled this lead just now');
  });
  it('does not hold back the later actions of the play that enrolled', () => {
    const crm = { ...enrolled, lastEnrolledBySignalId: 'sig-1' };
    expect(hitsOf({ crm, signalId: 'sig-1' })).toEqual([]);
    expect(hitsOf({ crm, signalId: 'sig-2' })).toEqual(['recently-enrolled']);
    expect(hitsOf({ crm })).toEqual(['recently-enrolled']);
  });
});

describe('a competitor', () => {
  it.each([
    ['a@rival-routing.example', true],
    ['a@RIVAL-ROUTING.example', true],
    ['a@eu.sales.rival-routing.example', true],
    ['a@rival-routing.example.', true],
    ['a@notrival-routing.example', false],
    ['a@rival-routing.example.org', false],
    ['a@rival-routing.exampl', false],
    ['a@müller-rival.de', true],
    ['a@www.xn--mller-rival-thb.de', true],
    ['not an address', false],
    ['', false],
    ['@', false],
  ])('is known by the address %s: %s', (email, isRival) => {
    expect(hitsOf({ facts: { person: { email }, company: {} } })).toEqual(isRival ? ['competitor'] : []);
  });
  it.each([
    'rival-routing.example',
    'https://www.rival-routing.example/about?x=1',
    'EU.rival-routing.example:443',
    '//rival-routing.example',
  ])('is known by the website %s', (domain) => {
    expect(hitsOf({ facts: { person: {}, company: { domain } } })).toEqual(['competitor']);
    expect(hitsOf({ facts: { person: {}, company: {} }, companyDomain: domain })).toEqual(['competitor']);
  });
  it('is known by the company even when the address is private', () => {
    expect(hitsOf({ facts: { person: { email: 'spy@gmail.com' }, company: { domain: 'rival-routing.example' } } })).toEqual(['competitor']);
  });
  it('is any host below its domain, and none beside it', () => {
    const label = fc.stringMatching(/^[a-z0-9]{1,8}$/);
    fc.assert(
      fc.property(fc.array(label, { maxLength: 3 }), label, (labels, prefix) => {
        expect(isWithin([...labels, 'rival.example'].join('.'), 'rival.example')).toBe(true);
        expect(isWithin(`${prefix}rival.example`, 'rival.example')).toBe(false);
      }),
      { seed: 20_261_121 },
    );
  });
  it('is looked for in any text without error', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const host = hostOf(text);
        if (host !== undefined) expect(host).toMatch(/^[a-z0-9.-]+$/);
        expect(typeof ask({ facts: { person: { email: text }, company: { domain: text } } }).suppressed).toBe('boolean');
      }),
      { seed: 20_261_121, numRuns: 40 },
    );
  });
});

describe('asked again before an action', () => {
  it('answers by the CRM as it is then', () => {
    const before = ask();
    const after = suppress({
      facts: fakeFacts({ crm: fakeCrm({ ...opportunity, asOfMs: fakeNowMs + hour }) }),
      policy: { suppression },
      trigger: { exemptFrom: [] },
      nowMs: fakeNowMs + hour,
    });
    expect([before.suppressed, after.suppressed]).toEqual([false, true]);
  });
  it('answers the same for the same facts', () => {
    expect(ask({ crm: { ...sequence, ...optedOut } })).toEqual(ask({ crm: { ...sequence, ...optedOut } }));
  });
});
