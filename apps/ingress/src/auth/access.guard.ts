import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../problems/problem.js';
import { ACCESS, type Access, setPrincipal } from './access.decorator.js';
import { Authenticators } from './authenticators.js';

/** Deny by default: a route that does not say `@Public()` or `@NeedsScope()` is closed to everybody. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly authenticators: Authenticators,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const access = this.reflector.getAllAndOverride<Access | undefined>(ACCESS, [context.getHandler(), context.getClass()]);
    if (!access) throw new Problem('not-allowed', 'Nobody may call this address: it does not say who may.');
    if (access.public) return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const principal = await this.authenticators.authenticate(request);
    if (!principal) {
      throw new Problem('missing-credentials', `Send "Authorization: Bearer <key>" with a key that has the scope "${access.scope}".`, {
        headers: { 'www-authenticate': 'Bearer' },
      });
    }
    if (!principal.scopes.includes(access.scope)) {
      throw new Problem('not-allowed', `"${principal.actor}" lacks the scope "${access.scope}"; use a key that has it.`, {
        headers: { 'www-authenticate': `Bearer error="insufficient_scope", scope="${access.scope}"` },
      });
    }
    setPrincipal(request, principal);
    return true;
  }
}
