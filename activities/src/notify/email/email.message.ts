import type { AlertInstruction } from '@firstline/domain/actions/instruction';
import { oneLine } from './email.text.js';
import { htmlOf, type Letter, textOf } from './email.layout.js';

export interface EmailContent {
  subject: string;
  text: string;
  html: string;
}

export interface EmailLinks {
  /** Signed; taking the lead is one tap. */
  take: string;
  open: string;
}

/** What stands in a subject line of most readers. */
const SUBJECT = 140;

/** The same words as in every channel, as a plain text and an HTML twin. */
export function alertEmail(alert: AlertInstruction, { links, zone }: { links: EmailLinks; zone: string }): EmailContent {
  const letter = letterOf(alert, links, zone);
  return { subject: subjectOf(alert), text: textOf(letter), html: htmlOf(letter) };
}

/** A reminder carries the subject of its offer, as replies do: then readers show the two as one conversation. */
export function subjectOf({ purpose, kind, who }: AlertInstruction): string {
  const about = oneLine(who, SUBJECT);
  if (purpose === 'page' || kind === 'on-call') return `Nobody took: ${about}`;
  const offer = kind === 'manager' ? `Not taken yet: ${about}` : `New lead: ${about}`;
  return purpose === 'reminder' ? `Re: ${offer}` : offer;
}

function letterOf(alert: AlertInstruction, links: EmailLinks, zone: string): Letter {
  const { who, why, score, scoreBand, reasons, history, firstWords, advice, email, phone, dueAt, purpose } = alert;
  return {
    introduction: introductionOf(alert),
    who: oneLine(who, 300),
    deadline: dueAt && purpose !== 'page' ? `Answer by ${instantIn(zone, dueAt)}.` : undefined,
    take: links.take,
    open: links.open,
    parts: [
      { title: 'Why now', lines: [oneLine(why, 1_000)] },
      { title: `Score ${score}, ${oneLine(scoreBand, 40)}`, items: reasons.map((reason) => oneLine(reason, 300)) },
      ...(history.length > 0 ? [{ title: 'Before', items: history.map((event) => oneLine(event, 300)) }] : []),
      ...(firstWords ? [{ title: 'Suggested first words', lines: [oneLine(firstWords, 1_000)] }] : []),
      ...(advice ? [{ title: 'Mind', lines: [oneLine(advice, 500)] }] : []),
      ...(email || phone
        ? [{ title: 'Reach them', lines: [email, phone].filter((way) => way !== undefined).map((way) => oneLine(way, 300)) }]
        : []),
    ],
  };
}

function introductionOf({ purpose, kind, before }: AlertInstruction): string {
  const because = before ? `${oneLine(before, 200).replace(/\.$/, '')}. ` : '';
  if (purpose === 'page' || kind === 'on-call') return `${because}Nobody took this lead. You are on call for this play.`;
  if (purpose === 'reminder') return 'Reminder: this lead still waits for you.';
  if (kind === 'manager') return `${because}The reps who were asked did not take this lead; you are asked as their manager.`;
  return because ? `${because}You are asked now.` : 'A new lead is yours to take.';
}

/** "18:03 on Friday 20 November (Europe/London)": an e-mail cannot know where it is read, so it says which clock it means. */
export function instantIn(zone: string, iso: string): string {
  const format = (options: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat('en-GB', { timeZone: zone, ...options }).format(new Date(iso));
  const day = format({ weekday: 'long', day: 'numeric', month: 'long' });
  return `${format({ hour: '2-digit', minute: '2-digit' })} on ${day} (${zone})`;
}
