import { Controller, Get, Inject, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Config } from '@firstline/platform/config/config';
import type { Database } from '@firstline/platform/db/db';
import { readEnterCode } from '@firstline/platform/http/links';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Public } from '../auth/access.decorator.js';
import { pageHeaders, sendPage } from '../console/html-page.js';
import { CONFIG, DATABASE } from '../parts/parts.js';
import { sessionCookie } from './session-cookie.js';
import { useOnce } from './session.sql.js';
import { Sessions } from './sessions.js';

const code = z.string().max(1_000).default('');

/** The link that the launcher prints: good for ten minutes, and once. */
@ApiExcludeController()
@Controller('enter')
export class EnterController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(DATABASE) private readonly database: Database,
    private readonly sessions: Sessions,
  ) {}

  @Get()
  @Public()
  async enter(@Query('code', { schema: code }) given: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const signedIn = await this.sessions.claimOf(request);
    if (signedIn && signedIn !== 'ended') return home(reply);
    // A browser that only looks ahead, or asks for the headers, must not use it up.
    if (request.method === 'HEAD' || request.headers['sec-purpose']?.includes('prefetch'))
      return void reply.status(204).headers(pageHeaders).send();
    const nowMs = Date.now();
    const read = readEnterCode(given, { key: this.config.FIRSTLINE_SESSION_KEY, nowMs });
    if (!read.ok)
      return refuse(
        reply,
        read.because === 'expired' ? 'This link is older than ten minutes.' : 'This link is not complete, or not one of ours.',
      );
    const fresh = await this.database.$transaction((db) => useOnce(db, read));
    if (!fresh) return refuse(reply, 'This link was used before; it works once.');
    reply.header('set-cookie', sessionCookie(this.config, { actor: read.actor }, nowMs));
    return home(reply);
  }
}

const home = (reply: FastifyReply): void => void reply.status(303).headers(pageHeaders).header('location', '/').send();

const refuse = (reply: FastifyReply, why: string): void =>
  sendPage(
    reply,
    401,
    'Sign in',
    `<h1>${why}</h1><p><code>npm start</code> prints a new one. Or open <a href="/">the console</a> and paste the key from the file <code>.firstline/operator.key</code>.</p>`,
  );
