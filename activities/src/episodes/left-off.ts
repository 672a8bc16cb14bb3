import type { Db } from '@firstline/platform/db/db';
import type { LeftOff } from '../activities.js';
import { orderedBefore } from '../actions/actions.sql.js';
import type { PolicyBook } from '../policy/policy-book.js';

interface Left {
  id: string;
  triggerId: string | null;
  triggerSignalId: string | null;
  takenAt: Date | null;
  takenByRepId: string | null;
}

/** How far the episode came: whoever goes on asks nobody twice and judges nothing anew. */
export async function leftOff(db: Db, episode: Left, policies: PolicyBook): Promise<LeftOff> {
  const episodeId = episode.id;
  const [offers, undone, play] = [
    await db.assignment.findMany({ where: { episodeId }, orderBy: { round: 'asc' }, select: { repId: true, round: true } }),
    // Alerts and pages belong to a round that is over; the CRM and the messages already sent are still to be brought up to date.
    await db.action.findMany({
      where: {
        episodeId,
        state: { in: ['ordered', 'sending', 'unknown'] },
        kind: { notIn: ['inbox.alert', 'slack.alert', 'email.alert', 'page.on-call'] },
      },
      select: { key: true, kind: true },
    }),
    await playOf(db, episode, policies),
  ];
  return {
    round: offers.at(-1)?.round ?? 0,
    asked: [...new Set(offers.map(({ repId }) => repId))],
    ...(play ? { play } : {}),
    ...(episode.takenAt && episode.takenByRepId ? { takenBy: { repId: episode.takenByRepId, atMs: episode.takenAt.getTime() } } : {}),
    actions: orderedBefore(undone),
  };
}

/** By the rules that it was judged by; undefined when nothing was decided yet. */
async function playOf(db: Db, { triggerId, triggerSignalId }: Left, policies: PolicyBook): Promise<LeftOff['play']> {
  if (!triggerId || !triggerSignalId) return undefined;
  const signal = await db.signal.findUnique({ where: { id: triggerSignalId }, select: { policyHash: true } });
  if (!signal?.policyHash) return undefined;
  const policy = await policies.get(db, signal.policyHash);
  const trigger = policy.triggers.find(({ id }) => id === triggerId);
  return trigger && { triggerId, policy: policy.hash, closeOutAfterMs: trigger.sla.closeOutAfter };
}

/** A signal that nobody decided on joins the episode, and is judged by its new owner. */
export async function judgeAgain(db: Db, signalId: string, episodeId: string): Promise<void> {
  if ((await db.signal.count({ where: { id: signalId } })) === 0) return; // erased, or past its retention
  await db.episodeJoin.upsert({ where: { signalId }, create: { signalId, episodeId }, update: { episodeId, absorbedAt: null } });
}
