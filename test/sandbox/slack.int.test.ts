/* oxlint-disable unicorn/require-post-message-target-origin -- Slack's postMessage, not a window's */
import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LogLevel, WebClient, type Logger, type WebAPIPlatformError } from '@slack/web-api';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '@firstline/sandbox/sandbox';

const silence = (): void => undefined;
const quiet: Logger = {
  debug: silence,
  info: silence,
  warn: silence,
  error: silence,
  setLevel: silence,
  getLevel: () => LogLevel.ERROR,
  setName: silence,
};

let sandbox: Sandbox;
let slack: WebClient;
const clientWith = (token: string, slackApiUrl = `${sandbox.slackUrl}/api/`): WebClient =>
  new WebClient(token, { slackApiUrl, retryConfig: { retries: 0 }, rejectRateLimitedCalls: true, timeout: 2_000, logger: quiet });

beforeAll(async () => {
  sandbox = await startSandbox({ latency: 'none' });
  slack = clientWith('xoxb-sandbox-token');
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.stop());

const errorOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'no error',
    (error: WebAPIPlatformError) => error.data?.error ?? error.code,
  );
const button = (actionId: string, value: string) => ({
  type: 'button' as const,
  action_id: actionId,
  text: { type: 'plain_text' as const, text: 'Take it' },
  value,
});
const alert = (key: string) => ({
  text: 'New lead: Ada King (Analytical Engines Ltd)',
  blocks: [
    { type: 'section' as const, text: { type: 'mrkdwn' as const, text: '*Ada King*, Analytical Engines Ltd' } },
    { type: 'actions' as const, block_id: 'lead:L-1001', elements: [button('claim', 'L-1001:1'), button('pass', 'L-1001:0')] },
  ],
  metadata: { event_type: 'lead_alert', event_payload: { lead_id: 'L-1001', attempt_key: key } },
});

describe('messages to a rep', () => {
  it('find the rep by address, open the same conversation each time, and arrive once', async () => {
    const { user } = await slack.users.lookupByEmail({ email: 'Ana@firstline.example' });
    expect(user).toMatchObject({ real_name: 'ana (sandbox)', profile: { email: 'ana@firstline.example' } });
    const first = await slack.conversations.open({ users: user!.id! });
    expect((await slack.conversations.open({ users: user!.id! })).channel!.id).toBe(first.channel!.id);
    const posted = await slack.chat.postMessage({ channel: first.channel!.id!, ...alert('wf1:1') });
    expect(posted).toMatchObject({
      ok: true,
      channel: first.channel!.id,
      message: { text: 'New lead: Ada King (Analytical Engines Ltd)' },
    });
    expect(sandbox.slack.workspace.messages).toHaveLength(1);
    // A user's id in place of a channel reaches the same conversation.
    expect((await slack.chat.postMessage({ channel: user!.id!, text: 'hello' })).channel).toBe(first.channel!.id);
  });

  it('can be found again by their metadata after a timeout, and only when metadata is asked for', async () => {
    const posted = await slack.chat.postMessage({ channel: 'C0LEADS', ...alert('wf1:1') });
    const found = await slack.conversations.history({
      channel: 'C0LEADS',
      oldest: String(Number(posted.ts) - 5),
      include_all_metadata: true,
    });
    expect(found.messages![0]!.metadata).toEqual({ event_type: 'lead_alert', event_payload: { lead_id: 'L-1001', attempt_key: 'wf1:1' } });
    expect((await slack.conversations.history({ channel: 'C0LEADS' })).messages![0]).not.toHaveProperty('metadata');
    expect((await slack.conversations.history({ channel: 'C0LEADS', oldest: posted.ts! })).messages).toEqual([]);
    expect((await slack.conversations.history({ channel: 'C0LEADS', oldest: posted.ts!, inclusive: true })).messages).toHaveLength(1);
    expect((await slack.conversations.history({ channel: 'C0LEADS', latest: posted.ts! })).messages).toEqual([]);
  });

  it('are replaced as a whole by an update, by their author only', async () => {
    const { ts } = await slack.chat.postMessage({ channel: 'C0LEADS', ...alert('wf1:1') });
    await slack.chat.update({ channel: 'C0LEADS', ts: ts!, text: 'Taken by Ana', blocks: [] });
    const [message] = sandbox.slack.workspace.messages;
    expect(message).toMatchObject({ text: 'Taken by Ana', blocks: [], edits: 1, metadata: { event_type: 'lead_alert' } });
    expect(sandbox.slack.workspace.messages).toHaveLength(1);
    expect(await errorOf(clientWith('xoxb-another-app').chat.update({ channel: 'C0LEADS', ts: ts!, text: 'mine' }))).toBe(
      'cant_update_message',
    );
    expect(await errorOf(slack.chat.update({ channel: 'C0LEADS', ts: '1.000001', text: 'x' }))).toBe('message_not_found');
    expect(await errorOf(slack.chat.update({ channel: 'C0LEADS', ts: ts! } as never))).toBe('no_text');
  });

  it('each have their own ts, however many come at once, newest first and page by page', async () => {
    const posted = await Promise.all(
      Array.from({ length: 100 }, (_, at) => slack.chat.postMessage({ channel: 'C0LEADS', text: `message ${at}` })),
    );
    expect(new Set(posted.map(({ ts }) => ts)).size).toBe(100);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await slack.conversations.history({ channel: 'C0LEADS', limit: 30, ...(cursor ? { cursor } : {}) });
      seen.push(...page.messages!.map(({ ts }) => ts!));
      cursor = page.response_metadata?.next_cursor;
    } while (cursor);
    expect(seen).toHaveLength(100);
    expect(seen).toEqual(seen.toSorted().reverse());
  });

  it('keep replies out of the channel, and in the thread', async () => {
    const { ts } = await slack.chat.postMessage({ channel: 'C0LEADS', text: 'parent' });
    await slack.chat.postMessage({ channel: 'C0LEADS', text: 'reply', thread_ts: ts! });
    expect((await slack.conversations.history({ channel: 'C0LEADS' })).messages).toHaveLength(1);
    expect((await slack.conversations.replies({ channel: 'C0LEADS', ts: ts! })).messages!.map(({ text }) => text)).toEqual([
      'parent',
      'reply',
    ]);
  });
});

