import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import {
  type LeadDetail,
  type LeadListItem,
  type LeadsQuery,
  type Why,
  leadsQuerySchema,
  leadPageSchema,
  leadDetailSchema,
  whySchema,
} from '@firstline/domain/api/leads.schema';
import type { Page } from '@firstline/domain/api/list.schema';
import type { Database } from '@firstline/platform/db/db';
import { z } from 'zod';
import { NeedsScope } from '../auth/access.decorator.js';
import { pageOfRows, readCursor } from '../lists/page.js';
import { Answers } from '../openapi/answers.js';
import { DATABASE } from '../parts/parts.js';
import { Problem } from '../problems/problem.js';
import { Policies } from '../triggers/policies.js';
import { LeadDetails } from './lead-detail.js';
import { leadItemOf } from './lead-items.js';
import { listLeads } from './leads.sql.js';

export const leadIdSchema = z.guid('must be an id such as 0198a3c2-5d1e-7c30-9a41-d2b7f0c1e6aa');

/** The people in play. */
@ApiTags('Leads')
@ApiBearerAuth()
@Controller('v1/leads')
@NeedsScope('operate')
export class LeadsController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly policies: Policies,
    private readonly details: LeadDetails,
  ) {}

  @Answers('People in play, last changed first', leadPageSchema)
  @Get()
  async list(@Query({ schema: leadsQuerySchema }) { cursor, limit, ...filter }: LeadsQuery): Promise<Page<LeadListItem>> {
    const after = readCursor(cursor);
    const team = await this.policies.team();
    const rows = await listLeads(this.database, filter, { after, limit: limit + 1 });
    return pageOfRows(
      rows,
      limit,
      (row) => leadItemOf(row, team),
      (row) => ({ at: row.updatedAt, id: row.leadId }),
    );
  }

  @Answers('Everything about one lead', leadDetailSchema)
  @Get(':id')
  async detail(@Param('id', { schema: leadIdSchema }) id: string): Promise<LeadDetail> {
    const detail = await this.details.of(id);
    if (!detail) throw new Problem('not-found', 'There is no lead with this id. It may have been erased.');
    return detail;
  }

  /** "Why did this lead go to Ben?" */
  @Answers('Why this lead is where it is, in plain words', whySchema)
  @Get(':id/why')
  async why(@Param('id', { schema: leadIdSchema }) id: string): Promise<Why> {
    return (await this.detail(id)).why;
  }
}
