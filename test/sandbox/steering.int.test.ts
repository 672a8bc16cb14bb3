import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '@firstline/sandbox/sandbox';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ latency: 'none' });
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.stop());

const apollo = (query: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${sandbox.url}/apollo/api/v1/people/match?${query}`, { method: 'POST', headers: { 'x-api-key': 'k' }, ...init });
const json = async (path: string): Promise<any> => (await fetch(`${sandbox.url}${path}`)).json();

describe('records', () => {
  it('say what a vendor saw, oldest first, and what became of it', async () => {
    await apollo('email=ada@lovelace.example');
    await apollo('');
    const { vendor, seen, records } = await json('/_sandbox/records/apollo');
    expect([vendor, seen]).toEqual(['apollo', 2]);
    expect(records).toMatchObject([
      {
        method: 'POST',
        path: '/api/v1/people/match',
        query: { email: 'ada@lovelace.example' },
        status: 200,
        outcome: 'answered',
        acted: false,
      },
      { status: 422, outcome: 'refused' },
    ]);
    expect(Date.parse(records[0].at)).toBeGreaterThan(Date.now() - 60_000);
    expect((await json('/_sandbox/records/apollo?limit=1')).records).toMatchObject([{ outcome: 'refused' }]);
    expect((await fetch(`${sandbox.url}/_sandbox/records/apollo?limit=all`)).status).toBe(422);
    expect((await fetch(`${sandbox.url}/_sandbox/records/nobody`)).status).toBe(404);
  });

  it('are forgotten on request, with what the vendor did', async () => {
    const post = () =>
      fetch(`${sandbox.slackUrl}/api/chat.postMessage`, {
        method: 'POST',
        headers: { authorization: 'Bearer xoxb-a', 'content-type': 'application/json' },
        body: '{"channel":"C1X","text":"x"}',
      });
    await post();
    await apollo('email=ada@lovelace.example');
    await fetch(`${sandbox.url}/_sandbox/records/slack`, { method: 'DELETE' });
    expect((await json('/_sandbox/records/slack')).state.messages).toEqual([]);
    expect((await json('/_sandbox/records/apollo')).seen).toBe(1);
    await fetch(`${sandbox.url}/_sandbox/records`, { method: 'DELETE' });
    expect((await json('/_sandbox/records/apollo')).seen).toBe(0);
  });

  it('keep to their bounds, and still count everything', async () => {
    const small = await startSandbox({ latency: 'none', keep: 20 });
    try {
      const post = (text: string) =>
        fetch(`${small.slackUrl}/api/chat.postMessage`, {
          method: 'POST',
          headers: { authorization: 'Bearer xoxb-a', 'content-type': 'application/json' },
          body: JSON.stringify({ channel: 'C1X', text }),
        });
      for (let at = 1; at <= 50; at++) await post(`message ${at}`);
      expect([small.records.seen('slack'), small.records.of('slack').length, small.slack.workspace.messages.length]).toEqual([50, 20, 20]);
      expect(small.slack.workspace.messages.at(-1)!.text).toBe('message 50');
    } finally {
      await small.stop();
    }
  });

  it('wait for what is still to come, and say what came instead', async () => {
    const waiting = sandbox.records.waitFor('apollo', ({ query }) => query?.['email'] === 'late@lovelace.example');
    setTimeout(() => void apollo('email=late@lovelace.example'), 20);
    await expect(waiting).resolves.toMatchObject({ outcome: 'answered' });
    await expect(sandbox.records.waitFor('apollo', () => false, 30)).rejects.toThrow(/newest it saw: POST \/api\/v1\/people\/match/);
  });

  it('health tells who is well and where everything is', async () => {
    sandbox.faults.set('meta', { mode: 'down' });
    expect(await json('/_sandbox/health')).toMatchObject({
      sandbox: true,
      status: 'ok',
      slackUrl: sandbox.slackUrl,
      smtpPort: sandbox.smtpPort,
      vendors: { meta: { fault: { mode: 'down' } }, apollo: { seen: 0, fault: {} } },
    });
  });
});

describe('the page', () => {
  it('says what it is, lists vendors and faults, and escapes what strangers sent', async () => {
    const attack = '<script>alert(1)</script>"\'&';
    await fetch(`${sandbox.url}/webhook-sink/${encodeURIComponent(attack)}`, { method: 'POST', body: attack });
    sandbox.faults.set('slack', { error: '<img src=x onerror=alert(1)>' });
    const response = await fetch(`${sandbox.url}/`);
    const html = await response.text();
    expect(html).toContain('This is a sandbox. Nobody here exists');
    expect(html).toContain('name="viewport"');
    for (const vendor of ['apollo', 'people-data-labs', 'meta', 'slack', 'smtp', 'pagerduty', 'webhook-sink'])
      expect(html).toContain(`<b>${vendor}</b>`);
    expect(html).not.toContain('<script>alert');
    expect(html).not.toContain('<img');
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(response.headers.get('content-security-policy')).toMatch(/default-src 'none'; script-src 'sha256-/);
    expect(response.headers.get('x-firstline-sandbox')).toBe('true');
  });

  it('shows the last 50 calls of all vendors', async () => {
    for (let at = 1; at <= 60; at++) await apollo(`email=number-${at}@lovelace.example`);
    const html = await (await fetch(`${sandbox.url}/`)).text();
    expect(html.match(/<time /g)).toHaveLength(50);
  });
});

describe('whatever it is sent', () => {
  const raw = (port: number, bytes: string): Promise<string> =>
    new Promise((resolve) => {
      let heard = '';
      const socket = connect(port, '127.0.0.1', () => socket.write(bytes, 'latin1'));
      socket.on('data', (data) => (heard += data.toString('latin1')));
      socket.on('error', () => undefined);
      socket.on('close', () => resolve(heard));
      socket.setTimeout(300, () => socket.destroy());
    });
  const port = (): number => Number(new URL(sandbox.url).port);

  it.each([
    'garbage\r\n\r\n',
    'GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n',
    'GET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n',
    'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9999999\r\n\r\n',
    'GET http://[bad HTTP/1.1\r\nHost: a\r\n\r\n',
  ])('%j gets an answer that is marked', async (bytes) => {
    expect(await raw(port(), bytes)).toMatch(/^HTTP\/1\.1 4\d\d[^]*x-firstline-sandbox: true/i);
  });

  it.each<[string, string, RequestInit]>([
    ['10 MB', '/pagerduty/v2/enqueue', { method: 'POST', body: 'x'.repeat(10_000_000) }],
    [
      'deep JSON',
      '/pagerduty/v2/enqueue',
      { method: 'POST', body: '{"a":'.repeat(100_000), headers: { 'content-type': 'application/json' } },
    ],
    [
      'deep JSON in a form',
      '/slack/api/chat.postMessage',
      { method: 'POST', body: new URLSearchParams({ token: 'xoxb-a', channel: 'C1X', blocks: '['.repeat(100_000) }) },
    ],
    ['invalid UTF-8', '/webhook-sink/x', { method: 'POST', body: new Uint8Array([0xc3, 0x28, 0xff, 0x00]) }],
    [
      'keys that pollute prototypes',
      '/slack/api/chat.postMessage',
      {
        method: 'POST',
        body: '{"__proto__":{"ok":1},"constructor":{"prototype":{"ok":1}},"channel":"C1X"}',
        headers: { 'content-type': 'application/json' },
      },
    ],
    ['no content type', '/slack/api/auth.test', { method: 'POST', body: new Blob(['x']) }],
    ['a content type of nothing known', '/apollo/api/v1/people/match', { method: 'POST', body: 'x', headers: { 'content-type': ';;;' } }],
    ['a thousand parameters', `/apollo/api/v1/people/match?${'email=a%40b.example&'.repeat(700)}`, { method: 'POST' }],
    ['a vendor name that is an object’s', '/_sandbox/records/__proto__', {}],
    ['a path of dots', '/meta/v24.0/..%2f..%2fetc', {}],
  ])('%s is no reason to fall over', async (_what, path, init) => {
    const status = await fetch(`${sandbox.url}${path}`, init).then(
      (response) => response.status,
      // A server may close on somebody who keeps sending what it has refused.
      (error: Error) => error.message,
    );
    expect(status).not.toBe(500);
    for (const vendor of ['pagerduty', 'slack', 'webhook-sink', 'apollo', 'meta'])
      expect((await json(`/_sandbox/records/${vendor}`)).vendor).toBe(vendor);
    expect((await fetch(`${sandbox.url}/`)).status).toBe(200);
    expect(({} as { ok?: unknown }).ok).toBeUndefined();
  });
});

describe('starting and stopping', () => {
  it('names the port that is taken, and how to choose another', async () => {
    const taken = Number(new URL(sandbox.url).port);
    await expect(startSandbox({ port: taken })).rejects.toThrow(new RegExp(`Port ${taken} is taken.*FIRSTLINE_SANDBOX_PORT`));
    await expect(startSandbox({ slackPort: taken })).rejects.toThrow(/FIRSTLINE_SANDBOX_SLACK_PORT/);
    await expect(startSandbox({ smtpPort: sandbox.smtpPort })).rejects.toThrow(/FIRSTLINE_SANDBOX_SMTP_PORT/);
  });

  it('stops at once, whoever still waits for an answer', async () => {
    const other = await startSandbox();
    for (const vendor of ['apollo', 'slack', 'smtp'] as const) other.faults.set(vendor, { mode: 'hang' });
    other.faults.set('meta', { latencyMs: 60_000 });
    const waiting = [fetch(`${other.url}/apollo/x`), fetch(`${other.slackUrl}/api/auth.test`), fetch(`${other.url}/meta/v24.0/1`)].map(
      (call) =>
        call.then(
          ({ status }) => status,
          () => 'cut off',
        ),
    );
    const mail = connect(other.smtpPort, '127.0.0.1');
    mail.on('error', () => undefined);
    await once(mail, 'data');
    await expect.poll(() => other.records.seen('meta')).toBe(1);
    await other.stop();
    expect(await Promise.all(waiting)).toEqual(['cut off', 'cut off', expect.anything()]);
    await other.stop();
  });

  describe('as a process', () => {
    const main = fileURLToPath(new URL('../../apps/sandbox/dist/main.js', import.meta.url));
    const run = (env: Record<string, string>) => {
      if (!existsSync(main)) throw new Error('apps/sandbox is not compiled; run: npx tsc -b apps/sandbox');
      const child = spawn(process.execPath, [main], { env: { PATH: process.env['PATH'], ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
      let said = '';
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (said += data.toString()));
      return { child, said: () => said, ended: once(child, 'exit') as Promise<[number | null]> };
    };
    const anyPorts = { FIRSTLINE_SANDBOX_PORT: '0', FIRSTLINE_SANDBOX_SMTP_PORT: '0', FIRSTLINE_SANDBOX_SLACK_PORT: '0' };

    it.each(['SIGTERM', 'SIGINT'] as const)('announces itself as a sandbox, and ends well on %s', async (signal) => {
      const { child, said, ended } = run(anyPorts);
      await expect.poll(said, { timeout: 15_000 }).toMatch(/SANDBOX.*Nothing is delivered[^]*SMTP +port \d+/);
      const url = /what it is and saw +(\S+)/.exec(said())![1]!;
      expect((await fetch(url)).headers.get('x-firstline-sandbox')).toBe('true');
      child.kill(signal);
      expect((await ended)[0]).toBe(0);
    });

    it('names every wrong setting, and ends', async () => {
      const { said, ended } = run({ FIRSTLINE_SANDBOX_PORT: 'eighty', FIRSTLINE_SANDBOX_LATENCY: 'some' });
      expect((await ended)[0]).toBe(1);
      expect(said()).toMatch(/2 setting\(s\) are wrong:\n {2}FIRSTLINE_SANDBOX_LATENCY [^]*FIRSTLINE_SANDBOX_PORT/);
    });
  });
});
