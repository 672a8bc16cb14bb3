import { catalogueSchema, runbookSchema, triggerDetailSchema, triggerListSchema } from '@firstline/domain/api/triggers.schema';
import { deadLetterPageSchema } from '@firstline/domain/api/dead-letters.schema';
import { leadDetailSchema, leadPageSchema, whySchema } from '@firstline/domain/api/leads.schema';
import { signalDetailSchema, signalPageSchema } from '@firstline/domain/api/signals.schema';
import { statsSchema } from '@firstline/domain/api/stats.schema';
import { inboxPageSchema, teamListSchema } from '@firstline/domain/api/team.schema';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { z } from 'zod';
import { type Engine, startEngine } from '../harness/engine.js';
import { alwaysOpen, everySla, publish, shippedPolicy } from '../harness/policy.js';
import { type FileServices, openServices } from '../harness/services.js';
import { demoRequest, takeIn } from '../harness/signals.js';
import { type Api, openApi } from './app.js';
import { seedLead } from './seed.js';

let services: FileServices;
let engine: Engine;
let api: Api;
const soon = { timeout: 15_000, interval: 30 };

beforeAll(async () => {
  services = await openServices();
  const policy = shippedPolicy((draft) => {
    alwaysOpen(draft);
    everySla(draft, { respondWithin: 600_000, pageAfter: 600_000, giveUpAfter: 600_000 });
  });
  await publish(services.db, policy);
  engine = await startEngine(services);
  api = await openApi(services);
});
afterAll(async () => {
  await api?.close();
  await engine?.stop();
  await services?.stop();
});

/** Reads, and holds the answer to what the API promises: every field, nothing that is not stated. */
async function read<T extends z.ZodType>(path: string, schema: T): Promise<z.output<T>> {
  const { status, body } = await api.get(path);
  expect(status, JSON.stringify(body)).toBe(200);
  return schema.parse(body);
}

