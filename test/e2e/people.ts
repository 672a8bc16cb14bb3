import { formPost, segment, standardWebhook, type SignedRequest } from '@firstline/cli/senders/senders';
import type { Stack } from '../harness/stack.js';

export interface Person {
  email: string;
  firstName: string;
  lastName: string;
}

let count = 0;
/** Nobody else has this number in this run. */
const fresh = (): string => `${process.pid}-${Date.now().toString(36)}-${++count}`;

/** Somebody new, at a company of their own that no vendor knows. */
export function somebody(): Person {
  const id = fresh();
  return { email: `kim.lead@company-${id}.example`, firstName: 'Kim', lastName: `Lead ${id}` };
}

/** A hand-raiser, in our own API's words. */
export const demoRequest = (person: Person = somebody(), change: object = {}) => ({
  eventId: `evt-${fresh()}`,
  type: 'form.submitted',
  occurredAt: new Date().toISOString(),
  person: { ...person, title: 'VP Sales' },
  properties: { form: 'demo-request', answers: { timeline: 'this quarter' } },
  ...change,
});

/** The same person's interest as four different senders tell it; each calls for a play. */
export function fromFourConnections({ door, env }: Stack, person: Person): SignedRequest[] {
  const nowMs = Date.now();
  const id = fresh();
  return [
    door.canonical(demoRequest(person)),
    formPost('website-form', 'https://www.firstline.example', {
      submission_id: `form-${id}`,
      form: 'demo-request',
      email: person.email.toUpperCase(),
      first_name: person.firstName,
      last_name: person.lastName,
    }),
    standardWebhook('product-webhooks', env['PRODUCT_WEBHOOK_SECRET']!, {
      id: `msg_${id}`,
      type: 'user.signed_up',
      data: { user_id: `u-${id}`, ...person },
      atMs: nowMs,
    }),
    segment('product-segment', env['SEGMENT_SHARED_SECRET']!, {
      type: 'track',
      messageId: `track-${id}`,
      userId: `s-${id}`,
      event: 'Trial Started',
      properties: { email: person.email },
      timestamp: new Date(nowMs).toISOString(),
    }),
    door.canonical(demoRequest(person)),
  ];
}

/** A random order that its seed brings back. */
export function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const left = [...items];
  return items.map(() => left.splice(Math.floor(random() * left.length), 1)[0]!);
}

/** Mulberry32. @returns a source of numbers from 0 to 1, the same ones for the same seed */
export function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Said in the output, so that a failed run can be repeated: FIRSTLINE_SEED=… */
export function seeded(what: string): () => number {
  const seed = Number(process.env['FIRSTLINE_SEED'] ?? Date.now() % 1_000_000_007);
  console.log(`${what}: FIRSTLINE_SEED=${seed}`);
  return dice(seed);
}

/** `FIRSTLINE_CHAOS=full` tries more of everything. */
export const full = process.env['FIRSTLINE_CHAOS'] === 'full';
