import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LeadDetail } from '@firstline/domain/api/leads.schema';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Engine, startEngine } from '../harness/engine.js';
import { alwaysOpen, everySla, publish, shippedPolicy } from '../harness/policy.js';
import { type FileServices, openServices } from '../harness/services.js';
import { demoRequest, takeIn } from '../harness/signals.js';
import { type Api, openApi } from './app.js';

let services: FileServices;
let engine: Engine;
let api: Api;
let slack: Server;
let slackUrl: string;
const told: { text: string; response_type: string }[] = [];
const soon = { timeout: 15_000, interval: 30 };
const secret = 'slack-signing-secret';

beforeAll(async () => {
  slack = createServer((request, response) => {
    const asked = new URL(request.url ?? '/', slackUrl);
    if (asked.pathname === '/api/users.lookupByEmail') {
      const known = asked.searchParams.get('email') === 'zoe.new@example.com' && request.headers.authorization === 'Bearer xoxb-test';
      response.setHeader('content-type', 'application/json');
      return response.end(JSON.stringify(known ? { ok: true, user: { id: 'U0ZOE' } } : { ok: false, error: 'users_not_found' }));
    }
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      told.push(JSON.parse(body));
      response.end('ok');
    });
  });
  await new Promise<void>((listening) => slack.listen(0, '127.0.0.1', listening));
  slackUrl = `http://127.0.0.1:${(slack.address() as AddressInfo).port}`;
  services = await openServices({ SLACK_SIGNING_SECRET: secret, SLACK_API_URL: `${slackUrl}/api/`, SLACK_BOT_TOKEN: 'xoxb-test' });
  await publish(
    services.db,
    shippedPolicy((draft) => {
      const { slackUserId: _, ...somebody } = draft.team[0]!;
      draft.team.push({ ...somebody, id: 'zoe-new', name: 'Zoe New', email: 'zoe.new@example.com' });
      alwaysOpen(draft);
      everySla(draft, { respondWithin: 600_000, pageAfter: 600_000, giveUpAfter: 600_000 });
    }),
  );
  engine = await startEngine(services);
  api = await openApi(services);
});
afterAll(async () => {
  await api?.close();
  await engine?.stop();
  await services?.stop();
  slack?.close();
});

async function waitingLead(): Promise<LeadDetail> {
  const signal = demoRequest();
  await takeIn(services, signal);
  return vi.waitFor(async () => {
    const row = await services.db.signal.findUnique({ where: { id: signal.id } });
    expect(row?.stage).toBe('waiting');
    return (await api.get(`/v1/leads/${row!.leadId}`)).body as LeadDetail;
  }, soon);
}
const lead = async (id: string): Promise<LeadDetail> => (await api.get(`/v1/leads/${id}`)).body;
const slackIdOf = (repId: string): string => shippedPolicy().team.find(({ id }) => id === repId)!.slackUserId!;

/** As Slack posts it. */
function tap(what: string, value: string, userId: string, responseUrl = `${slackUrl}/actions/1`): Promise<Response> {
  const payload = JSON.stringify({
    type: 'block_actions',
    user: { id: userId },
    response_url: responseUrl,
    actions: [{ type: 'button', action_id: what, value }],
  });
  return post(new URLSearchParams({ payload }).toString());
}
function post(body: string, { key = secret, atMs = Date.now() } = {}): Promise<Response> {
  const timestamp = String(Math.floor(atMs / 1_000));
  const signature = `v0=${createHmac('sha256', key).update(`v0:${timestamp}:${body}`).digest('hex')}`;
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': signature,
  };
  return api.raw('/v1/slack/interactions', { method: 'POST', body, headers });
}

