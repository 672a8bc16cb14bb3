import { Agent as PlainAgent, type IncomingMessage, request as plainRequest } from 'node:http';
import { Agent as TlsAgent, request as tlsRequest } from 'node:https';
import { namesInside } from './addresses.js';
import { HttpFailure, refused, retryAfterMs } from './http-failure.js';
import { lookUpAny, lookUpOutside } from './look-up.js';

export interface HttpSettings {
  /** From configuration, never from a signal. Paths are below it: `https://api.vendor.example/v1`. */
  baseUrl: string;
  /** For the whole call, redirects and body included. */
  timeoutMs: number;
  /** Largest answer that is read. */
  maxBytes?: number;
  /** Sent with every request: authorization, user agent. */
  headers?: Record<string, string>;
  /** The configured name is meant to resolve to an inside address (a service of one's own, a container). */
  allowInside?: boolean;
}

export interface HttpRequest {
  method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the base URL, with a leading slash. */
  path: string;
  query?: Record<string, string | number | boolean | undefined>;
  headers?: Record<string, string>;
  /** A string or bytes go as they are; anything else as JSON. */
  body?: unknown;
  /** Answers that are no failure; 2xx without it. */
  accept?: (status: number) => boolean;
  timeoutMs?: number;
  signal?: AbortSignal;
}

export interface HttpAnswer {
  status: number;
  headers: Readonly<Record<string, string>>;
  text: string;
  /** @throws HttpFailure `unreadable` */
  json(): unknown;
}

/** Calls one configured vendor. */
export interface Http {
  send(request: HttpRequest): Promise<HttpAnswer>;
  /** Closes idle connections. */
  close(): void;
}

const MAX_REDIRECTS = 3;
const DEFAULT_MAX_BYTES = 2 * 1024 * 1024; // the largest vendor answer we know of is some 100 kB
// Below the 5 s after which a node server closes an idle connection: a request on a closing one fails without telling whether it was read.
const IDLE_MS = 4_000;

/**
 * Outgoing HTTP to one configured base URL and nowhere else: a redirect to another host is refused, and so is a name that resolves to an
 * inside address, at the moment of connecting, so that a name cannot change its mind between check and use.
 */
export function openHttp(settings: HttpSettings): Http {
  const base = new URL(settings.baseUrl.endsWith('/') ? settings.baseUrl : `${settings.baseUrl}/`);
  if (base.protocol !== 'https:' && base.protocol !== 'http:') throw new Error(`${base.protocol} is not http: or https:`);
  const mayBeInside = settings.allowInside === true || namesInside(base.hostname);
  const agentOptions = {
    keepAlive: true,
    keepAliveMsecs: IDLE_MS,
    maxSockets: 64,
    timeout: IDLE_MS,
    lookup: mayBeInside ? lookUpAny : lookUpOutside,
  };
  const agent = base.protocol === 'https:' ? new TlsAgent(agentOptions) : new PlainAgent(agentOptions);
  const start = base.protocol === 'https:' ? tlsRequest : plainRequest;
  const maxBytes = settings.maxBytes ?? DEFAULT_MAX_BYTES;

  async function once(request: HttpRequest, url: URL, signal: AbortSignal): Promise<{ answer: HttpAnswer; location: string | undefined }> {
    const safe = request.method === 'GET' || request.method === 'HEAD';
    const at = `${request.method} ${url.host}${url.pathname}`;
    const { bytes, type } = bodyOf(request.body);
    const headers: Record<string, string | number> = {
      accept: 'application/json',
      'user-agent': 'firstline',
      ...type,
      ...settings.headers,
      ...request.headers,
    };
    if (bytes) headers['content-length'] = bytes.length;
    return new Promise((resolve, reject) => {
      let connected = false;
      const outgoing = start(url, { method: request.method, headers, agent, signal });
      const fail = (error: unknown): void => {
        outgoing.destroy();
        if (error instanceof HttpFailure) return reject(error);
        // Once a socket was ours, bytes may have left it. A reused socket counts as well: a half-closed one cannot be told apart.
        reject(failureOf(error, at, signal, connected && !safe));
      };
      outgoing.on('socket', (socket) => {
        if (!socket.connecting) connected = true;
        else socket.once(base.protocol === 'https:' ? 'secureConnect' : 'connect', () => (connected = true));
      });
      outgoing.on('error', fail);
      outgoing.on('response', (incoming) => {
        readText(incoming, maxBytes, at, safe).then((text) => {
          const answer = answerOf(incoming, text, at, safe);
          resolve({ answer, location: incoming.headers.location });
        }, fail);
      });
      outgoing.end(bytes);
    });
  }

  return {
    async send(request) {
      const deadline = AbortSignal.timeout(request.timeoutMs ?? settings.timeoutMs);
      const signal = request.signal ? AbortSignal.any([deadline, request.signal]) : deadline;
      let url = urlOf(base, request);
      for (let redirects = 0; ; redirects++) {
        const { answer, location } = await once(request, url, signal);
        const accepted = request.accept?.(answer.status) ?? (answer.status >= 200 && answer.status < 300);
        if (accepted) return answer;
        if (!isRedirect(answer.status, request.method) || location === undefined) throw notAccepted(answer, request, url);
        if (redirects >= MAX_REDIRECTS) throw refused(`${request.method} ${url.host}${url.pathname} redirects in circles`);
        const next = URL.canParse(location, url.href) ? new URL(location, url) : undefined;
        if (next?.origin !== base.origin) throw refused(`${request.method} ${url.host}${url.pathname} redirects to another host`);
        url = next;
      }
    },
    close: () => agent.destroy(),
  };
}

