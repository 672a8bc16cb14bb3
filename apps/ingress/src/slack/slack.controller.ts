import { Controller, HttpCode, Inject, type OnModuleDestroy, Post, Req } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Config } from '@firstline/platform/config/config';
import type { Log } from '@firstline/platform/log/log';
import type { FastifyRequest } from 'fastify';
import { Public } from '../auth/access.decorator.js';
import { RawBodyRoute, rawBodyOf } from '../http/body.js';
import { LeadOperations, type Press } from '../leads/lead-operations.js';
import type { Operated } from '../leads/scene.js';
import { CONFIG, LOG } from '../parts/parts.js';
import { Problem } from '../problems/problem.js';
import { SlackMembers } from './slack-members.js';
import { SlackReplies } from './slack-replies.js';
import { verifySlack } from './slack-signature.js';
import { type Tap, tapsIn } from './slack-taps.js';

/** What "snooze" on a message means: one coffee, not one day. The console has the longer ones. */
const SNOOZE_MS = 30 * 60_000;

/** Taps on the buttons of a Slack message. Slack waits three seconds and does not ask again, so it is answered before anything is done. */
@ApiTags('Slack')
@Controller('v1/slack/interactions')
export class SlackController implements OnModuleDestroy {
  readonly #atWork = new Set<Promise<void>>();

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOG) private readonly log: Log,
    private readonly members: SlackMembers,
    private readonly operations: LeadOperations,
    private readonly replies: SlackReplies,
  ) {}

  @Post()
  @ApiOperation({ summary: 'Taps on buttons, signed by Slack' })
  @Public()
  @RawBodyRoute()
  @HttpCode(200)
  tapped(@Req() request: FastifyRequest): void {
    const secrets = [this.config.SLACK_SIGNING_SECRET, this.config.SLACK_SIGNING_SECRET_PREVIOUS].flatMap(
      (secret) => secret?.reveal() ?? [],
    );
    if (secrets.length === 0) {
      throw new Problem('not-configured', 'Slack is not set up here: set SLACK_SIGNING_SECRET to the signing secret of your Slack app.');
    }
    const body = rawBodyOf(request);
    const verified = verifySlack({ headers: request.headers, body, secrets, nowMs: Date.now() });
    if (!verified.ok) throw new Problem(verified.because, verified.detail);
    for (const tap of tapsIn(body.toString())) {
      const work = this.#do(tap).finally(() => this.#atWork.delete(work));
      this.#atWork.add(work);
    }
  }

  /** A tap that was answered is carried out, also while shutting down. */
  async onModuleDestroy(): Promise<void> {
    await Promise.all(this.#atWork);
  }

  async #do(tap: Tap): Promise<void> {
    try {
      const rep = await this.members.memberOf(tap);
      if (!rep) {
        this.log.warn(
          { slackUserId: tap.slackUserId, episodeId: tap.episodeId, layer: 'execution' },
          'a tap in Slack by somebody who is not in team.yaml',
        );
        return await this.replies.tell(
          tap.responseUrl,
          'Your Slack account is not in team.yaml yet, so this was not done. Ask an operator to add your slackUserId.',
        );
      }
      const operated = await this.#operate(tap, rep.id);
      if (!operated.ok) await this.replies.tell(tap.responseUrl, operated.message);
      else if (tap.what === 'snooze') await this.replies.tell(tap.responseUrl, operated.answer.message);
    } catch (error) {
      this.log.error({ err: error, what: tap.what, episodeId: tap.episodeId, layer: 'execution' }, 'a tap in Slack was not carried out');
      await this.replies.tell(
        tap.responseUrl,
        error instanceof Problem ? error.message : 'This did not work just now. Try again in a moment; tapping twice does no harm.',
      );
    }
  }

  #operate({ what, episodeId, round }: Tap, repId: string): Promise<Operated> {
    const press: Press = { by: { actor: repId, channel: 'slack' }, auditor: repId };
    switch (what) {
      case 'take':
        return this.operations.acknowledge({ episodeId }, { repId }, press);
      case 'pass':
        return this.operations.reassign({ episodeId }, { as: 'passed', repId, round, because: 'passed in Slack' }, press);
      case 'snooze':
        return this.operations.snooze({ episodeId }, { untilMs: Date.now() + SNOOZE_MS, repId, round }, press);
    }
  }
}
