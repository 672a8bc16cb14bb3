import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '@firstline/sandbox/sandbox';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ latency: 'none' });
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.stop());

const ask = async (path: string, init: RequestInit = {}) => {
  const response = await fetch(`${sandbox.url}${path}`, init);
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: text.startsWith('{') ? JSON.parse(text) : undefined };
};
const apolloPerson = (query: string, key: string | undefined = 'sandbox-key') =>
  ask(`/apollo/api/v1/people/match?${query}`, { method: 'POST', headers: key === undefined ? {} : { 'x-api-key': key } });
const pdl = (path: string, key: string | undefined = 'sandbox-key') =>
  ask(`/people-data-labs/v5/${path}`, { headers: key === undefined ? {} : { 'X-API-Key': key } });

describe('Apollo', () => {
  it('knows a person by address, with the company', async () => {
    const { status, body } = await apolloPerson('email=Ada@Lovelace.example');
    expect(status).toBe(200);
    expect(body.person).toMatchObject({
      first_name: 'Ada',
      last_name: 'King',
      title: 'VP Engineering',
      seniority: 'vp',
      email_status: 'verified',
    });
    expect(body.person.organization).toMatchObject({
      primary_domain: 'lovelace.example',
      estimated_num_employees: 1200,
      country: 'United Kingdom',
    });
  });

  it.each([
    ['a hashed address', `hashed_email=${createHash('sha256').update('ada@lovelace.example').digest('hex')}`],
    ['its own id', 'id=sandbox-apollo-ada-king'],
    ['a profile', 'linkedin_url=http://www.linkedin.com/in/firstline-sandbox-ada-king/'],
    ['a name at a domain', 'first_name=Ada&last_name=King&domain=lovelace.example'],
    ['a name at a company', 'name=ada%20king&organization_name=Analytical%20Engines'],
  ])('finds the same person by %s', async (_how, query) => {
    expect((await apolloPerson(query)).body.person?.id).toBe('sandbox-apollo-ada-king');
  });

  it('answers 200 without a person when it knows nobody, or only a name', async () => {
    expect(await apolloPerson('email=nobody@elsewhere.example')).toMatchObject({ status: 200, body: { person: null } });
    expect(await apolloPerson('name=Ada%20King')).toMatchObject({ status: 200, body: { person: null } });
  });

  it('reads parameters from the query only, and says when there are none', async () => {
    const inBody = await ask('/apollo/api/v1/people/match', {
      method: 'POST',
      headers: { 'x-api-key': 'k', 'content-type': 'application/json' },
      body: '{"email":"ada@lovelace.example"}',
    });
    expect(inBody.status).toBe(422);
  });

  it('knows a company by its domain, and by a page of its site', async () => {
    for (const domain of ['globex-industries.example', 'https://www.globex-industries.example/pricing']) {
      const { body } = await ask(`/apollo/api/v1/organizations/enrich?domain=${encodeURIComponent(domain)}`, {
        headers: { 'x-api-key': 'k' },
      });
      expect(body.organization).toMatchObject({ name: 'Globex Industries Inc', state: 'OH' });
    }
    expect((await ask('/apollo/api/v1/organizations/enrich?domain=nowhere.example', { headers: { 'x-api-key': 'k' } })).body).toEqual({
      organization: null,
    });
    expect((await ask('/apollo/api/v1/organizations/enrich', { headers: { 'x-api-key': 'k' } })).status).toBe(422);
  });

  it('refuses keys as Apollo does', async () => {
    const missing = await apolloPerson('email=a@b.example', '');
    expect([missing.status, missing.headers.get('content-type')]).toEqual([401, 'text/plain; charset=utf-8']);
    expect((await apolloPerson('email=a@b.example', 'invalid-key')).status).toBe(401);
    expect(await apolloPerson('email=a@b.example', 'unscoped-key')).toMatchObject({
      status: 403,
      body: { error_code: 'API_INACCESSIBLE' },
    });
    expect((await apolloPerson('email=a@b.example', 'no-credits-key')).status).toBe(422);
  });

  it('counts the minute down, and refuses beyond its limit', async () => {
    sandbox.faults.set('apollo', { limitPerMinute: 2 });
    const left = [];
    for (let call = 1; call <= 2; call++)
      left.push((await apolloPerson('email=ada@lovelace.example')).headers.get('x-minute-requests-left'));
    expect(left).toEqual(['1', '0']);
    const refused = await apolloPerson('email=ada@lovelace.example');
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused.headers.get('x-rate-limit-minute')).toBe('2');
  });
});

