import { createHmac, randomUUID } from 'node:crypto';
import { isObject, type JsonValue } from '../json.js';
import { buttonsOf } from './chat.js';
import { APP_ID, TEAM_ID } from './identity.js';
import { shown, type SlackMessage } from './workspace.js';

export interface Tap {
  message: SlackMessage;
  actionId: string;
  /** Of the person who taps. */
  userId: string;
  responseUrl: string;
  nowMs: number;
}

/** The body of a `block_actions` interaction, as Slack posts it: a form with one field, `payload`. */
export function interactionBody({ message, actionId, userId, responseUrl, nowMs }: Tap): string {
  const button = buttonsOf(message).find((candidate) => candidate.actionId === actionId);
  if (!button) {
    const there = buttonsOf(message).map((candidate) => candidate.actionId);
    throw new Error(
      `The message ${message.channel}/${message.ts} has no button with action_id "${actionId}"; it has ${there.join(', ') || 'none'}.`,
    );
  }
  const payload: JsonValue = {
    type: 'block_actions',
    team: { id: TEAM_ID, domain: 'firstline-sandbox' },
    user: { id: userId, username: userId.toLowerCase(), team_id: TEAM_ID },
    api_app_id: APP_ID,
    trigger_id: `${nowMs}.${randomUUID()}`,
    container: { type: 'message', message_ts: message.ts, channel_id: message.channel, is_ephemeral: false },
    channel: { id: message.channel, name: message.channel.startsWith('D') ? 'directmessage' : 'sandbox' },
    message: shown(message, { withMetadata: true }),
    response_url: responseUrl,
    actions: [
      {
        type: 'button',
        action_id: button.actionId,
        block_id: button.blockId,
        value: button.value,
        text: { type: 'plain_text', text: button.label },
        action_ts: (nowMs / 1_000).toFixed(6),
      },
    ],
  };
  return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
}

/** Slack's signature: HMAC-SHA256 over the version, the time and the raw body. */
export function signedHeaders(body: string, { signingSecret, nowMs }: { signingSecret: string; nowMs: number }): Record<string, string> {
  const timestamp = String(Math.floor(nowMs / 1_000));
  const signature = createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex');
  return {
    'content-type': 'application/x-www-form-urlencoded',
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': `v0=${signature}`,
    'x-firstline-sandbox': 'true',
  };
}

/** Slack waits three seconds for an answer, and does not try again. */
const PATIENCE_MS = 3_000;

export interface TapResult {
  status: number;
  body: string;
  tookMs: number;
}

/**
 * Taps a button: posts a correctly signed interaction to `url`.
 * @throws when there is no such button, or nobody answers within Slack's three seconds.
 */
export async function tap(url: string, { signingSecret, ...tapped }: Tap & { signingSecret: string }): Promise<TapResult> {
  const body = interactionBody(tapped);
  const startedAtMs = Date.now();
  const response = await fetch(url, {
    method: 'POST',
    headers: signedHeaders(body, { signingSecret, nowMs: tapped.nowMs }),
    body,
    redirect: 'manual',
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  const text = (await response.text()).slice(0, 10_000);
  return { status: response.status, body: text, tookMs: Date.now() - startedAtMs };
}

export interface TapOrder {
  channel: string;
  ts: string;
  actionId: string;
  userId: string;
}

export function parseTap(body: JsonValue): { ok: true; order: TapOrder } | { ok: false; error: string } {
  if (!isObject(body)) return { ok: false, error: 'a tap is a JSON object with channel, ts, actionId and userId' };
  const missing = ['channel', 'ts', 'actionId', 'userId'].filter((name) => typeof body[name] !== 'string' || body[name] === '');
  if (missing.length > 0) return { ok: false, error: `${missing.join(', ')} must be given as text` };
  return { ok: true, order: body as unknown as TapOrder };
}
