import type { ASTNode } from '@marcbachmann/cel-js';
import type { JsonValue } from '../signal/signal.js';
import { type CelProblem, checkCel } from './cel-check.js';
import { equalityInTree, treeInWords } from './cel-in-words.js';
import { evaluateTree } from './cel-evaluate.js';
import { celEnvironment, factRoots, factTypes } from './cel-language.js';
import { type CelValue, isList, isMap, TooCostly, Unknown } from './cel-value.js';
import type { RuleFacts } from './rule-facts.js';

export type { CelProblem } from './cel-check.js';

/** What a condition answers when a fact may be missing. */
export type Truth = true | false | 'unknown';

export interface CelAnswer {
  truth: Truth;
  /** The value of an expression that is no condition; absent when unknown. */
  value?: JsonValue;
  /** Facts that nobody knows and that the answer hangs on, by path, in order of the alphabet. Only when `unknown`. */
  missing: string[];
  /** Facts of the wrong kind, or work beyond the bound; the condition or the sender wants a look. Only when `unknown`. */
  problems: string[];
  /** Facts that were looked at, for the reason shown to people. */
  read: { path: string; value: string | number | boolean | null }[];
}

// A few hundred steps is a rich condition over fifty recent signals; a thousand times a typical one still takes about a millisecond.
const maxSteps = 20_000;
const maxSourceLength = 2_000;
// Policies in memory: the current one and those that running workflows pinned, some hundred conditions each.
const maxRemembered = 5_000;

const environment = celEnvironment();
const remembered = new Map<string, { tree?: ASTNode; problems: CelProblem[] }>();

function compiled(source: string, wanted: 'bool' | 'any'): { tree?: ASTNode; problems: CelProblem[] } {
  const key = `${wanted} ${source}`;
  const known = remembered.get(key);
  if (known) return known;
  const fresh =
    source.length > maxSourceLength
      ? {
          problems: [
            { offset: maxSourceLength, severity: 'error' as const, message: `a condition may have ${maxSourceLength} characters` },
          ],
        }
      : checkCel(source, environment, wanted);
  if (remembered.size >= maxRemembered) remembered.clear();
  remembered.set(key, fresh);
  return fresh;
}

/** A value as JSON has it. */
function plain(value: CelValue): JsonValue {
  if (typeof value === 'bigint') return Number(value);
  if (isList(value)) return value.map(plain);
  if (isMap(value)) return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, plain(field)]));
  return value;
}

const asCel = new WeakMap<RuleFacts, Record<string, CelValue>>();

/** The same facts with whole numbers as CEL has them, so that dividing and counting follow its rules. */
function celFacts(facts: RuleFacts): Record<string, CelValue> {
  const known = asCel.get(facts);
  if (known) return known;
  const converted = Object.fromEntries(
    Object.entries(factRoots).map(([root, type]) => {
      const types: Record<string, string> = factTypes[type];
      const fields = Object.entries(facts[root as keyof typeof factRoots]).map(([field, value]: [string, CelValue]) => {
        const isWhole = types[field] === 'int' && typeof value === 'number' && Number.isFinite(value);
        return [field, isWhole ? BigInt(Math.trunc(value)) : value];
      });
      return [root, Object.fromEntries(fields) as CelValue];
    }),
  );
  asCel.set(facts, converted);
  return converted;
}

/** Problems of a condition (`bool`) or of an expression inside a text (`any`); a source without errors can be evaluated. */
export const problemsOfCel = (source: string, wanted: 'bool' | 'any' = 'bool'): CelProblem[] => compiled(source, wanted).problems;

/** A condition in plain words, or as it is written when it says more than words can. */
export function inWords(condition: string): string {
  const { tree } = compiled(condition.trim(), 'bool');
  return (tree && treeInWords(tree)) ?? `\`${condition.replace(/\s+/g, ' ').trim()}\` holds`;
}

/** The value that a condition asks one property of the signal to have, and what else it asks, in words. */
export function asksOf(condition: string, property: string): { value: string; rest?: string } | undefined {
  const { tree } = compiled(condition.trim(), 'bool');
  return tree && equalityInTree(tree, property);
}

function answer(source: string, wanted: 'bool' | 'any', facts: RuleFacts): CelAnswer {
  const { tree, problems } = compiled(source, wanted);
  const refused = (because: string[]): CelAnswer => ({ truth: 'unknown', missing: [], problems: because, read: [] });
  if (!tree) return refused(problems.map(({ message }) => message));
  try {
    const { result, read } = evaluateTree(tree, celFacts(facts), maxSteps);
    const looked = [...read].map(([path, value]) => ({
      path,
      value: plain(value) as string | number | boolean | null,
    }));
    if (result instanceof Unknown)
      return { truth: 'unknown', missing: [...result.missing].sort(), problems: [...result.problems].sort(), read: looked };
    if (wanted === 'any') return { truth: true, value: plain(result), missing: [], problems: [], read: looked };
    if (typeof result !== 'boolean') return refused(['the condition did not answer true or false']);
    return { truth: result, missing: [], problems: [], read: looked };
  } catch (error) {
    // RangeError: the stack ended in facts nested deeper than any sender nests them.
    if (error instanceof TooCostly || error instanceof RangeError)
      return refused(['the condition was given up: it costs too much on these facts']);
    throw error;
  }
}

/** Whether a condition holds. Never throws on any condition or facts; a condition with errors is `unknown` and says why. */
export const holds = (condition: string, facts: RuleFacts): CelAnswer => answer(condition, 'bool', facts);

/** The value of an expression, for texts. */
export const valueOf = (expression: string, facts: RuleFacts): CelAnswer => answer(expression, 'any', facts);
