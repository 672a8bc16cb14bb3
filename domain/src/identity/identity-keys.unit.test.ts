import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Company, Person } from '../signal/signal.js';
import { contradiction } from './contradiction.js';
import { parseEmail } from './email.js';
import { identityKeys, sortKeys, type IdentityKey } from './identity-keys.js';
import { personLinkedin } from './linkedin.js';
import { parsePhone } from './phone.js';

const emailKey = (email: string): string | undefined => identityKeys({ email }, {}).find((key) => key.kind === 'email')?.value;
const seed = 20_261_121;

describe('an e-mail address', () => {
  it.each([
    ['  Ada.King@Lovelace.Example ', 'ada.king@lovelace.example'],
    ['Ada King <mailto:ada@lovelace.example?subject=Hi>', 'ada@lovelace.example'],
    ['anna+trial+2@engines.example', 'anna@engines.example'],
    ['A.D.A+x@GoogleMail.com', 'ada@gmail.com'],
    ['a.d.a@engines.example', 'a.d.a@engines.example'],
    ['ada.king@outlook.com', 'ada.king@outlook.com'],
    ['ada+x@hotmail.com', 'ada@hotmail.com'],
    ['ada@me.com', 'ada@icloud.com'],
    ['ada-shop@yahoo.fr', 'ada@yahoo.fr'],
    ['ada_king@protonmail.com', 'adaking@proton.me'],
    ['ada@müller.example', 'ada@xn--mller-kva.example'],
    ['ada@MÜLLER.example.', 'ada@xn--mller-kva.example'],
    ['ａｄａ＠lovelace.example', 'ada@lovelace.example'],
    ['+ada@lovelace.example', '+ada@lovelace.example'],
    ['ada@mailinator.com', 'ada@mailinator.com'],
  ])('%s is the mailbox %s', (written, canonical) => expect(emailKey(written)).toBe(canonical));

  it.each([
    '',
    'ada',
    '@lovelace.example',
    'ada@',
    'ada@localhost',
    'ada@10.0.0.1',
    'a b@lovelace.example',
    'ada@love lace.example',
    'ada..king@lovelace.example',
    'ada@-x.example',
    'ada@x.example, bob@x.example',
    `${'a'.repeat(65)}@x.example`,
    'ada@\u0000.example',
  ])('is not %j', (text) => expect(parseEmail(text)).toBeUndefined());

  it('keeps the tag where mail is sent to', () => {
    expect(parseEmail('Anna+Trial@engines.example')).toMatchObject({
      address: 'anna+trial@engines.example',
      canonical: 'anna@engines.example',
    });
  });

  it('means the same however often it is made canonical', () => {
    fc.assert(
      fc.property(fc.emailAddress(), (email) => {
        const once = parseEmail(email)?.canonical;
        if (once !== undefined) expect(parseEmail(once)?.canonical).toBe(once);
      }),
      { seed, numRuns: 500 },
    );
  });
});

describe('a shared mailbox', () => {
  it.each([
    'info@engines.example',
    'Sales+web@engines.example',
    'no-reply@engines.example',
    'kontakt@engines.example',
    'sales-team2@engines.example',
    'office.de@engines.example',
  ])('%s is nobody', (email) => {
    expect(identityKeys({ email, phone: '+49 30 901820' }, {})).toEqual([{ kind: 'phone', value: '+4930901820' }]);
  });

  it('is somebody at a public provider, where nobody shares', () => expect(emailKey('info@gmx.de')).toBe('info@gmx.de'));

  it('stands for one lead when there is nothing else, so that a form sent twice is one lead', () => {
    const twice = [
      identityKeys({ email: 'info@engines.example', fullName: 'Ada King' }, {}),
      identityKeys({ email: 'Info@Engines.example', firstName: 'ADA', lastName: 'king' }, {}),
    ];
    expect(twice[0]).toEqual([{ kind: 'external', value: 'shared-mailbox:info@engines.example#ada king' }]);
    expect(twice[1]).toEqual(twice[0]);
    expect(identityKeys({ email: 'info@engines.example', fullName: 'Grace Murray' }, {})).not.toEqual(twice[0]);
  });
});

describe('a phone number', () => {
  it.each<[string, (string | undefined)[], string | undefined]>([
    ['+44 20 7946 0018', [], '+442079460018'],
    ['020 7946 0018', ['GB'], '+442079460018'],
    ['020 7946 0018', [undefined, 'United Kingdom'], '+442079460018'],
    ['(0044) 20 7946 0018', [], '+442079460018'],
    ['0044 20 7946 0018', [], '+442079460018'],
    ['0044 20 7946 0018', ['DE'], '+442079460018'],
    ['030 901820', ['Deutschland'], '+4930901820'],
    ['030 901820', [], undefined],
    ['030 901820', ['Atlantis'], undefined],
    ['(202) 555-0123 ext. 5', ['U.S.A.'], '+12025550123;ext=5'],
    ['+44 7700 900123', [], '+447700900123'],
    ['0000000000', ['US'], undefined],
    ['1234567890', ['US'], undefined],
    ['+1 555 555 5555', [], undefined],
    ['123', ['US'], undefined],
    ['call me', ['US'], undefined],
  ])('%s from %j is %s', (text, countries, e164) => expect(parsePhone(text, countries)?.e164).toBe(e164));

  it('tries the person’s country before the company’s', () => {
    expect(identityKeys({ phone: '030 901820', country: 'DE' }, { country: 'US' })).toEqual([{ kind: 'phone', value: '+4930901820' }]);
    expect(identityKeys({ phone: '(202) 555-0123', country: 'FR' }, { country: 'US' })).toEqual([{ kind: 'phone', value: '+12025550123' }]);
  });

  it('without any country still joins the same form sent twice by one name, and nothing more', () => {
    expect(identityKeys({ phone: '030 / 90 18 20', fullName: 'Ada King' }, {})).toEqual(
      identityKeys({ phone: '030 901820', fullName: 'ada king' }, {}),
    );
    expect(identityKeys({ phone: '030 901820' }, {})).toEqual([]);
    expect(identityKeys({ phone: '030 901820', email: 'ada@engines.example' }, {})).toEqual([
      { kind: 'email', value: 'ada@engines.example' },
    ]);
  });
});

