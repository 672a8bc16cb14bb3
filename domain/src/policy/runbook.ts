import { inWords } from './cel.js';
import { formulaOf, onCallName } from './formula.js';
import type { Policy, Trigger } from './policy.schema.js';
import { durationInWords, listInWords } from './words.js';

/** Where this installation's doors are; without one, the path alone is shown. */
export interface RunbookLinks {
  console?: string;
  api?: string;
  temporalUi?: string;
  metrics?: string;
}

const code = (text: string): string => `\`${text.replace(/`/g, "'")}\``;

function ladder({ sla }: Trigger): string[] {
  const clock = sla.clock === 'always' ? 'around the clock' : 'counted in the rep’s working hours';
  const reminded = sla.remindAfter === undefined ? '' : `, reminded after ${durationInWords(sla.remindAfter)}`;
  return [
    `A rep is asked${reminded}, and has ${durationInWords(sla.respondWithin)} (${clock}).`,
    sla.reps === 1 ? 'Then the manager is told.' : `Then the next one, up to ${sla.reps} reps; then the manager.`,
    `${durationInWords(sla.pageAfter)} after the manager: a page. ${durationInWords(sla.giveUpAfter)} after the page the signal ends as unanswered.`,
  ];
}

function people(trigger: Trigger, policy: Policy): string[] {
  const owner = policy.team.find(({ id }) => id === trigger.owner);
  const onCall = policy.alerts.onCall.find(({ id }) => id === trigger.onCall);
  const called = policy.team.find(({ id }) => id === onCall?.member);
  const manager = policy.team.find(({ id }) => id === owner?.manager);
  return [
    `1. **${onCallName(trigger, policy)}** (${onCall?.page ?? 'on-call'}${called ? `, ${called.email}` : ''}): is called when the play fails.`,
    `2. **${owner?.name ?? trigger.owner}**${owner ? ` (${owner.email})` : ''}: answers for this play and may change it.`,
    ...(manager ? [`3. **${manager.name}** (${manager.email}): ${owner!.name}’s manager.`] : []),
  ];
}

/**
 * What to do at 3 a.m. when this play seems broken, in Markdown, written from the policy itself: is the signal arriving, does it qualify,
 * was the action done, where are the logs, and whom to call after half an hour.
 */
export function runbookOf(trigger: Trigger, policy: Policy, links: RunbookLinks = {}): string {
  const api = links.api ?? '';
  const connections = trigger.on.connections ?? ['any connection'];
  const definition = policy.icp.find(({ id }) => id === trigger.icp);
  const rules = trigger.exemptFrom.map(({ rule, because }) => `${rule} (${because})`);
  const query = `FirstlineTrigger = "${trigger.id}"`;
  const types = trigger.on.type.map(code);
  const section = (title: string, lines: readonly string[]): string => `## ${title}\n\n${lines.join('\n')}\n`;
  return [
    `# ${trigger.name}\n\n${formulaOf(trigger, policy)}\n\nPolicy ${code(policy.hash.slice(0, 12))} · play ${code(trigger.id)}${trigger.mode ? ` · ${trigger.mode}` : ''}\n`,
    section('1. Is the signal arriving?', [
      `- Look for ${listInWords(types, 'or')} from ${listInWords(
        connections.map((id) => (trigger.on.connections ? code(id) : id)),
        'or',
      )}: ${code(`${api}/v1/signals?type=${trigger.on.type[0]}`)}.`,
      `- Nothing there: the sender. See its delivery log, the secret of the connection, and ${code(`${api}/readyz`)}.`,
      '- There, and still `received`: ingestion works, Temporal does not take it. The relay starts it as soon as it does.',
    ]),
    section('2. Is qualification passing?', [
      trigger.when === undefined
        ? '- Every signal of this kind counts.'
        : `- It counts when ${inWords(trigger.when)}.\n  As written: ${code(trigger.when.replace(/\s+/g, ' ').trim())}.`,
      definition
        ? `- The lead must fit “${definition.name}”: ${definition.criteria.map(({ because }) => because).join('; ')}. With facts missing: ${definition.unknownIs}.`
        : '- Anybody fits.',
      `- Suppression is asked${rules.length > 0 ? `, except for ${listInWords(rules)}` : ', all six rules'}.`,
      `- Why a lead went no further is on its page, in plain words: ${code(`${api}/v1/signals/<id>`)}, or ${code('firstline trace <id>')}.`,
      `- A play with a higher priority takes a signal first; ${code('considered')} in the verdict lists all of them.`,
    ]),
    section('3. Did the action execute?', [
      ...trigger.actions.map((action) => `- ${code(action.do)}${action.do === 'crm.create-task' ? `: “${action.subject}”` : ''}`),
      `- What could not be done waits as a dead letter and is tried again after ${listInWords(policy.alerts.deadLetters.retryAfter.map(durationInWords))}: ${code(`${api}/v1/dead-letters`)}.`,
      ...ladder(trigger).map((line) => `- ${line}`),
    ]),
    section('4. Where are the logs?', [
      `- Every signal is one workflow. In the Temporal UI${links.temporalUi ? ` (${links.temporalUi})` : ''}: ${code(query)}.`,
      `- Log lines carry ${code('signalId')}, ${code('leadId')}, ${code('workflowId')} and ${code('layer')} (ingestion, qualification, execution).`,
      ...(links.console ? [`- Console: ${links.console}`] : []),
      ...(links.metrics ? [`- Metrics: ${links.metrics}`] : []),
    ]),
    section('5. Whom to call when it is not solved after 30 minutes', people(trigger, policy)),
    ...(trigger.notes === undefined ? [] : [section('Notes', [trigger.notes.trim()])]),
  ].join('\n');
}
