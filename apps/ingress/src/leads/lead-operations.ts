import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { Outcome } from '@firstline/domain/api/leads.schema';
import { durationInWords } from '@firstline/domain/policy/words';
import type { Database, Json } from '@firstline/platform/db/db';
import type { Log } from '@firstline/platform/log/log';
import {
  type Answer,
  type By,
  acknowledgeUpdate,
  reassignUpdate,
  recordOutcomeUpdate,
  snoozeUpdate,
} from '@firstline/workflows/speed-to-lead/contract';
import { audit, auditAnswer } from '../audit/audit.sql.js';
import { leadNameOf } from '../lists/names.js';
import { DATABASE, LOG } from '../parts/parts.js';
import { Problem } from '../problems/problem.js';
import { Policies } from '../triggers/policies.js';
import { GONE, OwnerWorkflow } from './owner-workflow.js';
import { type PursuitRow, pursuitOfEpisode, pursuitOfLead, recordLateOutcome, roundEnding } from './pursuit.sql.js';
import { type Operated, Scene } from './scene.js';

/** A lead as the console names it, or the very episode that a link or a message was about. */
export type Target = { leadId: string } | { episodeId: string };

/** Who presses, where, and under which name it is noted. */
export interface Press {
  by: By;
  /** For the audit log: the key or the session behind it. */
  auditor: string;
}

export interface ReassignPress {
  toRepId?: string | undefined;
  as: 'passed' | 'reassigned';
  /** With `passed`: who passes. Absent: whoever is being asked. */
  repId?: string | undefined;
  because: string;
  /** What was on screen; an offer that was made since is left alone. */
  round?: number | undefined;
}

// An offer is stored some milliseconds before its workflow has heard of it.
const SETTLE_TRIES = 5;
const SETTLE_MS = 40;