describe('People Data Labs', () => {
  it('knows a person by address, in lower case unless asked otherwise', async () => {
    const plain = await pdl('person/enrich?email=ada@lovelace.example&min_likelihood=6');
    expect(plain.body).toMatchObject({
      status: 200,
      likelihood: 10,
      data: { full_name: 'ada king', job_company_website: 'lovelace.example', job_company_size: '1001-5000' },
    });
    const titled = await pdl('person/enrich?email=ada@lovelace.example&titlecase=true');
    expect(titled.body.data).toMatchObject({ full_name: 'Ada King', job_title: 'Vice President, Engineering' });
  });

  it('is surer of an address than of a number, and of a number than of a name', async () => {
    const likelihood = async (query: string): Promise<number> => (await pdl(`person/enrich?${query}`)).body.likelihood;
    expect(await likelihood('email=imogen.ward@kestrel-robotics.example')).toBe(10);
    expect(await likelihood('phone=%2B44%20117%20496%200170')).toBe(8);
    expect(await likelihood('first_name=Imogen&last_name=Ward&company=Kestrel%20Robotics')).toBe(6);
    expect((await pdl('person/enrich?first_name=Imogen&last_name=Ward&company=Kestrel%20Robotics&min_likelihood=7')).status).toBe(404);
  });

  it('says 404 for nobody, which costs nothing', async () => {
    expect(await pdl('person/enrich?email=nobody@elsewhere.example')).toMatchObject({
      status: 404,
      body: { status: 404, error: { type: 'not_found' } },
    });
    await pdl('person/enrich?email=ada@lovelace.example');
    const { body } = await ask('/_sandbox/records/people-data-labs');
    expect(body.state).toMatchObject({ creditsSpent: 1, misses: 1 });
  });

  it('leaves out people without a required field', async () => {
    expect((await pdl('person/enrich?email=kofi.mensah.2004@freemail.example')).status).toBe(200);
    expect((await pdl('person/enrich?email=kofi.mensah.2004@freemail.example&required=work_email')).status).toBe(404);
  });

  it('puts true where the plan hides a value', async () => {
    expect((await pdl('person/enrich?email=hank.sorrel@globex-industries.example')).body.data.work_email).toBe(true);
    const free = await pdl('person/enrich?email=imogen.ward@kestrel-robotics.example', 'free-plan-key');
    expect(free.body.data).toMatchObject({ work_email: true, mobile_phone: true });
  });

  it('knows companies, with the facts beside the status', async () => {
    const { body } = await pdl('company/enrich?website=nordlicht-logistik.example');
    expect(body).toMatchObject({
      status: 200,
      display_name: 'Nordlicht Logistik GmbH',
      employee_count: 410,
      size: '201-500',
      location: { country: 'germany' },
    });
    expect((await pdl('company/enrich?website=nowhere.example')).status).toBe(404);
  });

  it('refuses keys, methods and empty questions as it does', async () => {
    expect((await pdl('person/enrich?email=a@b.example', '')).status).toBe(401);
    expect((await pdl('person/enrich?email=a@b.example', 'no-credits-key')).body.error.type).toBe('payment_required');
    expect((await pdl('person/enrich?email=a@b.example', 'forbidden-key')).status).toBe(403);
    expect((await pdl('person/enrich?first_name=Ada')).status).toBe(400);
    expect((await pdl('person/enrich?email=a@b.example&min_likelihood=eleven')).status).toBe(400);
    expect(
      (await ask('/people-data-labs/v5/person/enrich?email=a@b.example', { method: 'DELETE', headers: { 'x-api-key': 'k' } })).status,
    ).toBe(405);
  });

  it('slows down with its own words and headers', async () => {
    sandbox.faults.set('people-data-labs', { mode: 'rate-limit', retryAfterSeconds: 7 });
    const limited = await pdl('person/enrich?email=ada@lovelace.example');
    expect(limited).toMatchObject({ status: 429, body: { error: { type: 'rate_limit_error' } } });
    expect([limited.headers.get('retry-after'), limited.headers.get('x-ratelimit-remaining')]).toEqual(['7', '0']);
  });
});

describe('the two together', () => {
  it('agree on most, differ on some, and each knows somebody the other does not', async () => {
    const both = async (email: string) => ({
      apollo: (await apolloPerson(`email=${email}`)).body.person,
      pdl: (await pdl(`person/enrich?email=${email}&titlecase=true`)).body.data,
    });
    const jonas = await both('jonas.petersen@nordlicht-logistik.example');
    expect([jonas.apollo.title, jonas.pdl.job_title]).toEqual(['Head of Sales', 'Leiter Vertrieb']);
    expect(jonas.apollo.organization.estimated_num_employees).toBe(450);
    expect((await both('paige.hollis@rival-routing.example')).pdl).toBeUndefined();
    expect((await both('gus.petrakis@oxbow-insurance.example')).apollo).toBeNull();
  });

  it('never keep a key among the records', async () => {
    await apolloPerson('email=ada@lovelace.example', 'a-real-looking-key');
    await ask('/people-data-labs/v5/person/enrich?email=ada@lovelace.example&api_key=a-real-looking-key');
    const kept = JSON.stringify([sandbox.records.of('apollo'), sandbox.records.of('people-data-labs')]);
    expect(kept).toContain('ada@lovelace.example');
    expect(kept).not.toContain('a-real-looking-key');
  });
});
