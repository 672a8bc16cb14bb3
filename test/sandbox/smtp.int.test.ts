import { connect } from 'node:net';
import { createTransport } from 'nodemailer';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '@firstline/sandbox/sandbox';

let sandbox: Sandbox;
let mailer: ReturnType<typeof mailerWith>;
const mailerWith = (options: Record<string, unknown> = {}) =>
  createTransport({
    host: '127.0.0.1',
    port: sandbox.smtpPort,
    secure: false,
    connectionTimeout: 2_000,
    greetingTimeout: 2_000,
    socketTimeout: 400,
    ...options,
  });

beforeAll(async () => {
  sandbox = await startSandbox({ latency: 'none' });
  mailer = mailerWith();
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.stop());

const letter = (to = 'ana@firstline.example') => ({
  from: 'Firstline <alerts@firstline.example>',
  to,
  messageId: '<offer.s1.1@firstline.example>',
  subject: 'Neuer Lead: Jürgen Müller · Ümlaut GmbH, und noch viel mehr, damit die Zeile umbricht',
  text: 'Take it: https://firstline.example/v1/take/abcdefghijklmnopqrstuvwxyz0123456789?because=äöü=1\nDeadline 14:05',
  html: '<p>Take it: <a href="https://firstline.example/v1/take/x">Übernehmen</a></p>',
});
const failure = (sending: Promise<unknown>): Promise<{ code?: string; responseCode?: number; message: string }> =>
  sending.then(
    () => ({ message: 'it was sent' }),
    (error: unknown) => error as { code?: string; responseCode?: number; message: string },
  );

describe('an alert by e-mail', () => {
  it('is kept as a person would read it, and delivered to nobody', async () => {
    const sent = await mailer.sendMail(letter());
    expect(sent.response).toMatch(/^250 .*Sandbox/);
    const [mail] = sandbox.smtp.mailbox.mails;
    expect(mail).toMatchObject({
      messageId: '<offer.s1.1@firstline.example>',
      from: 'Firstline <alerts@firstline.example>',
      subject: letter().subject,
      text: letter().text,
      html: letter().html,
      envelope: { from: 'alerts@firstline.example', to: ['ana@firstline.example'] },
    });
    expect(sandbox.records.of('smtp')).toMatchObject([
      { method: 'MAIL', path: 'ana@firstline.example', outcome: 'answered', status: 250, acted: true },
    ]);
  });

  it('says in its greeting that it is a sandbox', async () => {
    const socket = connect(sandbox.smtpPort, '127.0.0.1');
    const greeting = await new Promise<string>((resolve) => socket.once('data', (data) => resolve(data.toString())));
    socket.destroy();
    expect(greeting).toMatch(/^220 sandbox\.firstline\.example ESMTP Firstline sandbox/);
  });

  it('to several people is one letter, and goes to those who exist', async () => {
    const sent = await mailer.sendMail({ ...letter(), to: ['ana@firstline.example', 'bounce@firstline.example', 'ben@firstline.example'] });
    expect(sent.rejected).toEqual(['bounce@firstline.example']);
    expect(sandbox.smtp.mailbox.mails[0]!.envelope.to).toEqual(['ana@firstline.example', 'ben@firstline.example']);
  });
});

describe('refusals', () => {
  it('for good, for now, and for a wrong password', async () => {
    expect(await failure(mailer.sendMail(letter('bounce@firstline.example')))).toMatchObject({ code: 'EENVELOPE', responseCode: 550 });
    expect(await failure(mailer.sendMail(letter('busy@firstline.example')))).toMatchObject({ code: 'EENVELOPE', responseCode: 450 });
    expect(await failure(mailerWith({ auth: { user: 'a', pass: 'invalid' } }).sendMail(letter()))).toMatchObject({
      code: 'EAUTH',
      responseCode: 535,
    });
    await expect(mailerWith({ auth: { user: 'a', pass: 'anything' } }).sendMail(letter())).resolves.toBeDefined();
    expect(sandbox.records.of('smtp').map(({ outcome }) => outcome)).toEqual(['refused', 'refused', 'answered']);
  });

  it('of a letter that is too large', async () => {
    expect((await failure(mailer.sendMail({ ...letter(), text: 'x'.repeat(1_200_000), html: '' }))).responseCode).toBe(552);
    expect(sandbox.smtp.mailbox.mails).toEqual([]);
  });
});

describe('faults', () => {
  it.each([451, 421, 550, 554])('a %i on demand, once', async (status) => {
    sandbox.faults.set('smtp', { status, times: 1 });
    expect(await failure(mailer.sendMail(letter()))).toMatchObject({ responseCode: status });
    await expect(mailer.sendMail(letter())).resolves.toBeDefined();
    expect(sandbox.records.of('smtp').map(({ outcome }) => outcome)).toEqual(['failed', 'answered']);
  });

  it('down means a 421 in place of a greeting', async () => {
    sandbox.faults.set('smtp', { mode: 'down' });
    expect((await failure(mailer.sendMail(letter()))).responseCode).toBe(421);
    expect(sandbox.records.of('smtp')).toMatchObject([{ method: 'CONNECT', outcome: 'down', acted: false }]);
  });

  it('for one recipient only, others get theirs', async () => {
    sandbox.faults.set('smtp', { mode: 'down', path: 'ben@' });
    await expect(mailer.sendMail(letter())).resolves.toBeDefined();
    expect((await failure(mailer.sendMail(letter('ben@firstline.example')))).responseCode).toBe(421);
  });

  it('a rate limit is a 450', async () => {
    sandbox.faults.set('smtp', { mode: 'rate-limit' });
    expect((await failure(mailer.sendMail(letter()))).responseCode).toBe(450);
  });

  it('dropped after the final dot: kept, and the client cannot know', async () => {
    sandbox.faults.set('smtp', { mode: 'act-then-drop', times: 1 });
    expect(['ECONNECTION', 'ESOCKET']).toContain((await failure(mailer.sendMail(letter()))).code);
    expect(sandbox.smtp.mailbox.mails).toHaveLength(1);
    expect(sandbox.records.of('smtp')).toMatchObject([{ outcome: 'dropped', acted: true, status: null }]);
  });

  it('hanging: not kept, and ends when the client gives up', async () => {
    sandbox.faults.set('smtp', { mode: 'hang', times: 1 });
    expect((await failure(mailer.sendMail(letter()))).code).toBe('ETIMEDOUT');
    await sandbox.records.waitFor('smtp', ({ outcome }) => outcome === 'client-gave-up');
    expect(sandbox.smtp.mailbox.mails).toEqual([]);
  });

  it('nonsense in place of a reply', async () => {
    sandbox.faults.set('smtp', { mode: 'nonsense', times: 1 });
    expect((await failure(mailer.sendMail(letter()))).message).not.toBe('it was sent');
    expect(sandbox.records.of('smtp')).toMatchObject([{ outcome: 'garbled', acted: false }]);
  });
});

describe('hostile clients', () => {
  /** Says one line after each answer, then leaves without a word. */
  const converse = (lines: string[]): Promise<string> =>
    new Promise((resolve) => {
      let heard = '';
      const left = [...lines];
      const socket = connect(sandbox.smtpPort, '127.0.0.1');
      socket.on('data', (data) => {
        heard += data.toString('latin1');
        const line = left.shift();
        if (line !== undefined) socket.write(line);
        if (left.length === 0) setTimeout(() => socket.destroy(), 50);
      });
      socket.on('error', () => undefined);
      socket.on('close', () => resolve(heard));
    });

  it('who leave in the middle of a letter leave no letter', async () => {
    await converse([
      'EHLO x\r\n',
      'MAIL FROM:<a@b.example>\r\n',
      'RCPT TO:<ana@firstline.example>\r\n',
      'DATA\r\n',
      'Subject: half\r\n\r\nhalf a let',
    ]);
    await sandbox.records.waitFor('smtp', ({ outcome }) => outcome === 'client-gave-up');
    expect(sandbox.smtp.mailbox.mails).toEqual([]);
  });

  it('who talk nonsense are answered, and the server lives', async () => {
    const heard = await converse([
      '\x00\xff\xfe garbage\r\n',
      'EHLO x\r\n',
      'DATA\r\n',
      'RCPT TO:<<<>>\r\n',
      `MAIL FROM:<${'a'.repeat(5_000)}>\r\n`,
      'GET / HTTP/1.1\r\n',
    ]);
    expect(heard).toMatch(/^220 [^]*\r\n500 /);
    await expect(mailer.sendMail(letter())).resolves.toBeDefined();
  });

  it('who nest parts without end are read as far as is sensible', async () => {
    let body = 'deep inside';
    for (let depth = 0; depth < 40; depth++)
      body = `--b${depth}\r\nContent-Type: multipart/mixed; boundary="b${depth - 1}"\r\n\r\n${body}\r\n--b${depth}--\r\n`;
    const raw = `Subject: nested\r\nContent-Type: multipart/mixed; boundary="b39"\r\n\r\n${body}`;
    await mailer.sendMail({ envelope: { from: 'a@b.example', to: 'ana@firstline.example' }, raw });
    expect(sandbox.smtp.mailbox.mails[0]).toMatchObject({ subject: 'nested', text: '' });
  });
});
