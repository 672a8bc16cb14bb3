/* oxlint-disable unicorn/require-post-message-target-origin -- Slack's postMessage, not a window's */
import { LogLevel, WebClient } from '@slack/web-api';
import { createEmulator } from 'emulate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox } from '@firstline/sandbox/sandbox';

/** Where an independent emulator of Slack also serves, the sandbox must answer in the same shape. */
const asked: { what: string; ask: (slack: WebClient) => Promise<object> }[] = [
  { what: 'a message', ask: (slack) => slack.chat.postMessage({ channel: 'C000000001', text: 'x', blocks: [{ type: 'divider' }] }) },
  {
    what: 'an update',
    ask: async (slack) => {
      const { channel, ts } = await slack.chat.postMessage({ channel: 'C000000001', text: 'x' });
      return slack.chat.update({ channel: channel!, ts: ts!, text: 'y' });
    },
  },
  { what: 'a person by address', ask: (slack) => slack.users.lookupByEmail({ email: 'admin@emulate.dev' }) },
  { what: 'a history', ask: (slack) => slack.conversations.history({ channel: 'C000000001' }) },
  { what: 'who we are', ask: (slack) => slack.auth.test() },
  { what: 'a channel that is not there', ask: (slack) => slack.chat.postMessage({ channel: 'C404', text: 'x' }) },
  { what: 'nobody', ask: (slack) => slack.users.lookupByEmail({ email: 'nobody@firstline.example' }) },
  { what: 'no text', ask: (slack) => slack.chat.postMessage({ channel: 'C000000001', text: '' }) },
  {
    what: 'a message to update that is not there',
    ask: (slack) => slack.chat.update({ channel: 'C000000001', ts: '1.000001', text: 'y' }),
  },
];

/** Fields on which Firstline depends; each emulator has others of its own. */
const essential = [
  'ok',
  'error',
  'channel',
  'ts',
  'text',
  'message',
  'messages',
  'has_more',
  'user',
  'user_id',
  'team',
  'team_id',
  'bot_id',
  'id',
  'profile',
  'email',
  'type',
  'blocks',
];

const silence = (): void => undefined;
const logger = {
  debug: silence,
  info: silence,
  warn: silence,
  error: silence,
  setLevel: silence,
  getLevel: () => LogLevel.ERROR,
  setName: silence,
};
const clientOf = (url: string): WebClient =>
  new WebClient('xoxb-second-opinion', { slackApiUrl: `${url}/api/`, retryConfig: { retries: 0 }, logger });

describe('Slack as the sandbox speaks it, against emulate', () => {
  let ours: WebClient;
  let theirs: WebClient;
  const stops: (() => Promise<unknown>)[] = [];
  beforeAll(async () => {
    const sandbox = await startSandbox({ latency: 'none' });
    const emulator = await createEmulator({
      service: 'slack',
      port: 0,
      seed: {
        slack: {
          oauth_apps: [{ client_id: 'c', client_secret: 's', name: 'Firstline', redirect_uris: [], bot_id: 'B1', bot_user_id: 'UBOT' }],
          tokens: [{ token: 'xoxb-second-opinion', user_id: 'UBOT' }],
        },
      },
    });
    stops.push(sandbox.stop, () => emulator.close());
    ours = clientOf(sandbox.slackUrl);
    theirs = clientOf(emulator.url);
    // In emulate a bot has to join first.
    await theirs.conversations.join({ channel: 'C000000001' }).catch(silence);
  });
  afterAll(() => Promise.all(stops.map((stop) => stop())));

  it.each(asked)('$what', async ({ ask }) => {
    const answer = (slack: WebClient): Promise<unknown> => ask(slack).catch((error: { data?: unknown }) => error.data);
    const [our, their] = [shapeOf(await answer(ours)), shapeOf(await answer(theirs))];
    expect(their).toBeDefined();
    expect(our).toMatchObject(their as object);
  });
});

/** Types in place of values, and only the essential fields; errors keep their word. */
function shapeOf(value: unknown, name = ''): unknown {
  if (name === 'error' || name === 'ok' || typeof value !== 'object' || value === null)
    return name === 'error' || name === 'ok' ? value : typeof value;
  if (Array.isArray(value)) return value.length === 0 ? [] : [shapeOf(value[0])];
  return Object.fromEntries(
    Object.entries(value)
      .filter(([field]) => essential.includes(field))
      .map(([field, inner]) => [field, shapeOf(inner, field)]),
  );
}
