import type { Config } from '@firstline/platform/config/config';
import { readToken, signToken } from '@firstline/platform/http/signed-token';
import type { FastifyRequest } from 'fastify';
import { publicUrlOf } from '../lists/public-url.js';

type Settings = Pick<Config, 'FIRSTLINE_SESSION_KEY' | 'FIRSTLINE_PUBLIC_URL' | 'FIRSTLINE_PORT'>;

/** A working day: whoever signs in in the morning is not asked again before the evening. */
export const SESSION_LASTS_MS = 12 * 3_600_000;

/** Who signed in, and with which key: the session ends with it. */
export interface SessionClaim {
  actor: string;
  /** Name and fingerprint of the key; absent after coming in by the launcher's link. */
  key?: { name: string; fingerprint: string };
}

const isHttps = (config: Settings): boolean => publicUrlOf(config).startsWith('https:');
/** The prefix makes browsers insist on HTTPS and on this very host. */
const nameOf = (config: Settings): string => (isHttps(config) ? '__Host-firstline' : 'firstline');
const attributesOf = (config: Settings): string => `Path=/; HttpOnly; SameSite=Strict${isHttps(config) ? '; Secure' : ''}`;

/** The value of Set-Cookie. */
export function sessionCookie(config: Settings, { actor, key }: SessionClaim, nowMs: number): string {
  const fields = [actor, key?.name ?? '', key?.fingerprint ?? ''];
  const token = signToken('session', fields, { key: config.FIRSTLINE_SESSION_KEY, expiresAtMs: nowMs + SESSION_LASTS_MS });
  return `${nameOf(config)}=${token}; Max-Age=${SESSION_LASTS_MS / 1_000}; ${attributesOf(config)}`;
}

export const endedCookie = (config: Settings): string => `${nameOf(config)}=; Max-Age=0; ${attributesOf(config)}`;

/** @returns null without a session; `ended` for one that is too old, or was not made by us */
export function readSession(
  config: Settings,
  request: FastifyRequest,
  nowMs: number,
): (SessionClaim & { expiresAtMs: number }) | 'ended' | null {
  const token = cookieOf(request.headers.cookie, nameOf(config));
  if (!token) return null;
  const read = readToken('session', token, { key: config.FIRSTLINE_SESSION_KEY, nowMs });
  if (!read.ok) return 'ended';
  const [actor = '', name = '', fingerprint = ''] = read.fields;
  return { actor, expiresAtMs: read.expiresAtMs, ...(name ? { key: { name, fingerprint } } : {}) };
}

function cookieOf(header: string | undefined, name: string): string | undefined {
  const pairs = (header ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
}
