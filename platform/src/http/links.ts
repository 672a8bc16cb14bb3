import { randomBytes } from 'node:crypto';
import type { Secret } from '../config/secret.js';
import { readToken, signToken, type TokenReading } from './signed-token.js';

type Read<T> = ({ ok: true; expiresAtMs: number } & T) | Exclude<TokenReading, { ok: true }>;

/** The one-tap link of an alert: who may take what, and until when. */
export interface TakeLink {
  episodeId: string;
  repId: string;
  round: number;
}

/** For `/v1/take/<token>`. Holds ids only: links end up in mail archives and proxies' logs. */
export const takeToken = ({ episodeId, repId, round }: TakeLink, { key, expiresAtMs }: { key: Secret; expiresAtMs: number }): string =>
  signToken('take', [episodeId, repId, String(round)], { key, expiresAtMs });

export const takeUrl = (publicUrl: string, token: string): string => new URL(`/v1/take/${token}`, publicUrl).href;

export function readTakeToken(token: string, at: { key: Secret; nowMs: number }): Read<TakeLink> {
  const read = readToken('take', token, at);
  if (!read.ok) return read;
  const [episodeId, repId, round] = read.fields;
  if (!episodeId || !repId || !round) return { ok: false, because: 'malformed' };
  return { ok: true, expiresAtMs: read.expiresAtMs, episodeId, repId, round: Number(round) };
}

/** Long enough to find the right window, too short to be of use in a terminal's scrollback. */
export const ENTER_CODE_LASTS_MS = 10 * 60_000;

/** The way into the console that the launcher prints: good for ten minutes, and once. */
export const enterCode = ({ key, nowMs, actor = 'operator' }: { key: Secret; nowMs: number; actor?: string }): string =>
  signToken('enter', [actor, randomBytes(9).toString('base64url')], { key, expiresAtMs: nowMs + ENTER_CODE_LASTS_MS });

export const enterUrl = (publicUrl: string, code: string): string => {
  const url = new URL('/enter', publicUrl);
  url.searchParams.set('code', code);
  return url.href;
};

export function readEnterCode(code: string, at: { key: Secret; nowMs: number }): Read<{ actor: string; once: string }> {
  const read = readToken('enter', code, at);
  if (!read.ok) return read;
  const [actor, once] = read.fields;
  return actor && once ? { ok: true, expiresAtMs: read.expiresAtMs, actor, once } : { ok: false, because: 'malformed' };
}
