import { createHmac, timingSafeEqual } from 'node:crypto';
import data from '../people/people.json' with { type: 'json' };
import { isObject, textOf, type JsonObject, type JsonValue } from '../json.js';
import { BoundedMap } from '../records/bounded-map.js';
import type { Failure, HttpVendor, LimitState, VendorCall, VendorReply } from '../vendor.js';

interface Lead {
  fields: JsonObject;
  /** The notification overtakes the lead: so many reads find nothing first. */
  hiddenReads: number;
}

/**
 * The one Graph API read that lead ads need: `GET /v{N}.0/{leadgen_id}`.
 * Tokens that begin with `expired` or `unpermitted` are answered as such a token would be.
 */
export class MetaSandbox implements HttpVendor {
  readonly name = 'meta';
  readonly latency = { ms: 20, jitterMs: 40 };
  readonly #appSecret: string | undefined;
  readonly #leads = new BoundedMap<Lead>({ most: 10_000 });

  /** @param appSecret with it, every call must carry the right `appsecret_proof`, as an app that requires proofs does. */
  constructor({ appSecret }: { appSecret?: string }) {
    this.#appSecret = appSecret;
    this.forget();
  }

  /** Adds or replaces a lead, in the shape of Meta's own answer. */
  putLead(id: string, fields: JsonObject, hiddenReads = 0): void {
    this.#leads.set(id, { fields: { ...fields, id }, hiddenReads }, JSON.stringify(fields).length);
  }

  answer(call: VendorCall): VendorReply {
    const target = /^\/v(\d{1,3})\.0\/([^/]{1,100})\/?$/.exec(call.path);
    if (!target) return graphError(400, { code: 2500, message: `Sandbox: unknown path components: ${call.path.slice(0, 200)}` });
    if (call.method !== 'GET') return graphError(400, { code: 3, message: 'Sandbox: only reading a lead is supported.' });
    const refusal = this.#refuseToken(call.query);
    if (refusal) return refusal;

    const id = target[2]!;
    const lead = this.#leads.get(id);
    if (!lead || lead.hiddenReads > 0) {
      if (lead) lead.hiddenReads--;
      return graphError(400, {
        code: 100,
        subcode: 33,
        type: 'GraphMethodException',
        message: `Sandbox: the object '${id}' does not exist, or this token may not see it.`,
      });
    }
    const asked = (call.query.get('fields') ?? 'created_time,field_data').split(',').map((field) => field.trim());
    const shown = Object.fromEntries(
      ['id', ...asked].filter((field) => Object.hasOwn(lead.fields, field)).map((field) => [field, lead.fields[field]!]),
    );
    return { status: 200, headers: usage(0), body: shown };
  }

  #refuseToken(query: URLSearchParams): VendorReply | undefined {
    const token = query.get('access_token') ?? '';
    if (token === '') return graphError(400, { code: 2500, message: 'Sandbox: an access token is needed to read this.' });
    if (token.startsWith('expired'))
      return graphError(400, { code: 190, subcode: 463, message: 'Sandbox: the session of this access token has expired.' });
    if (token.startsWith('unpermitted'))
      return graphError(403, { code: 200, message: 'Sandbox: this token has no leads_retrieval permission.' });
    if (this.#appSecret === undefined) return undefined;
    const proof = query.get('appsecret_proof');
    if (proof === null)
      return graphError(400, { code: 100, type: 'GraphMethodException', message: 'Sandbox: this app requires an appsecret_proof.' });
    const right = createHmac('sha256', this.#appSecret).update(token).digest();
    const given = Buffer.from(proof, 'hex');
    if (given.length === right.length && timingSafeEqual(given, right)) return undefined;
    return graphError(400, {
      code: 100,
      type: 'GraphMethodException',
      message: 'Sandbox: the appsecret_proof does not belong to this token.',
    });
  }

  /** A number in `error` is a Graph error code: 190 for a dead token, 4 for the app's limit, 2 for a passing fault. */
  fail({ status, error }: Failure): VendorReply {
    const code = Number(error ?? 2);
    if (!Number.isInteger(code)) return graphError(status ?? 500, { code: 2, message: `Sandbox fault: ${error ?? ''}` });
    const usual: Record<number, number> = { 1: 500, 2: 500, 4: 403, 10: 403, 17: 400, 32: 403, 100: 400, 190: 400, 200: 403, 613: 400 };
    return graphError(status ?? usual[code] ?? 400, {
      code,
      message: `Sandbox fault: Graph error ${code}`,
      ...(code === 100 ? { subcode: 33 } : {}),
    });
  }

  tooMany(_limit: LimitState, _retryAfterSeconds: number): VendorReply {
    return {
      ...graphError(403, { code: 4, message: 'Sandbox: (#4) the application has reached its request limit.' }),
      headers: usage(100),
    };
  }

  twisted(): JsonValue {
    return { id: {}, created_time: 0, field_data: { name: 'email' } };
  }

  state(): JsonValue {
    return { leads: this.#leads.size };
  }

  /** Back to the leads of the data file. */
  forget(): void {
    this.#leads.clear();
    for (const given of data.metaLeads as JsonObject[]) {
      const { visibleAfterCalls, ...fields } = given;
      this.putLead(textOf(fields['id']), fields, typeof visibleAfterCalls === 'number' ? visibleAfterCalls : 0);
    }
  }
}

/** @returns what is wrong with a lead that somebody wants to add, or the lead. */
export function parseLead(body: JsonValue): { ok: true; fields: JsonObject } | { ok: false; error: string } {
  if (!isObject(body)) return { ok: false, error: 'a lead is a JSON object as the Graph API answers it' };
  const fieldData = body['field_data'];
  const fits =
    Array.isArray(fieldData) &&
    fieldData.every((field) => isObject(field) && typeof field['name'] === 'string' && Array.isArray(field['values']));
  if (!fits) return { ok: false, error: 'field_data must be a list such as [{"name":"email","values":["ada@lovelace.example"]}]' };
  return { ok: true, fields: { created_time: '2026-01-01T00:00:00+0000', form_id: '3003', is_organic: false, platform: 'fb', ...body } };
}

function graphError(
  status: number,
  { code, message, subcode, type = 'OAuthException' }: { code: number; message: string; subcode?: number; type?: string },
): VendorReply {
  const transient = [1, 2, 4, 17, 32, 613].includes(code) ? { is_transient: true } : {};
  return {
    status,
    headers: usage(0),
    body: {
      error: {
        message,
        type,
        code,
        ...(subcode === undefined ? {} : { error_subcode: subcode }),
        ...transient,
        fbtrace_id: 'SandboxTrace',
      },
    },
  };
}

const usage = (percent: number): Record<string, string> => ({
  'x-app-usage': JSON.stringify({ call_count: percent, total_cputime: 0, total_time: 0 }),
});
