import type { SlackArguments } from './arguments.js';
import type { SlackAnswer, SlackContext } from './call.js';
import { postMessage, update } from './chat.js';
import { APP_ID, botOf, channelFrom, directChannelOf, isNobody, TEAM_ID, TEAM_NAME, userIdOf } from './identity.js';
import { shown } from './workspace.js';

type Method = (given: SlackArguments, context: SlackContext) => SlackAnswer;

/** The methods that Firstline needs; any other is `unknown_method`, as at Slack. */
export const methods: ReadonlyMap<string, Method> = new Map<string, Method>([
  ['auth.test', authTest],
  ['chat.postMessage', postMessage],
  ['chat.update', update],
  ['conversations.history', history],
  ['conversations.open', open],
  ['conversations.replies', replies],
  ['users.lookupByEmail', lookupByEmail],
]);

function authTest(_given: SlackArguments, { token }: SlackContext): SlackAnswer {
  const { botId, userId } = botOf(token);
  return {
    ok: true,
    url: 'https://firstline-sandbox.example/',
    team: TEAM_NAME,
    team_id: TEAM_ID,
    user: 'firstline',
    user_id: userId,
    bot_id: botId,
    app_id: APP_ID,
    is_enterprise_install: false,
  };
}

/** Everybody with an address is in this workspace, but `nobody@…` is not, and `deactivated@…` has left. */
function lookupByEmail(given: SlackArguments): SlackAnswer {
  const email = (given.text('email') ?? '').trim().toLowerCase();
  const localPart = /^([^\s@]{1,64})@[^\s@]{1,255}$/.exec(email)?.[1];
  if (localPart === undefined || localPart === 'nobody') return { ok: false, error: 'users_not_found' };
  const name = `${localPart} (sandbox)`;
  const user = {
    id: userIdOf(email),
    team_id: TEAM_ID,
    name: localPart,
    real_name: name,
    deleted: localPart === 'deactivated',
    is_bot: false,
    profile: { email, real_name: name, display_name: localPart },
  };
  return { ok: true, user };
}

function open(given: SlackArguments, { token }: SlackContext): SlackAnswer {
  const existing = given.text('channel');
  if (existing) {
    const channel = channelFrom(existing);
    return channel.ok ? { ok: true, no_op: true, already_open: true, channel: { id: channel.id } } : channel;
  }
  const asked = (given.text('users') ?? '')
    .split(',')
    .map((id) => id.trim())
    .filter(Boolean);
  const others = [...new Set(asked)].filter((id) => id !== botOf(token).userId);
  if (others.length === 0) return { ok: false, error: 'users_list_not_supplied' };
  if (others.length > 8) return { ok: false, error: 'too_many_users' };
  if (others.some(isNobody)) return { ok: false, error: 'user_not_found' };
  const id = directChannelOf(others);
  const details = others.length === 1 ? { is_im: true, user: others[0]! } : { is_mpim: true };
  return { ok: true, no_op: false, already_open: false, channel: given.flag('return_im') ? { id, ...details } : { id } };
}

function history(given: SlackArguments, { workspace }: SlackContext): SlackAnswer {
  const channel = channelFrom(given.text('channel') ?? '');
  if (!channel.ok && channel.error !== 'is_archived') return channel;
  const limit = Number(given.text('limit') ?? 100);
  if (!Number.isInteger(limit) || limit < 1 || limit > 999) return { ok: false, error: 'invalid_limit' };
  const cursor = given.text('cursor');
  const before = cursor ? /^next_ts:(\d+\.\d{6})$/.exec(Buffer.from(cursor, 'base64').toString('latin1'))?.[1] : undefined;
  if (cursor && before === undefined) return { ok: false, error: 'invalid_cursor' };
  const range = { oldest: given.text('oldest'), latest: given.text('latest'), inclusive: given.flag('inclusive') };
  const found = channel.ok
    ? workspace.history({ channel: channel.id, ...range }).filter((message) => before === undefined || message.ts < before)
    : [];
  const page = found.slice(0, limit);
  const last = page.at(-1);
  const more = found.length > limit && last !== undefined;
  return {
    ok: true,
    messages: page.map((message) => shown(message, { withMetadata: given.flag('include_all_metadata') })),
    has_more: more,
    pin_count: 0,
    ...(more ? { response_metadata: { next_cursor: Buffer.from(`next_ts:${last.ts}`).toString('base64') } } : {}),
  };
}

function replies(given: SlackArguments, { workspace }: SlackContext): SlackAnswer {
  const channel = channelFrom(given.text('channel') ?? '');
  if (!channel.ok) return channel;
  const found = workspace.replies(channel.id, given.text('ts') ?? '');
  if (found.length === 0) return { ok: false, error: 'thread_not_found' };
  return {
    ok: true,
    messages: found.map((message) => shown(message, { withMetadata: given.flag('include_all_metadata') })),
    has_more: false,
  };
}
