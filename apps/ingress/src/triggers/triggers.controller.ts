import { Controller, Get, Inject, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import {
  type Catalogue,
  type Runbook,
  type TriggerDetail,
  type TriggerList,
  triggerListSchema,
  triggerDetailSchema,
  runbookSchema,
  catalogueSchema,
} from '@firstline/domain/api/triggers.schema';
import { runbookOf } from '@firstline/domain/policy/runbook';
import { type Policy, type Trigger, policyId } from '@firstline/domain/policy/policy.schema';
import type { Config } from '@firstline/platform/config/config';
import { NeedsScope } from '../auth/access.decorator.js';
import { publicUrlOf } from '../lists/public-url.js';
import { temporalUiUrl } from '../lists/temporal-url.js';
import { Answers } from '../openapi/answers.js';
import { CONFIG } from '../parts/parts.js';
import { Problem } from '../problems/problem.js';
import { Policies } from './policies.js';
import { catalogueOf, triggerDetailOf, triggerSummaryOf } from './trigger-items.js';

/** The registry of plays, read from the policy that new signals get. */
@ApiTags('Plays')
@ApiBearerAuth()
@Controller('v1')
@NeedsScope('operate')
export class TriggersController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly policies: Policies,
  ) {}

  @Answers('The registry of plays', triggerListSchema)
  @Get('triggers')
  async list(): Promise<TriggerList> {
    const { policy, publishedAt } = await this.policies.current();
    return {
      policyHash: policy.hash,
      publishedAt: publishedAt.toISOString(),
      items: policy.triggers.map((trigger) => triggerSummaryOf(trigger, policy)),
    };
  }

  @Answers('One play', triggerDetailSchema)
  @Get('triggers/:id')
  async detail(@Param('id', { schema: policyId }) id: string): Promise<TriggerDetail> {
    const { trigger, policy } = await this.#trigger(id);
    return triggerDetailOf(trigger, policy);
  }

  @Answers('What to do when a play seems broken', runbookSchema)
  @Get('triggers/:id/runbook')
  async runbook(@Param('id', { schema: policyId }) id: string): Promise<Runbook> {
    const { trigger, policy } = await this.#trigger(id);
    const here = publicUrlOf(this.config);
    const links = { api: here, console: here, temporalUi: temporalUiUrl(this.config), metrics: `${here}/metrics` };
    return { triggerId: id, policyHash: policy.hash, markdown: runbookOf(trigger, policy, links) };
  }

  @Answers('Every kind of signal', catalogueSchema)
  @Get('catalogue')
  async catalogue(): Promise<Catalogue> {
    return catalogueOf((await this.policies.team()).policy);
  }

  async #trigger(id: string): Promise<{ trigger: Trigger; policy: Policy }> {
    const { policy } = await this.policies.current();
    const trigger = policy.triggers.find((each) => each.id === id);
    if (!trigger) throw new Problem('not-found', `There is no trigger "${id}" in the published policy. GET /v1/triggers lists them.`);
    return { trigger, policy };
  }
}
