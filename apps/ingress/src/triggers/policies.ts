import { Inject, Injectable } from '@nestjs/common';
import type { RepRef } from '@firstline/domain/api/list.schema';
import type { Policy } from '@firstline/domain/policy/policy.schema';
import type { Database } from '@firstline/platform/db/db';
import { DATABASE } from '../parts/parts.js';
import { Problem } from '../problems/problem.js';
import { currentPolicyRow, policyContent } from './policies.sql.js';

/** How long a freshly published policy may go unnoticed by a reader. */
const CURRENT_FRESH_MS = 1_000;
/** Lists show names of the current version; a few older ones are asked for by leads that started with them. */
const KEPT = 20;

export interface CurrentPolicy {
  policy: Policy;
  publishedAt: Date;
}

/** Published policies, kept in memory by hash; which one is current is asked again every second. */
@Injectable()
export class Policies {
  readonly #byHash = new Map<string, Policy>();
  #current: { hash: string; publishedAt: Date; readAtMs: number } | undefined;

  constructor(@Inject(DATABASE) private readonly database: Database) {}

  /** @throws Problem `unavailable` before anything was published */
  async current(): Promise<CurrentPolicy> {
    const current = await this.#readCurrent();
    const policy = current && (await this.byHash(current.hash));
    if (!policy) {
      throw new Problem(
        'unavailable',
        'No policy has been published yet. Run "firstline policy check", then start the worker: it publishes config/.',
        {
          retryAfterSeconds: 5,
        },
      );
    }
    return { policy, publishedAt: current.publishedAt };
  }

  async byHash(hash: string): Promise<Policy | null> {
    const known = this.#byHash.get(hash);
    if (known) return known;
    const policy = await policyContent(this.database, hash);
    if (!policy) return null;
    this.#byHash.set(hash, policy);
    const oldest = this.#byHash.keys().next().value;
    if (this.#byHash.size > KEPT && oldest !== undefined) this.#byHash.delete(oldest);
    return policy;
  }

  /** Names for ids; before anything was published, everybody is called by their id. */
  async team(): Promise<Team> {
    const current = await this.#readCurrent();
    return new Team((current && (await this.byHash(current.hash))) ?? null);
  }

  async #readCurrent(): Promise<{ hash: string; publishedAt: Date } | null> {
    const nowMs = Date.now();
    if (this.#current && nowMs - this.#current.readAtMs < CURRENT_FRESH_MS) return this.#current;
    const row = await currentPolicyRow(this.database);
    this.#current = row === null ? undefined : { ...row, readAtMs: nowMs };
    return row;
  }
}

/** Who is who in one version of the policy. */
export class Team {
  readonly #names: ReadonlyMap<string, string>;

  constructor(readonly policy: Policy | null) {
    this.#names = new Map(policy?.team.map(({ id, name }) => [id, name]));
  }

  rep(id: string): RepRef {
    return { id, name: this.#names.get(id) ?? id };
  }

  repOrNull(id: string | null | undefined): RepRef | null {
    return id === null || id === undefined ? null : this.rep(id);
  }

  /** Somebody who may be given a lead. */
  member(id: string): RepRef | undefined {
    const member = this.policy?.team.find((each) => each.id === id);
    return member?.active ? { id, name: member.name } : undefined;
  }

  bySlackUser(slackUserId: string): RepRef | undefined {
    const member = this.policy?.team.find((each) => each.slackUserId === slackUserId);
    return member?.active ? { id: member.id, name: member.name } : undefined;
  }

  triggerName(id: string): string {
    return this.policy?.triggers.find((each) => each.id === id)?.name ?? id;
  }
}
