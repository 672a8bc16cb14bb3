import { Body, Controller, Get, Inject, Param, Put, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { Page } from '@firstline/domain/api/list.schema';
import {
  type InboxItem,
  type InboxQuery,
  type Presence,
  type TeamList,
  inboxQuerySchema,
  presenceRequestSchema,
  teamListSchema,
  presenceSchema,
  inboxPageSchema,
} from '@firstline/domain/api/team.schema';
import { policyId } from '@firstline/domain/policy/policy.schema';
import type { Database } from '@firstline/platform/db/db';
import type { z } from 'zod';
import { audit } from '../audit/audit.sql.js';
import { Caller, NeedsScope } from '../auth/access.decorator.js';
import type { Principal } from '../auth/principal.js';
import { leadRefOf } from '../lists/names.js';
import { pageOfRows, readCursor } from '../lists/page.js';
import { Answers } from '../openapi/answers.js';
import { DATABASE } from '../parts/parts.js';
import { Problem } from '../problems/problem.js';
import { Policies } from '../triggers/policies.js';
import { memberItemOf } from './team-items.js';
import { awayByHand, listInbox, setPresence, workloads } from './team.sql.js';

/** Who can take leads, whether they are there, and what waits for them. */
@ApiTags('Team')
@ApiBearerAuth()
@Controller('v1')
@NeedsScope('operate')
export class TeamController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly policies: Policies,
  ) {}

  @Answers('Who can take leads', teamListSchema)
  @Get('team')
  async list(): Promise<TeamList> {
    const { policy } = await this.policies.current();
    const [loads, away] = await Promise.all([workloads(this.database), awayByHand(this.database)]);
    const nowMs = Date.now();
    const items = policy.team.map((member) =>
      memberItemOf(member, policy, {
        nowMs,
        workload: loads.find(({ repId }) => repId === member.id),
        presence: away.find(({ repId }) => repId === member.id),
      }),
    );
    return { policyHash: policy.hash, items };
  }

  /** "I am away" by hand, for whoever leaves outside the calendar. Routing looks at it with the next lead. */
  @Answers('Switch somebody away, or back', presenceSchema)
  @Put('team/:id/presence')
  async presence(
    @Param('id', { schema: policyId }) id: string,
    @Body({ schema: presenceRequestSchema }) { away, until }: z.output<typeof presenceRequestSchema>,
    @Caller() caller: Principal,
  ): Promise<Presence> {
    const rep = (await this.policies.team()).member(id);
    if (!rep) throw new Problem('unprocessable', `There is nobody called "${id}" on the team. GET /v1/team lists everybody.`);
    const end = away && until !== undefined ? new Date(until) : null;
    await this.database.$transaction(async (db) => {
      await setPresence(db, { repId: id, away, until: end, by: caller.actor });
      await audit(db, {
        actor: caller.actor,
        verb: 'presence.set',
        target: `rep/${id}`,
        detail: { away, until: end?.toISOString() ?? null },
      });
    });
    return { rep, away, until: end?.toISOString() ?? null };
  }

  @Answers('What waits for a rep, newest first', inboxPageSchema)
  @Get('inbox')
  async inbox(@Query({ schema: inboxQuerySchema }) { rep, open, cursor, limit }: InboxQuery): Promise<Page<InboxItem>> {
    const after = readCursor(cursor);
    const team = await this.policies.team();
    const reps = rep === undefined ? (team.policy?.team.map(({ id }) => id) ?? []) : [rep];
    const rows = await listInbox(this.database, { reps, open }, { after, limit: limit + 1 });
    return pageOfRows(
      rows,
      limit,
      (row): InboxItem => ({
        id: row.id,
        kind: row.kind as InboxItem['kind'],
        rep: team.rep(row.repId),
        lead: leadRefOf(row),
        episodeId: row.episodeId,
        body: row.body as Record<string, unknown>,
        createdAt: row.createdAt.toISOString(),
        closedAt: row.closedAt?.toISOString() ?? null,
        closedAs: row.closedAs,
      }),
      (row) => ({ at: row.createdAt, id: row.id }),
    );
  }
}
