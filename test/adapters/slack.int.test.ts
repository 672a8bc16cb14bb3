import { SlackClient } from '@firstline/activities/notify/slack/slack.client';
import { SlackPeople } from '@firstline/activities/notify/slack/slack.people';
import { slackAlert, slackUpdate } from '@firstline/activities/notify/slack/slack.performers';
import { Secret } from '@firstline/platform/config/secret';
import { startSandbox, type Sandbox } from '@firstline/sandbox/sandbox';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ana, anAlert, anUpdate, ben, EPISODE, failureOf, FakeMembers, FakeSentMessages, orderOf } from './alerts.js';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ latency: 'none' });
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.stop());

const TOKEN = 'xoxb-sandbox-firstline';
function openSlack({ token = TOKEN, timeoutMs = 1_000, members = new FakeMembers([ana, ben]), apiUrl = `${sandbox.slackUrl}/api/` } = {}) {
  const client = new SlackClient({ token: new Secret(token), apiUrl, timeoutMs });
  const sent = new FakeSentMessages();
  const people = new SlackPeople({ client, members, now: () => Date.now() });
  const deps = { client, members, people, sent, publicUrl: 'https://firstline.example' };
  return { alert: slackAlert(deps), update: slackUpdate(deps), sent };
}
const messages = () => sandbox.slack.workspace.messages;
const textOf = (message: unknown): string => JSON.stringify(message);
const order = orderOf('slack.alert', anAlert());
const sentSoFar = { ...order, firstSentAtMs: Date.now() - 1_000 };

describe('an alert in Slack', () => {
  it('arrives once, with everything the rep needs and three buttons that name the offer', async () => {
    const ref = await openSlack().alert.perform(order);
    expect(messages()).toHaveLength(1);
    const [message] = messages();
    expect(ref).toEqual({ channel: message!.channel, ts: message!.ts });
    for (const part of [
      'Ada King, VP Engineering',
      'three pricing visits',
      'Score 82, hot',
      'A vice president',
      'you asked about routing',
      'ada@lovelace.example',
      '/leads/5e0f3a34',
    ])
      expect(textOf(message)).toContain(part);
    const actions = message!.blocks!.find((block) => (block as { type: string }).type === 'actions') as unknown as {
      elements: { action_id: string; value: string }[];
    };
    expect(actions.elements.map(({ action_id, value }) => [action_id, value])).toEqual(
      ['take', 'pass', 'snooze'].map((id) => [id, `${EPISODE}:1`]),
    );
  });

  it('goes to the id of team.yaml without asking Slack, and by e-mail address asks once', async () => {
    const slack = openSlack({ members: new FakeMembers([{ ...ana, slackUserId: 'U8638B294E6' }, ben]) });
    await slack.alert.perform(order);
    expect(sandbox.records.newest('slack', 9).map(({ path }) => path)).toEqual(['/api/chat.postMessage']);
    const toBen = orderOf('slack.alert', anAlert({ repId: 'ben-carter' }));
    await slack.alert.perform(toBen);
    await slack.alert.perform({ ...toBen, key: 'another' });
    expect(sandbox.records.newest('slack', 9).filter(({ path }) => path === '/api/users.lookupByEmail')).toHaveLength(1);
  });

  it('says of a reminder, a manager and on-call what they are asked for', async () => {
    const slack = openSlack();
    await slack.alert.perform(orderOf('slack.alert', anAlert({ purpose: 'reminder' }), { key: 'r' }));
    await slack.alert.perform(
      orderOf('slack.alert', anAlert({ purpose: 'escalation', kind: 'manager', before: 'Ben Carter did not answer in time' }), {
        key: 'm',
      }),
    );
    await slack.alert.perform(orderOf('slack.alert', anAlert({ purpose: 'page', kind: 'on-call' }), { key: 'p' }));
    const [reminder, manager, page] = messages().map(textOf);
    expect(reminder).toContain('still waits for you');
    expect(manager).toMatch(/Ben Carter did not answer in time\. .*as their manager/);
    expect(page).toContain('Nobody took this lead');
    expect(page).not.toContain('"pass"');
  });

  it('shows hostile words as words: no mention, no link, no broken message', async () => {
    const hostile = '<!channel> <https://evil.example|click> <@U123> & *bold* \u202e\nsecond line `code`';
    await openSlack().alert.perform(
      orderOf(
        'slack.alert',
        anAlert({
          who: hostile,
          why: hostile,
          reasons: [hostile],
          history: [hostile],
          firstWords: hostile,
          email: hostile,
          phone: hostile,
        }),
      ),
    );
    const [message] = messages();
    const mrkdwn = JSON.stringify(message!.blocks!.filter((block) => (block as { type: string }).type !== 'header'));
    expect(mrkdwn).not.toMatch(/<!channel|<https:\/\/evil|<@U/);
    expect(message!.text).not.toMatch(/<!|<@|<http/);
  });

  it('stays within Slack’s limits however long the words are', async () => {
    const long = '& <long> '.repeat(2_000);
    await openSlack().alert.perform(
      orderOf(
        'slack.alert',
        anAlert({
          who: long,
          why: long,
          reasons: Array.from({ length: 40 }, () => long),
          history: Array.from({ length: 40 }, () => long),
          firstWords: long,
          email: long,
          phone: long,
          before: long,
        }),
      ),
    );
    expect(messages()).toHaveLength(1);
  });

  it('is not sent to somebody who has left, nor to whom Slack does not know', async () => {
    expect(await failureOf(openSlack().alert.perform(orderOf('slack.alert', anAlert({ repId: 'gone-away' }))))).toMatchObject({
      type: 'CHANNEL_REJECTED',
      final: true,
    });
    const members = new FakeMembers([{ ...ana, email: 'nobody@firstline.example' }]);
    expect(await failureOf(openSlack({ members }).alert.perform(order))).toMatchObject({
      type: 'CHANNEL_REJECTED',
      final: true,
      message: expect.stringContaining('users_not_found'),
    });
    const left = new FakeMembers([{ ...ana, email: 'deactivated@firstline.example' }]);
    expect(await failureOf(openSlack({ members: left }).alert.perform(order))).toMatchObject({ type: 'CHANNEL_REJECTED', final: true });
    expect(messages()).toHaveLength(0);
  });
});

