import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { parseJson, type JsonValue } from '../json.js';
import { parseLead, type MetaSandbox } from '../meta/meta.js';
import type { Recorder } from '../records/recorder.js';
import { parseTap, type TapOrder, type TapResult } from '../slack/interaction.js';
import { isVendorName, vendorNames, type VendorName } from '../vendor.js';
import { parseFault, type Fault } from './fault.js';
import type { FaultDesk } from './fault-desk.js';

export interface Administration {
  recorder: Recorder;
  desk: FaultDesk;
  meta: MetaSandbox;
  stateOf(vendor: VendorName): JsonValue;
  forget(vendor?: VendorName): void;
  tapButton(order: TapOrder): Promise<TapResult>;
  where(): JsonValue;
}

/** Records in one answer, unless `?limit=` asks for another number. */
const USUAL_LIMIT = 500;

/** What tests and people steer the sandbox with. Not part of any vendor. */
export function adminRoutes(app: FastifyInstance, sandbox: Administration): void {
  const { recorder, desk } = sandbox;
  app.get('/_sandbox/health', () => ({
    sandbox: true,
    status: 'ok',
    ...(sandbox.where() as object),
    vendors: Object.fromEntries(vendorNames.map((name) => [name, { seen: recorder.seen(name), fault: desk.current(name) }])),
  }));
  app.get('/_sandbox/faults', () => ({ sandbox: true, faults: allFaults(desk) }));

  app.put<VendorRoute>('/_sandbox/faults/:vendor', (request, reply) => {
    const vendor = vendorIn(request, reply);
    if (!vendor) return reply;
    const body = bodyOf(request);
    const parsed = body === undefined ? { ok: false as const, errors: ['the body is not JSON'] } : parseFault(body);
    if (!parsed.ok) return reply.code(422).send({ sandbox: true, error: 'This fault cannot be set.', errors: parsed.errors });
    desk.set(vendor, parsed.fault);
    return { sandbox: true, vendor, fault: desk.current(vendor) };
  });
  app.delete('/_sandbox/faults', () => {
    desk.clear();
    return { sandbox: true, faults: allFaults(desk) };
  });
  app.delete<VendorRoute>('/_sandbox/faults/:vendor', (request, reply) => {
    const vendor = vendorIn(request, reply);
    if (!vendor) return reply;
    desk.clear(vendor);
    return { sandbox: true, vendor, fault: {} };
  });

  app.get<VendorRoute & { Querystring: { limit?: string } }>('/_sandbox/records/:vendor', (request, reply) => {
    const vendor = vendorIn(request, reply);
    if (!vendor) return reply;
    const limit = Number(request.query.limit ?? USUAL_LIMIT);
    if (!Number.isInteger(limit) || limit < 0) return reply.code(422).send({ sandbox: true, error: 'limit must be a whole number.' });
    const records = limit === 0 ? [] : recorder.newest(vendor, limit).reverse();
    return { sandbox: true, vendor, seen: recorder.seen(vendor), records, state: sandbox.stateOf(vendor) };
  });
  app.delete('/_sandbox/records', () => {
    sandbox.forget();
    return { sandbox: true, forgotten: vendorNames };
  });
  app.delete<VendorRoute>('/_sandbox/records/:vendor', (request, reply) => {
    const vendor = vendorIn(request, reply);
    if (!vendor) return reply;
    sandbox.forget(vendor);
    return { sandbox: true, forgotten: [vendor] };
  });

  app.put<{ Params: { id: string }; Querystring: { hiddenReads?: string } }>('/_sandbox/meta/leads/:id', (request, reply) => {
    const body = bodyOf(request);
    const parsed = body === undefined ? { ok: false as const, error: 'the body is not JSON' } : parseLead(body);
    if (!parsed.ok) return reply.code(422).send({ sandbox: true, error: parsed.error });
    sandbox.meta.putLead(request.params.id, parsed.fields, Number(request.query.hiddenReads ?? 0) || 0);
    return { sandbox: true, lead: request.params.id };
  });
  app.post('/_sandbox/slack/tap', async (request, reply) => {
    const body = bodyOf(request);
    const parsed = body === undefined ? { ok: false as const, error: 'the body is not JSON' } : parseTap(body);
    if (!parsed.ok) return reply.code(422).send({ sandbox: true, error: parsed.error });
    try {
      return { sandbox: true, ...(await sandbox.tapButton(parsed.order)) };
    } catch (error) {
      return reply.code(502).send({ sandbox: true, error: error instanceof Error ? error.message : String(error) });
    }
  });
}

interface VendorRoute {
  Params: { vendor: string };
}

function vendorIn(request: FastifyRequest<VendorRoute>, reply: FastifyReply): VendorName | undefined {
  const { vendor } = request.params;
  if (isVendorName(vendor)) return vendor;
  void reply.code(404).send({ sandbox: true, error: `The sandbox has no such vendor; it has ${vendorNames.join(', ')}.` });
  return undefined;
}

/** Only JSON, which a page on another site cannot send without our consent. */
function bodyOf(request: FastifyRequest): JsonValue | undefined {
  if (!Buffer.isBuffer(request.body) || !/^application\/json\b/i.test(request.headers['content-type'] ?? '')) return undefined;
  const parsed = parseJson(request.body.toString('utf8'));
  return parsed.ok ? parsed.value : undefined;
}

const allFaults = (desk: FaultDesk): Record<string, Fault> => Object.fromEntries(vendorNames.map((name) => [name, desk.current(name)]));
