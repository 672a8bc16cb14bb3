import { createServer, type Server, type Socket } from 'node:net';
import { SmtpClient } from '@firstline/activities/notify/email/email.client';
import { emailAlert, messageIdOf } from '@firstline/activities/notify/email/email.performers';
import { Secret } from '@firstline/platform/config/secret';
import { readTakeToken } from '@firstline/platform/http/links';
import { startSandbox, type Sandbox } from '@firstline/sandbox/sandbox';
import { actionKey } from '@firstline/domain/actions/instruction';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ana, anAlert, EPISODE, failureOf, FakeMembers, orderOf } from './alerts.js';

let sandbox: Sandbox;
const open: SmtpClient[] = [];
beforeAll(async () => {
  sandbox = await startSandbox({ latency: 'none' });
});
beforeEach(() => sandbox.reset());
afterEach(() => {
  for (const client of open.splice(0)) client.close();
});
afterAll(() => sandbox.stop());

const KEY = new Secret('a session key that only tests ever use, 40+');
function openMail({ login = '', port = sandbox.smtpPort, timeoutMs = 1_500, address = ana.email } = {}) {
  const client = new SmtpClient({
    url: new Secret(`smtp://${login}127.0.0.1:${port}`),
    from: 'Firstline <alerts@firstline.example>',
    timeoutMs,
  });
  open.push(client);
  const members = new FakeMembers([{ ...ana, address, email: address } as typeof ana]);
  return emailAlert({
    client,
    members,
    key: KEY,
    publicUrl: 'https://firstline.example',
    domain: 'firstline.example',
    now: () => Date.now(),
  });
}
const mails = () => sandbox.smtp.mailbox.mails;
const keyOf = (target: string) => actionKey({ episodeId: EPISODE, triggerId: 'demo-request', kind: 'email.alert', target, round: 1 });
const order = orderOf('email.alert', anAlert(), { key: keyOf('ana-duarte') });

describe('an alert by e-mail', () => {
  it('goes to one person, says it in text and HTML, and is not answered by machines', async () => {
    const ref = await openMail().perform(order);
    const [mail] = mails();
    expect(mail).toMatchObject({
      envelope: { to: ['ana.duarte@firstline.example'] },
      subject: 'New lead: Ada King, VP Engineering at Analytical Engines Ltd',
    });
    expect(ref).toEqual({ messageId: mail!.messageId });
    for (const body of [mail!.text, mail!.html])
      for (const part of [
        'three pricing visits',
        'Score 82, hot',
        'you asked about routing',
        '18:03 on Saturday 21 November (Europe/Lisbon)',
      ])
        expect(body).toContain(part);
    expect(mail!.raw).toMatch(/^Auto-Submitted: auto-generated/im);
    expect(mail!.raw).not.toMatch(/^Reply-To:/im);
  });

  it('carries a signed link that takes this lead for this rep, and for nobody else', async () => {
    await openMail().perform(order);
    const token = /\/v1\/take\/(\S+)/.exec(mails()[0]!.text)![1]!;
    expect(readTakeToken(token, { key: KEY, nowMs: Date.now() })).toMatchObject({
      ok: true,
      episodeId: EPISODE,
      repId: 'ana-duarte',
      round: 1,
    });
    expect(readTakeToken(token, { key: new Secret('another key, at least as long as the first'), nowMs: Date.now() })).toMatchObject({
      ok: false,
    });
    expect(mails()[0]!.html).toContain(token);
  });

  it('has a Message-ID that is a function of the action and says nothing about it; a reminder follows its offer', async () => {
    const mail = openMail();
    await mail.perform(order);
    await mail.perform(orderOf('email.alert', anAlert({ purpose: 'reminder' }), { key: keyOf('ana-duarte+reminder') }));
    const [offer, reminder] = mails();
    expect(offer!.messageId).toBe(messageIdOf(order.key, 'firstline.example'));
    expect(offer!.messageId).toMatch(/^<[0-9a-f]{40}@firstline\.example>$/);
    expect(reminder!.raw).toContain(`In-Reply-To: ${offer!.messageId}`);
    expect(reminder!.subject).toBe(`Re: ${offer!.subject}`);
    expect(reminder!.messageId).not.toBe(offer!.messageId);
  });

  it('shows hostile words as words: no second header, no markup', async () => {
    const hostile = 'Ada\r\nBcc: everybody@firstline.example\r\n\r\n<script>alert(1)</script><img src=x onerror=alert(1)> "quoted" \u202e';
    await openMail().perform(
      orderOf(
        'email.alert',
        anAlert({
          who: hostile,
          why: hostile,
          reasons: [hostile],
          history: [hostile],
          firstWords: hostile,
          email: hostile,
          phone: hostile,
          before: hostile,
        }),
      ),
    );
    const [mail] = mails();
    expect(mail!.envelope.to).toEqual(['ana.duarte@firstline.example']);
    expect(mail!.raw).not.toMatch(/^Bcc:/im);
    expect(mail!.subject).not.toMatch(/[\r\n]/);
    expect(mail!.html).not.toMatch(/<script|<img/);
  });

  it('is not sent to somebody who has left', async () => {
    expect(await failureOf(openMail().perform(orderOf('email.alert', anAlert({ repId: 'gone-away' }))))).toMatchObject({
      type: 'CHANNEL_REJECTED',
      final: true,
    });
  });

  it('uses its connections again, and many letters at once all arrive', async () => {
    const mail = openMail();
    await Promise.all(Array.from({ length: 40 }, (_, at) => mail.perform({ ...order, key: `letter ${at}` })));
    expect(new Set(mails().map(({ messageId }) => messageId)).size).toBe(40);
  });
});

