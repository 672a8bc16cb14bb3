import { randomBytes } from 'node:crypto';
import { parseJson, isObject } from '../json.js';
import { BoundedMap } from '../records/bounded-map.js';
import type { VendorCall, VendorReply } from '../vendor.js';
import { SlackArguments } from './arguments.js';
import { changeOf, contentFrom } from './chat.js';
import type { SlackMessage, Workspace } from './workspace.js';

const USES = 5;
const VALID_MS = 30 * 60_000;

/** The `response_url` that comes with a tap: five uses in half an hour, without a token. */
export class ResponseUrls {
  readonly #workspace: Workspace;
  readonly #given = new BoundedMap<{ channel: string; ts: string; uses: number; untilMs: number }>({ most: 1_000 });

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  /** @returns the path of a new one for this message. */
  give(message: SlackMessage, nowMs: number): string {
    const secret = randomBytes(12).toString('hex');
    this.#given.set(secret, { channel: message.channel, ts: message.ts, uses: 0, untilMs: nowMs + VALID_MS }, 200);
    return `/actions/${secret}`;
  }

  answer(secret: string, call: VendorCall): VendorReply {
    const url = this.#given.get(secret);
    if (!url) return { status: 404, body: { ok: false, error: 'invalid_url' } };
    if (call.nowMs > url.untilMs) return { status: 404, body: { ok: false, error: 'expired_url' } };
    if (url.uses >= USES) return { status: 404, body: { ok: false, error: 'used_url' } };
    const parsed = parseJson(call.body);
    if (!parsed.ok || !isObject(parsed.value)) return { status: 400, body: { ok: false, error: 'invalid_payload' } };
    const given = SlackArguments.from({ ...call, contentType: 'application/json', query: new URLSearchParams() });
    if (!given.ok) return { status: 400, body: { ok: false, error: given.error } };
    const content = contentFrom(given.given);
    if (!content.ok) return { status: 400, body: { ok: false, error: content.error } };
    const message = this.#workspace.find(url.channel, url.ts);
    if (!message) return { status: 404, body: { ok: false, error: 'message_not_found' } };
    url.uses++;
    if (given.given.flag('replace_original')) this.#workspace.edit(message, changeOf(content.content), call.nowMs);
    else
      this.#workspace.post(
        { channel: url.channel },
        { userId: message.user, botId: message.botId },
        { text: '', ...content.content },
        call.nowMs,
      );
    return { status: 200, acted: true, body: { ok: true } };
  }

  forget(): void {
    this.#given.clear();
  }
}
