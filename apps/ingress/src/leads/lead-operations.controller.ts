import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import {
  type OperationAnswer,
  acknowledgeRequestSchema,
  cancelRequestSchema,
  outcomeRequestSchema,
  reassignRequestSchema,
  snoozeRequestSchema,
  operationAnswerSchema,
} from '@firstline/domain/api/lead-operations.schema';
import type { z } from 'zod';
import { Caller, NeedsScope } from '../auth/access.decorator.js';
import type { Principal } from '../auth/principal.js';
import { Answers } from '../openapi/answers.js';
import { Problem } from '../problems/problem.js';
import { LeadOperations, type Press } from './lead-operations.js';
import { leadIdSchema } from './leads.controller.js';
import type { Operated } from './scene.js';

const refusals = 'A refusal is a 409 problem with `because` and, where somebody has the lead, `rep`. Repeating it does no harm.';
const MINUTE_MS = 60_000;
/** A pursuit is about being first; whoever needs longer gives it away or cancels it. */
const LONGEST_SNOOZE_MS = 14 * 24 * 60 * MINUTE_MS;

/** The buttons: each is an update to the workflow that owns the lead, and its answer is exact. */
@ApiTags('Leads')
@ApiBearerAuth()
@Controller('v1/leads/:id')
@NeedsScope('operate')
export class LeadOperationsController {
  constructor(private readonly operations: LeadOperations) {}

  @Answers('Take a lead for a rep', operationAnswerSchema, refusals)
  @Post('acknowledge')
  @HttpCode(200)
  async acknowledge(
    @Param('id', { schema: leadIdSchema }) leadId: string,
    @Body({ schema: acknowledgeRequestSchema }) request: z.output<typeof acknowledgeRequestSchema>,
    @Caller() caller: Principal,
  ): Promise<OperationAnswer> {
    return answered(await this.operations.acknowledge({ leadId }, request, pressBy(caller)));
  }

  @Answers('Give a lead to somebody else, or pass it on', operationAnswerSchema, refusals)
  @Post('reassign')
  @HttpCode(200)
  async reassign(
    @Param('id', { schema: leadIdSchema }) leadId: string,
    @Body({ schema: reassignRequestSchema }) request: z.output<typeof reassignRequestSchema>,
    @Caller() caller: Principal,
  ): Promise<OperationAnswer> {
    return answered(await this.operations.reassign({ leadId }, request, pressBy(caller)));
  }

  @Answers('Move the deadline', operationAnswerSchema, refusals)
  @Post('snooze')
  @HttpCode(200)
  async snooze(
    @Param('id', { schema: leadIdSchema }) leadId: string,
    @Body({ schema: snoozeRequestSchema }) { until, forMinutes, repId, round }: z.output<typeof snoozeRequestSchema>,
    @Caller() caller: Principal,
  ): Promise<OperationAnswer> {
    const nowMs = Date.now();
    const untilMs = until === undefined ? nowMs + (forMinutes ?? 0) * MINUTE_MS : Date.parse(until);
    if (untilMs <= nowMs || untilMs > nowMs + LONGEST_SNOOZE_MS) {
      const message = 'must be ahead of now, by 14 days at most';
      throw new Problem('invalid-field', `until: ${message}.`, { errors: [{ field: 'until', message }] });
    }
    return answered(await this.operations.snooze({ leadId }, { untilMs, repId, round }, pressBy(caller)));
  }

  @Answers('Stop the work on a lead', operationAnswerSchema, refusals)
  @Post('cancel')
  @HttpCode(200)
  async cancel(
    @Param('id', { schema: leadIdSchema }) leadId: string,
    @Body({ schema: cancelRequestSchema }) request: z.output<typeof cancelRequestSchema>,
    @Caller() caller: Principal,
  ): Promise<OperationAnswer> {
    return answered(await this.operations.cancel({ leadId }, request, pressBy(caller)));
  }

  @Answers('Record what came of it', operationAnswerSchema, refusals)
  @Post('outcome')
  @HttpCode(200)
  async outcome(
    @Param('id', { schema: leadIdSchema }) leadId: string,
    @Body({ schema: outcomeRequestSchema }) { outcome, note, repId }: z.output<typeof outcomeRequestSchema>,
    @Caller() caller: Principal,
  ): Promise<OperationAnswer> {
    return answered(await this.operations.outcome({ leadId }, { outcome, note }, pressBy(caller, repId)));
  }
}

const pressBy = (caller: Principal, repId?: string): Press => ({
  by: { actor: repId ?? caller.repId ?? 'operator', channel: caller.kind === 'session' ? 'console' : 'api' },
  auditor: caller.actor,
});

/** @throws Problem `conflict` with who has the lead, for a refusal */
export function answered(operated: Operated): OperationAnswer {
  if (operated.ok) return operated.answer;
  const { because, rep, message } = operated;
  throw new Problem('conflict', message, { members: { because, rep } });
}
