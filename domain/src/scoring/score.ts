import { holds } from '../policy/cel.js';
import type { LeadFacts } from '../policy/facts.js';
import type { Policy, ScoringPolicy } from '../policy/policy.schema.js';
import { type RuleFacts, ruleFacts } from '../policy/rule-facts.js';
import { ageInWords } from '../policy/words.js';
import type { Signal } from '../signal/signal.js';

export type ScoreBand = 'hot' | 'warm' | 'cold';
export interface Contribution {
  id: string;
  /** Whole points; all contributions together are the score, exactly. */
  points: number;
  reason: string;
}
export interface Score {
  /** 0 to 100, whole. */
  score: number;
  band: ScoreBand;
  contributions: Contribution[];
  /** Features that could not be judged, and for want of which facts. They count nothing. */
  unjudged: { id: string; missing: string[] }[];
}

const lowest = 0;
const highest = 100;

export function bandOf(score: number, { hot, warm }: ScoringPolicy['bands']): ScoreBand {
  if (score >= hot) return 'hot';
  return score >= warm ? 'warm' : 'cold';
}

/** Half the interest is gone after each half-life. An event from the future counts as now. */
const remaining = (ageMs: number, halfLifeMs: number): number => 0.5 ** (Math.max(0, ageMs) / Math.max(1, halfLifeMs));

/** The same lead as an earlier signal saw it: only its type and properties are kept of it, so a condition on more of it is unknown. */
const seenBy = (view: RuleFacts, { type, properties }: LeadFacts['recentSignals'][number]): RuleFacts =>
  ({ ...view, signal: { type, properties } }) as unknown as RuleFacts;

type InterestFeature = ScoringPolicy['interest'][number];

function interest(
  feature: InterestFeature,
  view: RuleFacts,
  signal: Signal,
  facts: LeadFacts,
  nowMs: number,
): { points: number; count: number; lastAtMs: number } {
  const now = { type: signal.type, atMs: Date.parse(signal.receivedAt), properties: signal.properties };
  const events = [
    { ...now, view },
    ...facts.recentSignals.map((recent) => ({ ...recent, view: feature.when === undefined ? view : seenBy(view, recent) })),
  ];
  const counted = events.filter(
    (event) => event.type === feature.type && (feature.when === undefined || holds(feature.when, event.view).truth === true),
  );
  return {
    points: counted.reduce((sum, { atMs }) => sum + feature.points * remaining(nowMs - atMs, feature.halfLife), 0),
    count: counted.length,
    lastAtMs: Math.max(...counted.map(({ atMs }) => atMs)),
  };
}

/**
 * Points one can argue with: the base, what the lead is (fit), what the lead did and how long ago (interest), and, when the sum leaves
 * 0 to 100, the cut as a contribution of its own. Each is rounded to whole points first, so the list adds up to the score.
 */
export function score({
  facts,
  policy,
  signal,
  nowMs,
}: {
  facts: LeadFacts;
  policy: Pick<Policy, 'scoring'>;
  signal: Signal;
  nowMs: number;
}): Score {
  const { scoring } = policy;
  const view = ruleFacts({ signal, facts });
  const contributions: Contribution[] = [];
  const unjudged: Score['unjudged'] = [];
  const add = (id: string, points: number, reason: string): void => {
    const whole = Math.round(points);
    if (whole !== 0) contributions.push({ id, points: whole, reason });
  };

  add('base', scoring.base, 'Every lead starts here');
  for (const feature of scoring.fit) {
    const answer = holds(feature.when, view);
    if (answer.truth === true) add(feature.id, feature.points, feature.because);
    else if (answer.truth === 'unknown') unjudged.push({ id: feature.id, missing: answer.missing });
  }
  for (const [index, feature] of scoring.interest.entries()) {
    const { points, count, lastAtMs } = interest(feature, view, signal, facts, nowMs);
    const times = count === 1 ? '' : ` ${count} times, last`;
    if (count > 0)
      add(`interest-${index + 1}:${feature.type}`, points, `${feature.because} (${`${times} ${ageInWords(lastAtMs, nowMs)}`.trim()})`);
  }

  const sum = contributions.reduce((total, { points }) => total + points, 0);
  const clamped = Math.min(highest, Math.max(lowest, sum));
  if (clamped !== sum) contributions.push({ id: 'limit', points: clamped - sum, reason: `A score stays between ${lowest} and ${highest}` });
  return { score: clamped, band: bandOf(clamped, scoring.bands), contributions, unjudged };
}
