import type { LeadDetail, LeadListItem } from '@firstline/domain/api/leads.schema';
import colours from 'picocolors';

import { cut, hang, padEnd, table, widthOf } from '../screen/layout.js';
import { stagePaint } from '../screen/palette.js';
import { ago, clock, whenOf } from '../screen/times.js';
import { shortId } from './find-lead.js';

interface At {
  columns: number;
  nowMs: number;
}

/** A list that fits the screen: who, where it stands, whose it is and how long they have. */
export function leadTable(items: readonly LeadListItem[], { columns, nowMs }: At): string[] {
  const rows = items.map((lead) => [
    shortId(lead.id),
    cut(lead.name, 22),
    lead.stage ?? 'no pursuit',
    lead.score === null ? '' : String(lead.score),
    cut(whose(lead, nowMs), 24),
    lead.company ?? '',
  ]);
  const lines = table([['lead', 'who', 'stage', '', 'whose', 'company'], ...rows], columns);
  return lines.map((line, at) => (at === 0 ? colours.dim(line) : line));
}

function whose({ takenBy, assignment, owner }: LeadListItem, nowMs: number): string {
  if (takenBy) return takenBy.name;
  if (assignment) {
    const leftMs = Date.parse(assignment.dueAt) - nowMs;
    return `${assignment.rep.name} ${leftMs > 0 ? clock(leftMs) : 'past due'}`;
  }
  return owner ? `(${owner.name})` : '';
}

/** One lead on one screen: facts, score with its reasons, who was looked at, what can be done. */
export function leadLines(lead: LeadDetail, { columns, nowMs }: At): string[] {
  const badge = lead.stage ? stagePaint(lead.stage)(colours.bold(lead.stage.toUpperCase())) : '';
  const gap = ' '.repeat(Math.max(2, columns - widthOf(lead.name) - widthOf(badge)));
  const work = [lead.title, lead.company].filter(Boolean).join(', ');
  const reach = [lead.email, lead.phone].filter(Boolean).join(' · ');
  const section = (title: string, lines: readonly string[]): string[] => (lines.length === 0 ? [] : ['', colours.bold(title), ...lines]);
  return [
    colours.bold(lead.name) + gap + badge,
    ...(work ? [work] : []),
    ...(reach ? [reach] : []),
    colours.dim(`lead ${lead.id}`),
    ...section('WHY', hang('  ', lead.why.headline, columns)),
    ...section('SCORE', scoreLines(lead)),
    ...section(
      'WHO WAS LOOKED AT',
      lead.candidates.flatMap(({ rep, chosen, because }) =>
        hang(`  ${chosen ? colours.green('✓') : '–'} ${padEnd(rep.name, 18)} `, because, columns),
      ),
    ),
    ...section('FACTS', factLines(lead, columns)),
    ...section(
      'SIGNALS',
      table(
        lead.signals.slice(0, 8).map((signal) => [ago(Date.parse(signal.receivedAt), nowMs), signal.type, signal.stage, signal.id]),
        columns + 20,
      ),
    ),
    ...section('NOW', nowLines(lead, nowMs)),
    '',
  ];
}

const scoreLines = ({ scoreDetail }: LeadDetail): string[] =>
  scoreDetail
    ? [
        `  ${colours.bold(String(scoreDetail.score))} of 100${scoreDetail.band ? `, ${scoreDetail.band}` : ''}`,
        ...scoreDetail.contributions.map(
          ({ points, because }) => `  ${`${points < 0 ? '−' : '+'}${Math.abs(points)}`.padStart(4)}  ${because}`,
        ),
      ]
    : [];

function factLines({ facts }: LeadDetail, columns: number): string[] {
  const known = facts.filter(({ current }) => current !== null);
  return table(
    known.map(({ field, current, others }) => [
      field,
      cut(words(current?.value), 40),
      `${(current?.source ?? '').replace(/^\w+:/, '')}${others.length > 0 ? ` (+${others.length})` : ''}`,
    ]),
    columns,
  );
}

const words = (value: unknown): string => (typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value));

function nowLines({ assignment, takenBy, takenAt, permitted }: LeadDetail, nowMs: number): string[] {
  const lines = takenBy && takenAt ? [`  ${takenBy.name} took it ${ago(Date.parse(takenAt), nowMs)}.`] : [];
  if (assignment) {
    const dueMs = Date.parse(assignment.dueAt);
    lines.push(
      `  ${assignment.rep.name} is asked, round ${assignment.round}, until ${whenOf(dueMs, nowMs)} (${dueMs > nowMs ? `${clock(dueMs - nowMs)} left` : 'past due'}).`,
    );
  }
  const verbs = permitted.map((operation) => (operation === 'acknowledge' ? 'take' : operation));
  if (verbs.length > 0) lines.push(colours.dim(`  What can be done: npm run firstline -- leads ${verbs.join(' | ')} …`));
  return lines;
}
