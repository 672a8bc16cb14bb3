import { companySchema, personSchema, type Company, type Person } from '@firstline/domain/signal/signal';
import type { ZodObject, ZodType } from 'zod';
import type { EnrichmentAnswer } from './enrichment.port.js';

/**
 * What of an answer can be believed: each field as the signal's own schema wants it, anything else left out. One wrong field must not cost the
 * others, nor reach the CRM.
 * @throws Error when it is no answer at all
 */
export function usableAnswer(answer: EnrichmentAnswer): EnrichmentAnswer {
  if (answer === null || typeof answer !== 'object' || typeof answer.found !== 'boolean')
    throw new Error('it answered something that is no answer');
  return {
    found: answer.found,
    person: usable<Person>(personSchema, answer.person),
    company: usable<Company>(companySchema, answer.company),
  };
}

function usable<T extends object>(schema: ZodObject, given: unknown): Partial<T> {
  if (given === null || typeof given !== 'object') return {};
  const shape = schema.shape as Record<string, ZodType>;
  const fields = Object.keys(shape).flatMap((name): [string, unknown][] => {
    if (!Object.hasOwn(given, name)) return [];
    const parsed = shape[name]!.safeParse((given as Record<string, unknown>)[name]);
    return parsed.success && parsed.data !== undefined && parsed.data !== '' ? [[name, parsed.data]] : [];
  });
  return Object.fromEntries(fields) as Partial<T>;
}
