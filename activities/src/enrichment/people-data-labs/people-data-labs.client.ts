import { HttpFailure } from '@firstline/platform/http/http-failure';
import { openHttp, type Http } from '@firstline/platform/http/request';
import type { Secret } from '@firstline/platform/config/secret';
import type { z } from 'zod';
import { understood } from '../answers.js';
import { companyAnswerSchema, noMatchSchema, personAnswerSchema, type PdlCompany, type PdlPerson } from './people-data-labs.schema.js';

export interface PdlSettings {
  baseUrl: string;
  key: Secret;
  timeoutMs: number;
}

/** Parameters of a person look-up, in their names. */
export interface PdlQuery {
  email?: string;
  profile?: string;
  first_name?: string;
  last_name?: string;
  company?: string;
}

/** Below six of ten, a match is somebody of that name: they advise it for contact with people. */
const LEAST_LIKELIHOOD = 6;

/** Speaks People Data Labs v5. A match costs a credit, no match is free and answered with 404. */
export class PeopleDataLabsClient {
  readonly #http: Http;

  constructor({ baseUrl, key, timeoutMs }: PdlSettings) {
    this.#http = openHttp({ baseUrl, timeoutMs, headers: { 'x-api-key': key.reveal() } });
  }

  async enrichPerson(query: PdlQuery, signal: AbortSignal): Promise<PdlPerson | null> {
    const answer = await this.#ask('/person/enrich', { ...query, min_likelihood: LEAST_LIKELIHOOD }, personAnswerSchema, signal);
    return answer?.data ?? null;
  }

  enrichCompany(website: string, signal: AbortSignal): Promise<PdlCompany | null> {
    return this.#ask('/company/enrich', { website }, companyAnswerSchema, signal);
  }

  close(): void {
    this.#http.close();
  }

  async #ask<T>(path: string, query: Record<string, string | number>, schema: z.ZodType<T>, signal: AbortSignal): Promise<T | null> {
    try {
      const answer = await this.#http.send({
        method: 'GET',
        path,
        query: { ...query, titlecase: true },
        signal,
        accept: (status) => status === 200 || status === 404,
      });
      if (answer.status === 200) return understood(schema, answer.json(), 'People Data Labs');
      // "No match" is said in their words; any other 404 is a wrong address, and would pass for a thousand unknown people.
      if (noMatchSchema.safeParse(answer.json()).success) return null;
      throw new Error('People Data Labs has nothing at this address (404); check PDL_URL');
    } catch (error) {
      throw inWords(error);
    }
  }
}

const advice: Record<number, string> = {
  400: 'People Data Labs refused the question',
  401: 'People Data Labs does not know our key; check PDL_API_KEY',
  402: 'the account with People Data Labs has no credits left',
  403: 'the key for People Data Labs may not use this endpoint',
  429: 'People Data Labs asked us to slow down',
};

function inWords(error: unknown): unknown {
  if (!(error instanceof HttpFailure)) return error;
  const known = error.status === undefined ? undefined : advice[error.status];
  return known ? new Error(`${known} (${error.status})`, { cause: error }) : error;
}
