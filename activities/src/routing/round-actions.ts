import { actionKey, type ActionKind, type AlertInstruction, type InstructionOf, type Wanted } from '@firstline/domain/actions/instruction';
import type { Policy, TeamMember, Trigger } from '@firstline/domain/policy/policy.schema';
import { renderText } from '@firstline/domain/policy/text-template';
import { ruleFacts } from '@firstline/domain/policy/rule-facts';
import type { NewAction } from '../actions/actions.sql.js';
import type { ChannelName } from '../notify/channels.js';
import type { AlertContent, AlertFacts } from './alert.js';

interface Round {
  episodeId: string;
  leadId: string;
  signalId: string;
  trigger: Trigger;
  round: number;
}

const action = <K extends ActionKind>(
  at: Round,
  kind: K,
  target: string,
  wanted: Wanted,
  instruction: InstructionOf[K],
  round = at.round,
): NewAction => ({
  key: actionKey({ episodeId: at.episodeId, triggerId: at.trigger.id, kind, target, round }),
  kind,
  signalId: at.signalId,
  leadId: at.leadId,
  episodeId: at.episodeId,
  triggerId: at.trigger.id,
  target,
  round,
  wanted,
  instruction,
});

/** The same words in every channel a member reads and this installation has; the console's inbox is always on. */
export function alertActions(
  at: Round,
  member: TeamMember,
  content: AlertContent,
  { nth = 1, ...about }: Pick<AlertInstruction, 'purpose' | 'kind' | 'dueAt' | 'before'> & { nth?: number },
  channels: ReadonlySet<ChannelName>,
): NewAction[] {
  const instruction: AlertInstruction = {
    ...content,
    ...about,
    repId: member.id,
    episodeId: at.episodeId,
    leadId: at.leadId,
    round: at.round,
  };
  const wanted: Wanted = about.purpose === 'page' ? 'until-taken' : 'while-offered';
  // A reminder is a message of its own beside the offer of the same round, and so is the one at the end of a snooze.
  const target = about.purpose === 'reminder' ? `${member.id}+reminder${nth > 1 ? `-${nth}` : ''}` : member.id;
  return [
    action(at, 'inbox.alert', target, wanted, instruction),
    ...member.channels
      .filter((channel) => channels.has(channel))
      .map((channel) => action(at, `${channel}.alert`, target, wanted, instruction)),
  ];
}

/** What the play does to the CRM, once for an episode: a later rep gets the same task, not another. */
export function crmActions(at: Round, { facts, signal, trigger, score }: AlertFacts, repId: string, nowMs: number): NewAction[] {
  const { person, company } = facts;
  return trigger.actions.flatMap((step, index): NewAction[] => {
    if (step.do === 'notify.rep') return [];
    if (step.do === 'crm.create-task')
      return [
        action(
          at,
          'crm.create-task',
          `task-${index}`,
          'until-taken',
          {
            subject: renderText(step.subject, ruleFacts({ signal, facts })).text,
            ownerRepId: repId,
            dueAt: new Date(nowMs + step.dueWithin).toISOString(),
          },
          0,
        ),
      ];
    const { email, firstName, lastName, title, phone } = person;
    const { name, domain, country, employees } = company;
    return [
      action(
        at,
        'crm.upsert-lead',
        'crm',
        'always',
        {
          ...defined({ email, firstName, lastName, title, phone }),
          company: defined({ name, domain, country, employees }),
          ownerRepId: repId,
          score: score.score,
          scoreReasons: score.reasons,
          leadSource: `${signal.connection}: ${signal.type}`,
          attribution: signal.attribution,
          enrolledAt: new Date(nowMs).toISOString(),
        },
        0,
      ),
    ];
  });
}

/** Reps and manager did not answer: whoever is on call for this play. `repId`: who reads it, and may take the lead, too. */
export function pageActions(
  at: Round,
  policy: Policy,
  content: AlertContent,
  { publicUrl, channels }: { publicUrl: string; channels: ReadonlySet<ChannelName> },
): { actions: NewAction[]; repId?: string } {
  const onCall = policy.alerts.onCall.find(({ id }) => id === at.trigger.onCall);
  const member = policy.team.find(({ id }) => id === (onCall?.member ?? at.trigger.owner));
  const inbox = member ? alertActions(at, member, content, { purpose: 'page', kind: 'on-call' }, channels) : [];
  const pager =
    !onCall || onCall.page === 'inbox'
      ? []
      : [
          action(at, 'page.on-call', onCall.id, 'until-taken', {
            onCallId: onCall.id,
            summary: `Nobody took ${at.trigger.name} lead ${at.leadId} within its SLA`,
            severity: 'critical',
            dedupKey: `episode/${at.episodeId}`,
            link: `${publicUrl}/leads/${at.leadId}`,
          }),
        ];
  return { actions: [...inbox, ...pager], ...(member ? { repId: member.id } : {}) };
}

const defined = <T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: Exclude<T[K], undefined> };
