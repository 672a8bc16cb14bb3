import { HttpFailure } from '@firstline/platform/http/http-failure';
import { openHttp, type Http, type HttpRequest } from '@firstline/platform/http/request';
import type { Secret } from '@firstline/platform/config/secret';
import { understood } from '../answers.js';
import { enrichSchema, matchSchema, type ApolloOrganization, type ApolloPerson } from './apollo.schema.js';

export interface ApolloSettings {
  baseUrl: string;
  key: Secret;
  timeoutMs: number;
}

/** Parameters of a person look-up, in Apollo's names. */
export interface PersonQuery {
  email?: string;
  first_name?: string;
  last_name?: string;
  domain?: string;
  organization_name?: string;
  linkedin_url?: string;
}

/** Speaks Apollo. Every call may cost a credit, so nothing is repeated in here. */
export class ApolloClient {
  readonly #http: Http;

  constructor({ baseUrl, key, timeoutMs }: ApolloSettings) {
    this.#http = openHttp({ baseUrl, timeoutMs, headers: { 'x-api-key': key.reveal(), 'cache-control': 'no-cache' } });
  }

  /** @returns null when Apollo knows nobody like that */
  async matchPerson(query: PersonQuery, signal: AbortSignal): Promise<ApolloPerson | null> {
    const answer = await this.#ask({ method: 'POST', path: '/people/match', query: { ...query }, signal });
    return understood(matchSchema, answer, 'Apollo').person;
  }

  /** @returns null when Apollo knows no such company */
  async enrichOrganization(domain: string, signal: AbortSignal): Promise<ApolloOrganization | null> {
    const answer = await this.#ask({ method: 'GET', path: '/organizations/enrich', query: { domain }, signal });
    return understood(enrichSchema, answer, 'Apollo').organization;
  }

  close(): void {
    this.#http.close();
  }

  async #ask(request: HttpRequest): Promise<unknown> {
    try {
      return (await this.#http.send(request)).json();
    } catch (error) {
      throw inWords(error);
    }
  }
}

/** What an operator can do about it. A 401 is plain text, and no body is ever quoted. */
const advice: Record<number, string> = {
  401: 'Apollo does not know our key; check APOLLO_API_KEY',
  403: 'Apollo’s key may not use this endpoint; give it people/match and organizations/enrich',
  422: 'Apollo refused the question, or the team has no credits left',
  429: 'Apollo asked us to slow down',
};

function inWords(error: unknown): unknown {
  if (!(error instanceof HttpFailure)) return error;
  const known = error.status === undefined ? undefined : advice[error.status];
  return known ? new Error(`${known} (${error.status})`, { cause: error }) : error;
}
