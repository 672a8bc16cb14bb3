import { HttpException } from '@nestjs/common';

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** Every kind of refusal this API can answer, with its status and its title. `code` is for programs and never changes; `detail` is for people. */
const catalogue = {
  'invalid-request': { status: 400, title: 'The request cannot be read' },
  'invalid-field': { status: 400, title: 'A field is missing or wrong' },
  'invalid-json': { status: 400, title: 'The body is not valid JSON' },
  'invalid-text': { status: 400, title: 'The body is not valid UTF-8' },
  'too-deep': { status: 400, title: 'The body is nested too deeply or has too many fields' },
  'refused-key': { status: 400, title: 'The body has a key that is refused' },
  'missing-credentials': { status: 401, title: 'This needs a key' },
  'bad-credentials': { status: 401, title: 'The key is not valid' },
  'missing-signature': { status: 401, title: 'The signature is missing' },
  'bad-signature': { status: 401, title: 'The signature does not match' },
  'stale-signature': { status: 401, title: 'The signature is too old, or from the future' },
  'not-allowed': { status: 403, title: 'This key may not do that' },
  'origin-refused': { status: 403, title: 'This website may not post here' },
  'not-found': { status: 404, title: 'There is nothing here' },
  'unknown-connection': { status: 404, title: 'There is no such connection' },
  'method-not-allowed': { status: 405, title: 'This address does not take that method' },
  conflict: { status: 409, title: 'This contradicts what already happened' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  'address-too-long': { status: 414, title: 'The address is too long' },
  'unsupported-content-type': { status: 415, title: 'This content type is not taken here' },
  unprocessable: { status: 422, title: 'Understood, but it cannot be done' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  'internal-error': { status: 500, title: 'Something went wrong on our side' },
  'not-configured': { status: 503, title: 'This part is not configured' },
  unavailable: { status: 503, title: 'Temporarily unavailable' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemCode = keyof typeof catalogue;

/** For the API reference. */
export const problemCodes: { code: string; status: number; title: string }[] = Object.entries(catalogue).map(
  ([code, { status, title }]) => ({ code, status, title }),
);

export interface FieldProblem {
  /** Dotted path in the body, such as `person.email`, or the name of a header or parameter. */
  field: string;
  message: string;
}

export interface ProblemExtras {
  errors?: FieldProblem[];
  /** Sent as Retry-After. */
  retryAfterSeconds?: number;
  headers?: Record<string, string>;
  /** Further members of the answer, such as a result per item. */
  members?: Record<string, unknown>;
}

/**
 * A refusal as RFC 9457 problem details; throw it anywhere in a request.
 * `detail` says what is wrong, where, and what to do about it, and never repeats a secret or a person's data.
 */
export class Problem extends HttpException {
  override readonly name = 'Problem';
  readonly headers: Record<string, string>;
  constructor(
    readonly code: ProblemCode,
    detail: string,
    { errors, retryAfterSeconds, headers, members }: ProblemExtras = {},
  ) {
    const { status, title } = catalogue[code];
    super({ type: `urn:firstline:problem:${code}`, title, status, code, detail, ...(errors ? { errors } : {}), ...members }, status);
    this.message = detail;
    this.headers = { ...headers, ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }) };
  }
}

/** What code a status gets when all we know is the status. */
export const codeOf = (status: number): ProblemCode => byStatus[status] ?? (status >= 500 ? 'internal-error' : 'invalid-request');
const byStatus: Record<number, ProblemCode> = {
  401: 'missing-credentials',
  403: 'not-allowed',
  404: 'not-found',
  405: 'method-not-allowed',
  409: 'conflict',
  413: 'body-too-large',
  414: 'address-too-long',
  415: 'unsupported-content-type',
  422: 'unprocessable',
  429: 'too-many-requests',
  503: 'unavailable',
};
