/**
 * DEVELOPMENT ONLY. Serves the built console beside a made-up API, with the security headers of the real one, so that every
 * page can be looked at in every state: `node --conditions=@firstline/source dev/mock-api.ts [port] [scenario]`.
 * Scenarios: normal, empty, failing, slow, many, hostile, degraded; the header `x-scenario` picks one for a single request.
 */
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { answerOf, type MockAnswer } from './mock-routes.ts';
import { createWorld, type Scenario, type World } from './world.ts';

const web = fileURLToPath(new URL('../dist/web/', import.meta.url));
const csp =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const mime: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

const worlds = new Map<Scenario, World>();
const worldOf = (scenario: Scenario): World => {
  const known = worlds.get(scenario) ?? createWorld(scenario);
  worlds.set(scenario, known);
  return known;
};
const scenarioOf = (request: IncomingMessage): Scenario => (request.headers['x-scenario'] ?? process.argv[3] ?? 'normal') as Scenario;

async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://mock');
  const scenario = scenarioOf(request);
  if (url.pathname === '/mock/reset') {
    worlds.clear();
    return void response.end();
  }
  if (!url.pathname.startsWith('/v1/')) return serveFile(url.pathname, response);
  if (request.headers['x-signed-out'] === '1' && url.pathname !== '/v1/session')
    return send(response, problem(401, 'Not signed in', 'Sign in first.'));
  if (url.pathname === '/v1/events') return stream(request, response, scenario);
  if (scenario === 'slow' && url.pathname !== '/v1/session') await new Promise((done) => setTimeout(done, 4_000));
  if (scenario === 'failing' && url.pathname !== '/v1/session') {
    return send(
      response,
      problem(
        503,
        'The database does not answer',
        'Postgres at 127.0.0.1:5433 refused the connection. Signals are still taken in through Temporal.',
        'database-unavailable',
      ),
    );
  }
  const body: unknown = request.method === 'GET' ? undefined : JSON.parse((await text(request)) || '{}');
  send(
    response,
    answerOf(worldOf(scenario), { method: request.method ?? 'GET', url, body, signedOut: request.headers['x-signed-out'] === '1' }),
  );
}

async function text(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

const problem = (status: number, title: string, detail: string, code = 'mock'): MockAnswer => ({
  status,
  body: { type: 'about:blank', title, status, detail, code },
});

function send(response: ServerResponse, { status, body }: MockAnswer): void {
  response.writeHead(status, {
    'content-type': status < 400 ? 'application/json' : 'application/problem+json',
    'cache-control': 'no-store',
  });
  response.end(body === undefined ? '' : JSON.stringify(body));
}

/** Says hello, then moves one lead on every few seconds, as a quiet day would. */
function stream(request: IncomingMessage, response: ServerResponse, scenario: Scenario): void {
  if (scenario === 'failing') return send(response, problem(503, 'No stream', 'The stream is down.'));
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write(`event: hello\ndata: ${JSON.stringify({ type: 'hello', now: new Date().toISOString() })}\n\n`);
  const { signals } = worldOf(scenario);
  let n = 0;
  const timer = setInterval(() => {
    const signal = signals[n % Math.max(1, signals.length)];
    const entry = signal?.timeline.at(-1);
    n += 1;
    if (!signal || !entry) return void response.write(': beat\n\n');
    const event = {
      type: 'timeline',
      entry: { ...entry, id: String(Date.now()), at: new Date().toISOString() },
      lead: signal.lead,
      stage: signal.stage,
      rep: null,
    };
    response.write(`event: timeline\nid: ${event.entry.id}\ndata: ${JSON.stringify(event)}\n\n`);
  }, 2_500);
  request.on('close', () => clearInterval(timer));
}

async function serveFile(pathname: string, response: ServerResponse): Promise<void> {
  const path = normalize(pathname);
  const file = extname(path) in mime ? path : 'index.html';
  const headers = { 'content-security-policy': csp, 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' };
  try {
    const content = await readFile(join(web, file));
    response.writeHead(200, { ...headers, 'content-type': mime[extname(file)] ?? 'application/octet-stream' }).end(content);
  } catch {
    response.writeHead(404, headers).end();
  }
}

const server = createServer((request, response) => {
  handle(request, response).catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    send(response, problem(500, 'The mock has a fault', String(error)));
  });
});
server.listen(Number(process.argv[2] ?? 0), '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(
    `mock API and console (development only): http://127.0.0.1:${typeof address === 'object' && address ? address.port : ''}/\n`,
  );
});
