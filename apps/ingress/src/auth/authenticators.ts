import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Principal } from './principal.js';

/** One way to know who is asking. */
export interface Authenticator {
  /**
   * Null: the request carries no credentials of this kind, another one may know it.
   * @throws Problem `bad-credentials` when it carries some that are not valid
   */
  authenticate(request: FastifyRequest): Promise<Principal | null>;
}

/** All ways to know who is asking, in the order they were added. A module adds its own in `onModuleInit`. */
@Injectable()
export class Authenticators {
  readonly #all: Authenticator[] = [];

  add(authenticator: Authenticator): void {
    this.#all.push(authenticator);
  }

  async authenticate(request: FastifyRequest): Promise<Principal | null> {
    for (const authenticator of this.#all) {
      const principal = await authenticator.authenticate(request);
      if (principal) return principal;
    }
    return null;
  }
}
