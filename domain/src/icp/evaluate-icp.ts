import type { Reason } from '../lead/verdict.js';
import { holds } from '../policy/cel.js';
import { conditionReason } from '../policy/condition-reasons.js';
import type { LeadFacts } from '../policy/facts.js';
import type { IcpDefinition } from '../policy/policy.schema.js';
import { ruleFacts } from '../policy/rule-facts.js';
import type { Signal } from '../signal/signal.js';

export interface IcpVerdict {
  result: 'fit' | 'not-a-fit' | 'unknown';
  /** What the definition says to do about it; differs from the result only when that is unknown. */
  decision: IcpDefinition['unknownIs'];
  /** One for every criterion, in the order of the definition. */
  reasons: Reason[];
  /** Facts that would settle it, by path. */
  missing: string[];
}

/**
 * Whether a lead is one of those we sell to. One criterion that fails is enough for "not a fit", whatever else is unknown; "unknown" names
 * the facts that are missing, and only those that could still change the answer.
 */
export function evaluateIcp(definition: IcpDefinition, facts: LeadFacts, signal: Signal): IcpVerdict {
  const view = ruleFacts({ signal, facts });
  const answers = definition.criteria.map((criterion) => ({ criterion, answer: holds(criterion.must, view) }));
  const reasons = answers.map(({ criterion, answer }) => conditionReason(criterion.id, criterion.because, answer, facts));
  if (answers.some(({ answer }) => answer.truth === false)) return { result: 'not-a-fit', decision: 'not-a-fit', reasons, missing: [] };
  if (answers.every(({ answer }) => answer.truth === true)) return { result: 'fit', decision: 'fit', reasons, missing: [] };
  const missing = [...new Set(answers.flatMap(({ answer }) => answer.missing))].sort();
  return { result: 'unknown', decision: definition.unknownIs, reasons, missing };
}
