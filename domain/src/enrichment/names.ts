import type { Person } from '../signal/signal.js';

type Name = Pick<Person, 'firstName' | 'lastName'>;

/** `Ada King` → first and last; three words or more have no certain border, and `King, Ada` says where it is. */
export function nameFromFullName(fullName: string): Name {
  const [last, first, ...more] = fullName.split(',').map((part) => part.trim());
  if (first !== undefined) return first && last && more.length === 0 && !degree.test(first) ? { firstName: first, lastName: last } : {};
  const words = fullName
    .trim()
    .replace(/^(mr|mrs|ms|dr|prof|herr|frau)\.?\s+/i, '')
    .split(/\s+/);
  return words.length === 2 && words[0] && words[1] ? { firstName: words[0], lastName: words[1] } : {};
}

const degree = /^(jr|sr|ph\.?d|md|mba|esq|ii|iii)\.?$/i;

/** `ada.king@`, `ada_king+demo@` → Ada King. Two whole words only: `aking@` or `a.king@` could be anybody's. */
export function nameFromEmail(address: string): Name {
  const local = address.slice(0, address.lastIndexOf('@')).replace(/\+.*$/, '');
  const match = /^(\p{L}{2,}(?:-\p{L}{2,})?)[._](\p{L}{2,}(?:-\p{L}{2,})?)\d{0,2}$/u.exec(local);
  return match?.[1] && match[2] ? { firstName: capitalised(match[1]), lastName: capitalised(match[2]) } : {};
}

const capitalised = (word: string): string => word.replace(/(^|-)\p{L}/gu, (letter) => letter.toUpperCase());
