import { type CelProblem, problemsOfCel, valueOf } from './cel.js';
import type { JsonValue } from '../signal/signal.js';
import type { RuleFacts } from './rule-facts.js';

interface Part {
  text?: string;
  expression?: string;
  offset: number;
}

/** Splits `They looked at {{ signal.properties.page }}` into text and expressions. */
function partsOf(template: string): Part[] {
  const parts: Part[] = [];
  let at = 0;
  for (const match of template.matchAll(/\{\{([^{}]*)\}\}/g)) {
    if (match.index > at) parts.push({ text: template.slice(at, match.index), offset: at });
    parts.push({ expression: match[1]!, offset: match.index + 2 });
    at = match.index + match[0].length;
  }
  if (at < template.length) parts.push({ text: template.slice(at), offset: at });
  return parts;
}

export function problemsOfText(template: string): CelProblem[] {
  return partsOf(template).flatMap(({ text, expression, offset }): CelProblem[] => {
    if (expression !== undefined) {
      const lead = expression.length - expression.trimStart().length;
      if (expression.trim() === '') return [{ offset, severity: 'error', message: 'there is nothing between {{ and }}' }];
      return problemsOfCel(expression.trim(), 'any').map((problem) => ({ ...problem, offset: problem.offset + offset + lead }));
    }
    const loose = text!.search(/\{\{|\}\}/);
    if (loose === -1) return [];
    return [
      {
        offset: offset + loose,
        severity: 'error',
        message: `${text!.slice(loose, loose + 2)} has no partner`,
        suggestion: 'write {{ expression }}, such as {{ person.firstName }}',
      },
    ];
  });
}

const maxShown = 200;

function shown(value: JsonValue | undefined): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map(shown).filter(Boolean).join(', ');
  if (typeof value === 'object') return JSON.stringify(value);
  return typeof value === 'number' ? value.toLocaleString('en', { maximumFractionDigits: 2 }) : String(value);
}

/**
 * A text with its expressions filled in from the facts. What is not known is left out and reported; text from outside is cut to a line and
 * 200 characters, and the receiver of the text still escapes it for its own medium.
 */
export function renderText(template: string, facts: RuleFacts): { text: string; missing: string[] } {
  const missing = new Set<string>();
  const text = partsOf(template)
    .map((part) => {
      if (part.expression === undefined) return part.text!;
      const answer = valueOf(part.expression.trim(), facts);
      if (answer.truth === 'unknown') for (const path of answer.missing) missing.add(path);
      return shown(answer.value)
        .replace(/[\s\p{Cc}]+/gu, ' ')
        .trim()
        .slice(0, maxShown);
    })
    .join('');
  return {
    text: text
      .replace(/[ \t]{2,}/g, ' ')
      .replace(/ ([,.!?])/g, '$1')
      .trim(),
    missing: [...missing].sort(),
  };
}
