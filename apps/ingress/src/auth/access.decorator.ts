import { type CustomDecorator, type ExecutionContext, SetMetadata, createParamDecorator } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Principal, Scope } from './principal.js';

export type Access = { public: true } | { public: false; scope: Scope };
export const ACCESS = 'firstline:access';

/** Anyone may call this: the handler proves the sender itself (a signature), or there is nothing to protect. Deny is the default. */
export const Public = (): CustomDecorator => SetMetadata(ACCESS, { public: true } satisfies Access);

/** Only keys and sessions with this scope. On a controller or a handler; the handler's wins. */
export const NeedsScope = (scope: Scope): CustomDecorator => SetMetadata(ACCESS, { public: false, scope } satisfies Access);

/** The caller, in a handler that is not public. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const principal = principalOf(context.switchToHttp().getRequest<FastifyRequest>());
  if (!principal) throw new TypeError('@Caller() needs a route with @NeedsScope()');
  return principal;
});

const principals = new WeakMap<object, Principal>();
export const principalOf = (request: FastifyRequest): Principal | undefined => principals.get(request.raw);
export const setPrincipal = (request: FastifyRequest, principal: Principal): void => void principals.set(request.raw, principal);
