import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { Page } from '@firstline/domain/api/list.schema';
import {
  signalsQuerySchema,
  type SignalDetail,
  type SignalListItem,
  type SignalsQuery,
  signalPageSchema,
  signalDetailSchema,
} from '@firstline/domain/api/signals.schema';
import { type Layer, type Stage, layerOf, stages } from '@firstline/domain/signal/stage';
import type { Config } from '@firstline/platform/config/config';
import type { Database } from '@firstline/platform/db/db';
import { z } from 'zod';
import { NeedsScope } from '../auth/access.decorator.js';
import { pageOfRows, readCursor } from '../lists/page.js';
import { readConsistently } from '../lists/read.js';
import { Answers } from '../openapi/answers.js';
import { CONFIG, DATABASE } from '../parts/parts.js';
import { Problem } from '../problems/problem.js';
import { actionItemOf, timelineItemOf, verdictItemOf } from '../story/story.js';
import { actionsOfSignal, timelineOfSignal, verdictsOfSignal } from '../story/story.sql.js';
import { Policies } from '../triggers/policies.js';
import { signalItemOf } from './signal-items.js';
import { listSignals, signalDetail } from './signals.sql.js';

const id = z.guid('must be an id such as 0198a3c2-5d1e-7c30-9a41-d2b7f0c1e6aa');

/** What arrived, and where each of it is. */
@ApiTags('Signals')
@ApiBearerAuth()
@Controller('v1/signals')
@NeedsScope('operate')
export class SignalsController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(DATABASE) private readonly database: Database,
    private readonly policies: Policies,
  ) {}

  @Answers('What arrived, newest first', signalPageSchema)
  @Get()
  async list(
    @Query({ schema: signalsQuerySchema }) { cursor, limit, stage, layer, ...filter }: SignalsQuery,
  ): Promise<Page<SignalListItem>> {
    const after = readCursor(cursor);
    const wanted = stagesOf(stage, layer);
    const team = await this.policies.team();
    const rows = await listSignals(this.database, { ...filter, ...(wanted ? { stages: wanted } : {}) }, { after, limit: limit + 1 });
    return pageOfRows(
      rows,
      limit,
      (row) => signalItemOf(row, { config: this.config, team }),
      (row) => ({ at: row.receivedAt, id: row.id }),
    );
  }

  @Answers('One signal and its whole story', signalDetailSchema)
  @Get(':id')
  async detail(@Param('id', { schema: id }) signalId: string): Promise<SignalDetail> {
    const team = await this.policies.team();
    return readConsistently(this.database, async (db) => {
      const row = await signalDetail(db, signalId);
      if (!row) {
        throw new Problem(
          'not-found',
          'There is no signal with this id. Signals are kept for the retention time, 30 days unless set otherwise.',
        );
      }
      const { person, company, attribution, consent, properties } = row.body as Record<string, Record<string, unknown> | undefined>;
      return {
        ...signalItemOf({ ...row, body: { person, company } }, { config: this.config, team }),
        leadId: row.leadId,
        episodeId: row.episodeId,
        ownerSignalId: row.ownerSignalId,
        policyHash: row.policyHash,
        complete: row.complete,
        startedAt: row.startedAt?.toISOString() ?? null,
        captured: {
          person: person ?? {},
          company: company ?? {},
          attribution: attribution ?? {},
          consent: consent ?? {},
          properties: properties ?? {},
        },
        timeline: (await timelineOfSignal(db, signalId)).map(timelineItemOf),
        verdicts: (await verdictsOfSignal(db, signalId)).map((verdict) => verdictItemOf(verdict, team)),
        actions: (await actionsOfSignal(db, signalId)).map(actionItemOf),
      };
    });
  }
}

function stagesOf(stage: Stage | undefined, layer: Layer | undefined): Stage[] | undefined {
  if (stage === undefined && layer === undefined) return undefined;
  return stages.filter((each) => (stage === undefined || each === stage) && (layer === undefined || layerOf(each) === layer));
}
