import type { LeadDetail } from '@firstline/domain/api/leads.schema';
import { takeToken } from '@firstline/platform/http/links';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
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
const noLead = '/v1/leads/0198a3c2-5d1e-7c30-9a41-d2b7f0c1e6aa';

beforeAll(async () => {
  services = await openServices();
  const policy = shippedPolicy((draft) => {
    alwaysOpen(draft);
    everySla(draft, { respondWithin: 600_000, pageAfter: 600_000, giveUpAfter: 600_000, closeOutAfter: 600_000, reps: 5 });
    for (const trigger of draft.triggers) delete trigger.sla.remindAfter;
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

/** A lead that waits for a rep, as the API tells it. */
async function waitingLead(): Promise<{ path: string; lead: LeadDetail; repId: string }> {
  const signal = demoRequest();
  await takeIn(services, signal);
  const leadId = await vi.waitFor(async () => {
    const row = await services.db.signal.findUnique({ where: { id: signal.id } });
    expect(row?.stage).toBe('waiting');
    return row!.leadId!;
  }, soon);
  const path = `/v1/leads/${leadId}`;
  const { body } = await api.get(path);
  return { path, lead: body, repId: body.assignment.rep.id };
}
const detail = async (path: string): Promise<LeadDetail> => (await api.get(path)).body;
const auditOf = (leadId: string) => services.db.auditEntry.findMany({ where: { target: `lead/${leadId}` }, orderBy: { id: 'asc' } });

describe('taking a lead', () => {
  it('gives it to the rep who was asked, once and for all', async () => {
    const { path, lead, repId } = await waitingLead();
    expect(lead.permitted).toContain('acknowledge');
    const first = await api.post(`${path}/acknowledge`, { repId });
    expect(first).toMatchObject({
      status: 200,
      body: { accepted: true, leadId: lead.id, rep: { id: repId }, message: 'Ada King is yours.' },
    });
    expect(await api.post(`${path}/acknowledge`, { repId })).toMatchObject({ status: 200, body: { accepted: true } });
    const late = await api.post(`${path}/acknowledge`, { repId: repId === 'ana-duarte' ? 'nina-okafor' : 'ana-duarte' });
    expect(late).toMatchObject({
      status: 409,
      body: { code: 'conflict', because: 'taken', rep: { id: repId }, detail: expect.stringMatching(/ took it just now\.$/) },
    });
    expect((await auditOf(lead.id)).map(({ verb, detail: said }) => [verb, (said as any).answer])).toEqual([
      ['lead.acknowledge', { accepted: true }],
      ['lead.acknowledge', { accepted: true }],
      ['lead.acknowledge', { accepted: false, because: 'taken' }],
    ]);
    const after = await vi.waitFor(async () => {
      const now = await detail(path);
      expect(now.takenBy?.id).toBe(repId);
      return now;
    }, soon);
    expect(after).toMatchObject({ stage: 'taken', assignment: null, permitted: ['outcome'] });
    expect(after.why.headline).toMatch(/has Ada King: took it just now\..*play “/);
  });

  it('ten taps at once by two reps give it to exactly one', async () => {
    const { path, lead, repId } = await waitingLead();
    const other = lead.candidates.find(({ rep }) => rep.id !== repId)!.rep.id;
    await api.post(`${path}/reassign`, { toRepId: other, because: 'so that both were asked' });
    await vi.waitFor(async () => expect((await detail(path)).assignment?.rep.id).toBe(other), soon);
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) => api.post(`${path}/acknowledge`, { repId: n % 2 ? repId : other })),
    );
    const winners = new Set(answers.filter(({ status }) => status === 200).map(({ body }) => body.rep.id));
    expect(winners.size).toBe(1);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(5);
    expect(
      answers.filter(({ status, body }) => status === 409 && body.because === 'taken' && body.rep.id === [...winners][0]),
    ).toHaveLength(5);
  });

  it('by somebody who was not asked is refused, and says who is', async () => {
    const { path, lead, repId } = await waitingLead();
    const stranger = lead.candidates.find(({ rep }) => rep.id !== repId)!.rep;
    const { status, body } = await api.post(`${path}/acknowledge`, { repId: stranger.id });
    expect(status).toBe(409);
    expect(body).toMatchObject({ because: 'not-offered-to-you', rep: { id: repId } });
    expect(body.detail).toBe(`${lead.assignment!.rep.name} is being asked at the moment, and ${stranger.name} was not. Reassign it first.`);
  });

  it('by somebody who is not on the team names the field', async () => {
    const { path } = await waitingLead();
    expect(await api.post(`${path}/acknowledge`, { repId: 'nobody' })).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'repId' }] },
    });
    expect(await api.post(`${path}/acknowledge`, {})).toMatchObject({ status: 400, body: { errors: [{ field: 'repId' }] } });
    expect(await api.post(`${path}/acknowledge`, { repId: 'ana-duarte', force: true })).toMatchObject({ status: 400 });
  });

  it('of a lead that does not exist, or that nobody works on, says so', async () => {
    expect(await api.post(`${noLead}/acknowledge`, { repId: 'ana-duarte' })).toMatchObject({ status: 404, body: { code: 'not-found' } });
    const id = crypto.randomUUID();
    await services.db.lead.create({ data: { id, displayName: 'Quiet Person' } });
    expect(await api.post(`/v1/leads/${id}/acknowledge`, { repId: 'ana-duarte' })).toMatchObject({
      status: 409,
      body: { because: 'no-episode' },
    });
    expect(await api.post('/v1/leads/nonsense/acknowledge', { repId: 'ana-duarte' })).toMatchObject({ status: 400 });
  });

  it('after its workflow has ended is answered from the record', async () => {
    const taken = await seedLead(services.db, { takenBy: 'ana-duarte', takenMinutesAgo: 3, closed: true, stage: 'taken' });
    expect(await api.post(`/v1/leads/${taken.leadId}/acknowledge`, { repId: 'ana-duarte' })).toMatchObject({
      status: 200,
      body: { accepted: true },
    });
    const late = await api.post(`/v1/leads/${taken.leadId}/acknowledge`, { repId: 'nina-okafor' });
    expect(late).toMatchObject({
      status: 409,
      body: { because: 'taken', rep: { id: 'ana-duarte' }, detail: expect.stringMatching(/ took it 3 minutes ago\.$/) },
    });
    const cancelled = await seedLead(services.db, { closed: true, stage: 'cancelled' });
    expect(await api.post(`/v1/leads/${cancelled.leadId}/acknowledge`, { repId: 'ana-duarte' })).toMatchObject({
      status: 409,
      body: { because: 'over', detail: 'It was cancelled 1 minute ago. Its next signal begins anew.' },
    });
  });

  it('whose workflow was ended by hand is refused, and not forgotten', async () => {
    const { path, lead, repId } = await waitingLead();
    await services.client.workflow.getHandle(lead.episode!.workflowId).terminate('by hand');
    expect(await api.post(`${path}/acknowledge`, { repId })).toMatchObject({
      status: 409,
      body: { because: 'over', detail: expect.stringMatching(/ended by hand/) },
    });
  });

  it('that was merged into another lead takes that one', async () => {
    const { lead, repId } = await waitingLead();
    const id = crypto.randomUUID();
    await services.db.lead.create({ data: { id, mergedIntoId: lead.id } });
    expect(await api.post(`/v1/leads/${id}/acknowledge`, { repId })).toMatchObject({ status: 200, body: { leadId: lead.id } });
  });
});

