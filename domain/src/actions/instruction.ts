import type { Attribution } from '../signal/signal.js';

/** What a person is told, in any channel. Everything the channel needs, and nothing it must decide. */
export interface AlertInstruction {
  purpose: 'offer' | 'reminder' | 'escalation' | 'page';
  repId: string;
  episodeId: string;
  leadId: string;
  round: number;
  /** `manager` when the reps did not answer. */
  kind: 'rep' | 'manager' | 'on-call';
  /** ISO; absent on a page. */
  dueAt?: string;
  /** "Ada King, VP Engineering at Analytical Engines Ltd" */
  who: string;
  /** Why now, in one sentence. */
  why: string;
  score: number;
  scoreBand: string;
  /** Reasons of the score, best first. */
  reasons: string[];
  /** What they did before, newest first. */
  history: string[];
  /** Suggested first words. */
  firstWords?: string;
  /** What to mind: "They have not asked for anything." */
  advice?: string;
  /** Ways to reach them. */
  email?: string;
  phone?: string;
  /** What was asked before: "Ben Adeyemi did not answer". */
  before?: string;
}

/** Brings a message that was sent up to date, since it no longer asks for anything. */
export interface UpdateInstruction {
  /** Key of the action that sent it. */
  of: string;
  as: 'taken' | 'moved-on' | 'cancelled' | 'unanswered';
  who: string;
  /** Name of the rep who took it, or who is asked now. */
  byName?: string;
}

export interface UpsertLeadInstruction {
  email?: string;
  firstName?: string;
  lastName?: string;
  title?: string;
  phone?: string;
  company?: { name?: string; domain?: string; country?: string; employees?: number };
  ownerRepId: string;
  score: number;
  scoreReasons: string[];
  leadSource: string;
  attribution: Attribution;
  /** `Last_Signal_Enrolled_At` */
  enrolledAt: string;
}
export interface CreateTaskInstruction {
  subject: string;
  ownerRepId: string;
  dueAt: string;
}
export interface SetOwnerInstruction {
  ownerRepId: string;
  note: string;
}
export interface CloseTasksInstruction {
  /** Keys of the create-task actions. */
  of: string[];
  because: string;
}
export interface PageInstruction {
  onCallId: string;
  summary: string;
  severity: 'critical' | 'error' | 'warning';
  /** Same key, same incident. */
  dedupKey: string;
  link: string;
}

/** Every kind of action, with what its instruction holds: adding one adds a performer to a list. */
export interface InstructionOf {
  'inbox.alert': AlertInstruction;
  'inbox.update': UpdateInstruction;
  'slack.alert': AlertInstruction;
  'slack.update': UpdateInstruction;
  'email.alert': AlertInstruction;
  'crm.upsert-lead': UpsertLeadInstruction;
  'crm.create-task': CreateTaskInstruction;
  'crm.set-owner': SetOwnerInstruction;
  'crm.close-tasks': CloseTasksInstruction;
  'page.on-call': PageInstruction;
}
export type ActionKind = keyof InstructionOf;

/** Under what condition an action is still wanted when its turn comes. */
export type Wanted = 'while-offered' | 'until-taken' | 'always';

/**
 * The idempotency key: as wide as the effect and no wider. Keyed by lead alone, next quarter's pursuit would get no task.
 * Holds no personal data: it is a workflow id (of the dead letter) and reaches vendors.
 */
export const actionKey = (action: { episodeId: string; triggerId: string; kind: ActionKind; target: string; round: number }): string =>
  [action.episodeId, action.triggerId, action.kind, action.target, action.round].join('/');
