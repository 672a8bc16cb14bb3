import type { Problem } from '@firstline/domain/api/problem.schema';
import { createServerClock } from '../format/server-clock.js';
import { sessionEvents } from '../session/session-events.js';

/** The server answered, and the answer is no; `detail` is written for people. */
export class ProblemError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail ?? problem.title);
    this.name = 'ProblemError';
  }
}
/** No answer: the network, or the server, is down. What we asked for may or may not have been done. */
export class UnreachableError extends Error {
  constructor(cause: unknown) {
    super('The server does not answer.', { cause });
    this.name = 'UnreachableError';
  }
}

export const serverClock = createServerClock();
export const serverNowMs = (): number => Date.now() + serverClock.offsetMs();

// A healthy answer takes milliseconds; past this the person should hear that something is wrong.
const READ_TIMEOUT_MS = 15_000;
// A tap waits for a workflow update; the server itself gives up at about 10 s.
const WRITE_TIMEOUT_MS = 20_000;

/** @throws ProblemError, UnreachableError, or AbortError when the caller's own signal ends it */
async function request<T>(method: string, path: string, { body, signal }: { body?: unknown; signal?: AbortSignal } = {}): Promise<T> {
  const timeout = AbortSignal.timeout(method === 'GET' ? READ_TIMEOUT_MS : WRITE_TIMEOUT_MS);
  const sentAtMs = Date.now();
  let response: Response;
  let text: string;
  try {
    response = await fetch(path, {
      method,
      headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    serverClock.heard({ serverMs: Date.parse(response.headers.get('date') ?? ''), roundedByMs: 1_000, sentAtMs, receivedAtMs: Date.now() });
    text = await response.text();
  } catch (thrown) {
    if (signal?.aborted) throw thrown;
    throw new UnreachableError(thrown);
  }
  if (response.ok) return (text === '' ? undefined : readJson(text, path)) as T;
  if (response.status === 401) sessionEvents.tell('signed-out');
  throw new ProblemError(problemOf(response, text));
}

function readJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A proxy's log-in page, or a console served without its API.
    throw new ProblemError({
      type: 'about:blank',
      title: 'Not an answer',
      status: 502,
      detail: `${path} answered with something that is not JSON. Is a proxy in between?`,
    });
  }
}

/** A gateway in between may answer with a page of its own; then the status has to do. */
function problemOf(response: Response, text: string): Problem {
  const fallback: Problem = { type: 'about:blank', title: response.statusText || 'The request failed', status: response.status };
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? { ...fallback, ...parsed } : fallback;
  } catch {
    return fallback;
  }
}

/** Leaves out what is not set: `queryOf({ stage: 'waiting', q: '' })` is `?stage=waiting`. */
export function queryOf(parameters: Record<string, string | number | null | undefined>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters))
    if (value !== undefined && value !== null && value !== '') query.set(name, String(value));
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}

export const api = {
  get: <T>(path: string, signal?: AbortSignal) => request<T>('GET', path, { signal }),
  post: <T>(path: string, body?: unknown) => request<T>('POST', path, { body }),
  put: <T>(path: string, body: unknown) => request<T>('PUT', path, { body }),
  delete: <T>(path: string) => request<T>('DELETE', path),
};
