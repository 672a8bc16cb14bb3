import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { type Stats, type StatsQuery, statsQuerySchema, statsSchema } from '@firstline/domain/api/stats.schema';
import { NeedsScope } from '../auth/access.decorator.js';
import { Answers } from '../openapi/answers.js';
import { Problem } from '../problems/problem.js';
import { StatsDesk } from './stats.js';

const DAY_MS = 86_400_000;
/** As long as signals are kept unless set otherwise, and a day for time zones. */
const LONGEST_MS = 31 * DAY_MS;

@ApiTags('Dashboard')
@ApiBearerAuth()
@Controller('v1/stats')
@NeedsScope('operate')
export class StatsController {
  constructor(private readonly desk: StatsDesk) {}

  /** Counts, speed and health: what the dashboard shows. */
  @Answers('Counts, speed and health', statsSchema)
  @Get()
  async stats(@Query({ schema: statsQuerySchema }) { since }: StatsQuery): Promise<Stats> {
    const nowMs = Date.now();
    const sinceMs = since === undefined ? Math.floor(nowMs / DAY_MS) * DAY_MS : Date.parse(since);
    if (sinceMs < nowMs - LONGEST_MS || sinceMs > nowMs + DAY_MS) {
      const message = 'must be within the last 31 days';
      throw new Problem('invalid-field', `since: ${message}.`, { errors: [{ field: 'since', message }] });
    }
    return this.desk.since(new Date(sinceMs));
  }
}
