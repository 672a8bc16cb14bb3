import { describe, expect, it } from 'vitest';
import type { ApolloClient, PersonQuery } from './apollo.client.js';
import { apolloProvider } from './apollo.provider.js';
import { matchSchema, organizationSchema } from './apollo.schema.js';

const lovelace = {
  id: 'o1',
  name: 'Analytical Engines Ltd',
  primary_domain: 'lovelace.example',
  estimated_num_employees: 1200,
  country: 'United Kingdom',
  technology_names: ['aws', null, ''],
};
const oldcorp = { id: 'o2', name: 'Oldcorp', primary_domain: 'oldcorp.example', estimated_num_employees: 3 };
const ada = {
  first_name: 'Ada',
  last_name: 'King',
  title: 'VP Engineering',
  seniority: 'VP',
  departments: [null, 'engineering'],
  linkedin_url: 'https://www.linkedin.com/in/ada',
  email: 'ada@lovelace.example',
};

class FakeApollo implements Pick<ApolloClient, 'matchPerson' | 'enrichOrganization'> {
  readonly asked: unknown[] = [];
  constructor(
    readonly person: object | null,
    readonly organization: object | null,
  ) {}
  async matchPerson(query: PersonQuery) {
    this.asked.push(query);
    return matchSchema.parse({ person: this.person }).person;
  }
  async enrichOrganization(domain: string) {
    this.asked.push(domain);
    return this.organization && organizationSchema.parse(this.organization);
  }
}
const lookup = async (fake: FakeApollo, question: Parameters<ReturnType<typeof apolloProvider>['lookup']>[0]) =>
  apolloProvider(fake as unknown as ApolloClient).lookup(question, AbortSignal.timeout(1_000));

describe('what Apollo is asked', () => {
  it.each([
    [{ email: 'ADA@lovelace.example' }, [{ email: 'ada@lovelace.example' }]],
    [{ email: 'ada@lovelace.example', firstName: 'Ada', lastName: 'King' }, [{ email: 'ada@lovelace.example' }]],
    [{ linkedinUrl: 'https://www.linkedin.com/in/ada', firstName: 'Ada' }, [{ linkedin_url: 'https://www.linkedin.com/in/ada' }]],
    [
      { firstName: 'Ada', lastName: 'King', companyName: 'Engines' },
      [{ first_name: 'Ada', last_name: 'King', organization_name: 'Engines' }],
    ],
    [{ firstName: 'Ada', lastName: 'King' }, []],
    [{ firstName: 'Ada', companyName: 'Engines' }, []],
    [{ companyName: 'Engines' }, []],
    [{ companyDomain: 'lovelace.example' }, ['lovelace.example']],
  ])('%j', async (question, asked) => {
    const fake = new FakeApollo(null, null);
    await lookup(fake, question);
    expect(fake.asked).toEqual(asked);
    expect(apolloProvider(fake as unknown as ApolloClient).cacheKey(question) === undefined).toBe(asked.length === 0);
  });
});

describe('what Apollo says', () => {
  const question = { email: 'ada@lovelace.example', companyDomain: 'lovelace.example' };

  it('is told in our words, and costs one question when the person brings the company along', async () => {
    const fake = new FakeApollo({ ...ada, organization: lovelace }, null);
    expect(await lookup(fake, question)).toEqual({
      found: true,
      person: {
        firstName: 'Ada',
        lastName: 'King',
        title: 'VP Engineering',
        seniority: 'vp',
        department: 'engineering',
        linkedinUrl: 'https://www.linkedin.com/in/ada',
      },
      company: {
        name: 'Analytical Engines Ltd',
        domain: 'lovelace.example',
        employees: 1200,
        country: 'United Kingdom',
        technologies: ['aws'],
      },
    });
    expect(fake.asked).toHaveLength(1);
  });

  it('of a person at another firm says nothing about their job at this one', async () => {
    const fake = new FakeApollo({ ...ada, organization: oldcorp }, lovelace);
    const { person, company } = await lookup(fake, question);
    expect(company).toMatchObject({ name: 'Analytical Engines Ltd' });
    expect(person).not.toHaveProperty('title');
    expect(person).toMatchObject({ firstName: 'Ada' });
  });

  it('keeps the job when the firm only has a second domain', async () => {
    const { person, company } = await lookup(
      new FakeApollo(
        { ...ada, organization: { ...lovelace, primary_domain: 'lovelace.co.example' } },
        { ...lovelace, primary_domain: 'lovelace.co.example' },
      ),
      question,
    );
    expect(person).toMatchObject({ title: 'VP Engineering' });
    expect(company).toMatchObject({ employees: 1200 });
  });

  it('never gives a lead the facts of another company, when it does not know theirs', async () => {
    expect(await lookup(new FakeApollo({ ...ada, organization: oldcorp }, null), question)).toMatchObject({ found: true, company: {} });
  });

  it('takes the employer of a private address, since there is no other', async () => {
    expect(
      (await lookup(new FakeApollo({ ...ada, organization: lovelace }, null), { email: 'ada@freemail.example' })).company,
    ).toMatchObject({ domain: 'lovelace.example' });
  });

  it.each([
    [null, null, false],
    [null, lovelace, true],
    [{ ...ada, organization: null }, null, true],
    [{ first_name: null, organization: null }, null, false],
  ])('%j and %j: found is %s', async (person, organization, found) =>
    expect((await lookup(new FakeApollo(person, organization), question)).found).toBe(found),
  );
});

describe('an answer that is not Apollo’s', () => {
  const fields = ['first_name', 'last_name', 'title', 'seniority', 'linkedin_url', 'country', 'state', 'city'];
  it.each(fields.flatMap((field) => [true, 7, {}, ['x'], { $ne: null }].map((value) => [field, value] as const)))(
    '%s: %j is refused',
    (field, value) => {
      expect(matchSchema.safeParse({ person: { ...ada, [field]: value } }).success).toBe(false);
    },
  );
  it.each(
    ['id', 'name', 'primary_domain', 'industry', 'country'].flatMap((field) => [0, false, [], {}].map((value) => [field, value] as const)),
  )('organization.%s: %j is refused', (field, value) => {
    expect(matchSchema.safeParse({ person: { ...ada, organization: { ...lovelace, [field]: value } } }).success).toBe(false);
  });
  it('without the field of a match is not "nobody"', () => expect(matchSchema.safeParse({}).success).toBe(false));
});
