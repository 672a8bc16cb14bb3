import type { Config } from '@firstline/platform/config/config';
import { sandboxUrl } from '@firstline/platform/config/sandbox-url';
import { Secret } from '@firstline/platform/config/secret';
import { type Http, openHttp } from '@firstline/platform/http/request';
import { z } from 'zod';
import { willRetry } from '../../failures.js';
import type { Page, Pager } from '../pager.port.js';
import { failureOf } from '../paging.failures.js';

export interface PagerDutySettings {
  baseUrl: string;
  routingKey: Secret;
  timeoutMs: number;
}

/** The executor counts on every client giving up within 10 s. */
const TIMEOUT_MS = 8_000;
/** PagerDuty's own limits. */
const SUMMARY = 1_024;
const DEDUP_KEY = 255;

/** @returns undefined without a routing key */
export function pagerDutySettings(config: Config): PagerDutySettings | undefined {
  if (config.PAGERDUTY_ROUTING_KEY)
    return { baseUrl: config.PAGERDUTY_URL, routingKey: config.PAGERDUTY_ROUTING_KEY, timeoutMs: TIMEOUT_MS };
  const sandbox = sandboxUrl(config, 'pagerduty');
  return sandbox ? { baseUrl: sandbox, routingKey: new Secret('sandbox0'.repeat(4)), timeoutMs: TIMEOUT_MS } : undefined;
}

const acceptedSchema = z.object({ status: z.literal('success'), dedup_key: z.string() });

/** Events API v2. While an incident is open, the same `dedup_key` is that incident: sending twice pages once. */
export class PagerDuty implements Pager {
  readonly name = 'pagerduty';
  readonly #http: Http;
  readonly #routingKey: Secret;

  constructor({ baseUrl, routingKey, timeoutMs }: PagerDutySettings) {
    this.#http = openHttp({ baseUrl, timeoutMs });
    this.#routingKey = routingKey;
  }

  async page({ dedupKey, summary, severity, link, onCallId, leadId, atMs }: Page): Promise<{ dedupKey: string }> {
    const event = {
      routing_key: this.#routingKey.reveal(),
      event_action: 'trigger',
      dedup_key: dedupKey.slice(0, DEDUP_KEY),
      payload: {
        summary: [...summary].slice(0, SUMMARY).join(''),
        source: 'firstline',
        severity,
        timestamp: new Date(atMs).toISOString(),
        custom_details: { onCall: onCallId, leadId },
      },
      links: [{ href: link, text: 'Open in Firstline' }],
      client: 'Firstline',
      client_url: link,
    };
    try {
      const answer = await this.#http.send({ method: 'POST', path: '/v2/enqueue', body: event, accept: (status) => status === 202 });
      if (acceptedSchema.safeParse(answer.json()).success) return { dedupKey: event.dedup_key };
    } catch (error) {
      throw failureOf('PagerDuty', error);
    }
    throw willRetry('PAGING_UNAVAILABLE', 'PagerDuty answered something that cannot be understood');
  }

  close(): void {
    this.#http.close();
  }
}
