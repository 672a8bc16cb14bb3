import { type Problem, problemSchema } from '@firstline/domain/api/problem.schema';

import { type CliSettings, keyFile } from './cli-settings.js';
import { readKey } from './key.js';
import { printable } from './printable.js';

/** A page of a hundred leads takes milliseconds; longer than this is a server in trouble. */
const ANSWER_WITHIN_MS = 15_000;

/** What reads an answer: a schema of domain/api. */
export interface Shape<T> {
  safeParse(
    value: unknown,
  ): { success: true; data: T } | { success: false; error: { issues: readonly { path: PropertyKey[]; message: string }[] } };
}

export interface Api {
  readonly baseUrl: string;
  get<T>(path: string, shape: Shape<T>): Promise<T>;
  post<T>(path: string, shape: Shape<T>, body?: object): Promise<T>;
  /** An answer to be read piece by piece. The caller ends it by `signal`. */
  stream(path: string, headers: Record<string, string>, signal: AbortSignal): Promise<Response>;
}

/** The server understood and said no: RFC 9457 problem details. Its words are written for people and are shown as they stand. */
export class Refused extends Error {
  readonly foreseen = true;
  override readonly name = 'Refused';
  constructor(
    readonly status: number,
    readonly problem: Problem,
    hint = '',
  ) {
    super([problem.detail ?? problem.title, ...(hint ? [hint] : [])].join('\n'));
  }
  get code(): string | undefined {
    return this.problem.code;
  }
}

/** Nobody is there to ask. */
export class NotRunning extends Error {
  readonly foreseen = true;
  override readonly name = 'NotRunning';
  constructor(baseUrl: string, why: string) {
    super(`Nothing answers at ${baseUrl} (${why}).\nStart Firstline with: npm start\nIf it runs elsewhere, say where: --url http://…`);
  }
}

/** Headers as plain names and values. */
type Init = Omit<RequestInit, 'headers'> & { headers?: Record<string, string> };

/** The API for people, with the operator's key. */
export function openApi(settings: CliSettings): Api {
  const { baseUrl } = settings;
  const authorization = `Bearer ${readKey(settings, 'operator')}`;
  const send = async (path: string, init: Init): Promise<Response> => {
    const response = await reach(baseUrl, path, { ...init, headers: { authorization, accept: 'application/json', ...init.headers } });
    if (response.ok) return response;
    throw await refusal(response, settings);
  };
  const ask = async <T>(path: string, shape: Shape<T>, init: Init): Promise<T> => {
    const response = await send(path, { ...init, signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    return shaped(printable(await response.json().catch(() => undefined)), shape, `${baseUrl}${path}`);
  };
  return {
    baseUrl,
    get: (path, shape) => ask(path, shape, {}),
    post: (path, shape, body) =>
      ask(path, shape, {
        method: 'POST',
        ...(body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}),
      }),
    stream: (path, headers, signal) => send(path, { headers, signal }),
  };
}

/** @throws NotRunning */
export async function reach(baseUrl: string, path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(baseUrl + path, { ...init, redirect: 'error' });
  } catch (error) {
    if (error instanceof Error && error.name === 'TimeoutError')
      throw new Error(`${baseUrl} did not answer within ${ANSWER_WITHIN_MS / 1_000} s. Look what is wrong: npm run firstline -- doctor`, {
        cause: error,
      });
    if (init.signal?.aborted) throw error;
    throw new NotRunning(baseUrl, reasonOf(error));
  }
}

/** Node joins the failures of IPv4 and IPv6 into one without a message, below another one. */
export function reasonOf(error: unknown): string {
  const { cause } = error as { cause?: unknown };
  const { code, message, errors } = (cause ?? error) as { code?: string; message?: string; errors?: { code?: string; message?: string }[] };
  return code || errors?.[0]?.code || message || errors?.[0]?.message || 'no reason given';
}

async function refusal(response: Response, settings: CliSettings): Promise<Error> {
  const body = printable(await response.json().catch(() => undefined));
  const parsed = problemSchema.safeParse(body);
  if (!parsed.success)
    return new Error(
      `${response.url} answered ${response.status}, which is no answer of Firstline's. Is another program on that port? Say where Firstline is: --url http://…`,
    );
  const problem = parsed.data;
  const ours = problem.code === 'bad-credentials' || problem.code === 'missing-credentials';
  return new Refused(
    response.status,
    problem,
    ours ? `The key is from ${keyFile(settings, 'operator')}; it belongs to the Firstline that was started there.` : '',
  );
}

function shaped<T>(body: unknown, shape: Shape<T>, url: string): T {
  const parsed = shape.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue ? `${issue.path.map(String).join('.') || 'the answer'}: ${issue.message}` : 'it cannot be read';
  throw new Error(`${url} answered in a way that this command line does not know (${where}). Are both of the same release?`);
}
