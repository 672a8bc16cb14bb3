import { createHash, createHmac } from 'node:crypto';
import type { Config } from '@firstline/platform/config/config';
import type { Secret } from '@firstline/platform/config/secret';
import { type Http, openHttp } from '@firstline/platform/http/request';
import { sandboxUrl } from '@firstline/platform/config/sandbox-url';
import type { Page, Pager } from '../pager.port.js';
import { failureOf } from '../paging.failures.js';

export interface PageWebhookSettings {
  url: string;
  /** `whsec_…`; absent: not signed. */
  secret?: Secret;
  timeoutMs: number;
  now: () => number;
}

/** The executor counts on every client giving up within 10 s. */
const TIMEOUT_MS = 8_000;
const PREFIX = 'whsec_';

/** @returns undefined without an address */
export function pageWebhookSettings(config: Config, now: () => number): PageWebhookSettings | undefined {
  const url = config.PAGE_WEBHOOK_URL ?? sandboxUrl(config, 'webhook-sink/pages');
  const secret = config.PAGE_WEBHOOK_SECRET;
  return url ? { url, timeoutMs: TIMEOUT_MS, now, ...(secret ? { secret } : {}) } : undefined;
}

/**
 * Posts pages as JSON to one address, signed as Standard Webhooks are: HMAC-SHA256 over id, time and body. The id is a function of the
 * page, so a receiver can tell a repeat.
 */
export class PageWebhook implements Pager {
  readonly name = 'webhook';
  readonly #http: Http;
  readonly #path: string;
  readonly #query: Record<string, string>;
  readonly #key: Buffer | undefined;
  readonly #now: () => number;

  /** @throws Error when the secret is not one */
  constructor({ url, secret, timeoutMs, now }: PageWebhookSettings) {
    const { origin, pathname, searchParams, username, password } = new URL(url);
    const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    this.#http = openHttp({
      baseUrl: origin,
      timeoutMs,
      ...(username ? { headers: { authorization: `Basic ${Buffer.from(login).toString('base64')}` } } : {}),
    });
    this.#path = pathname;
    this.#query = Object.fromEntries(searchParams);
    this.#key = secret && keyOf(secret);
    this.#now = now;
  }

  async page({ key, onCallId, summary, severity, dedupKey, link, leadId, atMs }: Page): Promise<{ messageId: string }> {
    const messageId = `page_${createHash('sha256').update(key).digest('hex').slice(0, 32)}`;
    const timestamp = String(Math.floor(this.#now() / 1_000));
    const body = JSON.stringify({
      type: 'page.triggered',
      timestamp: new Date(atMs).toISOString(),
      data: { dedupKey, onCall: onCallId, summary, severity, link, leadId },
    });
    const signature = this.#key && createHmac('sha256', this.#key).update(`${messageId}.${timestamp}.${body}`).digest('base64');
    try {
      await this.#http.send({
        method: 'POST',
        path: this.#path,
        query: this.#query,
        headers: {
          'content-type': 'application/json',
          'webhook-id': messageId,
          'webhook-timestamp': timestamp,
          ...(signature ? { 'webhook-signature': `v1,${signature}` } : {}),
        },
        body,
      });
      return { messageId };
    } catch (error) {
      throw failureOf('the page webhook', error);
    }
  }

  close(): void {
    this.#http.close();
  }
}

function keyOf(secret: Secret): Buffer {
  const text = secret.reveal();
  const key = text.startsWith(PREFIX) ? Buffer.from(text.slice(PREFIX.length), 'base64') : Buffer.alloc(0);
  if (key.length < 24 || key.length > 64) throw new Error('PAGE_WEBHOOK_SECRET must be whsec_ and 24 to 64 bytes in base64');
  return key;
}
