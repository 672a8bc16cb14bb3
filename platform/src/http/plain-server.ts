import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Registry } from 'prom-client';
import type { Health } from '../health/health.js';
import type { Log } from '../log/log.js';

export interface PlainAnswer {
  status: number;
  contentType: string;
  body: string;
}
/** By path; GET and HEAD only. */
export type PlainRoutes = Readonly<Record<string, () => Promise<PlainAnswer>>>;

export interface PlainServer {
  port: number;
  close(): Promise<void>;
}

/** A few read-only pages for probes and scrapers, for a process that has no web framework. */
export async function openPlainServer({
  host,
  port,
  routes,
  log,
}: {
  host: string;
  port: number;
  routes: PlainRoutes;
  log: Log;
}): Promise<PlainServer> {
  const server = createServer({ requestTimeout: 5_000, headersTimeout: 5_000, maxHeaderSize: 8_192 }, (request, response) => {
    request.resume(); // a body that nobody reads
    const answer = (given: PlainAnswer): void => {
      response.writeHead(given.status, {
        'content-type': given.contentType,
        'content-length': Buffer.byteLength(given.body),
        'cache-control': 'no-store',
      });
      response.end(request.method === 'HEAD' ? undefined : given.body);
    };
    if (request.method !== 'GET' && request.method !== 'HEAD') return answer(text(405, 'only GET and HEAD'));
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    const route = Object.hasOwn(routes, path) ? routes[path] : undefined;
    if (!route) return answer(text(404, `not here; here are: ${Object.keys(routes).join(' ')}`));
    route().then(answer, (error: unknown) => {
      log.error({ err: error, path }, 'a probe could not be answered');
      answer(text(500, 'could not be answered; the log says why'));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** `/healthz`: the process runs. `/readyz`: it can work, part by part. `/metrics`: for Prometheus. */
export const probeRoutes = ({ health, registry }: { health: Health; registry: Registry }): PlainRoutes => ({
  '/healthz': async () => json(200, { ok: true }),
  '/readyz': async () => {
    const report = await health.check();
    return json(report.ok ? 200 : 503, report);
  },
  '/metrics': async () => ({ status: 200, contentType: registry.contentType, body: await registry.metrics() }),
});

const text = (status: number, body: string): PlainAnswer => ({ status, contentType: 'text/plain; charset=utf-8', body: `${body}\n` });
const json = (status: number, body: unknown): PlainAnswer => ({ status, contentType: 'application/json', body: JSON.stringify(body) });
