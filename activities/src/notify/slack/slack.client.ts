import type { Secret } from '@firstline/platform/config/secret';
import { openHttp, type Http } from '@firstline/platform/http/request';
import { LogLevel, WebClient, type Logger } from '@slack/web-api';
import { z } from 'zod';
import { failureOf, notUnderstood } from './slack.failures.js';
import type { SlackContent } from './slack.message.js';

export interface SlackSettings {
  token: Secret;
  /** Ends in `/api/`. */
  apiUrl: string;
  timeoutMs: number;
}

export interface PostedMessage {
  channel: string;
  ts: string;
}

/** Under which name a message says which of our actions it is. */
const EVENT_TYPE = 'firstline_alert';

const postedSchema = z.object({ ok: z.literal(true), channel: z.string().min(1), ts: z.string().regex(/^\d+\.\d+$/) });
const openedSchema = z.object({ ok: z.literal(true), channel: z.object({ id: z.string().min(1) }) });
const userSchema = z.object({ ok: z.literal(true), user: z.object({ id: z.string().min(1), deleted: z.boolean().optional() }) });
const historySchema = z.object({
  ok: z.literal(true),
  messages: z.array(
    z.object({
      ts: z.string(),
      metadata: z
        .object({ event_type: z.string(), event_payload: z.record(z.string(), z.unknown()) })
        .optional()
        .catch(undefined),
    }),
  ),
  has_more: z.boolean().optional(),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
});

/** Speaks Slack's Web API. Repeats nothing by itself: the SDK's ten tries in half an hour and its waiting out of limits are switched off. */
export class SlackClient {
  readonly #web: WebClient;
  readonly #http: Http;

  constructor({ token, apiUrl, timeoutMs }: SlackSettings) {
    this.#http = openHttp({ baseUrl: apiUrl, timeoutMs });
    this.#web = new WebClient(token.reveal(), {
      slackApiUrl: apiUrl,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      allowAbsoluteUrls: false,
      fetch: fetchThrough(this.#http, apiUrl),
      logger: silence,
    });
  }

  /** @param to a channel, or a user for the conversation with them */
  async post(to: string, { text, blocks }: SlackContent, attemptKey: string): Promise<PostedMessage> {
    const metadata = { event_type: EVENT_TYPE, event_payload: { attempt_key: attemptKey } };
    const answer = await this.#call(
      'chat.postMessage',
      { channel: to, text, blocks, metadata, unfurl_links: false, unfurl_media: false },
      postedSchema,
      { acts: true },
    );
    return { channel: answer.channel, ts: answer.ts };
  }

  async update({ channel, ts }: PostedMessage, { text, blocks }: SlackContent): Promise<void> {
    await this.#call('chat.update', { channel, ts, text, blocks }, postedSchema, { acts: true });
  }

  /** The message that an earlier attempt posted, if it did. Newest first, so a page or two is enough. */
  async findPosted(channel: string, attemptKey: string, sinceMs: number): Promise<PostedMessage | null> {
    let cursor: string | undefined;
    for (let page = 0; page < MOST_PAGES; page++) {
      const asked = { channel, oldest: String(sinceMs / 1_000), limit: 100, include_all_metadata: true, ...(cursor ? { cursor } : {}) };
      const answer = await this.#call('conversations.history', asked, historySchema, { acts: false });
      const found = answer.messages.find(
        ({ metadata }) => metadata?.event_type === EVENT_TYPE && metadata.event_payload['attempt_key'] === attemptKey,
      );
      if (found) return { channel, ts: found.ts };
      cursor = answer.response_metadata?.next_cursor;
      if (!cursor) return null;
    }
    // More than a thousand messages to one person since: not answering is safer than answering "no".
    throw notUnderstood('conversations.history', { acts: false });
  }

  /** The conversation with a user; the same one each time. */
  async openConversation(userId: string): Promise<string> {
    return (await this.#call('conversations.open', { users: userId }, openedSchema, { acts: false })).channel.id;
  }

  async userByEmail(email: string): Promise<{ id: string; deleted: boolean }> {
    const { user } = await this.#call('users.lookupByEmail', { email }, userSchema, { acts: false });
    return { id: user.id, deleted: user.deleted === true };
  }

  close(): void {
    this.#http.close();
  }

  async #call<T>(method: string, options: Record<string, unknown>, schema: z.ZodType<T>, { acts }: { acts: boolean }): Promise<T> {
    let answer: unknown;
    try {
      answer = await this.#web.apiCall(method, options);
    } catch (error) {
      throw failureOf(method, error, { acts });
    }
    const parsed = schema.safeParse(answer);
    if (!parsed.success) throw notUnderstood(method, { acts });
    return parsed.data;
  }
}

const MOST_PAGES = 10;

/** Our own HTTP below the SDK: one deadline for the whole call, a bound on what is read, and it knows whether a call may have acted. */
function fetchThrough(http: Http, apiUrl: string): typeof fetch {
  return async (input, init) => {
    const url = input instanceof Request ? input.url : input.toString();
    if (!url.startsWith(apiUrl)) throw new Error('the Slack SDK wants to call another address');
    const { status, headers, text } = await http.send({
      method: 'POST',
      path: `/${url.slice(apiUrl.length)}`,
      headers: Object.fromEntries(new Headers(init?.headers)),
      body: init?.body as string,
      accept: () => true,
    });
    const known: Record<string, string> = { 'content-type': headers['content-type'] ?? '' };
    // Without it the SDK does not know the limit for one.
    if (status === 429) known['retry-after'] = /^\d+$/.test(headers['retry-after'] ?? '') ? headers['retry-after']! : '30';
    return new Response([204, 205, 304].includes(status) ? null : text, { status: status < 200 ? 502 : status, headers: known });
  };
}

const nothing = (): void => undefined;
/** The SDK would log addresses and answers. */
const silence: Logger = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  setLevel: nothing,
  getLevel: () => LogLevel.ERROR,
  setName: nothing,
};
