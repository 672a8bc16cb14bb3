import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { Config } from '@firstline/platform/config/config';
import type { Database } from '@firstline/platform/db/db';
import type { Log } from '@firstline/platform/log/log';
import type { FastifyRequest } from 'fastify';
import { withDeadline } from '../http/deadline.js';
import { CONFIG, DATABASE, LOG } from '../parts/parts.js';
import { Problem } from '../problems/problem.js';
import { findByHash, hashOfKey } from './api-key-hash.js';
import { ensureKey, loadKeys } from './api-keys.sql.js';
import { type Authenticator, Authenticators } from './authenticators.js';
import { type KnownKey, readLocalKeys } from './local-keys.js';
import type { Principal } from './principal.js';

/** A revoked key stops working within this time; a new one works at once, since an unknown key asks again. */
const REFRESH_MS = 10_000;
/** How often unknown keys may make us ask Postgres again, whoever tries how many. */
const ASK_AGAIN_MS = 1_000;
/** A caller waits for this at most once; then the last known keys decide. */
const ASK_DEADLINE_MS = 1_000;
/** Which connection the local ingest key sends for; config/connections.yaml has it. */
const LOCAL_CONNECTION = 'api';

const BEARER = /^Bearer +([\x21-\x7e]{1,512}) *$/i;

/** Knows the Bearer keys. Keeps the last known ones in memory, so that signals are still taken while Postgres is away. */
@Injectable()
export class ApiKeys implements Authenticator, OnModuleInit, OnApplicationShutdown {
  #keys: KnownKey[] = [];
  #local: KnownKey[] = [];
  #askedAtMs = 0;
  #asking: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #failing = false;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(DATABASE) private readonly database: Database,
    @Inject(LOG) private readonly log: Log,
    private readonly authenticators: Authenticators,
  ) {}

  async onModuleInit(): Promise<void> {
    this.#local = await readLocalKeys(this.config.FIRSTLINE_HOME, LOCAL_CONNECTION);
    this.#keys = this.#local;
    this.authenticators.add(this);
    await this.#refresh();
    this.#timer = setInterval(() => void this.#refresh(), REFRESH_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.#timer);
  }

  async authenticate(request: FastifyRequest): Promise<Principal | null> {
    const header = request.headers.authorization;
    if (header === undefined) return null;
    const given = BEARER.exec(header)?.[1];
    if (given === undefined) throw refused('Send the key as "Authorization: Bearer <key>".');
    const key = await this.keyOf(given);
    if (!key) throw refused('This key is not known, or was revoked. Check it, or ask an operator for a new one.');
    return { kind: 'key', actor: key.name, scopes: key.scopes, ...(key.connection === undefined ? {} : { connection: key.connection }) };
  }

  /** The key by its text; also what signing in to the console with a key asks. */
  async keyOf(given: string): Promise<KnownKey | undefined> {
    const hash = hashOfKey(given);
    const known = findByHash(this.#keys, hash);
    if (known || Date.now() - this.#askedAtMs < ASK_AGAIN_MS) return known;
    await this.#refresh();
    return findByHash(this.#keys, hash);
  }

  #refresh(): Promise<void> {
    this.#askedAtMs = Date.now();
    this.#asking ??= this.#load().finally(() => (this.#asking = undefined));
    return this.#asking;
  }

  async #load(): Promise<void> {
    try {
      await withDeadline(this.#ask(), ASK_DEADLINE_MS, 'Postgres');
      this.#failing = false;
    } catch (error) {
      if (!this.#failing)
        this.log.warn({ err: error, layer: 'ingestion' }, 'cannot read the API keys from Postgres; going on with the last known ones');
      this.#failing = true;
    }
  }

  async #ask(): Promise<void> {
    for (const key of this.#local) await ensureKey(this.database, key);
    this.#keys = await loadKeys(this.database);
  }
}

const refused = (detail: string) =>
  new Problem('bad-credentials', detail, { headers: { 'www-authenticate': 'Bearer error="invalid_token"' } });
