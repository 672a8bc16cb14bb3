import { byPrecedence } from '../lead/match-triggers.js';
import { type Draft, idsIn, problemAt, reference, warningAt } from './draft.js';
import type { Trigger } from './policy.schema.js';
import type { PolicyProblem } from './policy-problem.js';
import { durationInWords } from './words.js';
import type { YamlFile } from './yaml-file.js';

interface Placed {
  file: YamlFile;
  trigger: Trigger;
}

/** Steps of the ladder that the clock never reaches. */
function* ladder({ file, trigger: { sla } }: Placed): Generator<PolicyProblem> {
  if (sla.respondWithin <= 0) yield problemAt(file, ['sla', 'respondWithin'], 'a rep needs some time to respond');
  if (sla.pageAfter <= 0) yield problemAt(file, ['sla', 'pageAfter'], 'a manager needs some time before the page');
  if (sla.remindAfter !== undefined && sla.remindAfter >= sla.respondWithin) {
    const message = `the reminder after ${durationInWords(sla.remindAfter)} is never sent: the next rep is asked after ${durationInWords(sla.respondWithin)}`;
    yield problemAt(file, ['sla', 'remindAfter'], message, 'make it shorter than respondWithin');
  }
  if (sla.giveUpAfter <= 0) yield warningAt(file, ['sla', 'giveUpAfter'], 'nobody can take the lead after the page');
}

function* actions({ file, trigger }: Placed): Generator<PolicyProblem> {
  const seen = new Map<string, number>();
  for (const [index, action] of trigger.actions.entries()) {
    const key = action.do === 'crm.create-task' ? `${action.do} ${action.subject}` : action.do;
    if (seen.has(key))
      yield problemAt(file, ['actions', index], `${action.do} is done once for a lead; it already stands at actions[${seen.get(key)}]`);
    else seen.set(key, index);
  }
  const tells = trigger.actions.some(({ do: what }) => what === 'notify.rep');
  if (!tells && trigger.mode !== 'review' && trigger.mode !== 'shadow')
    yield warningAt(file, ['actions'], 'no rep is told of the lead', 'add `- do: notify.rep`');
}

const sameCondition = (a: string | undefined, b: string | undefined): boolean =>
  a?.replace(/\s+/g, ' ').trim() === b?.replace(/\s+/g, ' ').trim();

/** Whether every signal of `type` that `later` would take is taken by `earlier`. */
const takesAll = (earlier: Trigger, later: Trigger, type: Trigger['on']['type'][number]): boolean =>
  earlier.on.type.includes(type) &&
  (earlier.on.connections === undefined ||
    (later.on.connections?.every((connection) => earlier.on.connections!.includes(connection)) ?? false)) &&
  (earlier.when === undefined || sameCondition(earlier.when, later.when));

/** A live play that stands behind others which leave it nothing. */
function* unreachable(placed: readonly Placed[]): Generator<PolicyProblem> {
  const live = placed.filter(({ trigger }) => trigger.mode !== 'shadow').sort((a, b) => byPrecedence(a.trigger, b.trigger));
  for (const [index, { file, trigger }] of live.entries()) {
    const takers = trigger.on.type.map((type) => live.slice(0, index).find((earlier) => takesAll(earlier.trigger, trigger, type)));
    if (takers.length === 0 || takers.some((taker) => taker === undefined)) continue;
    const names = [...new Set(takers.map((taker) => taker!.trigger.id))];
    yield problemAt(
      file,
      ['id'],
      `"${trigger.id}" is never reached: ${names.join(' and ')} takes every signal of its kind first`,
      'give it a higher priority or a narrower condition to the other',
    );
  }
}

export function* checkTriggers(draft: Draft): Generator<PolicyProblem> {
  const icps = idsIn(draft.files.get('icp.yaml'), ['definitions', '*', 'id']);
  const members = idsIn(draft.files.get('team.yaml'), ['members', '*', 'id']);
  const onCalls = idsIn(draft.files.get('alerts.yaml'), ['onCall', '*', 'id']);
  const placed = draft.triggers.flatMap(({ file, trigger }) => (trigger ? [{ file, trigger }] : []));

  const first = new Map<string, YamlFile>();
  for (const { file, trigger } of placed) {
    const before = first.get(trigger.id);
    if (before) yield problemAt(file, ['id'], `the trigger id "${trigger.id}" is already used in ${before.path}`);
    else first.set(trigger.id, file);

    yield* reference(file, ['icp'], trigger.icp, icps, 'ICP definition');
    yield* reference(file, ['owner'], trigger.owner, members, 'team member');
    yield* reference(file, ['onCall'], trigger.onCall, onCalls, 'on-call in alerts.yaml');
    const owner = draft.team?.members.find(({ id }) => id === trigger.owner);
    if (owner?.active === false) yield problemAt(file, ['owner'], `${owner.name} owns this play and is not active`, 'name someone who is');
    if (draft.connections) {
      for (const [index, connection] of (trigger.on.connections ?? []).entries()) {
        yield* reference(file, ['on', 'connections', index], connection, draft.connections, 'connection');
      }
    }
    yield* ladder({ file, trigger });
    yield* actions({ file, trigger });
  }
  yield* unreachable(placed);
}