describe('a signal that became a lead', () => {
  it('is told from capture to the rep: stages, timeline, verdicts with reasons, actions', async () => {
    const signal = demoRequest();
    await takeIn(services, signal);
    await vi.waitFor(async () => expect((await read(`/v1/signals/${signal.id}`, signalDetailSchema)).stage).toBe('waiting'), soon);
    const told = await vi.waitFor(async () => {
      const now = await read(`/v1/signals/${signal.id}`, signalDetailSchema);
      expect(now.actions.map(({ state }) => state)).toEqual(['done', 'done', 'done']);
      expect(now.msToAlerted).not.toBeNull();
      return now;
    }, soon);
    expect(told).toMatchObject({
      connection: 'api',
      type: 'form.submitted',
      category: 'form',
      lane: 'high',
      layer: 'execution',
      triggerId: 'demo-request',
      workflowId: `signal/api/${signal.eventId}`,
      lead: { name: 'Ada King', title: 'VP Engineering' },
      captured: { person: { firstName: 'Ada' }, properties: { form: 'demo-request' } },
      ownerSignalId: signal.id,
    });
    expect(told.temporalUrl).toContain(encodeURIComponent(told.workflowId));
    expect(told.msToAssigned).toBeGreaterThanOrEqual(0);
    expect(told.timeline.map(({ step }) => step)).toEqual(expect.arrayContaining(['captured', 'resolved', 'judged', 'scored']));
    expect(told.verdicts.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['matched', 'suppressed', 'scored', 'routed']));
    const sentences = told.verdicts.map(({ sentence }) => sentence).join(' ');
    expect(sentences).toMatch(/The play “.+” applies\..*Nothing speaks against getting in touch\..*Score \d+ of 100, \w+\..*Goes to /);
  });

  it('shows the lead with its facts, score, candidates, and why it went there', async () => {
    const signal = demoRequest();
    await takeIn(services, signal);
    await vi.waitFor(async () => expect((await services.db.signal.findUnique({ where: { id: signal.id } }))?.stage).toBe('waiting'), soon);
    const { leadId } = await read(`/v1/signals/${signal.id}`, signalDetailSchema);
    const lead = await read(`/v1/leads/${leadId}`, leadDetailSchema);
    const title = lead.facts.find(({ field }) => field === 'person.title');
    expect(title).toMatchObject({ current: { value: 'VP Engineering', signalId: signal.id }, because: expect.any(String), others: [] });
    expect(lead.scoreDetail!.contributions.reduce((sum, { points }) => sum + points, 0)).toBe(lead.scoreDetail!.score);
    expect(lead.score).toBe(lead.scoreDetail!.score);
    expect(lead.candidates[0]).toMatchObject({ chosen: true, rep: lead.assignment!.rep });
    for (const { because } of lead.candidates) expect(because).toMatch(/^[A-Z].*\.$/);
    expect(lead.episode).toMatchObject({ open: true, trigger: { id: 'demo-request', formula: expect.stringMatching(/^When /) } });
    expect(lead.account?.domain).toBe(signal.company.domain);
    expect(lead.signals.map(({ id }) => id)).toEqual([signal.id]);
    expect(lead.timeline[0]?.step).toBe('captured');
    const why = await read(`/v1/leads/${leadId}/why`, whySchema);
    expect(why.headline).toBe(
      `Ada King is offered to ${lead.assignment!.rep.name}. ${why.steps.find(({ kind }) => kind === 'matched')!.sentence}`,
    );
    expect(why).toEqual(lead.why);
  });

  it('is there for the rep: inbox, team, dashboard', async () => {
    const signal = demoRequest();
    await takeIn(services, signal);
    const item = await vi.waitFor(async () => {
      const page = await read('/v1/inbox', inboxPageSchema);
      const found = page.items.find(({ lead }) => lead.company === signal.company.name);
      expect(found).toBeDefined();
      return found!;
    }, soon);
    expect(item).toMatchObject({ kind: 'offer', lead: { name: 'Ada King' }, closedAt: null });
    const own = await read(`/v1/inbox?rep=${item.rep.id}`, inboxPageSchema);
    expect(own.items.every(({ rep }) => rep.id === item.rep.id)).toBe(true);
    expect((await read('/v1/inbox?rep=nobody', inboxPageSchema)).items).toEqual([]);
    const team = await read('/v1/team', teamListSchema);
    expect(team.items.find(({ id }) => id === item.rep.id)).toMatchObject({ working: true, away: null });
    expect(team.items.find(({ id }) => id === item.rep.id)!.waiting).toBeGreaterThan(0);
    const stats = await vi.waitFor(async () => {
      const now = await read('/v1/stats', statsSchema);
      expect(now.speed.capturedToAlerted.count).toBeGreaterThan(0);
      return now;
    }, soon);
    expect(stats.signals.total).toBe(stats.signals.byStage.reduce((sum, { count }) => sum + count, 0));
    expect(stats.signals.byLane.find(({ lane }) => lane === 'high')!.capturedToAssigned.p50Ms).toBeGreaterThan(0);
    expect(stats.oldestWaiting).toMatchObject({ overdue: false });
    expect(stats.parts.filter(({ healthy }) => !healthy)).toEqual([]);
  });
});

