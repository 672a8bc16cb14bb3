import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { matchTriggers } from '@firstline/domain/lead/match-triggers';
import { evaluateIcp } from '@firstline/domain/icp/evaluate-icp';
import { holds, problemsOfCel } from '@firstline/domain/policy/cel';
import { factTypes, globalFunctions, methods } from '@firstline/domain/policy/cel-language';
import { fakeCrm, fakeFacts, fakeNowMs, fakeSignal } from '@firstline/domain/policy/facts.fake';
import { formulaOf } from '@firstline/domain/policy/formula';
import { parsePolicy } from '@firstline/domain/policy/parse-policy';
import { problemLine } from '@firstline/domain/policy/policy-problem';
import { ruleFacts } from '@firstline/domain/policy/rule-facts';
import { renderText } from '@firstline/domain/policy/text-template';
import { score } from '@firstline/domain/scoring/score';
import { suppress } from '@firstline/domain/suppression/suppress';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { staleSchemas } from './policy-schemas.mjs';

const folder = fileURLToPath(new URL('../config/', import.meta.url));
const files = readdirSync(folder, { recursive: true })
  .filter((path) => path.endsWith('.yaml'))
  .map((path) => ({ path: path.replaceAll('\\', '/'), text: readFileSync(join(folder, path), 'utf8') }));
const connections = parse(files.find(({ path }) => path === 'connections.yaml').text).connections.map(({ id }) => id);
const parsed = parsePolicy(files, { connections });
const { policy } = parsed;

describe('the shipped policy', () => {
  it('is sound, and nothing in it is worth a warning', () => {
    expect((parsed.ok ? parsed.warnings : parsed.problems).map(problemLine)).toEqual([]);
  });
  it('has five plays of different kinds, each with its sentence', () => {
    expect(new Set(policy.triggers.map(({ on }) => on.type[0])).size).toBe(5);
    for (const trigger of policy.triggers)
      expect(formulaOf(trigger, policy)).toMatch(/^When .+ in .+, then .+, using .+, and alert Nina Okafor if it fails\.$/);
  });
  it('has somebody in every pool at any hour', () => {
    const isAlwaysThere = ({ hours: { week } }) =>
      Object.values(week).every((day) => day.some(({ from, to }) => from === '00:00' && to === '24:00')) && Object.keys(week).length === 7;
    const always = policy.team.filter((member) => member.active && isAlwaysThere(member)).map(({ id }) => id);
    const emptyAtTimes = policy.territories.pools.filter((pool) => !pool.members.some(({ rep }) => always.includes(rep)));
    expect(emptyAtTimes).toEqual([]);
  });
});

