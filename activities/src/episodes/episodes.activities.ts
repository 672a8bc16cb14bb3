import { actionKey, type ActionKind, type InstructionOf, type Wanted } from '@firstline/domain/actions/instruction';
import type { Stage } from '@firstline/domain/signal/stage';
import type { Database, Db } from '@firstline/platform/db/db';
import type { OrderedAction, TakeOver } from '../activities.js';
import { orderActions, type NewAction } from '../actions/actions.sql.js';
import { messageUpdates } from '../actions/message-updates.js';
import { wontRetry } from '../failures.js';
import { lockLead } from '../leads/leads.sql.js';
import type { PolicyBook } from '../policy/policy-book.js';
import { creditBackTurn } from '../routing/routing.sql.js';
import { settleTurn } from '../routing/settle-turn.js';
import { readSignal, storeSignal } from '../signals/signals.sql.js';
import { moveSignal, note } from '../timeline/timeline.sql.js';
import { endAssignment, joinedUnjudged, withholdOrdered } from './episodes.sql.js';
import { judgeAgain, leftOff } from './left-off.js';

export interface EpisodesDeps {
  db: Database;
  policies: PolicyBook;
  now: () => number;
}

export function createEpisodesActivities({ db, policies, now }: EpisodesDeps) {
  /** Runs under the lead's lock: nobody joins, opens or closes meanwhile. */
  const underLock = <T>(episodeId: string, work: (tx: Db, episode: Awaited<ReturnType<typeof episodeById>>) => Promise<T>): Promise<T> =>
    db.$transaction(async (tx) => {
      const { leadId } = await episodeById(tx, episodeId);
      await lockLead(tx, leadId);
      return work(tx, await episodeById(tx, episodeId));
    });

  return {
    /** The row of a signal that reached Temporal while Postgres was down. */
    async storeSignal({ inline, workflowId }: { inline: string; workflowId: string }): Promise<void> {
      await storeSignal(db, readSignal(inline), workflowId);
    },

    /** A new owner for an episode whose workflow is gone; only one of those who try gets it, and goes on where the lead was left. */
    async takeOverEpisode(input: { episodeId: string; signalId: string; fromWorkflowId: string; workflowId: string }): Promise<TakeOver> {
      const { episodeId, signalId, fromWorkflowId, workflowId } = input;
      return underLock(episodeId, async (tx, episode) => {
        if (episode.closedAt) return { is: 'closed' };
        if (episode.ownerWorkflowId === workflowId) return { is: 'mine', left: await leftOff(tx, episode, policies) };
        if (episode.ownerWorkflowId !== fromWorkflowId) return { is: 'theirs', ownerWorkflowId: episode.ownerWorkflowId };
        const at = new Date(now());
        await tx.episode.update({ where: { id: episodeId }, data: { ownerWorkflowId: workflowId, ownerSignalId: signalId } });
        await tx.episodeJoin.updateMany({ where: { signalId }, data: { absorbedAt: at } });
        // The signal it began with has nobody left: it is accounted for here, and still judged if nothing was decided yet.
        await moveSignal(tx, episode.ownerSignalId, {
          stage: 'merged',
          because: 'its workflow is gone; a later signal of this lead goes on',
        });
        if (!episode.triggerId) await judgeAgain(tx, episode.ownerSignalId, episodeId);
        await note(tx, [
          {
            key: `${signalId}:took-over`,
            signalId,
            leadId: episode.leadId,
            layer: 'qualification',
            step: 'took-over',
            text: 'The workflow that worked on this lead is gone; this one goes on.',
          },
        ]);
        return { is: 'mine', left: await leftOff(tx, episode, policies) };
      });
    },

    async recordSnooze(input: {
      signalId: string;
      episodeId: string;
      round: number;
      untilMs: number;
      dueAtMs: number;
      actor: string;
    }): Promise<void> {
      const { signalId, episodeId, round, untilMs, dueAtMs, actor } = input;
      await db.$transaction(async (tx) => {
        const { leadId } = await episodeById(tx, episodeId);
        await tx.assignment.updateMany({
          where: { episodeId, round, endedAt: null },
          data: { dueAt: new Date(dueAtMs), remindAt: new Date(untilMs) },
        });
        await note(tx, [
          {
            key: `${signalId}:snoozed:${round}:${untilMs}`,
            signalId,
            leadId,
            layer: 'execution',
            step: 'snoozed',
            text: `${actor} put it off until ${new Date(untilMs).toISOString()}.`,
            data: { untilMs },
          },
        ]);
      });
    },

    /** The lead is theirs: the clock stops, nothing more is sent, the CRM learns the owner, other messages are updated. */
    async recordTaken(input: {
      signalId: string;
      episodeId: string;
      repId: string;
      takenAtMs: number;
      actor: string;
      channel: string;
      policy: string;
    }): Promise<{ actions: OrderedAction[] }> {
      const { signalId, episodeId, repId, takenAtMs, actor, channel, policy: hash } = input;
      const policy = await policies.get(db, hash);
      const name = policy.team.find(({ id }) => id === repId)?.name ?? repId;
      return underLock(episodeId, async (tx, episode) => {
        const takenAt = new Date(takenAtMs);
        const open = await tx.assignment.findFirst({ where: { episodeId, endedAt: null } });
        if (open) await settleTurn(tx, open, { repId, name, takenAtMs });
        await endAssignment(tx, episodeId, open && open.repId !== repId ? 'reassigned' : 'taken', takenAt);
        await withholdOrdered(tx, episodeId, ['while-offered', 'until-taken']);
        await tx.episode.update({
          where: { id: episodeId },
          data: { takenAt: episode.takenAt ?? takenAt, takenByRepId: repId, stage: 'taken' },
        });
        const lead = await tx.lead.update({ where: { id: episode.leadId }, data: { ownerRepId: repId } });
        for (const id of new Set([signalId, episode.triggerSignalId ?? signalId]))
          await moveSignal(tx, id, { stage: 'taken', because: `${name} took it` });
        await note(tx, [
          {
            key: `${episodeId}:taken`,
            signalId,
            leadId: episode.leadId,
            layer: 'execution',
            step: 'taken',
            text: `${name} took it${actor === repId ? '' : ` (${actor})`} from ${channel}.`,
            data: { repId, channel, msSinceCapture: await msSinceCapture(tx, signalId, takenAtMs) },
          },
        ]);
        const updates = await messageUpdates(tx, episodeId, { as: 'taken', who: lead.displayName ?? 'the lead', byName: name });
        const owner = newAction('crm.set-owner', episode, signalId, repId, 0, 'always', {
          ownerRepId: repId,
          note: `${name} took the lead from ${channel}.`,
        });
        return { actions: await orderActions(tx, [owner, ...updates]) };
      });
    },

    async recordOutcome({
      episodeId,
      outcome,
      note: words,
      actor,
    }: {
      episodeId: string;
      outcome: string;
      note?: string;
      actor: string;
    }): Promise<void> {
      await db.$transaction(async (tx) => {
        const { leadId, ownerSignalId } = await tx.episode.update({
          where: { id: episodeId },
          data: { outcome, outcomeNote: words ?? null },
        });
        await note(tx, [
          {
            key: `${episodeId}:outcome:${outcome}`,
            signalId: ownerSignalId,
            leadId,
            layer: 'execution',
            step: 'outcome',
            text: `Outcome: ${outcome.replaceAll('-', ' ')}${words ? ` — ${words}` : ''} (${actor}).`,
          },
        ]);
      });
    },

    /** Ends a pursuit that nobody took. A signal that owns no episode, or only joined one, ends alone. */
    async callOff({
      signalId,
      as,
      ...input
    }: {
      signalId: string;
      episodeId?: string;
      as: 'cancelled' | 'unanswered' | 'suppressed';
    }): Promise<{ actions: OrderedAction[] }> {
      const episodeId = input.episodeId ?? (await episodeOwnedBy(db, signalId));
      if (!episodeId) {
        await db.$transaction(async (tx) => {
          await tx.episodeJoin.updateMany({ where: { signalId, absorbedAt: null }, data: { absorbedAt: new Date(now()) } });
          await moveSignal(tx, signalId, { stage: as, because: 'cancelled before anything was decided' });
          await note(tx, [
            { key: `${signalId}:${as}`, signalId, layer: 'qualification', step: as, text: 'Cancelled before anything was decided.' },
          ]);
        });
        return { actions: [] };
      }
      return underLock(episodeId, async (tx, episode) => {
        const at = new Date(now());
        const open = await tx.assignment.findFirst({ where: { episodeId, endedAt: null } });
        await endAssignment(tx, episodeId, as === 'unanswered' ? 'breached' : 'cancelled', at);
        // Their turn was spent on a lead that was taken away: they get it back.
        if (open && as !== 'unanswered')
          await creditBackTurn(tx, { assignmentId: open.id, atMs: at.getTime(), because: `the lead was ${as}` });
        // Once: run again, it would withhold the updates that it ordered itself.
        if (!episode.closedAt)
          await withholdOrdered(
            tx,
            episodeId,
            as === 'unanswered' ? ['while-offered', 'until-taken'] : ['while-offered', 'until-taken', 'always'],
          );
        await tx.episodeJoin.updateMany({ where: { episodeId, absorbedAt: null }, data: { absorbedAt: at } });
        await tx.episode.update({ where: { id: episodeId }, data: { closedAt: episode.closedAt ?? at, stage: as } });
        const because = {
          cancelled: 'an operator cancelled it',
          unanswered: 'nobody took it',
          suppressed: 'the facts changed since it was judged',
        }[as];
        for (const id of new Set([signalId, episode.triggerSignalId ?? signalId])) await moveSignal(tx, id, { stage: as, because });
        await note(tx, [
          { key: `${episodeId}:${as}`, signalId, leadId: episode.leadId, layer: 'execution', step: as, text: `Ended: ${because}.` },
        ]);

        const lead = await tx.lead.findUniqueOrThrow({ where: { id: episode.leadId } });
        const update = { as: as === 'unanswered' ? ('unanswered' as const) : ('cancelled' as const), who: lead.displayName ?? 'the lead' };
        const updates = await messageUpdates(tx, episodeId, update);
        const tasks = await tx.action.findMany({
          where: { episodeId, kind: 'crm.create-task', state: { in: ['done', 'sending', 'unknown'] } },
          select: { key: true },
        });
        const closing =
          tasks.length > 0 && as !== 'unanswered'
            ? [newAction('crm.close-tasks', episode, signalId, 'crm', 0, 'always', { of: tasks.map(({ key }) => key), because })]
            : [];
        return { actions: await orderActions(tx, [...updates, ...closing]) };
      });
    },

    async closeEpisode(input: {
      signalId: string;
      episodeId: string;
      as: string;
      pursued: boolean;
      because?: string[];
    }): Promise<{ closed: boolean; joined: string[] }> {
      const { signalId, episodeId, as, pursued, because } = input;
      return underLock(episodeId, async (tx, episode) => {
        const joined = pursued ? [] : await joinedUnjudged(tx, episodeId);
        if (joined.length > 0) return { closed: false, joined };
        const at = new Date(now());
        await tx.episodeJoin.updateMany({ where: { episodeId, absorbedAt: null }, data: { absorbedAt: at } });
        await tx.episode.update({ where: { id: episodeId }, data: { closedAt: episode.closedAt ?? at, stage: as } });
        await moveSignal(tx, signalId, { stage: as as Stage, because: because?.join(', ') ?? as });
        return { closed: true, joined: [] };
      });
    },

    async finishSignal({ signalId, stage, because }: { signalId: string; stage: string; because?: string[] }): Promise<void> {
      await db.$transaction(async (tx) => {
        await moveSignal(tx, signalId, { stage: stage as Stage, because: because?.map(inWords).join(' ') ?? stage });
        const signal = await tx.signal.findUnique({ where: { id: signalId }, select: { leadId: true } });
        await note(tx, [
          {
            key: `${signalId}:${stage}`,
            signalId,
            ...(signal?.leadId ? { leadId: signal.leadId } : {}),
            layer: 'qualification',
            step: stage,
            text: `Ended as ${stage}. ${because?.map(inWords).join(' ') ?? ''}`.trim(),
          },
        ]);
      });
    },
  };
}

