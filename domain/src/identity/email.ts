import { asciiHost } from './domain-name.js';
import { mailDomainKind } from './mail-domains.js';
import { isRoleName } from './role-names.js';

export interface EmailAddress {
  /** Lower case, tag kept: where mail is sent. */
  address: string;
  /** The mailbox behind it, as an identity key: no tag, no meaningless dots, one domain per provider. */
  canonical: string;
  /** ASCII, lower case, as written (not the provider's main domain). */
  domain: string;
  /** `info@`, `sales@`: a shared mailbox of an organisation, not a person. */
  isRole: boolean;
}

interface Provider {
  domains: string[];
  /** The domain all of them deliver to. Absent: each domain is its own name space. */
  sameAs?: string;
  /** Characters that don't count in the mailbox name. */
  ignores?: RegExp;
  /** What starts a tag, besides the plus sign. */
  tag?: string;
}

// From the providers' own help pages. Outlook, Hotmail and Live are absent: there only the plus tag is meaningless, and every domain is its own name space.
const providers: Provider[] = [
  { domains: ['gmail.com', 'googlemail.com'], sameAs: 'gmail.com', ignores: /\./g },
  { domains: ['icloud.com', 'me.com', 'mac.com'], sameAs: 'icloud.com' },
  { domains: ['proton.me', 'protonmail.com', 'protonmail.ch', 'pm.me'], sameAs: 'proton.me', ignores: /[._-]/g },
  { domains: ['yandex.ru', 'yandex.com', 'yandex.by', 'yandex.kz', 'yandex.ua', 'ya.ru'], sameAs: 'yandex.ru' },
  { domains: ['ymail.com', 'rocketmail.com'], tag: '-' },
];
const providerOf = (domain: string): Provider | undefined =>
  providers.find((provider) => provider.domains.includes(domain)) ??
  (/^yahoo\.[a-z.]{2,6}$/.test(domain) ? { domains: [domain], tag: '-' } : undefined);

/** Reads `Ada King <mailto:Ada.King+demo@Müller.de>` too. Undefined when it can't be an address. */
export function parseEmail(text: string): EmailAddress | undefined {
  const bare = (/<([^<>]*)>\s*$/.exec(text)?.[1] ?? text)
    .trim()
    .replace(/^mailto:/i, '')
    .replace(/\?.*$/s, '')
    .normalize('NFKC')
    .toLowerCase();
  const at = bare.lastIndexOf('@');
  const local = bare.slice(0, at);
  const domain = at > 0 ? asciiHost(bare.slice(at + 1)) : undefined;
  if (!domain || local.length > 64 || !/^[^\s@,;:<>()[\]\\"]+$/.test(local) || /^\.|\.$|\.\./.test(local)) return undefined;
  const provider = providerOf(domain);
  const mailbox = withoutTag(withoutTag(local, '+'), provider?.tag).replace(/(?<=[^.])\.+$/, '');
  const name = (provider?.ignores && mailbox.replace(provider.ignores, '')) || mailbox;
  return {
    address: `${local}@${domain}`,
    canonical: `${name}@${provider?.sameAs ?? domain}`,
    domain,
    // Nobody shares info@gmail.com with an organisation: at a public provider every mailbox is somebody's.
    isRole: isRoleName(mailbox) && mailDomainKind(domain) === 'work',
  };
}

/**
 * Plus tags go at every domain, not only at known providers: work mail is nearly always hosted where they are tags, and
 * `anna+trial@` must not become a second Anna. A name that starts with the sign is left alone.
 */
function withoutTag(local: string, sign: string | undefined): string {
  const at = sign ? local.indexOf(sign) : -1;
  return at > 0 ? local.slice(0, at) : local;
}