describe('what Slack would refuse, the sandbox refuses', () => {
  const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } });
  it.each<[string, unknown[], RegExp]>([
    ['51 blocks', Array.from({ length: 51 }, () => ({ type: 'divider' })), /no more than 50/],
    ['a block of no known type', [{ type: 'nope' }], /unsupported type: nope/],
    ['a section longer than 3,000', [section('x'.repeat(3_001))], /less than 3001 characters \[json-pointer:\/blocks\/0\/text\/text\]/],
    ['an empty section', [section('')], /more than 0 characters/],
    ['a button value over 2,000', [{ type: 'actions', elements: [button('a', 'v'.repeat(2_001))] }], /2001/],
    ['the same action twice', [{ type: 'actions', elements: [button('a', '1'), button('a', '2')] }], /action_id/],
    [
      'the same block id twice',
      [
        { ...section('a'), block_id: 'b' },
        { ...section('b'), block_id: 'b' },
      ],
      /already exists/,
    ],
  ])('%s', async (_what, blocks, complaint) => {
    const refused = await slack.chat
      .postMessage({ channel: 'C0LEADS', text: 'x', blocks: blocks as never })
      .catch((error: WebAPIPlatformError) => error.data);
    expect(refused.error).toBe('invalid_blocks');
    expect(JSON.stringify(refused.response_metadata)).toMatch(complaint);
    expect(sandbox.slack.workspace.messages).toEqual([]);
  });

  it('a message without content, and metadata without a type', async () => {
    expect(await errorOf(slack.chat.postMessage({ channel: 'C0LEADS', text: '' }))).toBe('no_text');
    expect(await errorOf(slack.chat.postMessage({ channel: 'C0LEADS', text: 'x', metadata: { event_payload: {} } }))).toBe(
      'invalid_metadata_schema',
    );
  });

  it('channels and people that are not there', async () => {
    expect(await errorOf(slack.chat.postMessage({ channel: 'C404', text: 'x' }))).toBe('channel_not_found');
    expect(await errorOf(slack.chat.postMessage({ channel: 'not a channel', text: 'x' }))).toBe('channel_not_found');
    expect(await errorOf(slack.chat.postMessage({ channel: '#not-a-member', text: 'x' }))).toBe('not_in_channel');
    expect(await errorOf(slack.chat.postMessage({ channel: '#archived', text: 'x' }))).toBe('is_archived');
    expect(await errorOf(slack.users.lookupByEmail({ email: 'nobody@firstline.example' }))).toBe('users_not_found');
    expect(await errorOf(slack.conversations.open({ users: 'U404GONE' }))).toBe('user_not_found');
  });

  it('tokens that are missing, wrong, revoked, expired or too weak', async () => {
    const errorWith = (token: string): Promise<string> => errorOf(clientWith(token).auth.test());
    expect(await errorWith('xoxp-somebody')).toBe('invalid_auth');
    expect(await errorWith('xoxb-revoked-1')).toBe('token_revoked');
    expect(await errorWith('xoxb-expired-1')).toBe('token_expired');
    expect(await errorWith('xoxb-unscoped-1')).toBe('missing_scope');
    const anonymous = await fetch(`${sandbox.slackUrl}/api/auth.test`, { method: 'POST' });
    expect(await anonymous.json()).toEqual({ ok: false, error: 'not_authed' });
    expect(await slack.auth.test()).toMatchObject({ ok: true, team: 'Firstline sandbox', team_id: 'TSANDBOX01' });
  });

  it('methods it does not have, and bodies it cannot read', async () => {
    expect(await errorOf(slack.apiCall('chat.unheardOf'))).toBe('unknown_method');
    const post = async (body: string, type: string): Promise<unknown> =>
      (
        await fetch(`${sandbox.slackUrl}/api/chat.postMessage`, {
          method: 'POST',
          headers: { authorization: 'Bearer xoxb-a', 'content-type': type },
          body,
        })
      ).json();
    expect(await post('{bad', 'application/json')).toEqual({ ok: false, error: 'invalid_json' });
    expect(await post('[1]', 'application/json; charset=utf-8')).toEqual({ ok: false, error: 'json_not_object' });
    expect(await post('<xml/>', 'text/xml')).toEqual({ ok: false, error: 'invalid_post_type' });
    expect(await post('[['.repeat(50_000), 'application/json')).toEqual({ ok: false, error: 'invalid_json' });
    expect(await post('{"channel":{"a":1},"text":7,"__proto__":{"polluted":true}}', 'application/json')).toEqual({
      ok: false,
      error: 'channel_not_found',
    });
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('text over 40,000 characters is cut, with a warning', async () => {
    const posted = await slack.chat.postMessage({ channel: 'C0LEADS', text: '🙂'.repeat(40_010) });
    expect(posted.warning).toBe('message_truncated');
    expect(Array.from(sandbox.slack.workspace.messages[0]!.text)).toHaveLength(40_000);
  });
});

