import { layerOf, type Layer } from '@firstline/domain/signal/stage';
import colours from 'picocolors';

import { markdownLines } from '../policy/markdown-lines.js';
import { hang, padEnd, padStart, widthOf, wrap } from '../screen/layout.js';
import { layerPaint, stagePaint } from '../screen/palette.js';
import { ago, span, whenOf } from '../screen/times.js';
import { standingOf } from './standing.js';
import { executionSteps, ingestionSteps, type NameOf, qualificationSteps, type Step } from './steps.js';
import type { Story } from './story.js';

const moodPaint: Record<Step['mood'], (text: string) => string> = {
  done: colours.green,
  waits: colours.yellow,
  wrong: colours.red,
  plain: (text) => text,
};
/** Columns: the time since it arrived, and the step's name. */
const TIME = 13;
const NAME = 12;
const INDENT = ' '.repeat(TIME + NAME);

/** The whole story of a signal, layer by layer, in one screen. */
export function storyLines(story: Story, { columns, nowMs }: { columns: number; nowMs: number }): string[] {
  const { signal } = story;
  const nameOf = namesIn(story);
  const receivedAtMs = Date.parse(signal.receivedAt);
  const section = (layer: Layer, says: string, steps: readonly Step[]): string[] => [
    '',
    `${layerPaint[layer](colours.bold(padEnd(layer.toUpperCase(), TIME + NAME - 1)))} ${colours.dim(says)}`,
    ...(steps.length === 0 ? [colours.dim(`${INDENT}nothing`)] : steps.flatMap((step) => stepLines(step, receivedAtMs, columns))),
  ];
  return [
    ...head(story, columns, nowMs),
    ...section('ingestion', 'genuine, new, stored once', ingestionSteps(signal)),
    ...section('qualification', 'who it is, whether, and who gets it', qualificationSteps(signal, nameOf)),
    ...section('execution', 'done, and waited for', executionSteps(signal, nameOf)),
    ...now(story, columns, nowMs),
    ...links(story),
  ];
}

function namesIn({ lead }: Story): NameOf {
  const reps = lead ? [...lead.assignments, ...lead.candidates, ...(lead.assignment ? [lead.assignment] : [])].map(({ rep }) => rep) : [];
  const names = new Map(reps.map(({ id, name }) => [id, name]));
  return (id) => names.get(id) ?? id;
}

function head({ signal, lead, trigger }: Story, columns: number, nowMs: number): string[] {
  const { stage } = signal;
  const who = colours.bold(lead?.name ?? signal.who);
  const badge = stagePaint(stage)(colours.bold(stage.toUpperCase()));
  const gap = Math.max(2, columns - widthOf(who) - widthOf(badge));
  const work = [lead?.title, lead?.company].filter(Boolean).join(', ');
  const receivedAtMs = Date.parse(signal.receivedAt);
  const facts = [`${whenOf(receivedAtMs, nowMs)} (${ago(receivedAtMs, nowMs)})`, `lane ${signal.lane}`, `in ${layerOf(stage)}`];
  return [
    who + ' '.repeat(gap) + badge,
    ...(work ? [work] : []),
    colours.dim(facts.join(' · ')),
    colours.dim(`signal ${signal.id}`),
    colours.dim(`event  ${signal.eventId}`),
    ...(signal.leadId ? [colours.dim(`lead   ${signal.leadId}`)] : []),
    ...(trigger ? ['', ...markdownLines(trigger.formula, columns).map((line) => colours.italic(line))] : []),
  ];
}

function stepLines({ atMs, name, text, tookMs, details, mood }: Step, receivedAtMs: number, columns: number): string[] {
  const since = colours.dim(padStart(`+${span(atMs - receivedAtMs)}`, TIME - 2));
  const took = tookMs === undefined ? '' : ` (${span(tookMs)})`;
  const [first = '', ...more] = hang(`${since}  ${moodPaint[mood](padEnd(name, NAME))}`, text + took, columns);
  return [first, ...more, ...detailLines(details, columns)];
}

/** Short ones side by side, so that the story stays on one screen; a list with marks is read line by line. */
function detailLines(details: readonly string[], columns: number): string[] {
  const width = columns - INDENT.length;
  const lines: string[] = [];
  for (const detail of details.map((one) => one.replace(/\.$/, ''))) {
    const last = lines.at(-1);
    if (last !== undefined && !/^[✓✗?–]/.test(detail) && widthOf(last) + 3 + widthOf(detail) <= width)
      lines[lines.length - 1] = `${last} · ${detail}`;
    else lines.push(...wrap(detail, width));
  }
  return lines.map((line) => INDENT + colours.dim(line));
}

function now(story: Story, columns: number, nowMs: number): string[] {
  const { now: where, next, leftMs } = standingOf(story, nowMs);
  const paint = leftMs === undefined ? colours.bold : leftMs > 0 ? colours.green : colours.red;
  return [
    '',
    colours.bold('NOW'),
    ...hang('  ', where, columns).map((line) => paint(line)),
    ...next.flatMap((line) => hang(line.at === undefined ? '  ' : `  ${line.at}  `, line.text, columns)),
  ];
}

const links = ({ signal, consoleUrl }: Story): string[] => [
  '',
  `  Console      ${colours.cyan(consoleUrl)}`,
  `  Temporal UI  ${colours.cyan(signal.temporalUrl)}`,
  '',
];