describe('a failing Slack', () => {
  it('that asks to slow down is asked again when it said', async () => {
    sandbox.faults.set('slack', { mode: 'rate-limit', retryAfterSeconds: 7, path: 'chat.postMessage' });
    expect(await failureOf(openSlack().alert.perform(order))).toMatchObject({
      type: 'CHANNEL_RATE_LIMITED',
      final: false,
      unknown: false,
      afterMs: 7_000,
    });
  });

  it.each([
    ['503: nobody took it up', { mode: 'down' as const }, { type: 'CHANNEL_UNAVAILABLE', final: false, unknown: false }],
    ['502: nobody knows', { status: 502 }, { type: 'CHANNEL_UNAVAILABLE', final: false, unknown: true }],
    ['internal_error: part may be done', { error: 'internal_error' }, { type: 'CHANNEL_UNAVAILABLE', final: false, unknown: true }],
    ['channel_not_found', { error: 'channel_not_found' }, { type: 'CHANNEL_REJECTED', final: true, unknown: false }],
    ['invalid_blocks', { error: 'invalid_blocks' }, { type: 'CHANNEL_REJECTED', final: true, unknown: false }],
    ['ratelimited as a word', { error: 'ratelimited' }, { type: 'CHANNEL_RATE_LIMITED', final: false, unknown: false }],
    ['a cut connection', { mode: 'act-then-drop' as const }, { type: 'CHANNEL_UNAVAILABLE', final: false, unknown: true }],
  ])('%s', async (_what, fault, expected) => {
    sandbox.faults.set('slack', { ...fault, path: 'chat.postMessage' });
    expect(await failureOf(openSlack().alert.perform(order))).toMatchObject(expected);
  });

  it('that is not there at all has surely not acted', async () => {
    expect(
      await failureOf(
        openSlack({ members: new FakeMembers([{ ...ana, slackUserId: 'U1234567' }]), apiUrl: 'http://127.0.0.1:9/api/' }).alert.perform(
          order,
        ),
      ),
    ).toMatchObject({
      type: 'CHANNEL_UNAVAILABLE',
      unknown: false,
    });
  });

  it('that never answers leaves the outcome unknown', async () => {
    sandbox.faults.set('slack', { mode: 'hang', path: 'chat.postMessage' });
    expect(await failureOf(openSlack({ timeoutMs: 150 }).alert.perform(order))).toMatchObject({
      type: 'CHANNEL_UNAVAILABLE',
      unknown: true,
    });
  });

  it('that talks nonsense is not believed, and not quoted', async () => {
    sandbox.faults.set('slack', { mode: 'nonsense', path: 'chat.postMessage' });
    for (let kind = 0; kind < 5; kind++) {
      const failure = await failureOf(openSlack().alert.perform(order));
      expect(failure).toMatchObject({ type: 'CHANNEL_UNAVAILABLE', unknown: true });
      expect(failure.whole).not.toMatch(/nonsense|accept the terms/i);
    }
  });

  it.each(['xoxb-invalid-1', 'xoxb-revoked-1', 'xoxb-expired-1', 'xoxb-unscoped-1'])(
    'does not take the token %s, and nothing says the token',
    async (token) => {
      const failure = await failureOf(openSlack({ token }).alert.perform(order));
      expect(failure).toMatchObject({ type: 'CHANNEL_UNAUTHORISED', final: true });
      expect(failure.whole).not.toContain(token);
    },
  );
});

