import type { SignalType } from '../signal/signal-types.js';
import { signalInWords } from '../signal/signal-words.js';
import { asksOf, inWords } from './cel.js';
import type { Policy, Trigger, TriggerAction } from './policy.schema.js';
import { asSentence, listInWords } from './words.js';

const lowerFirst = (text: string): string => (/^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text);

/** Events that are better named together with the property that says which one: "a “pricing” page is viewed". */
const particular: Partial<Record<SignalType, { property: string; say: (value: string) => string }>> = {
  'form.submitted': { property: 'form', say: (form) => `the form “${form}” is submitted` },
  'website.page_viewed': { property: 'category', say: (category) => `a “${category}” page is viewed` },
  'crm.stage_changed': { property: 'to', say: (stage) => `a stage changes to “${stage}”` },
};

function event({ on, when }: Trigger): string {
  const where = on.connections ? listInWords(on.connections, 'or') : 'any connection';
  const [type, ...others] = on.type;
  const special = type !== undefined && others.length === 0 ? particular[type] : undefined;
  const asked = special && when !== undefined ? asksOf(when, special.property) : undefined;
  if (special && asked) return `${special.say(asked.value)} in ${where}${asked.rest === undefined ? '' : ` and ${asked.rest}`}`;
  const events = listInWords(
    on.type.map((each) => signalInWords[each]),
    'or',
  );
  return `${events} in ${where}${when === undefined ? '' : ` and ${inWords(when)}`}`;
}

function act(action: TriggerAction): string {
  switch (action.do) {
    case 'crm.upsert-lead':
      return 'write the lead to the CRM';
    case 'crm.create-task':
      return 'create a task in the CRM';
    case 'notify.rep':
      return 'alert the rep whose turn it is';
  }
}

function then(trigger: Trigger): string {
  const actions = listInWords(trigger.actions.map(act));
  switch (trigger.mode) {
    case 'review':
      return 'queue it for the weekly review';
    case 'shadow':
      return `record what would be done (${actions}), and do nothing`;
    default:
      return actions;
  }
}

/** The name of who is called when a play fails, or its id if the policy lost them. */
export const onCallName = (trigger: Trigger, policy: Policy): string =>
  policy.alerts.onCall.find(({ id }) => id === trigger.onCall)?.name ?? trigger.onCall;

/** "When [event] in [source], then [action] in [destination], using [data], and alert [person] if it fails." */
export function formulaOf(trigger: Trigger, policy: Policy): string {
  const definition = policy.icp.find(({ id }) => id === trigger.icp);
  const fits = trigger.icp === undefined ? '' : `, and the lead fits “${definition?.name ?? trigger.icp}”`;
  const using = listInWords(trigger.using.map(lowerFirst));
  return asSentence(
    `when ${event(trigger)}${fits}, then ${then(trigger)}, using ${using}, and alert ${onCallName(trigger, policy)} if it fails`,
  );
}