describe('the page about conditions', () => {
  const page = readFileSync(join(folder, 'README.md'), 'utf8');
  it('names every fact that a condition may ask for', () => {
    const { Signal, Person, Company, Lead, RecentSignal, Attribution, Utm } = factTypes;
    const facts = [Signal, Person, Company, Lead, RecentSignal, Attribution, Utm].flatMap((type) => Object.keys(type));
    expect(facts.filter((name) => !new RegExp(`[\`. ]${name}[\`. ]`).test(page))).toEqual([]);
  });
  it('shows only what a condition may say', () => {
    const examples = [...page.matchAll(/`((?:company|person|signal|lead|has|int)[.(][^`]*[)\]\d])`/g)].map(([, example]) => example);
    expect(examples.length).toBeGreaterThanOrEqual(6);
    expect(examples.flatMap((example) => problemsOfCel(example, 'any'))).toEqual([]);
    for (const [name] of page.matchAll(/(?<=\.)(?:contains|endsWith|startsWith|mentions|exists|filter|size)\b|\bhas\b(?=\()/g))
      expect([...globalFunctions, ...methods]).toContain(name);
  });
});

describe('schemas for editors', () => {
  it('are those of the code; if not, run node tools/policy-schemas.mjs', async () => {
    expect(await staleSchemas()).toEqual([]);
  });

  const ajv = new Ajv2020({ strict: false });
  addFormats.default(ajv);
  it.each(files.filter(({ path }) => path !== 'connections.yaml'))('$path is named with its schema and passes it', ({ path, text }) => {
    const [, named] = /^# yaml-language-server: \$schema=(\S+)\n/.exec(text);
    const schema = JSON.parse(readFileSync(join(folder, path, '..', named), 'utf8'));
    const validate = ajv.compile(schema);
    expect(validate(parse(text)) ? [] : validate.errors).toEqual([]);
    expect(validate({ ...parse(text), owwner: 1 })).toBe(false);
  });
});

/** What the shipped policy decides about somebody, up to the territory. */
function decide({
  person,
  company,
  crm,
  type = 'form.submitted',
  connection = 'website-form',
  properties = { form: 'demo-request' },
  recentSignals = [],
}) {
  const signal = fakeSignal({ type, connection, properties });
  const facts = fakeFacts({ person, company, crm: fakeCrm(crm), recentSignals });
  const { matched, mode } = matchTriggers({ signal, facts, policy });
  const definition = policy.icp.find(({ id }) => id === matched?.icp);
  const view = ruleFacts({ signal, facts });
  const held = suppress({ facts, policy, trigger: matched, nowMs: fakeNowMs });
  return {
    play: matched?.id ?? null,
    mode,
    icp: definition && evaluateIcp(definition, facts, signal).decision,
    held: held.suppressed ? held.hits.map(({ rule }) => rule) : (held.diverted?.to ?? []),
    band: score({ facts, policy, signal, nowMs: fakeNowMs }).band,
    territory: policy.territories.territories.find(({ when }) => holds(when, view).truth === true)?.pool ?? policy.territories.defaultPool,
    why: matched && renderText(matched.why, view).text,
  };
}
const ada = fakeFacts();
const globex = {
  domain: 'globex-industries.example',
  name: 'Globex Industries',
  country: 'US',
  employees: 8000,
  industry: 'industrial machinery',
};
const hank = { email: 'hank.sorrel@globex-industries.example', firstName: 'Hank', seniority: 'c_suite', title: 'Chief Revenue Officer' };

describe('by the shipped policy', () => {
  it('Ada’s demo request is a hot lead for EMEA', () => {
    expect(decide({ person: ada.person, company: ada.company })).toEqual({
      play: 'demo-request',
      mode: 'alert',
      icp: 'fit',
      held: [],
      band: 'hot',
      territory: 'emea',
      why: 'Ada asked for a demo.',
    });
  });
  it('an enterprise on the pricing page is shown to the enterprise pool', () => {
    const visit = {
      person: hank,
      company: globex,
      type: 'website.page_viewed',
      connection: 'product-segment',
      properties: { category: 'pricing' },
    };
    expect(decide(visit)).toMatchObject({
      play: 'enterprise-pricing-visit',
      icp: 'fit',
      territory: 'enterprise',
      why: 'Globex Industries (8,000 employees) is on the pricing page.',
    });
    expect(decide({ ...visit, properties: { category: 'documentation' } }).play).toBeNull();
    expect(decide({ ...visit, company: { ...globex, employees: 1999 } }).play).toBeNull();
    expect(decide({ ...visit, company: { domain: globex.domain } })).toMatchObject({ play: 'enterprise-pricing-visit', mode: 'alert' });
  });
  it('a German company goes to those who speak German', () => {
    expect(
      decide({
        person: { email: 'jonas.petersen@nordlicht-logistik.example', seniority: 'head' },
        company: { country: 'Germany', employees: 420 },
      }),
    ).toMatchObject({ play: 'demo-request', territory: 'dach', icp: 'fit' });
  });
  it('a French company goes to EMEA', () => {
    expect(
      decide({
        person: { email: 'camille.rousseau@atelier-lumiere.example', seniority: 'director' },
        company: { country: 'FR', employees: 180 },
      }),
    ).toMatchObject({ territory: 'emea', icp: 'fit' });
  });
  it('a bakery of four is not a fit', () => {
    expect(
      decide({ person: { email: 'rosa@corner-bakery.example', seniority: 'owner' }, company: { country: 'US', employees: 4 } }).icp,
    ).toBe('not-a-fit');
  });
  it('a student is not a fit', () => {
    expect(
      decide({
        person: { email: 'tilda.marsh@student.oldbridge-university.example', seniority: 'entry', title: 'Student' },
        company: { country: 'GB', employees: 3900, industry: 'higher education' },
      }).icp,
    ).toBe('not-a-fit');
  });
  it('a competitor’s employee is left alone', () => {
    expect(decide({ person: { email: 'trent.mercer@rival-routing.example' }, company: { employees: 240, country: 'US' } }).held).toEqual([
      'competitor',
    ]);
  });
  it('a customer goes to customer success', () => {
    expect(
      decide({
        person: { email: 'carol.steadman@steady-customer.example' },
        company: { employees: 650, country: 'US' },
        crm: { accountType: 'customer', openOpportunities: [{ id: 'o1', name: 'Renewal' }] },
      }).held,
    ).toBe('customer-success');
  });
  it('an ad lead whose company nobody knows still reaches a rep', () => {
    expect(
      decide({
        person: { email: 'lena.brandt@freemail.example', fullName: 'Lena Brandt' },
        company: {},
        type: 'ad.lead_submitted',
        connection: 'meta-leads',
        properties: {},
      }),
    ).toMatchObject({ play: 'meta-ad-lead', icp: 'fit', territory: 'rest' });
  });
  it('a trial start enrols by itself, and one from a throw-away address does not', () => {
    const trial = {
      company: { employees: 95, country: 'CA' },
      type: 'product.trial_started',
      connection: 'product-webhooks',
      properties: {},
    };
    expect(decide({ ...trial, person: { email: 'noor.rahimi@pinewood-software.example', firstName: 'Noor' } })).toMatchObject({
      play: 'trial-started',
      mode: 'enrol',
      icp: 'fit',
      territory: 'north-america',
    });
    expect(decide({ ...trial, person: { email: 'x@mailinator.com' } }).play).toBeNull();
    expect(decide({ ...trial, person: {} })).toMatchObject({ play: 'trial-started', mode: 'alert' });
  });
  it('becoming an MQL in HubSpot alerts a rep', () => {
    const change = {
      person: ada.person,
      company: ada.company,
      type: 'crm.stage_changed',
      connection: 'crm-hubspot',
      properties: { to: 'marketingqualifiedlead' },
    };
    expect(decide(change)).toMatchObject({ play: 'marketing-qualified', mode: 'alert' });
    expect(decide({ ...change, properties: { to: 'subscriber' } }).play).toBeNull();
  });
  it('another form is recorded only', () => {
    expect(decide({ person: ada.person, company: ada.company, properties: { form: 'newsletter' } }).play).toBeNull();
  });
});
