/** Letters that are no accented letters to Unicode, yet are written without their mark as often as not. */
const unmarked: Record<string, string> = { ß: 'ss', ø: 'o', æ: 'ae', œ: 'oe', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ı: 'i' };

/** No accents (by NFKD, then composed again for scripts that need it), lower case, `&` as `and`, everything else but letters and digits as one space. */
export const plainName = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[ßøæœłđðþı]/g, (letter) => unmarked[letter] ?? letter)
    .replace(/&/g, ' and ')
    .replace(/['’`´]/g, '')
    .replace(/(?<=\b\p{L})\.(?=\p{L}\b)/gu, '')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim()
    .normalize('NFC');

// Written as `plainName` leaves them (S.p.A. → spa, a/s → a s). Longer ones first, so that `gmbh and co kg` goes as one.
const legalForms = [
  'gesellschaft mit beschrankter haftung',
  'limited liability company',
  'sociedad limitada',
  'sociedad anonima',
  'societe anonyme',
  'public limited company',
  'aktiengesellschaft',
  'gmbh and co kgaa',
  'gmbh and co kg',
  'gmbh and co ohg',
  'ag and co kgaa',
  'ag and co kg',
  'se and co kgaa',
  'se and co kg',
  'ug haftungsbeschrankt',
  'pty limited',
  'pty ltd',
  'pvt ltd',
  'private limited',
  'co limited',
  'co ltd',
  'sdn bhd',
  's de rl de cv',
  'sapi de cv',
  'sa de cv',
  'sp z oo',
  'sp z o o',
  'spolka z oo',
  'd o o',
  'doo',
  's r o',
  'sro',
  'a s',
  'as',
  'a b',
  'o y',
  'zrt',
  'kft',
  'nyrt',
  'bt',
  'ltda',
  'eireli',
  'gmbh',
  'mbh',
  'kgaa',
  'ohg',
  'gbr',
  'ag',
  'kg',
  'se',
  'ug',
  'eg',
  'ev',
  'inc',
  'incorporated',
  'corp',
  'corporation',
  'company',
  'co',
  'llc',
  'llp',
  'lp',
  'pllc',
  'pc',
  'plc',
  'ltd',
  'limited',
  'unlimited',
  'dac',
  'cic',
  'sarl',
  'sas',
  'sasu',
  'eurl',
  'sca',
  'scs',
  'snc',
  'sa',
  'srl',
  'srls',
  'spa',
  'sl',
  'slu',
  'slne',
  'sau',
  'lda',
  'bv',
  'b v',
  'nv',
  'n v',
  'vof',
  'cv',
  'bvba',
  'sprl',
  'ab',
  'oy',
  'oyj',
  'aps',
  'ivs',
  'asa',
  'ans',
  'hf',
  'ehf',
  'ood',
  'eood',
  'ad',
  'oo',
  'ooo',
  'oao',
  'zao',
  'pao',
  'ao',
  'too',
  'tov',
  'pte',
  'pte ltd',
  'pty',
  'pvt',
  'bhd',
  'tbk',
  'kk',
  'k k',
  'gk',
  'jsc',
  'pjsc',
  'fze',
  'fzco',
  'wll',
  'ee',
  'ike',
  'epe',
  'ae',
  'sia',
  'uab',
  'ou',
  'sc',
  'cc',
  'ооо',
  'оао',
  'зао',
  'пао',
  'ао',
  'тоо',
  'тов',
  '株式会社',
  '有限会社',
  '合同会社',
  '有限公司',
  '股份有限公司',
  '주식회사',
].sort((a, b) => b.length - a.length);
/** Where the form comes first. */
const leadingForms = ['ooo', 'oao', 'zao', 'pao', 'ao', 'pt', 'cv', 'uab', 'sia', 'ооо', 'оао', 'зао', 'пао', 'ао', 'тов', 'тоо'];

/**
 * The name without its legal form: `Analytical Engines Holding GmbH & Co. KG` → `analytical engines holding`.
 * Alike core names are a hint, not proof: two firms may share one.
 */
export function coreCompanyName(name: string): string {
  let core = plainName(name)
    .replace(/^(株式会社|有限会社|合同会社|주식회사)\s*|\s*(株式会社|有限会社|合同会社|股份有限公司|有限公司|주식회사)$/gu, '')
    .trim();
  for (let form = trailing(core); form; form = trailing(core)) core = core.slice(0, -form.length - 1).replace(/ and$/, '');
  const leading = leadingForms.find((form) => core.startsWith(`${form} `));
  return leading ? core.slice(leading.length + 1) : core;
}

const trailing = (core: string): string | undefined => legalForms.find((form) => core.endsWith(` ${form}`));