const endings: Record<string, string> = {
  'no-trigger': 'No play asks for this signal.',
  test: 'It is a test event of the provider: recorded, not acted on.',
  anonymous: 'Nobody can be recognised by it.',
  joined: 'It joined the open episode of this lead.',
};
const inWords = (code: string): string => endings[code] ?? code;

async function episodeById(db: Db, episodeId: string) {
  const episode = await db.episode.findUnique({ where: { id: episodeId } });
  if (!episode) throw wontRetry('EPISODE_NOT_FOUND', `no episode ${episodeId}`);
  return episode;
}

/** The owner may not know yet that it is one: its first step was done when it was cancelled. */
async function episodeOwnedBy(db: Db, signalId: string): Promise<string | undefined> {
  const signal = await db.signal.findUnique({ where: { id: signalId }, select: { episodeId: true } });
  if (!signal?.episodeId) return undefined;
  const episode = await db.episode.findUnique({ where: { id: signal.episodeId }, select: { ownerSignalId: true } });
  return episode?.ownerSignalId === signalId ? signal.episodeId : undefined;
}

async function msSinceCapture(db: Db, signalId: string, atMs: number): Promise<number | null> {
  const signal = await db.signal.findUnique({ where: { id: signalId }, select: { receivedAt: true } });
  return signal ? atMs - signal.receivedAt.getTime() : null;
}

const newAction = <K extends ActionKind>(
  kind: K,
  episode: { id: string; leadId: string; triggerId: string | null },
  signalId: string,
  target: string,
  round: number,
  wanted: Wanted,
  instruction: InstructionOf[K],
): NewAction => {
  const triggerId = episode.triggerId ?? 'none';
  return {
    key: actionKey({ episodeId: episode.id, triggerId, kind, target, round }),
    kind,
    signalId,
    leadId: episode.leadId,
    episodeId: episode.id,
    triggerId,
    target,
    round,
    wanted,
    instruction,
  };
};
