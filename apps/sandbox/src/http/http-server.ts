import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify';

/** Larger than any vendor's payload; PagerDuty's 512 KB is the largest real limit. */
const LARGEST_BODY = 1024 * 1024;
export const SANDBOX_HEADER = 'x-firstline-sandbox';

/** An HTTP server that takes any body as bytes, marks every answer as the sandbox's, and survives whatever it is sent. */
export function createHttpServer(): FastifyInstance {
  const app = Fastify({
    logger: false,
    bodyLimit: LARGEST_BODY,
    forceCloseConnections: true,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 500 },
    frameworkErrors: (error: { statusCode?: number; message: string }, _request: unknown, reply: FastifyReply) => {
      void reply.code(error.statusCode ?? 400).send({ sandbox: true, error: error.message });
    },
    clientErrorHandler: (_error, socket) => {
      if (!socket.writable) return;
      const body = JSON.stringify({ sandbox: true, error: 'This is not an HTTP request.' });
      socket.end(
        `HTTP/1.1 400 Bad Request\r\n${SANDBOX_HEADER}: true\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
      );
    },
  });
  // Before Fastify sees the request, so that no answer of any kind goes out unmarked.
  app.server.prependListener('request', (_request, response) => {
    response.setHeader(SANDBOX_HEADER, 'true');
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.setErrorHandler((error: { statusCode?: number; message: string }, _request, reply) => {
    const status = error.statusCode ?? 500;
    return reply
      .code(status)
      .send({ sandbox: true, error: status < 500 ? error.message : 'The sandbox failed on this request; its log says why.' });
  });
  app.setNotFoundHandler((request, reply) =>
    reply.code(404).send({ sandbox: true, error: `Nothing answers ${request.method} here. The page at / lists what there is.` }),
  );
  return app;
}
