import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import {
  type DeadLetterAnswer,
  type DeadLetterItem,
  type DeadLettersQuery,
  deadLettersQuerySchema,
  discardRequestSchema,
  deadLetterPageSchema,
  deadLetterAnswerSchema,
} from '@firstline/domain/api/dead-letters.schema';
import type { Page } from '@firstline/domain/api/list.schema';
import { ageInWords } from '@firstline/domain/policy/words';
import type { Config } from '@firstline/platform/config/config';
import type { Database } from '@firstline/platform/db/db';
import { type DeadLetterAnswer as WorkflowAnswer, discardUpdate, retryNowUpdate } from '@firstline/workflows/dead-letter/contract';
import { z } from 'zod';
import { audit, auditAnswer } from '../audit/audit.sql.js';
import { Caller, NeedsScope } from '../auth/access.decorator.js';
import type { Principal } from '../auth/principal.js';
import { GONE, OwnerWorkflow } from '../leads/owner-workflow.js';
import { leadRefOf } from '../lists/names.js';
import { pageOfRows, readCursor } from '../lists/page.js';
import { temporalUrlOf } from '../lists/temporal-url.js';
import { Answers } from '../openapi/answers.js';
import { CONFIG, DATABASE } from '../parts/parts.js';
import { Problem } from '../problems/problem.js';
import { type DeadLetterRow, deadLetterById, listDeadLetters } from './dead-letters.sql.js';

const idSchema = z.guid('must be an id such as 0198a3c2-5d1e-7c30-9a41-d2b7f0c1e6aa');
const openStates = ['waiting', 'retrying', 'paged'] as const;
const isOver = ({ endedAt }: DeadLetterRow): boolean => endedAt !== null;

/** What could not be done yet, and what a person decides about it. */
@ApiTags('Dead letters')
@ApiBearerAuth()
@Controller('v1/dead-letters')
@NeedsScope('operate')
export class DeadLettersController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(DATABASE) private readonly database: Database,
    private readonly workflow: OwnerWorkflow,
  ) {}

  @Answers('What could not be done yet, newest first', deadLetterPageSchema)
  @Get()
  async list(@Query({ schema: deadLettersQuerySchema }) { state, cursor, limit }: DeadLettersQuery): Promise<Page<DeadLetterItem>> {
    const after = readCursor(cursor);
    const rows = await listDeadLetters(this.database, state === 'open' ? openStates : [state], { after, limit: limit + 1 });
    return pageOfRows(
      rows,
      limit,
      (row) => this.#itemOf(row),
      (row) => ({ at: row.createdAt, id: row.id }),
    );
  }

  @Answers('Try it again now', deadLetterAnswerSchema)
  @Post(':id/retry')
  @HttpCode(200)
  async retry(@Param('id', { schema: idSchema }) id: string, @Caller() caller: Principal): Promise<DeadLetterAnswer> {
    return this.#decide('retry', id, caller, {
      ask: ({ workflowId }) => this.workflow.ask(workflowId, retryNowUpdate, { by: caller.actor }),
      done: ({ state }) => (state === 'healed' ? 'It was done already.' : null),
      message: 'It is being tried again.',
    });
  }

  @Answers('Give it up', deadLetterAnswerSchema)
  @Post(':id/discard')
  @HttpCode(200)
  async discard(
    @Param('id', { schema: idSchema }) id: string,
    @Body({ schema: discardRequestSchema }) { because }: z.output<typeof discardRequestSchema>,
    @Caller() caller: Principal,
  ): Promise<DeadLetterAnswer> {
    return this.#decide('discard', id, caller, {
      ask: ({ workflowId }) => this.workflow.ask(workflowId, discardUpdate, { by: caller.actor, because }),
      done: ({ state }) => (state === 'discarded' ? 'It was discarded already.' : null),
      message: 'Discarded: it will not be tried again.',
      because,
    });
  }

  async #decide(
    verb: 'retry' | 'discard',
    id: string,
    caller: Principal,
    decision: {
      ask(row: DeadLetterRow): Promise<WorkflowAnswer | typeof GONE>;
      done: (row: DeadLetterRow) => string | null;
      message: string;
      because?: string;
    },
  ): Promise<DeadLetterAnswer> {
    const row = await deadLetterById(this.database, id);
    if (!row) throw new Problem('not-found', 'There is no dead letter with this id.');
    const { because } = decision;
    const noted = await audit(this.database, {
      actor: caller.actor,
      verb: `dead-letter.${verb}`,
      target: `dead-letter/${id}`,
      detail: { actionKey: row.actionKey, ...(because === undefined ? {} : { because }) },
    });
    const answer = isOver(row) ? GONE : await decision.ask(row);
    const refusal = await this.#refusalOf(answer, id, decision.done);
    await auditAnswer(
      this.database,
      noted,
      refusal === null ? { accepted: true } : { accepted: 'already' in refusal, because: refusal.words },
    );
    if (refusal !== null && !('already' in refusal)) throw new Problem('conflict', refusal.words);
    return { accepted: true, id, message: refusal?.words ?? decision.message };
  }

  /** Null: accepted. `already`: what was asked for has happened before, which is as good. */
  async #refusalOf(
    answer: WorkflowAnswer | typeof GONE,
    id: string,
    done: (row: DeadLetterRow) => string | null,
  ): Promise<{ words: string; already?: true } | null> {
    if (answer !== GONE && answer.accepted) return null;
    if (answer !== GONE && answer.because === 'already-retrying')
      return { words: 'It is being tried again at this moment.', already: true };
    const row = await deadLetterById(this.database, id);
    const before = row && done(row);
    if (before) return { words: before, already: true };
    if (!row || !isOver(row))
      return { words: 'Its workflow was ended by hand, so it cannot be tried again. Send the signal once more if it is still wanted.' };
    return {
      words: `${row.state === 'healed' ? 'It was done' : 'It was discarded'} ${ageInWords(row.endedAt!.getTime(), Date.now())}, by ${row.endedBy ?? 'the ladder'}.`,
    };
  }

  #itemOf(row: DeadLetterRow): DeadLetterItem {
    return {
      id: row.id,
      actionKey: row.actionKey,
      kind: row.kind,
      target: row.target,
      signalId: row.signalId,
      lead: row.leadId === null ? null : leadRefOf({ ...row, leadId: row.leadId }),
      workflowId: row.workflowId,
      temporalUrl: temporalUrlOf(this.config, row.workflowId),
      state: row.state as DeadLetterItem['state'],
      tries: row.tries,
      error: { code: row.errorCode, text: row.errorText },
      createdAt: row.createdAt.toISOString(),
      nextTryAt: row.nextTryAt?.toISOString() ?? null,
      pagedAt: row.pagedAt?.toISOString() ?? null,
      endedAt: row.endedAt?.toISOString() ?? null,
      endedBy: row.endedBy,
      endedBecause: row.endedBecause,
    };
  }
}
