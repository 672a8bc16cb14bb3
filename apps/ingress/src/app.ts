import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { AppModule } from './app.module.js';
import { BODY_LIMIT, readBodies } from './http/body.js';
import { NestLog } from './http/nest-log.js';
import { RouteBook } from './http/route-book.js';
import { serveReference } from './openapi/openapi.js';
import type { Parts } from './parts/parts.js';
import { PROBLEM_TYPE, Problem } from './problems/problem.js';

/** The app, ready to listen; the caller opens and closes its parts. */
export async function createApp(parts: Parts): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    // Anyone may write X-Forwarded-For; only what a proxy of ours wrote is believed.
    trustProxy: parts.config.FIRSTLINE_TRUSTED_PROXIES ?? false,
    // One-tap links carry a signed token in the path.
    routerOptions: { maxParamLength: 1_000, ignoreTrailingSlash: true },
    // A sender that dribbles its body must not hold a socket: vendors finish within a second.
    requestTimeout: 15_000,
    keepAliveTimeout: 72_000,
    // While closing, what already came in is still answered properly; nothing new is accepted.
    return503OnClosing: false,
    // What the router refuses before any route is known (a malformed address) has our shape too.
    frameworkErrors: (_error: unknown, _request: unknown, reply: FastifyReply) => {
      const problem = new Problem('invalid-request', 'The address is not valid: check its percent-escapes and its length.');
      void reply.status(problem.getStatus()).type(PROBLEM_TYPE).send(JSON.stringify(problem.getResponse()));
    },
  });
  const fastify = adapter.getInstance();
  const routes: [methods: string | string[], pattern: string][] = [];
  fastify.addHook('onRoute', (route) => void routes.push([route.method, route.url]));
  readBodies(fastify);
  fastify.addHook('onSend', async (_request, reply) => void reply.header('x-content-type-options', 'nosniff'));

  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(parts), adapter, {
    bodyParser: false,
    logger: new NestLog(parts.log),
    abortOnError: false,
  });
  serveReference(app);
  await app.init();
  const book = app.get(RouteBook);
  for (const [methods, pattern] of routes) book.add(methods, pattern);
  return app;
}
