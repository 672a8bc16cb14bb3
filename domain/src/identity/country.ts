const nameLanguages = ['en', 'de', 'fr', 'es', 'it', 'pt', 'nl', 'pl', 'sv', 'da', 'nb', 'fi', 'cs', 'ja'];
/** What people write and no list of names holds. */
const spokenNames: Record<string, string> = {
  usa: 'US',
  'u s a': 'US',
  'u s': 'US',
  america: 'US',
  'united states of america': 'US',
  uk: 'GB',
  'u k': 'GB',
  england: 'GB',
  scotland: 'GB',
  wales: 'GB',
  'great britain': 'GB',
  britain: 'GB',
  'northern ireland': 'GB',
  holland: 'NL',
  'the netherlands': 'NL',
  'czech republic': 'CZ',
  korea: 'KR',
  'republic of korea': 'KR',
  uae: 'AE',
  emirates: 'AE',
  russia: 'RU',
  'russian federation': 'RU',
  turkey: 'TR',
  'viet nam': 'VN',
  'republic of ireland': 'IE',
  'hong kong': 'HK',
  macedonia: 'MK',
};

const plain = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

let codeByName: Map<string, string> | undefined;
function countryNames(): Map<string, string> {
  if (codeByName) return codeByName;
  codeByName = new Map();
  const names = nameLanguages.map((language) => new Intl.DisplayNames([language], { type: 'region', fallback: 'none' }));
  for (const code of regionCodes())
    for (const name of names) {
      const spoken = name.of(code);
      if (spoken && !codeByName.has(plain(spoken))) codeByName.set(plain(spoken), code);
    }
  for (const [name, code] of Object.entries(spokenNames)) codeByName.set(name, code);
  return codeByName;
}

/** ISO 3166 codes that Intl can name; groupings (`EU`, `UN`) and retired codes (`DD`) are not countries. */
function* regionCodes(): Generator<string> {
  const notCountries = new Set(['EU', 'EZ', 'UN', 'QO', 'XA', 'XB', 'ZZ']);
  const name = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
  for (let first = 65; first <= 90; first++)
    for (let second = 65; second <= 90; second++) {
      const code = String.fromCharCode(first, second);
      if (!notCountries.has(code) && name.of(code) && Intl.getCanonicalLocales(`und-${code}`)[0] === `und-${code}`) yield code;
    }
}

let codes: Set<string> | undefined;

/** `DE`, `de`, `Germany`, `Deutschland`, `U.S.A.` → ISO 3166-1 alpha-2; undefined when it names no country. */
export function countryCode(text: string | undefined): string | undefined {
  if (!text) return undefined;
  const name = plain(text);
  codes ??= new Set(regionCodes());
  const upper = text.trim().toUpperCase();
  if (upper === 'UK') return 'GB';
  if (codes.has(upper)) return upper;
  return countryNames().get(name);
}