describe('a profile', () => {
  it.each([
    ['https://www.linkedin.com/in/Ada-King-7A1/?trk=public', 'in/ada-king-7a1'],
    ['uk.linkedin.com/in/ada-king-7a1', 'in/ada-king-7a1'],
    ['HTTPS://LINKEDIN.COM/IN/ada%2Dking-7a1#about', 'in/ada-king-7a1'],
    ['https://m.linkedin.com/in/j%C3%BCrgen/', 'in/jürgen'],
    ['https://www.linkedin.com/company/engines', undefined],
    ['https://www.linkedin.com/in/', undefined],
    ['https://www.linkedin.com/in/%E0%A4%A', undefined],
    ['https://linkedin.com.evil.example/in/ada', undefined],
    ['https://evil.example/?linkedin.com/in/ada', undefined],
  ])('%s is %s', (url, path) => expect(personLinkedin(url)).toBe(path));
});

describe('identity keys', () => {
  it('leave out what programs send for nobody', () => {
    const externalIds = {
      'segment.userId': ' u_1001 ',
      'segment.anonymousId': 'null',
      crm: '0',
      shop: 'undefined',
      app: '00000000-0000-0000-0000-000000000000',
      ' ': 'x',
    };
    expect(identityKeys({ externalIds }, {})).toEqual([{ kind: 'external', value: 'segment.userId:u_1001' }]);
  });

  it('of an anonymous visitor are none', () => expect(identityKeys({}, { name: 'Engines', domain: 'engines.example' })).toEqual([]));

  it('come in one order for everybody, so that two signals never wait for each other', () => {
    const person: Person = {
      email: 'ada@lovelace.example',
      phone: '+44 20 7946 0018',
      linkedinUrl: 'linkedin.com/in/ada',
      externalIds: { b: '2', a: '1' },
    };
    const keys = identityKeys(person, {});
    expect(keys.map((key) => key.kind)).toEqual(['email', 'external', 'external', 'linkedin', 'phone']);
    const key = fc.record({
      kind: fc.constantFrom<IdentityKey['kind']>('email', 'external', 'linkedin', 'phone'),
      value: fc.string({ maxLength: 4 }),
    });
    fc.assert(
      fc.property(fc.array(key, { maxLength: 12 }), fc.infiniteStream(fc.nat()), (drawn, dice) => {
        const shuffled = drawn
          .map((each) => [dice.next().value as number, each] as const)
          .sort((a, b) => a[0] - b[0])
          .map(([, each]) => each);
        expect(sortKeys(shuffled)).toEqual(sortKeys(drawn));
        expect(new Set(sortKeys(drawn).map((each) => JSON.stringify(each))).size).toBe(sortKeys(drawn).length);
      }),
      { seed, numRuns: 200 },
    );
  });

  it('stand whatever a sender writes', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.constantFrom('__proto__', '%', '@', '+', 'ada@x', '\u202e', 'a@b.c'),
    );
    fc.assert(
      fc.property(
        fc.record({ email: text, phone: text, linkedinUrl: text, country: text, fullName: text, externalIds: fc.dictionary(text, text) }),
        fc.record({ country: text, name: text, domain: text }),
        (person: Person, company: Company) => {
          const keys = identityKeys(person, company);
          expect(keys.every((key) => key.value !== '')).toBe(true);
          expect(identityKeys(person, company)).toEqual(keys);
        },
      ),
      { seed, numRuns: 500 },
    );
  });
});

describe('a shared phone', () => {
  const phone: IdentityKey[] = [{ kind: 'phone', value: '+4930901820' }];
  it('does not make colleagues at one switchboard into one lead', () => {
    expect(contradiction({ fullName: 'Ada King' }, { firstName: 'Grace', lastName: 'Murray' }, phone)).toContain('another name');
    expect(contradiction({ email: 'ada@engines.example' }, { email: 'grace@engines.example' }, phone)).toContain('another mailbox');
  });
  it('makes one lead of somebody who wrote from home and from work', () => {
    expect(
      contradiction({ fullName: 'Ada King', email: 'ada@engines.example' }, { firstName: 'Ada', email: 'ada.king@gmail.com' }, phone),
    ).toBeUndefined();
    expect(
      contradiction({ fullName: 'Ada King' }, { fullName: 'Countess Lovelace' }, [
        ...phone,
        { kind: 'email', value: 'ada@engines.example' },
      ]),
    ).toBeUndefined();
  });
});
