import { sentMessages } from '@firstline/activities/actions/sent-messages.sql';
import { openChannels } from '@firstline/activities/notify/channels';
import type { OpenChannel } from '@firstline/activities/notify/channel.port';
import { policyDirectory } from '@firstline/activities/policy/policy-directory';
import { loadConfig } from '@firstline/platform/config/config';
import { startSandbox, type Sandbox } from '@firstline/sandbox/sandbox';
import { acknowledgeUpdate, statusQuery } from '@firstline/workflows/speed-to-lead/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startEngine, type Engine } from '../harness/engine.js';
import { alwaysOpen, everySla, publish, shippedPolicy } from '../harness/policy.js';
import { openServices, type FileServices } from '../harness/services.js';
import { demoRequest, takeIn } from '../harness/signals.js';

let services: FileServices;
let sandbox: Sandbox;
let channels: OpenChannel;
let engine: Engine;
const soon = { timeout: 20_000, interval: 50 };
const by = { actor: 'operator', channel: 'console' } as const;

beforeAll(async () => {
  [services, sandbox] = await Promise.all([openServices(), startSandbox({ latency: 'none' })]);
  const policy = shippedPolicy((draft) => {
    alwaysOpen(draft);
    everySla(draft, { respondWithin: 600_000, pageAfter: 600_000, giveUpAfter: 600_000, closeOutAfter: 300 });
    for (const trigger of draft.triggers) delete trigger.sla.remindAfter;
    for (const member of draft.team) member.channels = ['slack', 'email'];
  });
  await publish(services.db, policy);
  const config = loadConfig({ ...services.env, FIRSTLINE_SANDBOX_URL: sandbox.url, SMTP_URL: `smtp://127.0.0.1:${sandbox.smtpPort}` });
  const { db } = services;
  channels = openChannels(config, {
    members: policyDirectory(db),
    sent: sentMessages(db),
    publicUrl: 'https://firstline.example',
    sessionKey: config.FIRSTLINE_SESSION_KEY,
    now: () => Date.now(),
  });
  engine = await startEngine(services, { performers: channels.performers });
});
beforeEach(() => sandbox.reset());
afterAll(async () => {
  await engine?.stop();
  await channels?.close();
  await sandbox?.stop();
  await services?.stop();
});

const messagesAbout = (key: string) => sandbox.slack.workspace.messages.filter((message) => JSON.stringify(message.metadata).includes(key));
async function offered() {
  const signal = demoRequest();
  const handle = await takeIn(services, signal);
  await vi.waitFor(async () => expect((await handle.query(statusQuery)).state.at).toBe('offered'), soon);
  const { state, leadId } = await handle.query(statusQuery);
  if (state.at !== 'offered') throw new Error('not offered');
  const states = async () =>
    Object.fromEntries(
      (await services.db.action.findMany({ where: { leadId: leadId! } })).map(({ kind, state: at, attempts }) => [kind, { at, attempts }]),
    );
  const episode = await services.db.episode.findFirstOrThrow({ where: { leadId: leadId! } });
  return { handle, leadId: leadId!, repId: state.offer.repId, episodeId: episode.id, states };
}

describe('an alert, from the signal to the rep', () => {
  it('goes out by Slack and e-mail; when the lead is taken, the Slack message says so', async () => {
    const { handle, repId, episodeId, states } = await offered();
    await vi.waitFor(
      async () => expect(await states()).toMatchObject({ 'slack.alert': { at: 'done' }, 'email.alert': { at: 'done' } }),
      soon,
    );
    expect(sandbox.smtp.mailbox.mails).toHaveLength(1);
    expect(messagesAbout(episodeId)).toHaveLength(1);
    await handle.executeUpdate(acknowledgeUpdate, { args: [{ repId, by }] });
    await vi.waitFor(async () => expect(await states()).toMatchObject({ 'slack.update': { at: 'done' } }), soon);
    expect(messagesAbout(episodeId)).toHaveLength(1);
    expect(JSON.stringify(messagesAbout(episodeId)[0])).toContain('You took it');
  });

  it('whose outcome is unknown is looked up: one message, and it can be updated', async () => {
    sandbox.faults.set('slack', { mode: 'act-then-drop', path: 'chat.postMessage', times: 1 });
    const { handle, repId, episodeId, states } = await offered();
    await vi.waitFor(async () => expect(await states()).toMatchObject({ 'slack.alert': { at: 'done', attempts: 2 } }), soon);
    expect(messagesAbout(episodeId)).toHaveLength(1);
    await handle.executeUpdate(acknowledgeUpdate, { args: [{ repId, by }] });
    await vi.waitFor(() => expect(JSON.stringify(messagesAbout(episodeId))).toContain('You took it'), soon);
  });

  it('stays one message when the look-up itself is refused at first', async () => {
    sandbox.faults.set('slack', { mode: 'act-then-drop', path: 'chat.postMessage', times: 1 });
    const refuse = vi.waitFor(
      () => {
        expect(sandbox.slack.workspace.messages.length).toBe(1);
        sandbox.faults.set('slack', { mode: 'rate-limit', path: 'conversations.history', retryAfterSeconds: 1, times: 1 });
      },
      { timeout: 20_000, interval: 5 },
    );
    const { episodeId, states } = await offered();
    await refuse;
    await vi.waitFor(async () => expect(await states()).toMatchObject({ 'slack.alert': { at: 'done', attempts: 3 } }), soon);
    expect(messagesAbout(episodeId)).toHaveLength(1);
  });

  it('that never arrived is not sent any more once the lead is taken', async () => {
    sandbox.faults.set('slack', { status: 502, path: 'chat.postMessage' });
    const { handle, repId, episodeId, states } = await offered();
    await vi.waitFor(async () => expect(await states()).toMatchObject({ 'slack.alert': { at: 'unknown' } }), soon);
    await handle.executeUpdate(acknowledgeUpdate, { args: [{ repId, by }] });
    sandbox.faults.clear('slack');
    await vi.waitFor(async () => expect(await states()).toMatchObject({ 'slack.alert': { at: 'withheld' } }), soon);
    expect(messagesAbout(episodeId)).toHaveLength(0);
  });
});

describe('an installation without Slack', () => {
  it('orders no message for it, so none ends as a dead letter', async () => {
    await engine.stop();
    engine = await startEngine(services, { performers: channels.performers.filter(({ kind }) => kind === 'email.alert') });
    const { leadId, states } = await offered();
    await vi.waitFor(async () => expect(await states()).toMatchObject({ 'email.alert': { at: 'done' } }), soon);
    expect(await states()).not.toHaveProperty(['slack.alert']);
    expect(await services.db.deadLetter.count({ where: { leadId } })).toBe(0);
  });
});
