import { contentHash } from '@firstline/domain/policy/canonical';
import { eventIdFrom } from '@firstline/domain/signal/signal-id';

const BUCKET_MS = 600_000;

/** Fields that differ each time the same form is sent, and say nothing of the person. */
const volatile = /captcha|turnstile|csrf|authenticity_token|nonce|^_wp|honeypot|timestamp|^rendered_at$|^submission_id$/i;

export interface Submission {
  form: string;
  submissionId?: string;
  renderedAt?: string;
  /** Canonical e-mail address or phone number. */
  who: string;
  fields: Readonly<Record<string, unknown>>;
  receivedAtMs: number;
}

/**
 * What makes two posts the same submission.
 *
 * With a `submission_id`: that, and whose it is. A page from a cache gives every visitor the same id, and none of them may be taken for another.
 * Without one: the content, within ten minutes (by when the form was rendered, if it says so). Ten minutes have a border, so the event also
 * answers to its name in the ten minutes before.
 */
export function submissionEventId(submission: Submission): { eventId: string; earlierEventId?: string } {
  const { form, submissionId, renderedAt, who, fields, receivedAtMs } = submission;
  if (submissionId !== undefined) return { eventId: eventIdFrom(`${submissionId}~${contentHash([submissionId, form, who]).slice(0, 6)}`) };
  const isWho = (value: unknown) => typeof value === 'string' && value.trim().toLowerCase() === who;
  // The address counts in its canonical spelling, as `who`: a second try in capitals is the same person.
  const content = Object.fromEntries(Object.entries(fields).filter(([name, value]) => !volatile.test(name) && !isWho(value)));
  const hash = contentHash({ form, who, content, renderedAt }).slice(0, 40);
  if (renderedAt !== undefined) return { eventId: `content-${hash}` };
  const bucket = Math.floor(receivedAtMs / BUCKET_MS);
  return { eventId: `content-${hash}-${bucket}`, earlierEventId: `content-${hash}-${bucket - 1}` };
}
