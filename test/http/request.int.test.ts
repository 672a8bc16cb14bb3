import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type HttpFailure } from '@firstline/platform/http/http-failure';
import { type Http, type HttpSettings, openHttp } from '@firstline/platform/http/request';
import { lookUpOutside } from '@firstline/platform/http/look-up';
import { afterEach, describe, expect, it } from 'vitest';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

async function vendor(handler: Handler, settings: Partial<HttpSettings> = {}): Promise<{ http: Http; origin: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    handler(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const http = openHttp({ baseUrl: `${origin}/v1`, timeoutMs: 1_000, ...settings });
  closers.push(() => {
    http.close();
    server.closeAllConnections();
    server.close();
  });
  return { http, origin, asked };
}

const failureOf = async (call: Promise<unknown>): Promise<HttpFailure> =>
  call.then(
    () => expect.unreachable('it should have failed'),
    (error: HttpFailure) => error,
  );

describe('an outgoing call', () => {
  it('sends JSON below the base URL and reads the answer', async () => {
    const { http, asked } = await vendor((request, response) => request.pipe(response));
    const answer = await http.send({ method: 'POST', path: '/contacts', query: { dry: true, none: undefined }, body: { id: 1 } });
    expect(asked).toEqual(['POST /v1/contacts?dry=true']);
    expect(answer.json()).toEqual({ id: 1 });
  });

  it.each(['/../admin', '/..%2f..', 'contacts', '//evil.example/x', '/x/../../y'])('does not leave the base URL: %s', async (path) => {
    const { http, asked } = await vendor((_, response) => response.end('{}'));
    const outcome = await http.send({ method: 'GET', path }).then(
      () => 'sent',
      (error: HttpFailure) => error.kind,
    );
    if (outcome === 'refused') expect(asked).toEqual([]);
    else expect(asked[0]).toMatch(/^GET \/v1\//);
  });

  it('may have acted when a write gets no answer in time, and may not when a read does', async () => {
    const { http } = await vendor(() => undefined);
    expect(await failureOf(http.send({ method: 'POST', path: '/x', body: {}, timeoutMs: 50 }))).toMatchObject({
      kind: 'timeout',
      mayHaveActed: true,
    });
    expect(await failureOf(http.send({ method: 'GET', path: '/x', timeoutMs: 50 }))).toMatchObject({
      kind: 'timeout',
      mayHaveActed: false,
    });
  });

  it('counts a slow body against the same deadline', async () => {
    const { http } = await vendor((_, response) => void response.write('{"a":'));
    expect(await failureOf(http.send({ method: 'GET', path: '/x', timeoutMs: 80 }))).toMatchObject({ kind: 'timeout' });
  });

  it('has not acted when nobody listens', async () => {
    const { http, origin } = await vendor((_, response) => response.end());
    const port = Number(new URL(origin).port);
    for (const close of closers.splice(0)) close();
    const other = openHttp({ baseUrl: `http://127.0.0.1:${port}`, timeoutMs: 1_000 });
    http.close();
    expect(await failureOf(other.send({ method: 'POST', path: '/x', body: {} }))).toMatchObject({
      kind: 'connection',
      mayHaveActed: false,
    });
  });

  it('may have acted when the line breaks after the request', async () => {
    const { http } = await vendor((request) => request.on('end', () => request.socket.destroy()).resume());
    expect(await failureOf(http.send({ method: 'POST', path: '/x', body: {} }))).toMatchObject({ kind: 'connection', mayHaveActed: true });
  });

  it('stops when the caller does', async () => {
    const { http } = await vendor(() => undefined);
    const control = new AbortController();
    const call = http.send({ method: 'GET', path: '/x', signal: control.signal });
    setTimeout(() => control.abort(), 20);
    expect(await failureOf(call)).toMatchObject({ kind: 'connection', message: expect.stringContaining('given up by the caller') });
  });

  it.each([
    [400, false],
    [409, false],
    [429, false],
    [500, true],
    [502, true],
    [503, false],
  ])('a write answered %i: may have acted is %s', async (status, mayHaveActed) => {
    const { http } = await vendor((_, response) =>
      response.writeHead(status, { 'retry-after': '7' }).end('{"email":"ada@lovelace.example"}'),
    );
    const failure = await failureOf(http.send({ method: 'POST', path: '/x', body: {} }));
    expect(failure).toMatchObject({ kind: 'status', status, mayHaveActed, retryAfterMs: 7_000 });
    expect(failure.message).not.toContain('ada');
  });

  it('gives the caller an answer that it accepts', async () => {
    const { http } = await vendor((_, response) => response.writeHead(404).end('{"found":false}'));
    const answer = await http.send({ method: 'GET', path: '/x', accept: (status) => status === 404 });
    expect(answer.json()).toEqual({ found: false });
  });

  it('reads no more than its cap, and no page for JSON', async () => {
    const { http } = await vendor((request, response) => response.end(request.url === '/v1/big' ? 'x'.repeat(100_000) : '<html>'), {
      maxBytes: 10_000,
    });
    expect(await failureOf(http.send({ method: 'POST', path: '/big', body: {} }))).toMatchObject({
      kind: 'unreadable',
      mayHaveActed: true,
    });
    const page = await http.send({ method: 'GET', path: '/page' });
    expect(() => page.json()).toThrow(/not JSON/);
  });

  it('follows a redirect on the same host, for reads only, and not for ever', async () => {
    const { http, asked } = await vendor((request, response) => {
      if (request.url === '/v1/old') return response.writeHead(302, { location: '/v1/new' }).end();
      if (request.url === '/v1/circle') return response.writeHead(302, { location: '/v1/circle' }).end();
      response.end('{}');
    });
    expect((await http.send({ method: 'GET', path: '/old' })).status).toBe(200);
    expect(await failureOf(http.send({ method: 'POST', path: '/old', body: {} }))).toMatchObject({ kind: 'status', status: 302 });
    expect(await failureOf(http.send({ method: 'GET', path: '/circle' }))).toMatchObject({ kind: 'refused' });
    expect(asked.filter((line) => line.includes('circle'))).toHaveLength(4);
  });

  it('does not follow to another host, where the credentials would go as well', async () => {
    const thief = await vendor((_, response) => response.end('{}'));
    const { http } = await vendor((_, response) => response.writeHead(302, { location: `${thief.origin}/steal` }).end(), {
      headers: { authorization: 'Bearer x' },
    });
    expect(await failureOf(http.send({ method: 'GET', path: '/x' }))).toMatchObject({ kind: 'refused', mayHaveActed: false });
    expect(thief.asked).toEqual([]);
  });

  it('refuses a name that resolves to an inside address', async () => {
    const refusal = await new Promise<unknown>((resolve) => lookUpOutside('localhost', { all: true }, (error) => resolve(error)));
    expect(refusal).toMatchObject({ kind: 'refused', mayHaveActed: false });
  });

  it('uses one connection again and again', async () => {
    const ports = new Set<number | undefined>();
    const { http } = await vendor((request, response) => {
      ports.add(request.socket.remotePort);
      response.end('{}');
    });
    for (let call = 0; call < 5; call++) await http.send({ method: 'GET', path: '/x' });
    expect(ports.size).toBe(1);
  });
});
