import { Controller, Get, Inject, Param, Post, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Config } from '@firstline/platform/config/config';
import type { Database } from '@firstline/platform/db/db';
import { type TakeLink, readTakeToken } from '@firstline/platform/http/links';
import type { Log } from '@firstline/platform/log/log';
import type { FastifyReply } from 'fastify';
import { Public } from '../auth/access.decorator.js';
import { sendPage } from '../console/html-page.js';
import { RawBodyRoute } from '../http/body.js';
import { LeadOperations } from '../leads/lead-operations.js';
import { type PursuitRow, pursuitOfEpisode } from '../leads/pursuit.sql.js';
import { Scene } from '../leads/scene.js';
import { leadNameOf } from '../lists/names.js';
import { CONFIG, DATABASE, LOG } from '../parts/parts.js';
import { Problem } from '../problems/problem.js';
import { Policies, type Team } from '../triggers/policies.js';
import { type TakeView, askPage, brokenLinkPage, refusedPage, takenPage } from './take-page.js';
import { alertTo } from './take.sql.js';

/** The one-tap link of an e-mail or a text message. Whoever holds it is the rep it was sent to; it says so on the page. */
@ApiTags('Links')
@Controller('v1/take/:token')
@Public()
export class TakeController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(DATABASE) private readonly database: Database,
    @Inject(LOG) private readonly log: Log,
    private readonly policies: Policies,
    private readonly operations: LeadOperations,
  ) {}

  /** Shows the lead, and takes nothing. */
  @Get()
  @ApiOperation({ summary: 'The page of a one-tap link; looking takes nothing' })
  async look(@Param('token') token: string, @Res() reply: FastifyReply): Promise<void> {
    await this.#withLink(token, reply, async ({ link, team, pursuit, view }) => {
      const scene = new Scene({ ...pursuit, episodeId: link.episodeId, ownerWorkflowId: pursuit.ownerWorkflowId ?? '' }, team, Date.now());
      if (pursuit.takenByRepId === link.repId) return sendPage(reply, 200, 'Yours', takenPage(view, this.#leadUrl(pursuit)));
      if (!scene.settled) return sendPage(reply, 200, 'A lead for you', askPage(view));
      const no = scene.settledNo();
      sendPage(reply, 200, 'Gone', refusedPage(view.name, no.ok ? '' : no.message));
    });
  }

  /** Takes it. The form has no fields, so whatever a body holds is left unread. */
  @Post()
  @ApiOperation({ summary: 'Take the lead by its link' })
  @RawBodyRoute()
  async take(@Param('token') token: string, @Res() reply: FastifyReply): Promise<void> {
    await this.#withLink(token, reply, async ({ link: { episodeId, repId }, pursuit, view }) => {
      const press = { by: { actor: repId, channel: 'email' as const }, auditor: repId };
      const taken = await this.operations.acknowledge({ episodeId }, { repId }, press);
      if (taken.ok) sendPage(reply, 200, 'Yours', takenPage(view, this.#leadUrl(pursuit)));
      else sendPage(reply, 409, 'Gone', refusedPage(view.name, taken.message));
    });
  }

  async #withLink(
    token: string,
    reply: FastifyReply,
    act: (found: { link: TakeLink; team: Team; pursuit: PursuitRow; view: TakeView }) => Promise<void>,
  ): Promise<void> {
    try {
      const link = readTakeToken(token, { key: this.config.FIRSTLINE_SESSION_KEY, nowMs: Date.now() });
      if (!link.ok) {
        const why = link.because === 'expired' ? 'This link is too old.' : 'This link is not complete, or not one of ours.';
        return sendPage(reply, link.because === 'expired' ? 410 : 404, 'Link', brokenLinkPage(why));
      }
      const pursuit = await pursuitOfEpisode(this.database, link.episodeId);
      if (!pursuit) return sendPage(reply, 404, 'Link', brokenLinkPage('This lead is not there any more.'));
      const team = await this.policies.team();
      const asked = pursuit.assignedRepId === link.repId && pursuit.dueAt !== null;
      const view: TakeView = {
        repName: team.rep(link.repId).name,
        name: leadNameOf(pursuit),
        title: pursuit.title,
        company: pursuit.company,
        alert: await alertTo(this.database, link),
        ...(asked && pursuit.dueAt ? { dueInMs: pursuit.dueAt.getTime() - Date.now() } : {}),
      };
      await act({ link, team, pursuit, view });
    } catch (error) {
      // Whoever taps a link on a phone reads a page, not JSON.
      if (error instanceof Problem) return sendPage(reply, error.getStatus(), 'Not now', brokenLinkPage(error.message));
      this.log.error({ err: error, layer: 'execution' }, 'a one-tap link failed');
      sendPage(
        reply,
        503,
        'Not now',
        brokenLinkPage(
          'This did not work just now, and nobody knows yet whether the lead is yours. Tap the link once more in a moment; tapping twice does no harm.',
        ),
      );
    }
  }

  #leadUrl = ({ leadId }: PursuitRow): string => `/leads/${leadId}`;
}