describe('a failing mail server', () => {
  it.each([
    ['busy mailbox (450)', { address: 'busy@firstline.example' }, {}, { type: 'CHANNEL_UNAVAILABLE', final: false, unknown: false }],
    ['no such mailbox (550)', { address: 'bounce@firstline.example' }, {}, { type: 'CHANNEL_REJECTED', final: true, unknown: false }],
    ['wrong password (535)', { login: 'user:invalid-password@' }, {}, { type: 'CHANNEL_UNAUTHORISED', final: true, unknown: false }],
    ['refused for now (451)', {}, { status: 451 }, { type: 'CHANNEL_UNAVAILABLE', final: false, unknown: false }],
    ['refused for good (554)', {}, { status: 554 }, { type: 'CHANNEL_REJECTED', final: true, unknown: false }],
    ['slow down (450)', {}, { mode: 'rate-limit' as const }, { type: 'CHANNEL_UNAVAILABLE', final: false, unknown: false }],
    ['down at the greeting (421)', {}, { mode: 'down' as const }, { type: 'CHANNEL_UNAVAILABLE', final: false, unknown: false }],
    ['cut off after the letter', {}, { mode: 'act-then-drop' as const }, { type: 'CHANNEL_UNAVAILABLE', final: false, unknown: true }],
    ['nonsense after the letter', {}, { mode: 'nonsense' as const }, { type: 'CHANNEL_UNAVAILABLE', final: false, unknown: true }],
  ])('%s', async (_what, settings, fault, expected) => {
    if (Object.keys(fault).length > 0) sandbox.faults.set('smtp', fault);
    const failure = await failureOf(openMail(settings).perform(order));
    expect(failure).toMatchObject(expected);
    expect(failure.whole).not.toMatch(/firstline\.example|invalid-password|Ada King|Sandbox/);
  });

  it('that never answers after the letter leaves the outcome unknown', async () => {
    sandbox.faults.set('smtp', { mode: 'hang' });
    expect(await failureOf(openMail({ timeoutMs: 300 }).perform(order))).toMatchObject({ type: 'CHANNEL_UNAVAILABLE', unknown: true });
  });

  it.each(['not a url: hunter2', 'https://user:hunter2@mail.example', 'hunter2'])(
    'is not looked for at %s, and the password stays unsaid',
    (url) => {
      const opening = (): SmtpClient => new SmtpClient({ url: new Secret(url), from: 'a@b.example', timeoutMs: 100 });
      expect(opening).toThrow(/^SMTP_URL must be an address/);
      expect(opening).not.toThrow(/hunter2/);
    },
  );

  it('that is not there has surely not taken it', async () => {
    expect(await failureOf(openMail({ port: 9 }).perform(order))).toMatchObject({
      type: 'CHANNEL_UNAVAILABLE',
      final: false,
      unknown: false,
    });
  });

  it('after an unknown outcome the same letter goes out again, recognisable as the same', async () => {
    const mail = openMail();
    sandbox.faults.set('smtp', { mode: 'act-then-drop', times: 1 });
    expect(await failureOf(mail.perform(order))).toMatchObject({ unknown: true });
    expect(await mail.find!(order)).toBeNull();
    await mail.perform(order);
    expect(mails()).toHaveLength(2);
    expect(new Set(mails().map(({ messageId }) => messageId)).size).toBe(1);
  });

  it('that hangs up while we are silent costs nothing: the next letter goes out over a new connection', async () => {
    const sockets: Socket[] = [];
    const proxy: Server = createServer((client) => {
      const upstream = new (client.constructor as typeof Socket)();
      upstream.connect(sandbox.smtpPort, '127.0.0.1');
      client.pipe(upstream).pipe(client);
      for (const socket of [client, upstream]) socket.on('error', () => undefined);
      sockets.push(client, upstream);
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const mail = openMail({ port: (proxy.address() as { port: number }).port });
    await mail.perform(order);
    for (const socket of sockets) socket.destroy();
    await mail.perform({ ...order, key: 'second' });
    expect(mails()).toHaveLength(2);
    for (const client of open.splice(0)) client.close();
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => proxy.close(resolve));
  });
});
