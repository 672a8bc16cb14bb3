import { Inject, Injectable } from '@nestjs/common';
import type { RepRef } from '@firstline/domain/api/list.schema';
import type { Config } from '@firstline/platform/config/config';
import type { Database } from '@firstline/platform/db/db';
import { openHttp } from '@firstline/platform/http/request';
import { z } from 'zod';
import { CONFIG, DATABASE } from '../parts/parts.js';
import { Policies } from '../triggers/policies.js';
import type { Tap } from './slack-taps.js';

const ANSWER_WITHIN_MS = 5_000;
const KEEP_MS = 60 * 60_000;
const MOST_KEPT = 5_000;
const foundSchema = z.object({ ok: z.literal(true), user: z.object({ id: z.string() }) });

/** Who on the team tapped: by the Slack id in team.yaml; else, of those who were alerted in Slack, the one whose e-mail address has that id there. */
@Injectable()
export class SlackMembers {
  readonly #idByEmail = new Map<string, { id: string | null; untilMs: number }>();

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(DATABASE) private readonly database: Database,
    private readonly policies: Policies,
  ) {}

  async memberOf({ slackUserId, episodeId }: Pick<Tap, 'slackUserId' | 'episodeId'>): Promise<RepRef | undefined> {
    const team = await this.policies.team();
    const named = team.bySlackUser(slackUserId);
    if (named || !this.config.SLACK_BOT_TOKEN) return named;
    for (const repId of await alertedInSlack(this.database, episodeId)) {
      const member = team.policy?.team.find(({ id }) => id === repId);
      if (member && !member.slackUserId && (await this.#idOf(member.email)) === slackUserId) return team.member(repId);
    }
    return undefined;
  }

  async #idOf(email: string): Promise<string | null> {
    const known = this.#idByEmail.get(email);
    if (known && known.untilMs > Date.now()) return known.id;
    const { SLACK_API_URL: baseUrl = 'https://slack.com/api', SLACK_BOT_TOKEN: token } = this.config;
    const http = openHttp({ baseUrl, timeoutMs: ANSWER_WITHIN_MS, headers: { authorization: `Bearer ${token?.reveal() ?? ''}` } });
    try {
      const answer = await http.send({ method: 'GET', path: '/users.lookupByEmail', query: { email } });
      const found = foundSchema.safeParse(answer.json());
      const id = found.success ? found.data.user.id : null;
      const oldest = this.#idByEmail.keys().next().value;
      if (this.#idByEmail.size >= MOST_KEPT && oldest !== undefined) this.#idByEmail.delete(oldest);
      this.#idByEmail.set(email, { id, untilMs: Date.now() + KEEP_MS });
      return id;
    } finally {
      http.close();
    }
  }
}

/** Whoever got a Slack message in this pursuit. */
async function alertedInSlack(db: Database, episodeId: string): Promise<string[]> {
  const rows = await db.$queryRaw<{ repId: string }[]>`
    SELECT DISTINCT instruction->>'repId' AS "repId" FROM action WHERE episode_id = ${episodeId}::uuid AND kind = 'slack.alert'`;
  return rows.map(({ repId }) => repId);
}