describe('passing a lead on', () => {
  it('asks the next rep, once for a double tap', async () => {
    const { path, lead, repId } = await waitingLead();
    const pass = { as: 'passed', repId, because: 'in a meeting', round: lead.assignment!.round };
    const taps = await Promise.all([api.post(`${path}/reassign`, pass), api.post(`${path}/reassign`, pass)]);
    expect(taps.map(({ status }) => status)).toEqual([200, 200]);
    const next = await vi.waitFor(async () => {
      const now = await detail(path);
      expect(now.assignment?.round).toBe(2);
      return now;
    }, soon);
    expect(next.assignment!.rep.id).not.toBe(repId);
    expect(await api.post(`${path}/reassign`, pass)).toMatchObject({ status: 200 }); // a third tap, late: it was done
    expect((await detail(path)).assignment).toMatchObject({ round: 2, rep: next.assignment!.rep });
    expect(next.assignments.find(({ round }) => round === 1)).toMatchObject({ endedAs: 'passed', rep: { id: repId } });
  });

  it('by a rep who is not being asked moves nothing', async () => {
    const { path, lead, repId } = await waitingLead();
    const other = lead.candidates.find(({ rep }) => rep.id !== repId)!.rep.id;
    expect(await api.post(`${path}/reassign`, { as: 'passed', repId: other, because: 'not mine' })).toMatchObject({
      status: 409,
      body: { because: 'not-offered-to-you' },
    });
  });
});

