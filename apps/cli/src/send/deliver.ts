import { type Problem, problemSchema } from '@firstline/domain/api/problem.schema';
import { signalId } from '@firstline/domain/signal/signal-id';

import { reach } from '../http/api.js';
import { printable } from '../http/printable.js';
import type { SignedRequest } from '../senders/senders.js';
import type { Letter } from './letter.js';

/** What became of one event. */
export interface Taken {
  /** `received`: this provider is answered without details. */
  status: 'accepted' | 'duplicate' | 'rejected' | 'ignored' | 'received';
  id: string | undefined;
  /** Why, where it was not taken. */
  reason: string | undefined;
}

export interface Delivered {
  about: string;
  httpStatus: number;
  tookMs: number;
  taken: Taken[];
  problem: Problem | undefined;
}

/** As long as any sender waits: Slack three seconds, most ten, HubSpot five. */
const ANSWER_WITHIN_MS = 10_000;

/** Brings a letter to the door. @throws NotRunning when nobody is there */
export async function deliver(baseUrl: string, letter: Letter, { path, headers, body }: SignedRequest): Promise<Delivered> {
  const startedAtMs = performance.now();
  const response = await reach(baseUrl, path, { method: 'POST', headers, body, signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
  const answer = printable(await response.json().catch(() => undefined));
  const tookMs = performance.now() - startedAtMs;
  const told = { about: letter.about, httpStatus: response.status, tookMs };
  if (response.ok) return { ...told, taken: takenOf(answer, letter), problem: undefined };
  const parsed = problemSchema.safeParse(answer);
  const problem: Problem = parsed.success
    ? parsed.data
    : { type: 'about:blank', title: `answered ${response.status} without saying why`, status: response.status };
  return { ...told, taken: [], problem };
}

interface Result {
  id?: unknown;
  status?: unknown;
  reason?: unknown;
  errors?: unknown;
}

export function takenOf(answer: unknown, letter: Letter): Taken[] {
  const { results, received, ...one } = (typeof answer === 'object' && answer !== null ? answer : {}) as Result & {
    results?: unknown;
    received?: unknown;
  };
  // Meta wants no details; the id of the signal is a function of the event, so it is known without being told.
  if (received === true)
    return [{ status: 'received', id: signalId({ connection: letter.connection.id, eventId: letter.eventId }), reason: undefined }];
  const list = Array.isArray(results) ? (results as Result[]) : 'status' in one ? [one] : [];
  return list.map((result) => ({
    status: isStatus(result.status) ? result.status : 'rejected',
    id: typeof result.id === 'string' ? result.id : undefined,
    reason: reasonOf(result),
  }));
}

const isStatus = (status: unknown): status is Taken['status'] =>
  ['accepted', 'duplicate', 'rejected', 'ignored'].includes(status as string);

function reasonOf({ reason, errors }: Result): string | undefined {
  if (typeof reason === 'string') return reason;
  if (!Array.isArray(errors)) return undefined;
  return (errors as { field?: string; message?: string }[]).map(({ field, message }) => `${field ?? ''}: ${message ?? ''}`).join('; ');
}
