import type { AlertInstruction } from '@firstline/domain/actions/instruction';
import { durationInWords } from '@firstline/domain/policy/words';
import { escaped } from '../console/html-page.js';

const MINUTE_MS = 60_000;

export interface TakeView {
  /** The rep whom the link was sent to. */
  repName: string;
  name: string;
  title: string | null;
  company: string | null;
  alert: AlertInstruction | null;
  /** Until the next rep is asked; absent or past when nobody is waiting for this one. */
  dueInMs?: number;
}

const roleOf = ({ title, company }: TakeView): string => [title, company].filter((part) => part !== null).join(' at ');
const paragraph = (text: string | undefined, kind = ''): string => (text ? `<p${kind}>${escaped(text)}</p>` : '');

// A page that does not count down must not pretend to seconds.
const coarse = (ms: number): number => (ms < MINUTE_MS ? ms : Math.floor(ms / MINUTE_MS) * MINUTE_MS);

/** The lead in a few lines and one button. Looking at it takes nothing: mail programs look at links on their own. */
export function askPage(view: TakeView): string {
  const { repName, name, alert, dueInMs } = view;
  const clock =
    dueInMs !== undefined && dueInMs > 0
      ? `Yours for another ${durationInWords(coarse(dueInMs))}, then the next one is asked.`
      : 'It may have been offered to somebody else by now; you can still take it.';
  const reasons =
    alert && alert.reasons.length > 0 ? `<ul>${alert.reasons.map((reason) => `<li>${escaped(reason)}</li>`).join('')}</ul>` : '';
  return [
    `<h1>${escaped(name)}</h1>`,
    paragraph(roleOf(view), ' class="soft"'),
    paragraph(alert?.why),
    alert ? `<p>Score ${alert.score}, ${escaped(alert.scoreBand)}.</p>${reasons}` : '',
    paragraph(clock, ' class="soft"'),
    `<form method="post"><button type="submit">Take it</button></form>`,
    paragraph(`As ${repName}.`, ' class="soft"'),
  ].join('');
}

/** It is theirs: how to reach the lead, and what to say first. */
export function takenPage(view: TakeView, leadUrl: string): string {
  const { name, alert } = view;
  const phone = alert?.phone?.replace(/[^+\d]/g, '');
  return [
    `<h1>${escaped(name)} is yours</h1>`,
    paragraph(roleOf(view), ' class="soft"'),
    paragraph(alert?.why),
    alert?.firstWords ? `<p class="soft">To begin with:</p><p>${escaped(alert.firstWords)}</p>` : '',
    phone ? `<a class="button" href="tel:${escaped(phone)}">Call ${escaped(alert?.phone ?? '')}</a>` : '',
    alert?.email
      ? `<a class="button" href="mailto:${escaped(encodeURIComponent(alert.email).replace('%40', '@'))}">Write to ${escaped(alert.email)}</a>`
      : '',
    `<p><a href="${escaped(leadUrl)}">Everything about this lead</a></p>`,
  ].join('');
}

/** Somebody was quicker, or it is over. */
export const refusedPage = (name: string, message: string): string => `<h1>${escaped(message)}</h1><p class="soft">${escaped(name)}</p>`;

export const brokenLinkPage = (why: string): string =>
  `<h1>${escaped(why)}</h1><p>Open the <a href="/">console</a>, or the latest message about this lead.</p>`;