describe('a button in Slack', () => {
  it('takes the lead; Slack gets its empty answer at once', async () => {
    const { id, openEpisodeId, assignment } = await waitingLead();
    const repId = assignment!.rep.id;
    const response = await tap('take', `${openEpisodeId}:1`, slackIdOf(repId));
    expect([response.status, await response.text()]).toEqual([200, '']);
    await vi.waitFor(async () => expect((await lead(id)).takenBy?.id).toBe(repId), soon);
    expect((await lead(id)).timeline.find(({ step }) => step === 'taken')?.text).toMatch(/from slack\.$/);
    const other = repId === 'ana-duarte' ? 'nina-okafor' : 'ana-duarte';
    told.length = 0;
    expect((await tap('take', `${openEpisodeId}:1`, slackIdOf(other))).status).toBe(200);
    await vi.waitFor(
      () =>
        expect(told).toEqual([
          { response_type: 'ephemeral', replace_original: false, text: expect.stringMatching(/ took it just now\.$/) },
        ]),
      soon,
    );
  });

  it('passes it on, and a second tap on the old message moves nothing', async () => {
    const { id, openEpisodeId, assignment } = await waitingLead();
    const user = slackIdOf(assignment!.rep.id);
    await Promise.all([tap('pass', `${openEpisodeId}:1`, user), tap('pass', `${openEpisodeId}:1`, user)]);
    await vi.waitFor(async () => expect((await lead(id)).assignment?.round).toBe(2), soon);
    await tap('pass', `${openEpisodeId}:1`, user);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect((await lead(id)).assignment?.round).toBe(2);
  });

  it('snoozes it, and says for how long', async () => {
    const { id, openEpisodeId, assignment } = await waitingLead();
    told.length = 0;
    await tap('snooze', `${openEpisodeId}:1`, slackIdOf(assignment!.rep.id));
    await vi.waitFor(() => expect(told.map(({ text }) => text)).toEqual(['Snoozed for 30 minutes.']), soon);
    await vi.waitFor(async () => expect(Date.parse((await lead(id)).assignment!.dueAt)).toBeGreaterThan(Date.now() + 25 * 60_000), soon);
  });

  it('by somebody who is not in team.yaml says so to them, and takes nothing', async () => {
    const { id, openEpisodeId } = await waitingLead();
    told.length = 0;
    await tap('take', `${openEpisodeId}:1`, 'U000STRANGER');
    await vi.waitFor(() => expect(told[0]?.text).toMatch(/not in team\.yaml/), soon);
    expect((await lead(id)).takenBy).toBeNull();
  });

  it('is understood from a rep whom Slack knows by e-mail address, and team.yaml by nothing else', async () => {
    const { id, openEpisodeId } = await waitingLead();
    await api.post(`/v1/leads/${id}/reassign`, { toRepId: 'zoe-new', because: 'knows them' });
    await vi.waitFor(async () => expect((await lead(id)).assignment?.rep.id).toBe('zoe-new'), soon);
    const { triggerId, leadId, ownerSignalId: signalId } = await services.db.episode.findUniqueOrThrow({ where: { id: openEpisodeId! } });
    // As the Slack channel orders it; here it has nobody to send it.
    await services.db.action.create({
      data: {
        key: `${openEpisodeId}/slack`,
        episodeId: openEpisodeId,
        leadId,
        signalId,
        triggerId: triggerId!,
        kind: 'slack.alert',
        target: 'zoe-new',
        state: 'done',
        instruction: { repId: 'zoe-new' },
      },
    });
    await tap('take', `${openEpisodeId}:2`, 'U0ZOE');
    await vi.waitFor(async () => expect((await lead(id)).takenBy?.id).toBe('zoe-new'), soon);
  });

  it('never makes us call an address that is not Slack', async () => {
    const calls: string[] = [];
    const inside = createServer((request, response) => {
      calls.push(request.url ?? '');
      response.end();
    });
    await new Promise<void>((listening) => inside.listen(0, '127.0.0.1', listening));
    const { port } = inside.address() as AddressInfo;
    for (const url of [`http://127.0.0.1:${port}/`, `http://hooks.slack.com@127.0.0.1:${port}/`, 'file:///etc/passwd', 'nonsense'])
      expect((await tap('take', `${crypto.randomUUID()}:1`, 'U000STRANGER', url)).status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(calls).toEqual([]);
    inside.close();
  });

  it('is taken only as signed by Slack, within five minutes both ways', async () => {
    const body = 'payload=%7B%7D';
    expect((await post(body)).status).toBe(200);
    expect((await post(body, { key: 'another' })).status).toBe(401);
    expect((await post(body, { atMs: Date.now() - 301_000 })).status).toBe(401);
    expect((await post(body, { atMs: Date.now() + 301_000 })).status).toBe(401);
    expect((await api.raw('/v1/slack/interactions', { method: 'POST', body })).status).toBe(401);
  });

  it.each(['', 'x', 'payload=', 'payload=%7B', 'payload=null', 'payload=%5B%5D', '%ff%fe', `payload=${'%7B'.repeat(10_000)}`])(
    'a signed body such as %j does no harm',
    async (body) => {
      expect((await post(body)).status).toBe(200);
    },
  );
});

describe('without a signing secret', () => {
  it('the address says what to set', async () => {
    const { SLACK_SIGNING_SECRET: _, ...config } = services.config;
    await services.db.apiKey.deleteMany();
    const other = await openApi({ ...services, config });
    expect(await other.post('/v1/slack/interactions', {}, {})).toMatchObject({
      status: 503,
      body: { code: 'not-configured', detail: expect.stringMatching(/SLACK_SIGNING_SECRET/) },
    });
    await other.close();
  });
});
