import type { FastifyRequest } from 'fastify';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);
export const isSafe = (request: FastifyRequest): boolean => SAFE_METHODS.has(request.method);

/**
 * Whether a page of ours sent this. Browsers say so themselves (Sec-Fetch-Site), or at least where a page came from (Origin), and pages
 * cannot change either. `unknown`: neither was sent, so it was no browser's page, or a very old browser's.
 */
export function senderOf(request: FastifyRequest, publicUrl: string): 'ours' | 'foreign' | 'unknown' {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' ? 'ours' : 'foreign';
  const { origin } = request.headers;
  if (origin === undefined) return 'unknown';
  if (!URL.canParse(origin)) return 'foreign';
  const { host } = new URL(origin);
  return host === request.headers.host || host === new URL(publicUrl).host ? 'ours' : 'foreign';
}