function urlOf(base: URL, request: HttpRequest): URL {
  const url = new URL(`${base.pathname.replace(/\/$/, '')}${request.path}`, base.origin);
  const below = base.pathname.endsWith('/') ? base.pathname : `${base.pathname}/`;
  if (!request.path.startsWith('/') || url.origin !== base.origin || !`${url.pathname}/`.startsWith(below)) {
    throw refused(`${request.method} ${base.host}: the path leads away from the configured base URL`);
  }
  for (const [name, value] of Object.entries(request.query ?? {})) if (value !== undefined) url.searchParams.set(name, String(value));
  return url;
}

function bodyOf(body: unknown): { bytes: Buffer | undefined; type: Record<string, string> } {
  if (body === undefined) return { bytes: undefined, type: {} };
  if (typeof body === 'string') return { bytes: Buffer.from(body), type: {} };
  if (body instanceof Uint8Array) return { bytes: Buffer.from(body), type: {} };
  return { bytes: Buffer.from(JSON.stringify(body)), type: { 'content-type': 'application/json' } };
}

async function readText(incoming: IncomingMessage, maxBytes: number, at: string, safe: boolean): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) throw unreadable(`${at} answered with more than ${maxBytes} bytes`, incoming.statusCode, safe);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function answerOf(incoming: IncomingMessage, text: string, at: string, safe: boolean): HttpAnswer {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming.headers)) headers[name] = Array.isArray(value) ? value.join(', ') : (value ?? '');
  const status = incoming.statusCode ?? 0;
  return {
    status,
    headers,
    text,
    json: () => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        throw unreadable(`${at} answered ${status} with something that is not JSON`, status, safe);
      }
    },
  };
}

const isRedirect = (status: number, method: string): boolean =>
  (method === 'GET' || method === 'HEAD') && [301, 302, 303, 307, 308].includes(status);

function notAccepted(answer: HttpAnswer, request: HttpRequest, url: URL): HttpFailure {
  const safe = request.method === 'GET' || request.method === 'HEAD';
  return new HttpFailure(`${request.method} ${url.host}${url.pathname} answered ${answer.status}`, {
    kind: 'status',
    status: answer.status,
    // A gateway's 5xx does not tell what happened behind it; 4xx says no, and 503 that nobody took it up (RFC 9110, 15.6.4).
    mayHaveActed: !safe && answer.status >= 500 && answer.status !== 501 && answer.status !== 503,
    retryAfterMs: retryAfterMs(answer.headers['retry-after'], Date.now()),
  });
}

function failureOf(error: unknown, at: string, signal: AbortSignal, mayHaveActed: boolean): HttpFailure {
  const timedOut = signal.aborted && signal.reason instanceof DOMException && signal.reason.name === 'TimeoutError';
  const code = (error as { code?: unknown } | null)?.code;
  const why = timedOut
    ? 'did not answer in time'
    : signal.aborted
      ? 'was given up by the caller'
      : `broke off${typeof code === 'string' ? ` (${code})` : ''}`;
  return new HttpFailure(`${at} ${why}`, { kind: timedOut ? 'timeout' : 'connection', mayHaveActed, cause: error });
}

const unreadable = (message: string, status: number | undefined, safe: boolean): HttpFailure =>
  new HttpFailure(message, { kind: 'unreadable', mayHaveActed: !safe, status });