describe('lists', () => {
  it('page through everything once, in order, while more arrives', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 7; n++) ids.push((await seedLead(services.db, { company: 'Paging Works', minutesAgo: 100 + n })).leadId);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: z.output<typeof leadPageSchema> = await read(
        `/v1/leads?q=Paging%20Works&limit=2${cursor ? `&cursor=${cursor}` : ''}`,
        leadPageSchema,
      );
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
      await seedLead(services.db, { company: 'Paging Works', minutesAgo: 0 });
    } while (cursor);
    expect(seen).toEqual(ids);
  });

  it('rows of the very same instant are each listed once', async () => {
    const at = new Date('2026-11-01T00:00:00.000Z');
    const rows = await Promise.all(Array.from({ length: 9 }, () => seedLead(services.db, { company: 'Same Instant' })));
    const ids = rows.map(({ leadId }) => leadId);
    await services.db.lead.updateMany({ where: { id: { in: ids } }, data: { updatedAt: at } });
    await services.db.signal.updateMany({ where: { leadId: { in: ids } }, data: { receivedAt: at } });
    for (const [list, schema] of [
      ['/v1/leads', leadPageSchema],
      ['/v1/signals', signalPageSchema],
    ] as const) {
      const seen = new Set<string>();
      let cursor: string | null = null;
      let pages = 0;
      do {
        const page: { items: { id: string }[]; nextCursor: string | null } = await read(
          `${list}?q=Same%20Instant&limit=4${cursor ? `&cursor=${cursor}` : ''}`,
          schema,
        );
        for (const { id } of page.items) seen.add(id);
        cursor = page.nextCursor;
        pages++;
      } while (cursor);
      expect([list, seen.size, pages]).toEqual([list, 9, 3]);
    }
  });

  it('are narrowed by stage, layer, connection, type, rep, and whether somebody works on it', async () => {
    const company = 'Narrow Co';
    const waiting = await seedLead(services.db, { company, offeredTo: 'ana-duarte' });
    const taken = await seedLead(services.db, { company, takenBy: 'nina-okafor', stage: 'taken', closed: true });
    const leads = async (query: string) => (await read(`/v1/leads?q=Narrow%20Co&${query}`, leadPageSchema)).items.map(({ id }) => id);
    expect(await leads('stage=waiting')).toEqual([waiting.leadId]);
    expect(await leads('stage=taken')).toEqual([taken.leadId]);
    expect(await leads('open=true')).toEqual([waiting.leadId]);
    expect(await leads('open=false')).toEqual([taken.leadId]);
    expect(await leads('rep=ana-duarte')).toEqual([waiting.leadId]);
    const signals = async (query: string) =>
      (await read(`/v1/signals?q=Narrow%20Co&${query}`, signalPageSchema)).items.map(({ id }) => id).sort();
    const both = [waiting.signalId, taken.signalId].sort();
    expect(await signals('layer=execution')).toEqual(both);
    expect(await signals('layer=ingestion')).toEqual([]);
    expect(await signals('stage=taken')).toEqual([taken.signalId]);
    expect(await signals('stage=taken&layer=ingestion')).toEqual([]);
    expect(await signals('connection=api&type=form.submitted')).toEqual(both);
    expect(await signals('connection=other')).toEqual([]);
    expect(await signals('type=email.opened')).toEqual([]);
  });

  it('find a person by any part of a name, address, company, and by id', async () => {
    const { leadId, signalId } = await seedLead(services.db, {
      name: 'Grace Murray Hopper',
      email: 'grace_h%1@navy.example',
      company: 'Cobol & Sons',
    });
    for (const q of ['murray', 'HOPPER', 'grace_h', 'h%1', '@navy', 'cobol & s', leadId]) {
      expect(
        (await read(`/v1/leads?q=${encodeURIComponent(q)}`, leadPageSchema)).items.map(({ id }) => id),
        q,
      ).toEqual([leadId]);
      expect(
        (await read(`/v1/signals?q=${encodeURIComponent(q)}`, signalPageSchema)).items.map(({ id }) => id),
        q,
      ).toEqual([signalId]);
    }
    for (const q of ['grace%hopper', 'grace murray_hopper', "' OR 1=1 --", '\\', crypto.randomUUID()])
      expect((await read(`/v1/leads?q=${encodeURIComponent(q)}`, leadPageSchema)).items, q).toEqual([]);
  });

  it('say which parameter is wrong', async () => {
    for (const [query, field] of [
      ['limit=0', 'limit'],
      ['limit=1000', 'limit'],
      ['cursor=zzz', 'cursor'],
      ['stage=lost', 'stage'],
      ['open=maybe', 'open'],
      [`q=${'x'.repeat(300)}`, 'q'],
    ] as const)
      expect(await api.get(`/v1/leads?${query}`), query).toMatchObject({
        status: 400,
        body: { code: 'invalid-field', errors: [{ field }] },
      });
    for (const path of ['/v1/leads/x', '/v1/signals/x', '/v1/triggers/X!']) expect((await api.get(path)).status, path).toBe(400);
    for (const path of ['/v1/leads', '/v1/signals'])
      expect((await api.get(`${path}/${crypto.randomUUID()}`)).body).toMatchObject({ status: 404, code: 'not-found' });
    expect(await api.get('/v1/stats?since=2020-01-01T00:00:00Z')).toMatchObject({ status: 400 });
  });
});

