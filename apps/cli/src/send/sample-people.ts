/** Somebody made up, at a made-up company that the sandbox's enrichment vendors know. */
export interface SamplePerson {
  firstName: string;
  lastName: string;
  email: string;
  title: string;
  company: string;
}

const firstNames = ['Mara', 'Tobias', 'Ines', 'Kofi', 'Saskia', 'Owen', 'Leila', 'Piotr', 'Nadia', 'Hugo', 'Yara', 'Emil'];
const lastNames = [
  'Holt',
  'Brandvik',
  'Sorensen',
  'Mensah',
  'Vermeer',
  'Pryce',
  'Haddad',
  'Nowak',
  'Castell',
  'Lindgren',
  'Okoye',
  'Ferris',
];
const titles = ['Head of Revenue Operations', 'VP Revenue Operations', 'Director of Growth', 'Head of Sales Operations'];
/** One for each territory, so that a few of them go to different reps. */
const companies = [
  { name: 'Kestrel Robotics Ltd', domain: 'kestrel-robotics.example' },
  { name: 'Nordlicht Logistik GmbH', domain: 'nordlicht-logistik.example' },
  { name: 'Polder Systems BV', domain: 'polder-systems.example' },
  { name: 'Brightfield Energy Corp', domain: 'brightfield-energy.example' },
  { name: 'Analytical Engines Ltd', domain: 'lovelace.example' },
  { name: 'Rio Verde Agro SA', domain: 'rio-verde-agro.example' },
];

/**
 * @param at 0 for the first of a run
 * @param run tells the people of this run from those of others: nobody is met twice by accident
 */
export function samplePerson(at: number, run: string): SamplePerson {
  const seed = at + Number.parseInt(run, 36);
  const pick = <T>(from: readonly T[], step: number): T => from[Math.floor(seed / step) % from.length]!;
  const firstName = pick(firstNames, 1);
  const lastName = pick(lastNames, 5);
  const { name: company, domain } = pick(companies, 1);
  const tag = at === 0 ? run : `${run}${at}`;
  return { firstName, lastName, email: `${firstName}.${lastName}.${tag}@${domain}`.toLowerCase(), title: pick(titles, 3), company };
}

/** The person behind an address that the caller chose; the vendors may know more. */
export function personAt(email: string): SamplePerson {
  const [local = '', domain = ''] = email.split('@');
  const [first = local, last = ''] = local.split(/[._+-]/);
  const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
  return { firstName: capital(first), lastName: capital(last), email, title: titles[0]!, company: domain };
}
