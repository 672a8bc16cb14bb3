import type { ConnectionOf } from '@firstline/domain/connections/connections.schema';
import { parseJson } from '../../http/json.js';
import { instantOf, known } from '../lenient.js';
import { decode, equalTexts, hmac, matchesAny, mismatch, missing } from '../signature.js';
import { type CreateSource, type Item, type RawRequest, type Verified, verifyingSecrets } from '../source.js';
import { leadgenSchema, notificationSchema } from './meta.schema.js';

/** Lead ads on Facebook and Instagram. The webhook carries ids only: the lead itself is fetched before anything is decided. */
export const meta: CreateSource<ConnectionOf<'meta'>> = (_connection, secrets) => {
  const verifying = verifyingSecrets(secrets);
  const verifyToken = secrets.get('options.verifyToken') ?? '';
  return {
    mediaTypes: ['application/json'],
    refuses: 'quietly',
    verify: (request) => verifySignature(request, verifying),
    normalise: (request) => itemsOf(request),
    // Meta sends our own token when the webhook is saved, and now and then later; the answer is the bare challenge.
    challenge: (query) => {
      if (query.get('hub.mode') !== 'subscribe' || !equalTexts(query.get('hub.verify_token') ?? '', verifyToken)) return null;
      const challenge = query.get('hub.challenge') ?? '';
      if (!/^[\w-]{1,200}$/.test(challenge)) return null;
      return { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: challenge };
    },
    reply: () => ({ status: 200, body: { received: true } }),
  };
};

/** Over the bytes as delivered: Meta writes non-ASCII as `\uXXXX`, which reading and writing again would undo. No timestamp. */
function verifySignature(request: RawRequest, secrets: readonly string[]): Verified {
  const given = request.headers['x-hub-signature-256'];
  if (!given) return missing('X-Hub-Signature-256');
  const signature = given.startsWith('sha256=') ? decode(given.slice('sha256='.length), 'hex') : undefined;
  if (!signature) return mismatch('X-Hub-Signature-256');
  return matchesAny(signature, secrets, (secret) => hmac('sha256', secret, request.body)) ? { ok: true } : mismatch('X-Hub-Signature-256');
}

/** Up to 1,000 updates in several entries. */
function itemsOf(request: RawRequest): Item[] {
  const parsed = notificationSchema.safeParse(parseJson(request.body));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return [{ is: 'refused', because: 'invalid', path: issue?.path.join('.') ?? '', reason: issue?.message ?? 'not a notification' }];
  }
  return parsed.data.entry.flatMap(({ changes }, entry) =>
    changes.map((change, at) => itemOf(change, `entry.${entry}.changes.${at}`, request.receivedAtMs)),
  );
}

function itemOf({ field, value }: { field: string; value?: unknown }, path: string, receivedAtMs: number): Item {
  if (field !== 'leadgen')
    return { is: 'refused', because: 'no-mapping', path: `${path}.field`, reason: `no mapping for "${field}": only leadgen is a signal` };
  const parsed = leadgenSchema.safeParse(value);
  if (!parsed.success)
    return { is: 'refused', because: 'invalid', path: `${path}.value.leadgen_id`, reason: 'a leadgen change needs a leadgen_id of digits' };
  const { leadgen_id: leadgenId, form_id: formId, page_id: pageId, ad_id: adId, adgroup_id: adGroupId, created_time } = parsed.data;
  return {
    is: 'signal',
    signal: {
      eventId: leadgenId,
      type: 'ad.lead_submitted',
      occurredAt: instantOf(created_time) ?? new Date(receivedAtMs).toISOString(),
      person: {},
      company: {},
      attribution: known({ adId, formId }),
      consent: {},
      properties: known({ leadgenId, formId, pageId, adId, adGroupId }),
      test: false,
      complete: false,
    },
  };
}
