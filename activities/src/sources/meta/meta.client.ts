import { createHmac } from 'node:crypto';
import type { Secret } from '@firstline/platform/config/secret';
import { HttpFailure } from '@firstline/platform/http/http-failure';
import { type Http, type HttpAnswer, openHttp } from '@firstline/platform/http/request';
import { willRetry, wontRetry } from '../../failures.js';
import { failureOf, waitMsFrom } from './meta.failures.js';
import { graphErrorSchema, leadSchema, type MetaLead } from './meta.schema.js';

export interface MetaSettings {
  /** With the version: `https://graph.facebook.com/v24.0` */
  graphUrl: string;
  timeoutMs: number;
}

export interface MetaCredentials {
  accessToken: Secret;
  appSecret: Secret;
}

const FIELDS = [
  'id',
  'created_time',
  'ad_id',
  'ad_name',
  'adset_id',
  'campaign_id',
  'campaign_name',
  'form_id',
  'is_organic',
  'platform',
  'field_data',
  'custom_disclaimer_responses',
].join();

/** Speaks the Graph API: one read. */
export class MetaClient {
  readonly #http: Http;

  constructor({ graphUrl, timeoutMs }: MetaSettings) {
    this.#http = openHttp({ baseUrl: graphUrl, timeoutMs });
  }

  /** @param attempt counts from 1: a lead that is not there yet is waited for, but not for ever */
  async lead(id: string, { accessToken, appSecret }: MetaCredentials, attempt: number): Promise<MetaLead> {
    const token = accessToken.reveal();
    const proof = createHmac('sha256', appSecret.reveal()).update(token).digest('hex');
    const answer = await this.#get(`/${id}`, { fields: FIELDS, access_token: token, appsecret_proof: proof });
    const body = jsonOf(answer);
    if (answer.status === 200) {
      const parsed = leadSchema.safeParse(body);
      if (parsed.success && String(parsed.data.id) === id) return parsed.data;
      throw willRetry('SOURCE_UNAVAILABLE', `Meta answered something that is not lead ${id}`);
    }
    const parsed = graphErrorSchema.safeParse(body);
    if (!parsed.success) throw willRetry('SOURCE_UNAVAILABLE', `Meta answered ${answer.status} without a reason for lead ${id}`);
    const waitMs = waitMsFrom(answer.headers['x-business-use-case-usage']);
    throw failureOf(parsed.data.error, { lead: id, status: answer.status, attempt, ...(waitMs === undefined ? {} : { waitMs }) });
  }

  close(): void {
    this.#http.close();
  }

  async #get(path: string, query: Record<string, string>): Promise<HttpAnswer> {
    try {
      return await this.#http.send({ method: 'GET', path, query, accept: () => true });
    } catch (error) {
      if (!(error instanceof HttpFailure)) throw error;
      throw error.kind === 'refused' ? wontRetry('SOURCE_REJECTED', error.message) : willRetry('SOURCE_UNAVAILABLE', error.message);
    }
  }
}

function jsonOf(answer: HttpAnswer): unknown {
  try {
    return answer.json();
  } catch {
    return undefined;
  }
}