describe('reassigning a lead', () => {
  it('to somebody asks them, and again changes nothing', async () => {
    const { path, lead, repId } = await waitingLead();
    const to = lead.candidates.find(({ rep }) => rep.id !== repId)!.rep;
    expect(await api.post(`${path}/reassign`, { toRepId: to.id, because: 'knows them' })).toMatchObject({
      status: 200,
      body: { message: `${to.name} is being asked.` },
    });
    await vi.waitFor(async () => expect((await detail(path)).assignment?.rep.id).toBe(to.id), soon);
    expect(await api.post(`${path}/reassign`, { toRepId: to.id, because: 'knows them' })).toMatchObject({ status: 200 });
    expect((await detail(path)).assignment?.round).toBe(2);
  });

  it('on an old screen leaves the new offer alone', async () => {
    const { path, repId } = await waitingLead();
    const [second, third] = (await api.get('/v1/team')).body.items.filter(({ id }: { id: string }) => id !== repId);
    await api.post(`${path}/reassign`, { toRepId: second!.id, because: 'knows them', round: 1 });
    await vi.waitFor(async () => expect((await detail(path)).assignment?.rep.id).toBe(second!.id), soon);
    const stale = await api.post(`${path}/reassign`, { toRepId: third!.id, because: 'on an old screen', round: 1 });
    expect(stale).toMatchObject({
      status: 409,
      body: { because: 'moved-on', rep: { id: second!.id }, detail: `It has moved on: ${second!.name} is being asked now.` },
    });
  });

  it('to somebody unknown, or without saying why, is refused with the field', async () => {
    const { path } = await waitingLead();
    expect(await api.post(`${path}/reassign`, { toRepId: 'nobody', because: 'x' })).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'toRepId' }] },
    });
    expect(await api.post(`${path}/reassign`, { because: '  ' })).toMatchObject({ status: 400, body: { errors: [{ field: 'because' }] } });
  });
});

describe('snoozing, cancelling, closing out', () => {
  it('a snooze moves the deadline', async () => {
    const { path, lead } = await waitingLead();
    expect(await api.post(`${path}/snooze`, { forMinutes: 45 })).toMatchObject({
      status: 200,
      body: { message: 'Snoozed for 45 minutes.' },
    });
    await vi.waitFor(
      async () =>
        expect(Date.parse((await detail(path)).assignment!.dueAt)).toBeGreaterThan(Date.parse(lead.assignment!.dueAt) + 30 * 60_000),
      soon,
    );
    for (const wrong of [
      {},
      { forMinutes: -1 },
      { forMinutes: 1e9 },
      { until: '2020-01-01T00:00:00Z' },
      { until: 'soon' },
      { forMinutes: 5, until: new Date().toISOString() },
    ])
      expect((await api.post(`${path}/snooze`, wrong)).status, JSON.stringify(wrong)).toBe(400);
  });

  it('a cancelled lead is over, for everybody', async () => {
    const { path, repId } = await waitingLead();
    expect(await api.post(`${path}/cancel`, { because: 'a test entry' })).toMatchObject({ status: 200 });
    await vi.waitFor(
      async () => expect(await detail(path)).toMatchObject({ stage: 'cancelled', openEpisodeId: null, permitted: [] }),
      soon,
    );
    expect(await api.post(`${path}/cancel`, { because: 'again' })).toMatchObject({ status: 200 });
    expect(await api.post(`${path}/acknowledge`, { repId })).toMatchObject({
      status: 409,
      body: { because: 'over', detail: expect.stringMatching(/^It was cancelled just now/) },
    });
    expect(await api.post(`${path}/reassign`, { because: 'late' })).toMatchObject({ status: 409, body: { because: 'over' } });
  });

  it('an outcome is recorded through the workflow while it runs, and directly after', async () => {
    const { path, repId } = await waitingLead();
    expect(await api.post(`${path}/outcome`, { outcome: 'won' })).toMatchObject({ status: 409, body: { because: 'not-taken' } });
    await api.post(`${path}/acknowledge`, { repId });
    expect(await api.post(`${path}/outcome`, { outcome: 'meeting-booked', note: 'Tuesday' })).toMatchObject({
      status: 200,
      body: { message: 'Recorded: meeting-booked.' },
    });
    await vi.waitFor(
      async () => expect((await detail(path)).episode).toMatchObject({ outcome: 'meeting-booked', outcomeNote: 'Tuesday', open: false }),
      soon,
    );
    expect(await api.post(`${path}/outcome`, { outcome: 'won' })).toMatchObject({ status: 200 });
    expect(await api.post(`${path}/outcome`, { outcome: 'won' })).toMatchObject({ status: 200 });
    const after = await detail(path);
    expect(after.episode).toMatchObject({ outcome: 'won', outcomeNote: null });
    expect(after.timeline.filter(({ step, text }) => step === 'outcome' && text.startsWith('Outcome: won'))).toHaveLength(1);
    expect(await api.post(`${path}/outcome`, { outcome: 'great' })).toMatchObject({ status: 400 });
    expect(await api.post(`${path}/cancel`, { because: 'too late' })).toMatchObject({ status: 409, body: { because: 'taken' } });
  });
});

