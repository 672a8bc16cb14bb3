import { describe, expect, it } from 'vitest';
import { fakeFacts, fakeSignal } from '../policy/facts.fake.js';
import type { IcpDefinition } from '../policy/policy.schema.js';
import { evaluateIcp } from './evaluate-icp.js';

const core: IcpDefinition = {
  id: 'core',
  name: 'Core',
  unknownIs: 'review',
  criteria: [
    { id: 'employees-50', must: 'company.employees >= 50', because: 'At least 50 employees' },
    { id: 'region', must: 'company.country in ["GB", "DE"]', because: 'In our region' },
    { id: 'senior', must: 'person.seniority in ["vp", "director"] || person.title.mentions("head of")', because: 'Senior enough' },
  ],
};
const ask = (facts: Parameters<typeof fakeFacts>[0] = {}, definition = core) => evaluateIcp(definition, fakeFacts(facts), fakeSignal());

describe('whom we sell to', () => {
  it('fits when every criterion holds, and says by which facts', () => {
    expect(ask()).toEqual({
      result: 'fit',
      decision: 'fit',
      missing: [],
      reasons: [
        { code: 'employees-50', text: 'At least 50 employees: yes: company.employees is 1200.', source: 'signal' },
        { code: 'region', text: 'In our region: yes: company.country is “GB”.', source: 'signal' },
        { code: 'senior', text: 'Senior enough: yes: person.seniority is “vp”.', source: 'signal' },
      ],
    });
  });

  it('does not fit when one criterion fails, and every one of them is still answered', () => {
    const verdict = ask({ company: { employees: 4, country: 'GB' } });
    expect(verdict).toMatchObject({ result: 'not-a-fit', decision: 'not-a-fit', missing: [] });
    expect(verdict.reasons.map(({ code }) => code)).toEqual(['employees-50-not', 'region', 'senior']);
  });

  it('does not fit when one criterion fails, even though others are unknown', () => {
    expect(ask({ person: {}, company: { employees: 4 } })).toMatchObject({ result: 'not-a-fit', missing: [] });
  });

  it('is unknown for want of facts, and names those that would settle it', () => {
    const verdict = ask({ person: { title: 'Clerk' }, company: { country: 'DE' } });
    expect(verdict).toMatchObject({ result: 'unknown', decision: 'review', missing: ['company.employees', 'person.seniority'] });
    expect(verdict.reasons[0]).toEqual({
      code: 'employees-50-unknown',
      text: 'At least 50 employees: cannot be said, company.employees is not known.',
      source: 'policy',
    });
  });

  it.each(['fit', 'not-a-fit', 'review'] as const)('doubt is decided as the definition says: %s', (unknownIs) => {
    expect(ask({ company: {} }, { ...core, unknownIs })).toMatchObject({ result: 'unknown', decision: unknownIs });
  });

  it('a fact that does not matter is not missed', () => {
    expect(ask({ person: { title: 'Head of Sales' } })).toMatchObject({ result: 'fit', missing: [] });
  });

  it('a criterion that is broken decides nothing and says so', () => {
    const broken = { ...core, criteria: [{ id: 'broken', must: 'company.employes > 5', because: 'Broken' }] };
    expect(ask({}, broken)).toMatchObject({
      result: 'unknown',
      reasons: [{ code: 'broken-unknown', text: 'Broken: cannot be said, company has no field "employes".' }],
    });
  });
});
