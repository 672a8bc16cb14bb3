import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '@firstline/platform/config/config';
import { mediaTypeOf, rawBodyOf } from '../http/body.js';
import type { RawRequest } from '../sources/source.js';

/** The delivery as it came, stamped with the moment its first byte arrived. */
export function rawRequestOf(request: FastifyRequest, reply: FastifyReply, config: Config): RawRequest {
  const base = (config.FIRSTLINE_PUBLIC_URL ?? `http://localhost:${config.FIRSTLINE_PORT}`).replace(/\/$/, '');
  return {
    method: request.method,
    // Never from the Host header: behind a proxy it is anyone's.
    url: `${base}${request.raw.url ?? request.url}`,
    headers: Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
    ),
    body: rawBodyOf(request),
    mediaType: mediaTypeOf(request),
    receivedAtMs: Math.round(Date.now() - reply.elapsedTime),
  };
}
