import type { JsonObject, JsonValue } from '../json.js';
import type { Failure, HttpVendor, LimitState, VendorCall, VendorReply } from '../vendor.js';
import { SlackArguments } from './arguments.js';
import { methods } from './methods.js';
import { ResponseUrls } from './response-urls.js';
import { Workspace } from './workspace.js';

/**
 * The Web API under `/api/`, and the `response_url`s of taps under `/actions/`.
 *
 * Written by hand although `emulate@0.12.2` has a Slack: that one ends every token's service after 5,000 requests an hour with an
 * HTTP 403, takes any unknown token for the admin's, ignores `oldest`, `latest` and `include_all_metadata` in
 * conversations.history (which is how a sender finds out whether a timed-out message was posted), takes blocks that Slack refuses,
 * gives out new ids at each start, and keeps messages without end. Where both serve, a test holds this one against that one.
 *
 * Tokens begin with `xoxb-`; `xoxb-invalid…`, `xoxb-revoked…`, `xoxb-expired…` and `xoxb-unscoped…` are answered as such.
 */
export class SlackSandbox implements HttpVendor {
  readonly name = 'slack';
  readonly latency = { ms: 10, jitterMs: 20 };
  readonly workspace: Workspace;
  readonly responseUrls: ResponseUrls;

  constructor({ keep }: { keep: number }) {
    this.workspace = new Workspace({ keep });
    this.responseUrls = new ResponseUrls(this.workspace);
  }

  answer(call: VendorCall): VendorReply {
    const action = /^\/actions\/([A-Za-z0-9/]{1,200})$/.exec(call.path)?.[1];
    if (action !== undefined) return this.responseUrls.answer(action, call);
    const name = /^\/api\/([A-Za-z.]{1,60})\/?$/.exec(call.path)?.[1];
    if (name === undefined) return { status: 404, body: { ok: false, error: 'unknown_method' } };
    const method = methods.get(name);
    if (!method) return refuse({ error: 'unknown_method', req_method: name });
    const parsed = SlackArguments.from(call);
    if (!parsed.ok) return refuse({ error: parsed.error });
    const token = tokenOf(call, parsed.given);
    const because = refuseToken(token);
    if (because !== undefined) return refuse({ error: because });
    const { acted, ...body } = method(parsed.given, { workspace: this.workspace, token, nowMs: call.nowMs });
    return { status: 200, body, acted: acted === true, refused: !body.ok };
  }

  /** Slack's failures are a 200 with an `error`; a fault that sets only a status is an HTTP failure. */
  fail({ status, error }: Failure): VendorReply {
    return { status: status ?? (error === undefined ? 500 : 200), body: { ok: false, error: error ?? 'internal_error' } };
  }

  tooMany(_limit: LimitState, retryAfterSeconds: number): VendorReply {
    return { status: 429, headers: { 'retry-after': String(retryAfterSeconds) }, body: { ok: false, error: 'ratelimited' } };
  }

  twisted(): JsonValue {
    return { ok: 'yes', channel: 7, ts: [], user: { id: null }, messages: 'many' };
  }

  state(): JsonValue {
    return { messages: this.workspace.messages.map((message) => JSON.parse(JSON.stringify(message)) as JsonValue) };
  }

  forget(): void {
    this.workspace.forget();
    this.responseUrls.forget();
  }
}

const refuse = (body: JsonObject): VendorReply => ({ status: 200, refused: true, body: { ok: false, ...body } });

function tokenOf(call: VendorCall, given: SlackArguments): string {
  const bearer = /^Bearer\s+(\S+)$/i.exec(call.headers.authorization ?? '')?.[1];
  return bearer ?? given.text('token') ?? '';
}

function refuseToken(token: string): string | undefined {
  if (token === '') return 'not_authed';
  if (!token.startsWith('xoxb-') || token.startsWith('xoxb-invalid')) return 'invalid_auth';
  if (token.startsWith('xoxb-revoked')) return 'token_revoked';
  if (token.startsWith('xoxb-expired')) return 'token_expired';
  if (token.startsWith('xoxb-unscoped')) return 'missing_scope';
  return undefined;
}
