import { Body, Controller, Delete, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Session, type SignInRequest, signInRequestSchema, sessionSchema } from '@firstline/domain/api/session.schema';
import type { Config } from '@firstline/platform/config/config';
import type { Database } from '@firstline/platform/db/db';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { audit } from '../audit/audit.sql.js';
import { Caller, NeedsScope, Public } from '../auth/access.decorator.js';
import type { Principal } from '../auth/principal.js';
import { publicUrlOf } from '../lists/public-url.js';
import { temporalUiUrl } from '../lists/temporal-url.js';
import { Answers } from '../openapi/answers.js';
import { CONFIG, DATABASE } from '../parts/parts.js';
import { Problem } from '../problems/problem.js';
import { senderOf } from './same-origin.js';
import { SESSION_LASTS_MS, endedCookie, sessionCookie } from './session-cookie.js';
import { Sessions } from './sessions.js';

/** Signing in to the console, and out. */
@ApiTags('Session')
@ApiBearerAuth()
@Controller('v1/session')
export class SessionController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(DATABASE) private readonly database: Database,
    private readonly sessions: Sessions,
  ) {}

  @Answers('Sign in to the console', sessionSchema)
  @Post()
  @Public()
  @HttpCode(200)
  async signIn(
    @Body({ schema: signInRequestSchema }) { key }: SignInRequest,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Session> {
    this.#refuseForeign(request);
    const claim = await this.sessions.claimWithKey(key.trim());
    await audit(this.database, { actor: claim.actor, verb: 'session.sign-in', target: 'console' });
    const nowMs = Date.now();
    reply.header('set-cookie', sessionCookie(this.config, claim, nowMs)).header('cache-control', 'no-store');
    return this.#sessionOf(claim.actor, 'session', nowMs + SESSION_LASTS_MS);
  }

  @Answers('Who is signed in', sessionSchema)
  @Get()
  @NeedsScope('operate')
  async current(
    @Caller() caller: Principal,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Session> {
    reply.header('cache-control', 'no-store');
    const claim = caller.kind === 'session' ? await this.sessions.claimOf(request) : null;
    return this.#sessionOf(caller.actor, caller.kind, claim && claim !== 'ended' ? claim.expiresAtMs : null);
  }

  /** Public, since signing out twice is signing out. */
  @Delete()
  @ApiOperation({ summary: 'Sign out' })
  @Public()
  @HttpCode(204)
  signOut(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): void {
    this.#refuseForeign(request);
    reply.header('set-cookie', endedCookie(this.config)).header('cache-control', 'no-store');
  }

  /** A foreign page must not sign anybody in or out; the command line sends no origin. */
  #refuseForeign(request: FastifyRequest): void {
    if (senderOf(request, publicUrlOf(this.config)) === 'foreign') throw new Problem('origin-refused', 'Sign in on the console itself.');
  }

  #sessionOf = (actor: string, by: Session['by'], expiresAtMs: number | null): Session => ({
    actor,
    name: actor,
    role: 'operator',
    by,
    expiresAt: expiresAtMs === null ? null : new Date(expiresAtMs).toISOString(),
    now: new Date().toISOString(),
    temporalUiUrl: temporalUiUrl(this.config),
    docsUrl: '/docs',
  });
}