describe('the registry', () => {
  it('shows every play with its formula, and its runbook', async () => {
    const { items, policyHash } = await read('/v1/triggers', triggerListSchema);
    expect(items.map(({ id }) => id)).toEqual(expect.arrayContaining(['demo-request', 'meta-ad-lead', 'trial-started']));
    for (const { id, formula } of items) {
      expect(formula).toMatch(/^When .+, then .+, using .+, and alert .+ if it fails\.?$/i);
      expect(await read(`/v1/triggers/${id}`, triggerDetailSchema)).toMatchObject({ id, policyHash });
      expect((await read(`/v1/triggers/${id}/runbook`, runbookSchema)).markdown).toMatch(
        /## 1\. Is the signal arriving\?[\s\S]*http:\/\/localhost:3000/,
      );
    }
    expect((await api.get('/v1/triggers/none')).status).toBe(404);
    const catalogue = await read('/v1/catalogue', catalogueSchema);
    expect(catalogue.items.find(({ type }) => type === 'form.submitted')!.triggers).toContain('demo-request');
    expect(catalogue.items.filter(({ derived }) => derived)).toHaveLength(5);
  });
});

describe('being away', () => {
  it('is switched by hand, until a time or until further notice', async () => {
    const put = (body: unknown) =>
      api.raw('/v1/team/ana-duarte/presence', {
        method: 'PUT',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json', authorization: `Bearer ${api.operatorKey}` },
      });
    const ana = async () => (await read('/v1/team', teamListSchema)).items.find(({ id }) => id === 'ana-duarte')!;
    expect((await put({ away: true })).status).toBe(200);
    expect((await ana()).away).toEqual({ because: null, until: null, byHand: true });
    await put({ away: true, until: new Date(Date.now() - 1_000).toISOString() });
    expect((await ana()).away).toBeNull();
    await put({ away: false });
    expect((await ana()).away).toBeNull();
    expect((await put({ away: 'yes' })).status).toBe(400);
  });
});

describe('dead letters', () => {
  it('are listed by state, open ones first of all', async () => {
    const { leadId, signalId } = await seedLead(services.db, { name: 'Dead Letter' });
    const make = (state: string, minutesAgo: number) => {
      const id = crypto.randomUUID();
      const at = new Date(Date.now() - minutesAgo * 60_000);
      const ended = state === 'healed' || state === 'discarded' ? { endedAt: at, endedBy: 'operator' } : {};
      return services.db.deadLetter.create({
        data: {
          id,
          actionKey: `k/${id}`,
          workflowId: `dead-letter/k/${id}`,
          signalId,
          leadId,
          kind: 'writeCrm',
          state,
          errorCode: 'CRM_UNAVAILABLE',
          errorText: 'down',
          createdAt: at,
          ...ended,
        },
      });
    };
    const [waiting, paged, healed, discarded] = await Promise.all([
      make('waiting', 3),
      make('paged', 2),
      make('healed', 1),
      make('discarded', 4),
    ]);
    const list = async (query: string) => (await read(`/v1/dead-letters?${query}`, deadLetterPageSchema)).items.map(({ id }) => id);
    expect(await list('')).toEqual([paged.id, waiting.id]);
    expect(await list('state=healed')).toEqual([healed.id]);
    const first = await read('/v1/dead-letters?limit=1', deadLetterPageSchema);
    expect(first.items[0]).toMatchObject({ id: paged.id, error: { code: 'CRM_UNAVAILABLE', text: 'down' }, lead: { name: 'Dead Letter' } });
    expect(await list(`limit=1&cursor=${first.nextCursor}`)).toEqual([waiting.id]);

    expect(await api.post(`/v1/dead-letters/${healed.id}/retry`)).toMatchObject({ status: 200, body: { message: 'It was done already.' } });
    expect(await api.post(`/v1/dead-letters/${discarded.id}/retry`)).toMatchObject({
      status: 409,
      body: { detail: 'It was discarded 4 minutes ago, by operator.' },
    });
    expect(await api.post(`/v1/dead-letters/${discarded.id}/discard`, { because: 'again' })).toMatchObject({ status: 200 });
    expect(await api.post(`/v1/dead-letters/${waiting.id}/retry`)).toMatchObject({
      status: 409,
      body: { detail: expect.stringMatching(/ended by hand/) },
    });
    expect(await api.post(`/v1/dead-letters/${waiting.id}/discard`, {})).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'because' }] },
    });
    expect(await api.post(`/v1/dead-letters/${crypto.randomUUID()}/retry`)).toMatchObject({ status: 404 });
    expect(await services.db.auditEntry.count({ where: { verb: 'dead-letter.retry' } })).toBe(3);
  });
});
