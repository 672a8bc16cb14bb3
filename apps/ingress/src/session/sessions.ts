import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Config } from '@firstline/platform/config/config';
import type { Database } from '@firstline/platform/db/db';
import type { FastifyRequest } from 'fastify';
import { hashOfKey } from '../auth/api-key-hash.js';
import { ApiKeys } from '../auth/api-keys.js';
import { type Authenticator, Authenticators } from '../auth/authenticators.js';
import type { Principal } from '../auth/principal.js';
import { publicUrlOf } from '../lists/public-url.js';
import { CONFIG, DATABASE } from '../parts/parts.js';
import { Problem } from '../problems/problem.js';
import { isSafe, senderOf } from './same-origin.js';
import { type SessionClaim, readSession } from './session-cookie.js';
import { keyHashByName } from './session.sql.js';

/** A session ends within so long after its key was revoked. */
const KEY_FRESH_MS = 10_000;
const fingerprintOf = (hash: Uint8Array): string => Buffer.from(hash.subarray(0, 8)).toString('hex');

/** Knows who is signed in to the console. */
@Injectable()
export class Sessions implements Authenticator, OnModuleInit {
  readonly #keys = new Map<string, { fingerprint: string | null; readAtMs: number }>();

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(DATABASE) private readonly database: Database,
    private readonly apiKeys: ApiKeys,
    private readonly authenticators: Authenticators,
  ) {}

  onModuleInit(): void {
    this.authenticators.add(this);
  }

  async authenticate(request: FastifyRequest): Promise<Principal | null> {
    const claim = await this.claimOf(request);
    if (!claim) return null;
    if (claim === 'ended') throw new Problem('bad-credentials', 'Your session has ended. Sign in again.');
    // A cookie comes along with whatever any page sends, so a page of ours must have sent it.
    if (!isSafe(request) && senderOf(request, publicUrlOf(this.config)) !== 'ours') {
      throw new Problem('origin-refused', 'Changes are taken from the console itself, or with a Bearer key; this came from another page.');
    }
    return { kind: 'session', actor: claim.actor, scopes: ['operate'] };
  }

  /** The session of a request, if any, and whether it is still good. */
  async claimOf(request: FastifyRequest): Promise<(SessionClaim & { expiresAtMs: number }) | 'ended' | null> {
    const claim = readSession(this.config, request, Date.now());
    if (!claim || claim === 'ended' || !claim.key) return claim;
    return (await this.#fingerprint(claim.key.name)) === claim.key.fingerprint ? claim : 'ended';
  }

  /** @throws Problem when the key is not known, or may not operate */
  async claimWithKey(key: string): Promise<SessionClaim> {
    const known = await this.apiKeys.keyOf(key);
    if (!known)
      throw new Problem(
        'bad-credentials',
        'This key is not known, or was revoked. A local start leaves a good one in the file operator.key.',
      );
    if (!known.scopes.includes('operate')) {
      throw new Problem('not-allowed', `"${known.name}" may send signals, but not operate. Use a key that has the scope "operate".`);
    }
    return { actor: known.name, key: { name: known.name, fingerprint: fingerprintOf(hashOfKey(key)) } };
  }

  /** Of the key that has this name now; the last known one while Postgres does not answer. */
  async #fingerprint(name: string): Promise<string | null> {
    const nowMs = Date.now();
    const known = this.#keys.get(name);
    if (known && nowMs - known.readAtMs < KEY_FRESH_MS) return known.fingerprint;
    try {
      const hash = await keyHashByName(this.database, name);
      const fingerprint = hash && fingerprintOf(hash);
      this.#keys.set(name, { fingerprint, readAtMs: nowMs });
      return fingerprint;
    } catch (error) {
      if (known) return known.fingerprint;
      throw error;
    }
  }
}