describe('faults', () => {
  it('rate limits reach the client with the time to wait', async () => {
    sandbox.faults.set('slack', { mode: 'rate-limit', retryAfterSeconds: 30, times: 1 });
    await expect(slack.chat.postMessage({ channel: 'C0LEADS', text: 'x' })).rejects.toMatchObject({
      code: 'slack_webapi_rate_limited_error',
      retryAfter: 30,
    });
    await expect(slack.chat.postMessage({ channel: 'C0LEADS', text: 'x' })).resolves.toMatchObject({ ok: true });
  });

  it('an error of Slack’s own comes with status 200', async () => {
    sandbox.faults.set('slack', { error: 'internal_error', times: 1, path: 'chat.postMessage' });
    expect((await slack.auth.test()).ok).toBe(true);
    expect(await errorOf(slack.chat.postMessage({ channel: 'C0LEADS', text: 'x' }))).toBe('internal_error');
    expect(sandbox.slack.workspace.messages).toEqual([]);
  });

  it('posted, then cut off: the client cannot know, and the history tells', async () => {
    sandbox.faults.set('slack', { mode: 'act-then-drop', path: 'chat.postMessage', times: 1 });
    expect(await errorOf(slack.chat.postMessage({ channel: 'C0LEADS', ...alert('wf1:1') }))).toBe('slack_webapi_request_error');
    const found = await slack.conversations.history({ channel: 'C0LEADS', include_all_metadata: true });
    expect(found.messages!.map(({ metadata }) => (metadata as any).event_payload.attempt_key)).toEqual(['wf1:1']);
    expect(sandbox.records.of('slack')[0]).toMatchObject({ outcome: 'dropped', acted: true, fault: 'act-then-drop', status: null });
  });

  it('posted, but later than the client waits: posted all the same', async () => {
    sandbox.faults.set('slack', { latencyMs: 300, times: 1 });
    const hasty = new WebClient('xoxb-a', {
      slackApiUrl: `${sandbox.slackUrl}/api/`,
      retryConfig: { retries: 0 },
      timeout: 60,
      logger: quiet,
    });
    expect(await errorOf(hasty.chat.postMessage({ channel: 'C0LEADS', text: 'late' }))).toBe('slack_webapi_request_error');
    await expect(sandbox.records.waitFor('slack', ({ outcome }) => outcome === 'client-gave-up')).resolves.toMatchObject({ acted: true });
    expect(sandbox.slack.workspace.messages).toHaveLength(1);
  });

  it('also answers below the main address', async () => {
    expect((await clientWith('xoxb-a', `${sandbox.url}/slack/api/`).auth.test()).ok).toBe(true);
  });
});

