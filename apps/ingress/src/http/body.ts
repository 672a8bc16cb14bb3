import type { FastifyInstance, FastifyRequest } from 'fastify';
import { RouteConfig } from '@nestjs/platform-fastify';
import { Problem } from '../problems/problem.js';
import { parseJson } from './json.js';

/** 1 MiB: some hundred times a large webhook, some thousand leads in a batch. */
export const BODY_LIMIT = 1_048_576;

interface BodyConfig {
  rawBody?: boolean;
}

/** The handler gets the bytes as they came, whatever their content type: signatures are over bytes. */
export const RawBodyRoute = () => RouteConfig({ rawBody: true } satisfies BodyConfig);

const rawBodies = new WeakMap<object, Buffer>();
/** The bytes of any request; empty when it had no body. */
export const rawBodyOf = (request: FastifyRequest): Buffer => rawBodies.get(request.raw) ?? Buffer.alloc(0);

/** `application/json; charset=utf-8` → `application/json` */
export const mediaTypeOf = (request: FastifyRequest): string =>
  (request.headers['content-type'] ?? '').split(';', 1)[0]!.trim().toLowerCase();

/** Every body is read as bytes first. Routes that do not ask for the bytes take JSON only, read with the limits of `parseJson`. */
export function readBodies(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: BODY_LIMIT }, (request, body, done) => {
    try {
      rawBodies.set(request.raw, body as Buffer);
      refuseEncoded(request);
      const { rawBody } = request.routeOptions.config as BodyConfig;
      done(null, rawBody ? body : jsonOf(request, body as Buffer));
    } catch (error) {
      done(error as Error);
    }
  });
}

function jsonOf(request: FastifyRequest, body: Buffer): unknown {
  if (body.length === 0) return undefined;
  const type = mediaTypeOf(request);
  if (type !== 'application/json' && !type.endsWith('+json')) {
    throw new Problem('unsupported-content-type', `Send "Content-Type: application/json" instead of "${type.slice(0, 100)}".`);
  }
  return parseJson(body);
}

function refuseEncoded(request: FastifyRequest): void {
  const encoding = request.headers['content-encoding'];
  if (encoding === undefined || encoding.toLowerCase() === 'identity') return;
  throw new Problem('unsupported-content-type', 'Send the body without Content-Encoding: compressed bodies are not taken.');
}
