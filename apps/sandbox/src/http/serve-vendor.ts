import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { FaultDesk } from '../faults/fault-desk.js';
import { isObject, parseJson, type JsonValue } from '../json.js';
import type { NewRecord, Recorder, SandboxRecord } from '../records/recorder.js';
import type { HttpVendor, VendorCall, VendorReply } from '../vendor.js';
import { nonsense } from './nonsense.js';

export interface Surroundings {
  recorder: Recorder;
  desk: FaultDesk;
  /** Ends every wait when the sandbox stops. */
  stopping: AbortSignal;
}

/** Puts a vendor behind `mount`: every call is recorded, delayed, and meets the fault of the hour. */
export function serveVendor(app: FastifyInstance, mount: string, vendor: HttpVendor, surroundings: Surroundings): void {
  const handler = (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> =>
    handle(request, reply, { mount, vendor, ...surroundings });
  app.all(`${mount}/*`, handler);
  if (mount !== '') app.all(mount, handler);
}

async function handle(
  request: FastifyRequest,
  reply: FastifyReply,
  { mount, vendor, recorder, desk, stopping }: Surroundings & { mount: string; vendor: HttpVendor },
): Promise<FastifyReply> {
  const startedAtMs = Date.now();
  const url = addressOf(request);
  if (!url) return reply.code(400).send({ sandbox: true, error: 'The address of this request cannot be read.' });
  const path = url.pathname.slice(mount.length) || '/';
  const raw = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const body = raw.toString('utf8');
  const contentType = request.headers['content-type'] ?? '';

  const record = recorder.begin(vendor.name, seenAs({ request, path, url, body, contentType }, vendor), startedAtMs);
  const encounter = desk.meet(vendor.name, { path, usual: vendor.latency, nowMs: startedAtMs });
  record.fault = encounter.meets === 'nothing' ? null : encounter.meets;

  const finish = (outcome: SandboxRecord['outcome'], status: number | null): void => {
    Object.assign(record, { outcome, status, tookMs: Date.now() - startedAtMs });
    recorder.changed();
  };
  const gone = new Promise<void>((resolve) => reply.raw.once('close', resolve));
  const act = (): VendorReply => {
    const call: VendorCall = {
      method: request.method,
      path,
      query: url.searchParams,
      headers: request.headers,
      contentType,
      body,
      bytes: raw.length,
      nowMs: Date.now(),
      limit: encounter.limit,
    };
    const answer = vendor.answer(call);
    record.acted = answer.acted ?? false;
    return answer;
  };
  const say = (answer: VendorReply, outcome: SandboxRecord['outcome']): FastifyReply => {
    // The client may have given up while the vendor was slow. The vendor acted all the same; only the answer finds nobody.
    finish(reply.raw.destroyed ? 'client-gave-up' : outcome, answer.status);
    return reply
      .code(answer.status)
      .headers(answer.headers ?? {})
      .type(answer.headers?.['content-type'] ?? 'application/json; charset=utf-8')
      .send(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body));
  };

  await pause(encounter.latencyMs, stopping);
  if (stopping.aborted) {
    finish('sandbox-stopped', 503);
    return reply.code(503).send({ sandbox: true, error: 'The sandbox is stopping.' });
  }
  switch (encounter.meets) {
    case 'nothing': {
      const answer = act();
      return say(answer, answer.status >= 400 || answer.refused ? 'refused' : 'answered');
    }
    case 'fail':
      return say(vendor.fail({ status: encounter.status, error: encounter.error }), 'failed');
    case 'down':
      return say(vendor.fail({ status: encounter.status ?? 503, error: encounter.error }), 'down');
    case 'rate-limit':
      return say(vendor.tooMany({ ...encounter.limit, left: 0 }, encounter.retryAfterSeconds), 'rate-limited');
    case 'nonsense':
      return say(nonsense(record.id, vendor), 'garbled');
    case 'act-then-drop':
      act();
      finish('dropped', null);
      reply.hijack();
      request.raw.socket.destroy();
      return reply;
    case 'hang':
      finish('hanging', null);
      reply.hijack();
      void gone.then(() => finish(stopping.aborted ? 'sandbox-stopped' : 'client-gave-up', null));
      return reply;
    default:
      return impossible(encounter.meets);
  }
}

function addressOf(request: FastifyRequest): URL | undefined {
  const target = request.raw.url ?? '/';
  return URL.parse(target.startsWith('/') ? `http://sandbox${target}` : target) ?? undefined;
}

const secretNames = /^(access_token|appsecret_proof|token|api_key|apikey|key|secret|password)$/i;
const HIDDEN = '[hidden]';

/** What may be kept of a call: never a credential, since somebody may have pasted a real one. */
function seenAs(
  { request, path, url, body, contentType }: { request: FastifyRequest; path: string; url: URL; body: string; contentType: string },
  vendor: HttpVendor,
): NewRecord {
  const query = Object.fromEntries(
    [...url.searchParams].slice(0, 100).map(([name, value]) => [name, secretNames.test(name) ? HIDDEN : value.slice(0, 2_000)]),
  );
  const seen: NewRecord = { direction: 'in', method: request.method, path, body: readable(body, contentType, vendor) };
  if (Object.keys(query).length > 0) seen.query = query;
  if (vendor.name === 'webhook-sink') seen.headers = headersWithoutSecrets(request);
  return seen;
}

function readable(body: string, contentType: string, vendor: HttpVendor): JsonValue {
  if (body === '') return null;
  // A receiver of webhooks must be able to check signatures, which are over the text as it was sent.
  if (vendor.name === 'webhook-sink') return body;
  if (contentType.includes('json')) {
    const parsed = parseJson(body);
    if (!parsed.ok) return body;
    if (isObject(parsed.value)) for (const name of Object.keys(parsed.value)) if (secretNames.test(name)) parsed.value[name] = HIDDEN;
    return parsed.value;
  }
  if (contentType.includes('x-www-form-urlencoded')) {
    return Object.fromEntries(
      [...new URLSearchParams(body)].slice(0, 200).map(([name, value]) => [name, secretNames.test(name) ? HIDDEN : fromForm(value)]),
    );
  }
  return body;
}

function fromForm(value: string): JsonValue {
  if (!/^[[{]/.test(value)) return value;
  const parsed = parseJson(value);
  return parsed.ok ? parsed.value : value;
}

const headersWithoutSecrets = (request: FastifyRequest): Record<string, string> =>
  Object.fromEntries(
    Object.entries(request.headers)
      .filter(([name]) => name !== 'authorization' && name !== 'cookie')
      .map(([name, value]) => [name, String(value).slice(0, 1_000)]),
  );

export function pause(ms: number, stopping: AbortSignal): Promise<void> {
  if (ms <= 0 || stopping.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      stopping.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    stopping.addEventListener('abort', end);
  });
}

function impossible(meets: never): never {
  throw new Error(`no such fault: ${String(meets)}`);
}