/** What people do with a lead. Every one may be repeated: the second time gets the first answer, or says what happened since. */
@Injectable()
export class LeadOperations {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(LOG) private readonly log: Log,
    private readonly policies: Policies,
    private readonly workflow: OwnerWorkflow,
  ) {}

  acknowledge(target: Target, { repId }: { repId: string }, press: Press): Promise<Operated> {
    return this.#operate('acknowledge', target, press, { repId }, async (scene) => {
      const rep = scene.member(repId);
      const { takenByRepId, ownerWorkflowId } = scene.pursuit;
      const yours = scene.yes(`${leadNameOf(scene.pursuit)} is yours.`, rep);
      if (scene.settled) return takenByRepId === repId ? yours : scene.settledNo(rep);
      const answer = await this.#ask(scene, () => this.workflow.ask(ownerWorkflowId, acknowledgeUpdate, { repId, by: press.by }));
      if (answer !== GONE && answer.accepted) return yours;
      const after = await this.#again(scene);
      if (answer !== GONE) return after.refused(answer, rep);
      return after.pursuit.takenByRepId === repId ? yours : after.settledNo(rep);
    });
  }

  reassign(target: Target, request: ReassignPress, press: Press): Promise<Operated> {
    const { as, because, round, toRepId } = request;
    return this.#operate(as === 'passed' ? 'pass' : 'reassign', target, press, withoutGaps({ ...request }), async (scene) => {
      const to = toRepId === undefined ? null : scene.member(toRepId, 'toRepId');
      const you = request.repId === undefined ? undefined : scene.member(request.repId);
      if (scene.settled) return scene.settledNo(you);
      const { pursuit, asked } = scene;
      const done = scene.yes(to ? `${to.name} is being asked.` : 'The next rep is being asked.', to);
      if (round !== undefined && round !== pursuit.round) {
        const sameAsBefore = (await roundEnding(this.database, pursuit.episodeId, round)) === as && (to === null || to.id === asked?.id);
        return sameAsBefore ? done : scene.no('moved-on', { rep: asked });
      }
      if (to !== null && to.id === asked?.id) return done;
      const by = as === 'passed' ? { ...press.by, actor: you?.id ?? asked?.id ?? press.by.actor } : press.by;
      // The same press twice within one round is one press, however close together.
      const once = pursuit.round === null ? undefined : `${as}/${pursuit.round}/${toRepId ?? 'next'}/${by.actor}`;
      const answer = await this.#ask(scene, (attempt) =>
        this.workflow.ask(
          pursuit.ownerWorkflowId,
          reassignUpdate,
          { as, because, by, ...(to ? { toRepId: to.id } : {}) },
          once && attempt > 1 ? `${once}/${attempt}` : once,
        ),
      );
      if (answer !== GONE && answer.accepted) return done;
      const after = await this.#again(scene);
      return answer === GONE ? after.settledNo(you) : after.refused(answer, you);
    });
  }

  snooze(
    target: Target,
    { untilMs, repId, round }: { untilMs: number; repId?: string | undefined; round?: number | undefined },
    press: Press,
  ): Promise<Operated> {
    return this.#operate('snooze', target, press, withoutGaps({ untilMs, repId }), async (scene) => {
      const you = repId === undefined ? undefined : scene.member(repId);
      if (scene.settled) return scene.settledNo(you);
      const { pursuit, asked } = scene;
      if (round !== undefined && round !== pursuit.round) return scene.no('moved-on', { rep: asked });
      if (you && asked && you.id !== asked.id) return scene.no('not-offered-to-you', { rep: asked, you });
      const answer = await this.#ask(scene, () => this.workflow.ask(pursuit.ownerWorkflowId, snoozeUpdate, { untilMs, by: press.by }));
      if (answer !== GONE && answer.accepted)
        return scene.yes(`Snoozed for ${durationInWords(wholeMinutes(untilMs - scene.nowMs))}.`, asked);
      const after = await this.#again(scene);
      return answer === GONE ? after.settledNo(you) : after.refused(answer, you);
    });
  }

  cancel(target: Target, { because }: { because: string }, press: Press): Promise<Operated> {
    return this.#operate('cancel', target, press, { because }, async (scene) => {
      const cancelled = scene.yes('Cancelled. Messages are being updated and open tasks closed.');
      const { episodeId, ownerWorkflowId, stage } = scene.pursuit;
      if (scene.settled) return stage === 'cancelled' ? cancelled : scene.settledNo();
      const asked = await this.workflow.cancel(ownerWorkflowId, {
        because: `${press.auditor}: ${because}`,
        requestId: `cancel/${episodeId}`,
      });
      if (asked !== GONE) return cancelled;
      const after = await this.#again(scene);
      return after.pursuit.stage === 'cancelled' ? cancelled : after.settledNo();
    });
  }

  outcome(target: Target, { outcome, note }: { outcome: Outcome; note?: string | undefined }, press: Press): Promise<Operated> {
    return this.#operate('outcome', target, press, { outcome }, async (scene) => {
      const { pursuit, team } = scene;
      const recorded = scene.yes(`Recorded: ${outcome}.`, team.repOrNull(pursuit.takenByRepId));
      if (pursuit.closedAt === null) {
        const answer = await this.#ask(scene, () =>
          this.workflow.ask(pursuit.ownerWorkflowId, recordOutcomeUpdate, {
            outcome,
            by: press.by,
            ...(note === undefined ? {} : { note }),
          }),
        );
        if (answer !== GONE) return answer.accepted ? recorded : (await this.#again(scene)).refused(answer);
      }
      const late = { episodeId: pursuit.episodeId, outcome, note: note ?? null, actor: press.by.actor };
      return (await this.database.$transaction((db) => recordLateOutcome(db, late))) ? recorded : scene.no('not-taken');
    });
  }

  async #operate(
    verb: string,
    target: Target,
    { auditor, by }: Press,
    asked: Record<string, string | number>,
    act: (scene: Scene) => Promise<Operated>,
  ): Promise<Operated> {
    const scene = await this.#scene(target);
    const { leadId, episodeId, ownerWorkflowId } = scene.pursuit;
    if (!episodeId || !ownerWorkflowId) return scene.no('no-episode');
    const deed = { actor: auditor, verb: `lead.${verb}`, target: `lead/${leadId}`, detail: { ...asked, episodeId, channel: by.channel } };
    const noted = await audit(this.database, deed);
    try {
      const operated = await act(scene);
      await this.#noteAnswer(noted, operated.ok ? { accepted: true } : { accepted: false, because: operated.because });
      return operated;
    } catch (error) {
      await this.#noteAnswer(noted, { failed: error instanceof Problem ? error.code : 'internal-error' });
      throw error;
    }
  }

  /** What was done is done: a log that cannot be written must not turn it into a failure. */
  async #noteAnswer(noted: bigint, answer: Json): Promise<void> {
    try {
      await auditAnswer(this.database, noted, answer);
    } catch (error) {
      this.log.error({ err: error, auditEntry: String(noted) }, 'cannot note in the audit log how an operation ended');
    }
  }

  async #scene(target: Target): Promise<Scene> {
    const team = await this.policies.team();
    const row: PursuitRow | null =
      'leadId' in target ? await pursuitOfLead(this.database, target.leadId) : await pursuitOfEpisode(this.database, target.episodeId);
    if (!row) throw new Problem('not-found', 'There is no such lead. It may have been erased.');
    return new Scene({ ...row, episodeId: row.episodeId ?? '', ownerWorkflowId: row.ownerWorkflowId ?? '' }, team, Date.now());
  }

  /** The same lead after the workflow has spoken. */
  #again = (scene: Scene): Promise<Scene> => this.#scene({ episodeId: scene.pursuit.episodeId });

  async #ask({ pursuit }: Scene, send: (attempt: number) => Promise<Answer | typeof GONE>): Promise<Answer | typeof GONE> {
    for (let attempt = 1; ; attempt++) {
      const answer = await send(attempt);
      const settling = answer !== GONE && !answer.accepted && answer.because === 'not-offered-yet' && pursuit.assignedRepId !== null;
      if (!settling || attempt >= SETTLE_TRIES) return answer;
      await pause(SETTLE_MS);
    }
  }
}

const wholeMinutes = (ms: number): number => Math.max(1, Math.round(ms / 60_000)) * 60_000;
const withoutGaps = (fields: Record<string, string | number | undefined>): Record<string, string | number> =>
  Object.fromEntries(Object.entries(fields).filter((entry): entry is [string, string | number] => entry[1] !== undefined));