describe('after an unknown outcome', () => {
  it('the message that did arrive is found, and there is exactly one', async () => {
    const slack = openSlack();
    sandbox.faults.set('slack', { mode: 'act-then-drop', path: 'chat.postMessage', times: 1 });
    expect(await failureOf(slack.alert.perform(order))).toMatchObject({ unknown: true });
    expect(messages()).toHaveLength(1);
    expect(await slack.alert.find!(sentSoFar)).toEqual({ channel: messages()[0]!.channel, ts: messages()[0]!.ts });
    expect(messages()).toHaveLength(1);
  });

  it('a message that never arrived is not found, nor taken for another’s', async () => {
    const slack = openSlack();
    await slack.alert.perform({ ...order, key: 'another offer' });
    expect(await slack.alert.find!(sentSoFar)).toBeNull();
  });

  it('it is found on a later page of a busy conversation', async () => {
    const slack = openSlack();
    await slack.alert.perform(order);
    for (let other = 0; other < 130; other++) await slack.alert.perform({ ...order, key: `other ${other}` });
    expect(await slack.alert.find!(sentSoFar)).toMatchObject({ ts: messages()[0]!.ts });
  });

  it('a look-up that is refused for now answers nothing, rather than "no"', async () => {
    const slack = openSlack();
    await slack.alert.perform(order);
    sandbox.faults.set('slack', { mode: 'rate-limit', path: 'conversations.history', retryAfterSeconds: 3 });
    expect(await failureOf(slack.alert.find!(sentSoFar))).toMatchObject({ type: 'CHANNEL_RATE_LIMITED', afterMs: 3_000 });
    sandbox.faults.set('slack', { mode: 'nonsense', path: 'conversations.history' });
    expect(await failureOf(slack.alert.find!(sentSoFar))).toMatchObject({ type: 'CHANNEL_UNAVAILABLE' });
  });
});

describe('when a lead is taken', () => {
  async function sentTo(repId: string) {
    const slack = openSlack();
    const alert = anAlert({ repId });
    const theirs = orderOf('slack.alert', alert, { key: `offer to ${repId}` });
    slack.sent.sent.set(theirs.key, { ref: await slack.alert.perform(theirs), alert });
    const update = (change: Parameters<typeof anUpdate>[1] = {}) =>
      slack.update.perform(orderOf('slack.update', anUpdate(theirs.key, change)));
    return { slack, key: theirs.key, update };
  }

  it('the message says by whom, and its buttons are gone', async () => {
    const { update } = await sentTo('ben-carter');
    await update();
    await update();
    expect(messages()).toHaveLength(1);
    expect(textOf(messages()[0])).toContain('Ana Duarte took it');
    expect(textOf(messages()[0])).not.toContain('"actions"');
  });

  it('the rep who took it keeps what to say first', async () => {
    const { update } = await sentTo('ana-duarte');
    await update();
    expect(textOf(messages()[0])).toContain('You took it');
    expect(textOf(messages()[0])).toContain('you asked about routing');
  });

  it.each([
    [{ as: 'moved-on' as const, byName: 'Ben Carter' }, 'Ben Carter is asked now'],
    [{ as: 'cancelled' as const }, 'Cancelled by Ana Duarte'],
    [{ as: 'unanswered' as const }, 'Nobody took it in time'],
  ])('or %o, the message says so', async (change, words) => {
    const { update } = await sentTo('ana-duarte');
    await update(change);
    expect(textOf(messages()[0])).toContain(words);
  });

  it('an older "somebody else is asked" does not overwrite it', async () => {
    const { slack, key, update } = await sentTo('ben-carter');
    await update();
    slack.sent.ended.add(key);
    await update({ as: 'moved-on', byName: 'Grace Moreau' });
    expect(textOf(messages()[0])).toContain('Ana Duarte took it');
  });

  it('a message that is still on its way is waited for, one that was never sent is not', async () => {
    const { slack } = await sentTo('ben-carter');
    slack.sent.sent.set('in flight', 'pending');
    expect(await failureOf(slack.update.perform(orderOf('slack.update', anUpdate('in flight'))))).toMatchObject({
      type: 'CHANNEL_UNAVAILABLE',
      final: false,
    });
    expect(await slack.update.perform(orderOf('slack.update', anUpdate('never sent')))).toEqual({});
  });

  it('a message that was deleted meanwhile needs no update', async () => {
    const { update } = await sentTo('ben-carter');
    sandbox.reset();
    expect(await update()).toMatchObject({ channel: expect.any(String) });
    expect(messages()).toEqual([]);
  });

  it('a tap on the button names the episode and the round', async () => {
    const slack = openSlack();
    const { channel, ts } = await slack.alert.perform(order);
    const { createServer } = await import('node:http');
    const bodies: string[] = [];
    const server = createServer((request, response) => {
      request.setEncoding('utf8').on('data', (chunk: string) => bodies.push(chunk));
      request.on('end', () => response.end());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    await sandbox.tapButton({ channel: channel!, ts: ts!, actionId: 'take', userId: 'U8638B294E6' }, `http://127.0.0.1:${port}/`);
    await new Promise((resolve) => server.close(resolve));
    const payload = JSON.parse(new URLSearchParams(bodies.join('')).get('payload')!) as { actions: { value: string }[] };
    expect(payload.actions[0]!.value).toBe(`${EPISODE}:1`);
  });
});
