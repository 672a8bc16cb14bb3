import type { ASTNode } from '@marcbachmann/cel-js';
import { listInWords } from './words.js';

const comparisons: Record<string, [is: string, isNot: string]> = {
  '==': ['is', 'is not'],
  '!=': ['is not', 'is'],
  '<': ['is less than', 'is at least'],
  '<=': ['is at most', 'is more than'],
  '>': ['is more than', 'is at most'],
  '>=': ['is at least', 'is less than'],
};
const textChecks: Record<string, [does: string, doesNot: string]> = {
  contains: ['contains', 'does not contain'],
  mentions: ['mentions', 'does not mention'],
  startsWith: ['starts with', 'does not start with'],
  endsWith: ['ends with', 'does not end with'],
};
const named: Record<string, string> = {
  'person.emailKind': 'the kind of e-mail address',
  'person.emailDomain': 'the e-mail domain',
  'company.revenueUsd': 'the company’s yearly revenue in dollars',
  'company.employees': 'the number of employees',
  'lead.accountType': 'the account type',
  'lead.openOpportunities': 'the number of open opportunities',
  'lead.activeSequences': 'the number of active sequences',
};

const spaced = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replace(/_/g, ' ');

function factInWords(path: readonly string[]): string | undefined {
  const known = named[path.join('.')];
  if (known) return known;
  const [root, ...rest] = path;
  if (rest.length === 0) return undefined;
  if (root === 'signal')
    return `the ${
      rest
        .filter((step) => step !== 'properties' && step !== 'attribution')
        .map(spaced)
        .join(' ') || spaced(rest.at(-1)!)
    }`;
  if (root === 'person' || root === 'company' || root === 'lead') return `the ${root}’s ${rest.map(spaced).join(' ')}`;
  return undefined;
}

function pathOf(node: ASTNode): string[] | undefined {
  if (node.op === 'id') return [node.args];
  if (node.op !== '.') return undefined;
  const parent = pathOf(node.args[0]);
  return parent && [...parent, node.args[1]];
}

/** Thrown where a part of a condition has no plain words; the whole condition is then shown as it is written. */
class NoWords extends Error {}

function value(node: ASTNode): string {
  if (node.op === 'value') {
    if (typeof node.args === 'string') return `“${node.args}”`;
    if (typeof node.args === 'bigint' || typeof node.args === 'number') return Number(node.args).toLocaleString('en');
    if (typeof node.args === 'boolean') return node.args ? 'yes' : 'no';
  }
  if (node.op === 'rcall' && (node.args[0] === 'lowerAscii' || node.args[0] === 'trim')) return value(node.args[1]);
  const path = pathOf(node);
  const words = path && factInWords(path);
  if (words) return words;
  throw new NoWords();
}

const literals = (node: ASTNode): string[] => {
  if (node.op !== 'list') throw new NoWords();
  return node.args.map(value);
};

/** `a && b && c` as its parts, however it is bracketed. */
const partsOf = (node: ASTNode, operator: '&&' | '||'): ASTNode[] =>
  node.op === operator ? [...partsOf(node.args[0], operator), ...partsOf(node.args[1], operator)] : [node];

function clause(node: ASTNode, yes: boolean): string {
  const which = yes ? 0 : 1;
  if (node.op === '!_') return clause(node.args, !yes);
  if (node.op === '&&' || node.op === '||') {
    const word = (node.op === '&&') === yes ? 'and' : 'or';
    const parts = partsOf(node, node.op).map((part) => {
      const text = clause(part, yes);
      return part.op === '&&' || part.op === '||' ? `(${text})` : text;
    });
    return parts.join(` ${word} `);
  }
  if (Object.hasOwn(comparisons, node.op)) {
    const [left, right] = node.args as [ASTNode, ASTNode];
    return `${value(left)} ${comparisons[node.op]![which]} ${value(right)}`;
  }
  if (node.op === 'in') {
    const [left, right] = node.args;
    if (right.op !== 'list') return `${value(right)} ${yes ? 'include' : 'do not include'} ${value(left)}`;
    return `${value(left)} ${yes ? 'is' : 'is not'} ${listInWords(literals(right), 'or')}`;
  }
  if (node.op === 'rcall' && Object.hasOwn(textChecks, node.args[0])) {
    const [name, receiver, [part]] = node.args;
    return `${value(receiver)} ${textChecks[name]![which]} ${value(part!)}`;
  }
  if (node.op === 'call' && node.args[0] === 'has') return `${value(node.args[1][0]!)} ${yes ? 'is known' : 'is not known'}`;
  const path = pathOf(node);
  const words = path && factInWords(path);
  if (words) return `${words} is ${yes ? 'true' : 'not true'}`;
  throw new NoWords();
}

/** A checked condition as a clause ("the form is “demo-request” and the number of employees is at least 50"), or undefined when it says more than plain words can. */
export function treeInWords(tree: ASTNode): string | undefined {
  try {
    return clause(tree, true);
  } catch (error) {
    if (error instanceof NoWords) return undefined;
    throw error;
  }
}

/** `signal.properties.<property> == "value"` among the parts of a condition that must all hold, and the other parts in words. */
export function equalityInTree(tree: ASTNode, property: string): { value: string; rest?: string } | undefined {
  const parts = partsOf(tree, '&&');
  for (const part of parts) {
    if (part.op !== '==') continue;
    const [left, right] = part.args;
    const isProperty = pathOf(left)?.join('.') === `signal.properties.${property}`;
    if (!isProperty || right.op !== 'value' || typeof right.args !== 'string') continue;
    const others = parts.filter((other) => other !== part);
    if (others.length === 0) return { value: right.args };
    const words = others.map((other) => treeInWords(other));
    if (words.some((text) => text === undefined)) return undefined;
    return { value: right.args, rest: words.map((text, index) => (others[index]!.op === '||' ? `(${text})` : text)).join(' and ') };
  }
  return undefined;
}
