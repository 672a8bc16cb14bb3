import { createHash } from 'node:crypto';

export const TEAM_ID = 'TSANDBOX01';
export const APP_ID = 'ASANDBOX01';
export const TEAM_NAME = 'Firstline sandbox';

/** Ids are functions of names, so that they survive a restart of the sandbox and need no list of reps. */
const idOf = (prefix: string, name: string): string =>
  `${prefix}${createHash('sha256').update(name).digest('hex').slice(0, 10).toUpperCase()}`;

export const userIdOf = (email: string): string => idOf('U', email.trim().toLowerCase());
export const directChannelOf = (userIds: string[]): string =>
  userIds.length === 1 ? `D${userIds[0]!.slice(1)}` : idOf('G', userIds.toSorted().join());
export const channelIdOf = (name: string): string => idOf('C', name);
/** Another token is another app, unless it is a rotated one: what stands before the last dash names the app. */
export const botOf = (token: string): { botId: string; userId: string } => {
  const app = token.split('-').slice(0, 2).join('-');
  return { botId: idOf('B', app), userId: idOf('U', `bot:${app}`) };
};

const userId = /^[UW][A-Z0-9]{2,20}$/;
export const isUserId = (text: string): boolean => userId.test(text);
/** In this workspace every well-formed id is somebody, but ids that begin with U404 are nobody. */
export const isNobody = (id: string): boolean => !isUserId(id) || id.startsWith('U404');

export type Channel = { ok: true; id: string } | { ok: false; error: 'channel_not_found' | 'not_in_channel' | 'is_archived' };

/** Takes an id, a `#name`, a name or a user's id. C404…, C403… and C410… are missing, closed to us and archived; so are #missing, #not-a-member and #archived. */
export function channelFrom(given: string): Channel {
  if (isUserId(given)) return isNobody(given) ? { ok: false, error: 'channel_not_found' } : { ok: true, id: directChannelOf([given]) };
  const name = given.replace(/^#/, '');
  if (given.startsWith('C404') || given.startsWith('D404') || name === 'missing') return { ok: false, error: 'channel_not_found' };
  if (given.startsWith('C403') || name === 'not-a-member') return { ok: false, error: 'not_in_channel' };
  if (given.startsWith('C410') || name === 'archived') return { ok: false, error: 'is_archived' };
  if (/^[CDG][A-Z0-9]{2,20}$/.test(given)) return { ok: true, id: given };
  if (/^[\p{Ll}\p{Lo}\d][\p{Ll}\p{Lo}\d_-]{0,79}$/u.test(name)) return { ok: true, id: channelIdOf(name) };
  return { ok: false, error: 'channel_not_found' };
}
