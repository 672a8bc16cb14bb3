import { sourceName } from '../identity/fact-value.js';
import type { Reason } from '../lead/verdict.js';
import type { CelAnswer } from './cel.js';
import type { LeadFacts } from './facts.js';
import { listInWords } from './words.js';

const personal = /^person\.(email|phone|firstName|lastName|fullName|linkedinUrl|externalIds)\b/;
const maxShown = 6;

/** Reasons are kept with verdicts for a long time, so they hold no personal data: a fact is named, and shown only when it is harmless. */
function shown({ path, value }: CelAnswer['read'][number]): string {
  const text = String(value);
  const isHarmless = !personal.test(path) && text.length <= 60 && !text.includes('@') && !/\d[\d\s().-]{6,}\d/.test(text);
  if (!isHarmless) return `${path} is known`;
  return `${path} is ${typeof value === 'string' ? `“${text}”` : text}`;
}

const rootOf = (path: string): string => path.split(/[.[]/, 1)[0]!;

/** Where the fact came from: its provider if we noted one, the signal otherwise. */
function originOf(path: string, facts: LeadFacts): { source: string; factAtMs?: number } {
  const noted = facts.provenance && Object.hasOwn(facts.provenance, path) ? facts.provenance[path] : undefined;
  if (noted) return { source: sourceName(noted.source), factAtMs: noted.atMs };
  if (path.startsWith('lead.recentSignals')) return { source: 'activity' };
  return rootOf(path) === 'lead' ? { source: 'crm', factAtMs: facts.crm.asOfMs } : { source: 'signal' };
}

/** One answer of a condition as a reason: which facts it saw, or which it lacked. */
export function conditionReason(code: string, what: string, answer: CelAnswer, facts: LeadFacts): Reason {
  const seen = answer.read.filter(({ path }) => !path.includes('[]')).slice(0, maxShown);
  const origin = seen[0] ? originOf(seen[0].path, facts) : { source: 'policy' };
  if (answer.truth === 'unknown') {
    const lacks =
      answer.missing.length > 0
        ? `${listInWords(answer.missing)} ${answer.missing.length === 1 ? 'is' : 'are'} not known`
        : listInWords(answer.problems);
    return { code: `${code}-unknown`, text: `${what}: cannot be said, ${lacks}.`, ...origin };
  }
  const because = seen.length > 0 ? `: ${listInWords(seen.map(shown))}` : '';
  return { code: answer.truth ? code : `${code}-not`, text: `${what}: ${answer.truth ? 'yes' : 'no'}${because}.`, ...origin };
}