describe('taps', () => {
  const received: { body: string; headers: Record<string, unknown> }[] = [];
  const firstline = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      received.push({ body, headers: request.headers });
      response.end();
    });
  });
  let interactions = '';
  beforeAll(async () => {
    await new Promise<void>((resolve) => firstline.listen(0, '127.0.0.1', resolve));
    interactions = `http://127.0.0.1:${(firstline.address() as AddressInfo).port}/v1/slack/interactions`;
  });
  beforeEach(() => received.splice(0));
  afterAll(() => firstline.close());

  it('arrive as Slack signs and sends them', async () => {
    const { ts } = await slack.chat.postMessage({ channel: 'C0LEADS', ...alert('wf1:1') });
    const result = await sandbox.tapButton({ channel: 'C0LEADS', ts: ts!, actionId: 'claim', userId: 'U0ANA' }, interactions);
    expect(result.status).toBe(200);
    const { body, headers } = received[0]!;
    const stamp = String(headers['x-slack-request-timestamp']);
    expect(headers['x-slack-signature']).toBe(
      `v0=${createHmac('sha256', sandbox.slackSigningSecret).update(`v0:${stamp}:${body}`).digest('hex')}`,
    );
    expect(Math.abs(Date.now() / 1_000 - Number(stamp))).toBeLessThan(5);
    const payload = JSON.parse(new URLSearchParams(body).get('payload')!);
    expect(payload).toMatchObject({
      type: 'block_actions',
      user: { id: 'U0ANA' },
      channel: { id: 'C0LEADS' },
      container: { message_ts: ts, channel_id: 'C0LEADS' },
      actions: [{ action_id: 'claim', block_id: 'lead:L-1001', value: 'L-1001:1', type: 'button' }],
    });

    const reply = await fetch(payload.response_url, {
      method: 'POST',
      body: JSON.stringify({ replace_original: true, text: 'Taken by Ana' }),
    });
    expect(reply.status).toBe(200);
    expect(sandbox.slack.workspace.messages.map(({ text }) => text)).toEqual(['Taken by Ana']);
    for (let use = 2; use <= 5; use++) await fetch(payload.response_url, { method: 'POST', body: '{"text":"more"}' });
    expect((await fetch(payload.response_url, { method: 'POST', body: '{"text":"a sixth time"}' })).status).toBe(404);
  });

  it('of a button that is not there are an error that names those that are', async () => {
    const { ts } = await slack.chat.postMessage({ channel: 'C0LEADS', ...alert('wf1:1') });
    await expect(sandbox.tapButton({ channel: 'C0LEADS', ts: ts!, actionId: 'snooze', userId: 'U0ANA' }, interactions)).rejects.toThrow(
      /it has claim, pass/,
    );
    await expect(
      sandbox.tapButton({ channel: 'C0LEADS', ts: '1.000001', actionId: 'claim', userId: 'U0ANA' }, interactions),
    ).rejects.toThrow(/no message/);
  });

  it('can be ordered over HTTP, to the one address that was configured', async () => {
    const other = await startSandbox({ latency: 'none', slackInteractionsUrl: interactions });
    try {
      const client = clientWith('xoxb-a', `${other.slackUrl}/api/`);
      const { ts } = await client.chat.postMessage({ channel: 'C0LEADS', ...alert('wf1:1') });
      const order = { channel: 'C0LEADS', ts, actionId: 'pass', userId: 'U0BEN' };
      const send = (body: unknown) =>
        fetch(`${other.url}/_sandbox/slack/tap`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        });
      expect(await (await send(order)).json()).toMatchObject({ sandbox: true, status: 200 });
      expect(received).toHaveLength(1);
      expect(other.records.of('slack').at(-1)).toMatchObject({ direction: 'out', outcome: 'answered', path: '/v1/slack/interactions' });
      expect((await send({ channel: 'C0LEADS' })).status).toBe(422);
      expect((await send({ ...order, actionId: 'nope' })).status).toBe(502);
    } finally {
      await other.stop();
    }
  });
});