describe('the one-tap link', () => {
  const linkTo = (lead: LeadDetail, repId: string, lastsMs = 60_000): string =>
    `/v1/take/${takeToken({ episodeId: lead.openEpisodeId!, repId, round: 1 }, { key: services.config.FIRSTLINE_SESSION_KEY, expiresAtMs: Date.now() + lastsMs })}`;

  it('shows the lead and takes nothing, then takes it, and says so however often it is tapped', async () => {
    const { path, lead, repId } = await waitingLead();
    const link = linkTo(lead, repId);
    for (let look = 1; look <= 3; look++) {
      const page = await api.raw(link);
      expect(page.status).toBe(200);
      expect(await page.text()).toMatch(/Ada King[\s\S]*VP Engineering at Analytical Engines[\s\S]*<button type="submit">Take it/);
      expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none'/);
      expect(page.headers.get('cache-control')).toBe('no-store');
    }
    expect((await detail(path)).takenBy).toBeNull();
    const form = { method: 'POST', body: '', headers: { 'content-type': 'application/x-www-form-urlencoded' } };
    for (let tap = 1; tap <= 2; tap++) {
      const page = await api.raw(link, form);
      expect(page.status).toBe(200);
      expect(await page.text()).toContain('Ada King is yours');
    }
    await vi.waitFor(async () => expect((await detail(path)).takenBy?.id).toBe(repId), soon);
    expect(await (await api.raw(link)).text()).toContain('is yours');
    const other = await api.raw(linkTo(lead, repId === 'ana-duarte' ? 'nina-okafor' : 'ana-duarte'), form);
    expect(other.status).toBe(409);
    expect(await other.text()).toMatch(/took it just now\./);
  });

  it('that is old, forged or cut short shows nothing of the lead', async () => {
    const { lead, repId } = await waitingLead();
    const good = linkTo(lead, repId);
    for (const [link, status] of [
      [linkTo(lead, repId, -1_000), 410],
      [good.slice(0, -3), 404],
      [`${good.slice(0, 20)}x${good.slice(21)}`, 404],
      ['/v1/take/x', 404],
    ] as const) {
      for (const method of ['GET', 'POST']) {
        const page = await api.raw(link, { method });
        expect(page.status, link).toBe(status);
        expect(await page.text()).not.toContain('Ada');
      }
    }
  });

  it('writes whatever a lead is called as text', async () => {
    const evil = '<script>alert(1)</script>"\'&';
    const { episodeId } = await seedLead(services.db, { name: evil, company: evil, offeredTo: 'ana-duarte' });
    const page = await (await api.raw(linkTo({ openEpisodeId: episodeId } as LeadDetail, 'ana-duarte'))).text();
    expect(page).not.toContain('<script>');
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;');
  });
});
