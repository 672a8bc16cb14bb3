import { fileURLToPath } from 'node:url';
import { Controller, Get, NotFoundException, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../auth/access.decorator.js';
import { type ConsoleFile, ConsoleFiles } from './console-files.js';
import { consoleHeaders, sendPage } from './html-page.js';

/** Addresses that belong to the API: what is not found there is not found, never the console. */
const notOurs = /^\/(v1|docs|enter|openapi\.json|openapi\.yaml|metrics|healthz|readyz)(\/|$)/;
const A_YEAR_S = 31_536_000;

/** The console: one page whose own addresses all begin with the same file. Public, since it holds nothing; everything it shows needs a session. */
@ApiExcludeController()
@Controller()
@Public()
export class ConsoleController {
  // From here, whether compiled or as source, the console's build is in the same place.
  readonly #files = new ConsoleFiles(fileURLToPath(new URL('../../../console/dist/web', import.meta.url)));

  @Get('*')
  async serve(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const path = pathOf(request);
    if (path === undefined || notOurs.test(path)) throw new NotFoundException();
    const file = path === '/' ? undefined : await this.#files.file(path);
    if (file) return send(request, reply, file);
    // A missing script must stay missing: the page in its place would be read as one.
    if (path.startsWith('/assets/') || /\.\w{1,11}$/.test(path)) throw new NotFoundException();
    const page = await this.#files.file('/index.html');
    if (page) return send(request, reply, page);
    sendPage(
      reply,
      503,
      'Not built',
      '<h1>The console is not built yet</h1><p>Run <code>npm run build</code>, then reload this page. The API works without it: <a href="/docs">its reference</a>.</p>',
    );
  }
}

function pathOf(request: FastifyRequest): string | undefined {
  try {
    return decodeURIComponent(request.url.split(/[?#]/, 1)[0] ?? '/');
  } catch {
    return undefined;
  }
}

function send(request: FastifyRequest, reply: FastifyReply, file: ConsoleFile): void {
  void reply.headers(consoleHeaders).headers({
    'content-type': file.type,
    'cache-control': file.hashed ? `public, max-age=${A_YEAR_S}, immutable` : 'no-cache',
    etag: file.etag,
    vary: 'accept-encoding',
  });
  if (request.headers['if-none-match'] === file.etag) return void reply.status(304).send();
  const accepted = (request.headers['accept-encoding'] ?? '').split(',').map((each) => each.split(';', 1)[0]!.trim());
  const encoding = (['br', 'gzip'] as const).find((name) => accepted.includes(name) && file.encoded[name]);
  if (encoding) void reply.header('content-encoding', encoding);
  void reply.status(200).send(encoding ? file.encoded[encoding] : file.body);
}
