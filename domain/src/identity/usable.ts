import type { JsonValue } from '../signal/signal.js';
import { countryCode } from './country.js';
import { registrableDomain } from './domain-name.js';
import { parseEmail } from './email.js';
import type { FactField } from './fact-value.js';

/** Typed to get past a form, or written by a program that had nothing. */
const filler = /^(?:-+|\.+|x+|\?+|n\/?a|none|null|undefined|unknown|test(?:ing)?|asdf\w*|qwert\w*|foo|bar|\d+|https?:\/\/.*)$/i;
const names: readonly FactField[] = ['person.firstName', 'person.lastName', 'person.fullName', 'company.name'];

/** False for values that any other should beat. They are kept and shown all the same, and stand when there is nothing better. */
export function isUsable(field: FactField, value: JsonValue): boolean {
  if (typeof value === 'number') return Number.isFinite(value) && value > 0;
  if (typeof value !== 'string') return true;
  if (names.includes(field)) return field === 'company.name' ? !filler.test(value) || /^\d+$/.test(value) : !filler.test(value);
  switch (field) {
    case 'person.email':
      return parseEmail(value) !== undefined;
    case 'person.phone':
      return value.replace(/\D/g, '').length >= 7 && new Set(value.replace(/\D/g, '')).size > 2;
    case 'person.country':
    case 'company.country':
      return countryCode(value) !== undefined;
    case 'company.domain':
      return registrableDomain(value) !== undefined;
    default:
      return !/^(?:-+|n\/?a|null|undefined|none|unknown)$/i.test(value);
  }
}
