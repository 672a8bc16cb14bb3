import { disposableEmailBlocklistSet } from 'disposable-email-domains-js';
import providers from 'email-providers/all.json' with { type: 'json' };
import { registrableDomain } from './domain-name.js';

/** Mail and access providers that the list lacks: their customers are people, not one company. */
const alsoProviders = [
  'bluewin.ch',
  'chello.at',
  'comhem.se',
  'duck.com',
  'fastmail.com',
  'fastmail.fm',
  'hispeed.ch',
  'kabelmail.de',
  'magenta.at',
  'mozmail.com',
  'online.no',
  'passmail.net',
  'posteo.de',
  'posteo.net',
  'privaterelay.appleid.com',
  'proton.me',
  'simplelogin.com',
  'skynet.be',
  'telfort.nl',
  'tuta.com',
  'tuta.io',
  'tutamail.com',
  'tutanota.com',
  'tutanota.de',
  'upcmail.nl',
  'xs4all.nl',
  'ziggo.nl',
  'zoho.eu',
  'zohomail.com',
];
/** In the list, yet first of all a firm whose own staff write from there (or reserved for documentation, and so for our samples). */
const companiesAfterAll = ['ancestry.com', 'aver.com', 'bt.com', 'discovery.com', 'example.com', 'singpost.com', 'test.de'];

const disposable = disposableEmailBlocklistSet();
const free = new Set([...providers, ...alsoProviders]);
for (const company of companiesAfterAll) free.delete(company);

/** `work`: the domain belongs to one organisation. `free`: a public or access provider. `disposable`: thrown away after use. */
export type MailDomainKind = 'work' | 'free' | 'disposable';

/** @param domain an ASCII host name in lower case, as `parseEmail` returns it */
export function mailDomainKind(domain: string): MailDomainKind {
  const names = [domain, registrableDomain(domain) ?? domain];
  if (names.some((name) => disposable.has(name))) return 'disposable';
  return names.some((name) => free.has(name)) ? 'free' : 'work';
}
