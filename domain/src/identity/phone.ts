import { parsePhoneNumberFromString, type CountryCode, type PhoneNumber } from 'libphonenumber-js/max';
import { countryCode } from './country.js';

export interface Phone {
  /** E.164, with `;ext=` when there is an extension: behind one switchboard sit many people. */
  e164: string;
  /** Absent for prefixes that several countries share, when the digits don't tell. */
  country?: string;
}

/**
 * @param countries where the number may be from, likeliest first (person's, then company's); names or codes
 * @returns undefined when the digits are no real number, or no country is known to read a national number in
 */
export function parsePhone(text: string, countries: (string | undefined)[] = []): Phone | undefined {
  const international = text
    .trim()
    .replace(/^\(?00(?=[1-9])/, '+')
    .replace(/^\+\s*\(0\)/, '+');
  const regions = [...new Set(countries.map(countryCode).filter((code) => code !== undefined))];
  // A number written with its country code needs no guess; a national one is read in each likely country in turn.
  for (const region of international.startsWith('+') ? [undefined] : regions) {
    const number = parsePhoneNumberFromString(international, { defaultCountry: region as CountryCode | undefined, extract: false });
    if (!number || isJunk(number)) continue;
    // With the country code written out, a possible length is enough: number plans change faster than their tables.
    if (!number.isValid() && !(international.startsWith('+') && number.isPossible())) continue;
    return { e164: number.ext ? `${number.number};ext=${number.ext}` : number.number, ...(number.country && { country: number.country }) };
  }
  return undefined;
}

/** Typed to get past a form: all digits alike, or counted up or down. */
function isJunk(number: PhoneNumber): boolean {
  const digits = number.nationalNumber;
  return new Set(digits).size <= 2 || /01234567|12345678|23456789|98765432|87654321/.test(digits) || /^555(\d)\1+$/.test(digits);
}
