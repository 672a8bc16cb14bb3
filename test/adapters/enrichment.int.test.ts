import { ApolloClient } from '@firstline/activities/enrichment/apollo/apollo.client';
import { apolloProvider } from '@firstline/activities/enrichment/apollo/apollo.provider';
import type { EnrichmentProvider } from '@firstline/activities/enrichment/enrichment.port';
import { PeopleDataLabsClient } from '@firstline/activities/enrichment/people-data-labs/people-data-labs.client';
import { peopleDataLabsProvider } from '@firstline/activities/enrichment/people-data-labs/people-data-labs.provider';
import { enrichmentProviders } from '@firstline/activities/enrichment/providers';
import { loadConfig } from '@firstline/platform/config/config';
import { Secret } from '@firstline/platform/config/secret';
import { startSandbox, type Sandbox } from '@firstline/sandbox/sandbox';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ latency: 'none' });
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.stop());

const ada = { email: 'ada@lovelace.example', companyDomain: 'lovelace.example' };
const patience = (): AbortSignal => AbortSignal.timeout(2_000);

const vendors = [
  {
    vendor: 'apollo' as const,
    open: (key = 'sandbox-key', timeoutMs = 1_000): EnrichmentProvider =>
      apolloProvider(new ApolloClient({ baseUrl: `${sandbox.url}/apollo/api/v1`, key: new Secret(key), timeoutMs })),
    employees: 1200,
    title: 'VP Engineering',
    badKey: 'invalid-key',
  },
  {
    vendor: 'people-data-labs' as const,
    open: (key = 'sandbox-key', timeoutMs = 1_000): EnrichmentProvider =>
      peopleDataLabsProvider(new PeopleDataLabsClient({ baseUrl: `${sandbox.url}/people-data-labs/v5`, key: new Secret(key), timeoutMs })),
    employees: 1148,
    title: 'Vice President, Engineering',
    badKey: 'invalid-key',
  },
];

describe.each(vendors)('every enrichment provider: $vendor', ({ vendor, open, employees, title, badKey }) => {
  it('says who somebody is and where, in our words', async () => {
    const { found, person, company } = await open().lookup(ada, patience());
    expect(found).toBe(true);
    expect(person).toMatchObject({ firstName: 'Ada', lastName: 'King', title, seniority: 'vp' });
    expect(company).toMatchObject({ name: 'Analytical Engines Ltd', domain: 'lovelace.example', employees, country: 'United Kingdom' });
  });

  it('finds a person by name at a company, and a company alone', async () => {
    const byName = await open().lookup({ firstName: 'Ada', lastName: 'King', companyDomain: 'lovelace.example' }, patience());
    expect(byName.person).toMatchObject({ title });
    const firm = await open().lookup({ companyDomain: 'lovelace.example' }, patience());
    expect(firm).toMatchObject({ found: true, person: {}, company: { name: 'Analytical Engines Ltd' } });
  });

  it('answers that it knows nobody, which is no failure', async () => {
    expect(await open().lookup({ email: 'nobody@elsewhere.example', companyDomain: 'elsewhere.example' }, patience())).toEqual({
      found: false,
      person: {},
      company: {},
    });
  });

  it('has nothing to ask about a person of whom only the first name is known', () => {
    expect(open().cacheKey({ firstName: 'Ada' })).toBeUndefined();
    expect(open().cacheKey({})).toBeUndefined();
    expect(open().cacheKey({ email: 'ADA@lovelace.example' })).toBe(open().cacheKey({ email: 'ada@lovelace.example' }));
  });

  it.each([
    ['429 with Retry-After', { mode: 'rate-limit' as const, retryAfterSeconds: 7 }, /slow down/],
    ['500', { status: 500 }, /answered 500/],
    ['503', { mode: 'down' as const }, /answered 503/],
    ['a cut connection', { mode: 'act-then-drop' as const }, /broke off/],
  ])('fails on %s, and never makes up a fact', async (_what, fault, says) => {
    sandbox.faults.set(vendor, fault);
    await expect(open().lookup(ada, patience())).rejects.toThrow(says);
  });

  it('gives up on a vendor that never answers', async () => {
    sandbox.faults.set(vendor, { mode: 'hang' });
    await expect(open('sandbox-key', 150).lookup(ada, patience())).rejects.toThrow(/did not answer in time/);
  });

  it('stops when nobody waits any more', async () => {
    sandbox.faults.set(vendor, { latencyMs: 5_000 });
    await expect(open('sandbox-key', 4_000).lookup(ada, AbortSignal.timeout(100))).rejects.toThrow();
  });

  it('fails on each kind of nonsense, with a message that quotes none of it', async () => {
    sandbox.faults.set(vendor, { mode: 'nonsense' });
    const said: string[] = [];
    for (let kind = 0; kind < 5; kind++)
      said.push(
        await open()
          .lookup(ada, patience())
          .then(
            () => 'believed it',
            (error: Error) => error.message,
          ),
      );
    expect(said).not.toContain('believed it');
    expect(said.join()).not.toMatch(/sandbox nonsense|accept the terms/i);
  });

  it('says that the key is wrong, without saying the key', async () => {
    const error = await open(badKey)
      .lookup(ada, patience())
      .catch((failure: Error) => failure);
    expect(error).toMatchObject({ message: expect.stringMatching(/does not know our key/) });
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error as Error))).not.toContain(badKey);
  });

  it('tells of no credits left apart from a wrong key', async () => {
    await expect(open('no-credits-key').lookup(ada, patience())).rejects.toThrow(/no credits left/);
  });
});

describe('Apollo', () => {
  it('costs one call for a person whose company comes along', async () => {
    await vendors[0]!.open().lookup(ada, patience());
    expect(sandbox.records.seen('apollo')).toBe(1);
  });
  it('says that a key lacks the endpoint', async () => {
    await expect(vendors[0]!.open('unscoped-key').lookup(ada, patience())).rejects.toThrow(/may not use this endpoint/);
  });
});

describe('People Data Labs', () => {
  it('takes a hidden value for no value', async () => {
    const answer = await vendors[1]!.open('free-plan-key').lookup(ada, patience());
    expect(answer.person).not.toHaveProperty('phone');
    expect(Object.values(answer.person).every((value) => typeof value === 'string')).toBe(true);
    expect((await vendors[1]!.open().lookup({ email: 'callum.innes@tessellate-bank.example' }, patience())).person.phone).toMatch(
      /^\+\d+$/,
    );
  });
  it('takes a 404 that is not theirs for a wrong address, not for an unknown person', async () => {
    const lost = peopleDataLabsProvider(
      new PeopleDataLabsClient({ baseUrl: `${sandbox.url}/nowhere/v5`, key: new Secret('k'), timeoutMs: 1_000 }),
    );
    await expect(lost.lookup(ada, patience())).rejects.toThrow(/check PDL_URL|not JSON/);
  });
});

describe('the list of providers', () => {
  const base = { DATABASE_URL: 'postgresql://localhost/x', FIRSTLINE_PAYLOAD_KEYS: 'k', FIRSTLINE_SESSION_KEY: 's' };
  const namesWith = (env: Record<string, string>): string[] =>
    enrichmentProviders(loadConfig({ ...base, ...env })).providers.map(({ name }) => name);
  it('holds those with a key, and in front of a sandbox all', () => {
    expect(namesWith({})).toEqual([]);
    expect(namesWith({ PDL_API_KEY: 'k' })).toEqual(['people-data-labs']);
    expect(namesWith({ FIRSTLINE_SANDBOX_URL: sandbox.url })).toEqual(['apollo', 'people-data-labs']);
  });
});
