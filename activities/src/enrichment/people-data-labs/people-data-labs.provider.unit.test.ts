import { describe, expect, it } from 'vitest';
import type { PdlQuery, PeopleDataLabsClient } from './people-data-labs.client.js';
import { employerFrom, seniorityFrom } from './people-data-labs.mapping.js';
import { peopleDataLabsProvider } from './people-data-labs.provider.js';
import { companyAnswerSchema, personSchema } from './people-data-labs.schema.js';

const ada = {
  first_name: 'Ada',
  last_name: 'King',
  job_title: 'Vice President, Engineering',
  job_title_role: 'engineering',
  job_title_levels: ['vp'],
  job_company_name: 'Analytical Engines Ltd',
  job_company_website: 'lovelace.example',
  job_company_industry: 'computer hardware',
  job_company_size: '1001-5000',
  job_company_location_country: 'United Kingdom',
  mobile_phone: '+442079460018',
  linkedin_url: 'linkedin.com/in/ada',
  location_country: 'United Kingdom',
  location_region: null,
  location_locality: 'London',
};
const lovelace = {
  id: 'c1',
  name: 'analytical engines',
  display_name: 'Analytical Engines Ltd',
  website: 'lovelace.example',
  employee_count: 1148,
  industry: 'computer hardware',
  linkedin_url: 'linkedin.com/company/l',
  location: { country: 'United Kingdom', region: null, locality: 'London' },
};

class FakePdl implements Pick<PeopleDataLabsClient, 'enrichPerson' | 'enrichCompany'> {
  readonly asked: unknown[] = [];
  constructor(
    readonly person: object | null,
    readonly company: object | null,
  ) {}
  async enrichPerson(query: PdlQuery) {
    this.asked.push(query);
    return this.person && personSchema.parse(this.person);
  }
  async enrichCompany(website: string) {
    this.asked.push(website);
    return this.company && companyAnswerSchema.parse(this.company);
  }
}
const lookup = (fake: FakePdl, question: object) =>
  peopleDataLabsProvider(fake as unknown as PeopleDataLabsClient).lookup(question, AbortSignal.timeout(1_000));
const question = { email: 'ada@lovelace.example', companyDomain: 'lovelace.example' };

describe('what People Data Labs is asked', () => {
  it.each([
    [{ email: 'ADA@lovelace.example' }, [{ email: 'ada@lovelace.example' }]],
    [question, [{ email: 'ada@lovelace.example' }, 'lovelace.example']],
    [{ linkedinUrl: 'https://www.linkedin.com/in/ada' }, [{ profile: 'https://www.linkedin.com/in/ada' }]],
    [{ firstName: 'Ada', lastName: 'King', companyName: 'Engines' }, [{ first_name: 'Ada', last_name: 'King', company: 'Engines' }]],
    [{ firstName: 'Ada', lastName: 'King' }, []],
    [{ phone: '+442079460018' }, []],
  ])('%j', async (asking, asked) => {
    const fake = new FakePdl(null, null);
    expect(await lookup(fake, asking)).toEqual({ found: false, person: {}, company: {} });
    expect(fake.asked).toEqual(asked);
  });
});

describe('what People Data Labs says', () => {
  it('is told in our words', async () => {
    expect(await lookup(new FakePdl(ada, lovelace), question)).toEqual({
      found: true,
      person: {
        firstName: 'Ada',
        lastName: 'King',
        title: 'Vice President, Engineering',
        seniority: 'vp',
        department: 'engineering',
        phone: '+442079460018',
        country: 'United Kingdom',
        city: 'London',
        linkedinUrl: 'https://linkedin.com/in/ada',
      },
      company: {
        name: 'Analytical Engines Ltd',
        domain: 'lovelace.example',
        country: 'United Kingdom',
        city: 'London',
        industry: 'computer hardware',
        employees: 1148,
        linkedinUrl: 'https://linkedin.com/company/l',
      },
    });
  });
  it('of a person is enough for their employer, whose size is then the lower end', async () => {
    expect((await lookup(new FakePdl(ada, null), question)).company).toEqual({
      name: 'Analytical Engines Ltd',
      domain: 'lovelace.example',
      industry: 'computer hardware',
      country: 'United Kingdom',
      employees: 1001,
    });
  });
  it('of a person at another firm says nothing about this one', async () => {
    const { person, company } = await lookup(new FakePdl({ ...ada, job_company_website: 'oldcorp.example' }, null), question);
    expect(company).toEqual({});
    expect(person).toMatchObject({ firstName: 'Ada' });
    expect(person).not.toHaveProperty('title');
  });

  it.each(Object.keys(ada))('hides %s behind a boolean: then it is not known', async (field) => {
    for (const placeholder of [true, false]) {
      const answer = await lookup(new FakePdl({ ...ada, [field]: placeholder }, null), { email: 'ada@lovelace.example' });
      expect(JSON.stringify(answer)).not.toMatch(/:(true|false)[,}](?!"person)/);
      expect(Object.values({ ...answer.person, ...answer.company }).every((value) => typeof value !== 'boolean')).toBe(true);
    }
  });
  it.each(Object.keys(lovelace).filter((field) => field !== 'id'))('hides the company’s %s behind a boolean', async (field) => {
    const { company } = await lookup(new FakePdl(null, { ...lovelace, [field]: true }), question);
    expect(Object.values(company).every((value) => typeof value !== 'boolean')).toBe(true);
  });
  it.each(
    Object.keys(ada)
      .filter((field) => field !== 'job_title_levels')
      .flatMap((field) => [3, {}, ['x']].map((value) => [field, value] as const)),
  )('%s: %j is nonsense', (field, value) => {
    expect(personSchema.safeParse({ ...ada, [field]: value }).success).toBe(false);
  });
});

describe('their words to ours', () => {
  it.each([
    [['cxo'], 'c_suite'],
    [['owner', 'cxo'], 'owner'],
    [['director', 'vp'], 'vp'],
    [['MANAGER'], 'manager'],
    [['training'], 'intern'],
    [['unheard-of'], undefined],
    [[], undefined],
    [[undefined], undefined],
    [null, undefined],
    [undefined, undefined],
  ])('levels %j are %s', (levels, expected) => expect(seniorityFrom(levels)).toBe(expected));
  it.each([
    ['1-10', 1],
    ['11-50', 11],
    ['501-1000', 501],
    ['10001+', 10_001],
    ['about 50', undefined],
    ['-5', undefined],
    [undefined, undefined],
  ])('a size of %s is at least %s', (size, expected) =>
    expect(employerFrom(personSchema.parse({ job_company_size: size })).employees).toBe(expected),
  );
});
