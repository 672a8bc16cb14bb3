import type { CandidateItem, ScoreDetail } from '@firstline/domain/api/leads.schema';
import type { ReasonItem, VerdictItem } from '@firstline/domain/api/story.schema';
import { asSentence, listInWords } from '@firstline/domain/policy/words';
import type { Team } from '../triggers/policies.js';

type Fields = Record<string, unknown>;
const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
const listOf = (value: unknown): Fields[] => (Array.isArray(value) ? value.map(fieldsOf) : []);
const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
const number = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

/** The play that matched; stored by id, or as the rule itself. */
const matchedTrigger = ({ triggerId, matched }: Fields): string | undefined =>
  text(triggerId) ?? text(matched) ?? text(fieldsOf(matched)['id']);

const missingWords = (result: Fields): string => {
  const missing = Array.isArray(result['missing']) ? result['missing'].filter((path) => typeof path === 'string') : [];
  return missing.length === 0 ? '' : ` (not known: ${listInWords(missing)})`;
};

const sentences: Record<VerdictItem['kind'], (result: Fields, reasons: readonly ReasonItem[], team: Team) => string> = {
  resolved: (_, reasons) => reasons[0]?.text ?? 'We know who this is',
  enriched: (result, reasons) =>
    reasons[0] ? listInWords(reasons.map((reason) => reason.text.replace(/\.$/, ''))) : `Asked what else is known${missingWords(result)}`,
  matched: (result, _, team) => {
    const trigger = matchedTrigger(result);
    return trigger === undefined ? 'No play listens to this signal' : `The play “${team.triggerName(trigger)}” applies`;
  },
  fit: (result) => {
    const answer = text(result['result']) ?? text(result['decision']);
    if (answer === 'fit') return 'Fits whom we sell to';
    if (answer === 'not-a-fit') return 'Not whom we sell to';
    const taken: Record<string, string> = {
      fit: ', and counts as a fit',
      'not-a-fit': ', and counts as none',
      review: ', so people look at it in the weekly review',
    };
    return `Whether this fits is not certain${missingWords(result)}${taken[text(result['decision']) ?? ''] ?? ''}`;
  },
  suppressed: (result, reasons) => {
    if (result['suppressed'] === true) return `Held back: ${listInWords(hitsOf(result, reasons))}`;
    return 'diverted' in result && result['diverted'] ? 'A customer: goes to customer success' : 'Nothing speaks against getting in touch';
  },
  scored: (result) => {
    const band = text(result['band']);
    return `Score ${number(result['score']) ?? 'unknown'} of 100${band === undefined ? '' : `, ${band}`}`;
  },
  routed: (result, _, team) => {
    const chosen = chosenRep(result);
    if (chosen !== undefined) return `Goes to ${team.rep(chosen).name}`;
    return result['decision'] === 'hold' ? 'Everybody is away: held until the next shift' : 'Nobody could be given this lead';
  },
};

const hitsOf = (result: Fields, reasons: readonly ReasonItem[]): string[] => {
  const hits = listOf(result['hits']).flatMap((hit) => text(fieldsOf(hit['reason'])['text']) ?? []);
  return (hits.length > 0 ? hits : reasons.map((reason) => reason.text)).map((hit) => hit.replace(/\.$/, ''));
};

const chosenRep = (result: Fields): string | undefined =>
  text(result['repId']) ??
  text(fieldsOf(result['offer'])['repId']) ??
  text(listOf(result['candidates']).find((each) => each['chosen'] === true)?.['repId']);

/** A decision in one plain sentence, with its reasons where they are needed to understand it. */
export const verdictSentence = (kind: VerdictItem['kind'], result: unknown, reasons: readonly ReasonItem[], team: Team): string =>
  asSentence(sentences[kind]?.(fieldsOf(result), reasons, team) ?? kind);

const viaWords: Record<string, string> = {
  preferred: 'asked for by name',
  'contact-owner': 'owns this contact',
  'account-owner': 'owns the account',
  'opportunity-owner': 'has an open opportunity with them',
  'customer-success': 'looks after this customer',
  'named-account': 'has the account by name',
};
const how = (via: string): string => viaWords[via] ?? via;

/** Everybody who was looked at in a routing decision, the chosen one first. */
export function candidatesOf(result: unknown, team: Team): CandidateItem[] {
  const items = listOf(fieldsOf(result)['candidates']).flatMap((each): CandidateItem[] => {
    const repId = text(each['repId']);
    if (repId === undefined) return [];
    const via = text(each['via']) ?? 'pool';
    const chosen = each['chosen'] === true;
    const against = listInWords(listOf(each['out']).flatMap((out) => text(out['text']) ?? [])) || 'it was not their turn';
    const because = chosen ? (via === 'pool' ? 'it was their turn' : how(via)) : via === 'pool' ? against : `${how(via)}, but ${against}`;
    return [{ rep: team.rep(repId), chosen, via, because: asSentence(because) }];
  });
  return items.sort((a, b) => Number(b.chosen) - Number(a.chosen));
}

/** What a score is made of; the points add up to it. */
export function scoreDetailOf({ result, decidedAt }: Pick<VerdictItem, 'result' | 'decidedAt'>): ScoreDetail | null {
  const fields = fieldsOf(result);
  const score = number(fields['score']);
  if (score === undefined) return null;
  const contributions = listOf(fields['contributions']).flatMap((each) => {
    const points = number(each['points']);
    return points === undefined
      ? []
      : [{ id: text(each['id']) ?? '', points, because: text(each['reason']) ?? text(each['because']) ?? '' }];
  });
  return {
    score,
    band: text(fields['band']) ?? null,
    decidedAt,
    contributions: contributions.sort((a, b) => Math.abs(b.points) - Math.abs(a.points)),
  };
}
