import type { AlertInstruction, UpdateInstruction } from '@firstline/domain/actions/instruction';
import type { Block, KnownBlock } from '@slack/web-api';
import { escaped, instant, link, plain } from './slack.mrkdwn.js';

export interface SlackContent {
  /** What notifications and screen readers say. */
  text: string;
  blocks: (KnownBlock | Block)[];
}

/** Slack's own limits, with room for titles: 3,000 characters in a section, 150 in a header. */
const LIST = 2_800;
const HEADER = 150;

/** Who, why now, what to say, until when, and three buttons. */
export function alertMessage(alert: AlertInstruction, { publicUrl }: { publicUrl: string }): SlackContent {
  const said = introduction(alert);
  return {
    text: escaped(`${said.short}: ${alert.who}. ${alert.why}`, 300),
    blocks: [
      ...(said.long ? [context(escaped(said.long))] : []),
      { type: 'header', text: { type: 'plain_text', text: plain(alert.who, HEADER) || 'A lead', emoji: false } },
      ...about(alert),
      context([deadline(alert), consoleLink(publicUrl, alert.leadId)].filter(Boolean).join('  ·  ')),
      buttons(alert),
    ],
  };
}

/**
 * The message once nothing is asked any more: no buttons. Whoever took the lead keeps what they need for the first call;
 * for everybody else one line is enough.
 */
export function updatedMessage(
  update: UpdateInstruction,
  alert: AlertInstruction | undefined,
  { addressee, publicUrl }: { addressee: string | undefined; publicUrl: string },
): SlackContent {
  const theirs = update.as === 'taken' && alert !== undefined && update.byName !== undefined && update.byName === addressee;
  const outcome = theirs ? 'You took it.' : outcomeOf(update);
  const who = escaped(alert?.who ?? update.who, 300);
  const open = alert ? [context(consoleLink(publicUrl, alert.leadId))] : [];
  return {
    text: `${who}: ${escaped(outcome)}`,
    blocks: [section(`*${who}*\n${escaped(outcome)}`), ...(theirs ? about(alert) : []), ...open],
  };
}

function introduction({ purpose, kind, before }: AlertInstruction): { short: string; long?: string } {
  const because = before ? `${before.replace(/\.$/, '')}. ` : '';
  if (purpose === 'page' || kind === 'on-call')
    return { short: 'Nobody took this lead', long: `${because}Nobody took this lead. You are on call for this play.` };
  if (purpose === 'reminder') return { short: 'Reminder', long: 'Reminder: this lead still waits for you.' };
  if (kind === 'manager')
    return { short: 'Not taken yet', long: `${because}The reps who were asked did not take it; you are asked as their manager.` };
  return { short: 'New lead', ...(because ? { long: `${because}You are asked now.` } : {}) };
}

/** Everything that helps with the first words. */
function about({ why, score, scoreBand, reasons, history, firstWords, advice, email, phone }: AlertInstruction): KnownBlock[] {
  const reachable = [email && mailto(email), phone && tel(phone)].filter(Boolean).join('  ·  ');
  return [
    section(`*Why now*\n${escaped(why, 1_000)}`),
    section([`*Score ${score}, ${escaped(scoreBand)}*`, list(reasons)].filter(Boolean).join('\n')),
    ...(history.length > 0 ? [section(`*Before*\n${list(history)}`)] : []),
    ...(firstWords ? [section(`*Suggested first words*\n>${escaped(firstWords, 1_200)}`)] : []),
    ...(advice ? [section(`*Mind*\n${escaped(advice, 500)}`)] : []),
    ...(reachable ? [context(reachable)] : []),
  ];
}

/** As many items as fit, each whole: a cut in the middle could leave half an entity. */
function list(items: readonly string[]): string {
  let lines = '';
  for (const item of items) {
    const line = `• ${escaped(item, 300)}\n`;
    if (lines.length + line.length > LIST) break;
    lines += line;
  }
  return lines.trimEnd();
}

const deadline = ({ dueAt, purpose }: AlertInstruction): string => (dueAt && purpose !== 'page' ? `*Answer by ${instant(dueAt)}*` : '');

function buttons({ episodeId, round, purpose }: AlertInstruction): KnownBlock {
  const value = `${episodeId}:${round}`;
  const button = (actionId: string, label: string, style?: 'primary') => ({
    type: 'button' as const,
    action_id: actionId,
    value,
    text: { type: 'plain_text' as const, text: label, emoji: false },
    ...(style ? { style } : {}),
  });
  const take = button('take', 'Take it', 'primary');
  // On call, nobody comes after you: there is nobody to pass it to, and no clock to stop.
  return {
    type: 'actions',
    block_id: 'answer',
    elements: purpose === 'page' ? [take] : [take, button('pass', 'Pass'), button('snooze', 'Snooze')],
  };
}

function outcomeOf({ as, byName }: UpdateInstruction): string {
  switch (as) {
    case 'taken':
      return byName ? `${byName} took it.` : 'It was taken.';
    case 'moved-on':
      return byName ? `${byName} is asked now.` : 'Somebody else is asked now.';
    case 'cancelled':
      return byName ? `Cancelled by ${byName}.` : 'Cancelled: nothing to do any more.';
    case 'unanswered':
      return 'Nobody took it in time.';
  }
}

/** `verbatim`: Slack makes no links or mentions of its own out of what people typed into a form. */
const section = (text: string): KnownBlock => ({ type: 'section', text: { type: 'mrkdwn', text, verbatim: true } });
const context = (text: string): KnownBlock => ({
  type: 'context',
  elements: [{ type: 'mrkdwn', text, verbatim: true }],
});

const consoleLink = (publicUrl: string, leadId: string): string =>
  link(new URL(`/leads/${encodeURIComponent(leadId)}`, publicUrl).href, 'Open in Firstline');
const mailto = (email: string): string =>
  /^[\w.+-]{1,64}@[\w.-]{1,255}$/.test(email) ? link(`mailto:${email}`, escaped(email)) : escaped(email);
const tel = (phone: string): string => {
  const number = phone.replace(/[^\d+]/g, '');
  return /^\+?\d{6,20}$/.test(number) ? link(`tel:${number}`, escaped(phone, 40)) : escaped(phone, 40);
};
