import { type ASTNode, type Environment, ParseError, TypeError as CelTypeError } from '@marcbachmann/cel-js';
import { signalTypes } from '../signal/signal-types.js';
import { type FactType, factRoots, factTypes, globalFunctions, listMacros, methods } from './cel-language.js';
import { didYouMean } from './did-you-mean.js';

/** Something wrong in a condition. `offset` counts characters from its start. */
export interface CelProblem {
  offset: number;
  message: string;
  suggestion?: string;
  severity: 'error' | 'warning';
}

/** The declared type of a path such as `person.title`, `lead.recentSignals[]`, or the variable of a list macro. */
type Scope = ReadonlyMap<string, string>;

const fieldsOf = (type: string | undefined): Record<string, string> | undefined =>
  type !== undefined && Object.hasOwn(factTypes, type) ? factTypes[type as FactType] : undefined;

const elementOf = (type: string | undefined): string | undefined => /^list<(.+)>$/.exec(type ?? '')?.[1];

function typeOf(node: ASTNode, scope: Scope): string | undefined {
  switch (node.op) {
    case 'id':
      return scope.get(node.args);
    case '.': {
      const fields = fieldsOf(typeOf(node.args[0], scope));
      return fields && Object.hasOwn(fields, node.args[1]) ? fields[node.args[1]] : undefined;
    }
    case '[]':
      return elementOf(typeOf(node.args[0], scope));
    case 'rcall':
      return node.args[0] === 'filter' ? typeOf(node.args[1], scope) : undefined;
    default:
      return undefined;
  }
}

/** The field a comparison is about: its record's type and its name (`Company.country`). */
function fieldOf(node: ASTNode, scope: Scope): string | undefined {
  if (node.op !== '.') return undefined;
  const type = typeOf(node.args[0], scope);
  return fieldsOf(type) ? `${type}.${node.args[1]}` : undefined;
}

const texts = (node: ASTNode): { text: string; node: ASTNode }[] => {
  if (node.op === 'value') return typeof node.args === 'string' ? [{ text: node.args, node }] : [];
  return node.op === 'list' ? node.args.flatMap(texts) : [];
};

const closed: Record<string, { names: readonly string[]; what: string }> = {
  'Signal.type': { names: Object.keys(signalTypes), what: 'a signal type' },
  'RecentSignal.type': { names: Object.keys(signalTypes), what: 'a signal type' },
  'Signal.category': { names: [...new Set(Object.values(signalTypes).map(({ category }) => category))], what: 'a signal category' },
  'Signal.lane': { names: ['high', 'normal', 'bulk'], what: 'a lane' },
  'Person.emailKind': { names: ['work', 'free', 'disposable'], what: 'a kind of e-mail address' },
  'Lead.accountType': { names: ['prospect', 'customer', 'former-customer', 'partner'], what: 'an account type' },
};
const lowerCase = new Set(['Person.email', 'Person.emailDomain', 'Person.seniority', 'Person.language', 'Company.domain']);
const freeText = new Set([
  'Person.title',
  'Person.department',
  'Person.city',
  'Person.state',
  'Company.name',
  'Company.industry',
  'Company.city',
  'Company.state',
]);

/** Comparisons that type-check and can still never hold, or hold only by luck. */
function* compared(field: string | undefined, { text, node }: { text: string; node: ASTNode }, how: string): Generator<CelProblem> {
  if (field === undefined) return;
  const at = { offset: node.start };
  if (Object.hasOwn(closed, field)) {
    const { names, what } = closed[field]!;
    if (how === 'equal' && !names.includes(text)) {
      yield {
        ...at,
        severity: 'error',
        message: `"${text}" is not ${what}`,
        suggestion: didYouMean(text, names) ?? `one of ${names.slice(0, 6).join(', ')}`,
      };
    }
  } else if (field.endsWith('.country')) {
    if (how === 'equal' && !/^[A-Z]{2}$/.test(text)) {
      yield {
        ...at,
        severity: 'error',
        message: `"${text}" is not a country code: countries are two capital letters`,
        suggestion: /^[a-z]{2}$/.test(text) ? text.toUpperCase() : 'such as DE, GB or US',
      };
    }
  } else if (lowerCase.has(field)) {
    if (text !== text.toLowerCase()) {
      yield {
        ...at,
        severity: 'error',
        message: `"${text}" never matches: ${field.split('.')[1]} is always in lower case`,
        suggestion: text.toLowerCase(),
      };
    }
  } else if (freeText.has(field) && how !== 'mentions') {
    yield {
      ...at,
      severity: 'warning',
      message: `people write ${field.split('.')[1]} in many ways, and this comparison heeds capital letters`,
      suggestion: `mentions("${text}")`,
    };
  }
}

function* call(node: ASTNode, name: string, known: readonly string[]): Generator<CelProblem> {
  if (known.includes(name)) return;
  if (name === 'matches') {
    yield {
      offset: node.start,
      severity: 'error',
      message: 'matches() is not available: a regular expression can take for ever on a hostile text',
      suggestion: 'contains(), startsWith(), endsWith() or mentions()',
    };
    return;
  }
  yield {
    offset: node.start,
    severity: 'error',
    message: `${name}() is not available in conditions`,
    suggestion: didYouMean(name, known) ?? `one of ${known.join(', ')}`,
  };
}

const allowed: ReadonlySet<string> = new Set([
  'value',
  'id',
  '.',
  '[]',
  'list',
  'map',
  '&&',
  '||',
  '!_',
  '-_',
  '?:',
  '==',
  '!=',
  'in',
  '<',
  '<=',
  '>',
  '>=',
  '+',
  '-',
  '*',
  '/',
  '%',
  'call',
  'rcall',
]);
const comparisons: ReadonlySet<string> = new Set(['==', '!=']);

function children(node: ASTNode): readonly ASTNode[] {
  switch (node.op) {
    case 'value':
    case 'id':
      return [];
    case '.':
    case '.?':
      return [node.args[0]];
    case 'call':
      return node.args[1];
    case 'rcall':
      return [node.args[1], ...node.args[2]];
    case 'map':
      return node.args.flat();
    case '!_':
    case '-_':
      return [node.args];
    default:
      return node.args;
  }
}

function* walk(node: ASTNode, scope: Scope): Generator<CelProblem> {
  if (!allowed.has(node.op)) yield { offset: node.start, severity: 'error', message: `"${node.op}" is not available in conditions` };
  if (node.op === 'value') {
    const tooLarge = typeof node.args === 'bigint' && (node.args > 2n ** 53n || node.args < -(2n ** 53n));
    const odd = typeof node.args === 'object' && node.args !== null;
    if (tooLarge || odd)
      yield {
        offset: node.start,
        severity: 'error',
        message: tooLarge ? 'this number is too large' : 'bytes and unsigned numbers are not available in conditions',
      };
  }
  if (node.op === 'call') yield* call(node, node.args[0], globalFunctions);
  if (node.op === 'rcall') yield* call(node, node.args[0], methods);

  // has() is a macro: the checker does not look at the field inside it.
  if (node.op === 'call' && node.args[0] === 'has') {
    const [field] = node.args[1];
    if (field?.op === '.') {
      const fields = fieldsOf(typeOf(field.args[0], scope));
      if (fields && !Object.hasOwn(fields, field.args[1])) yield noSuchField(field, typeOf(field.args[0], scope)!);
    }
  }
  if (node.op !== 'call' && node.op !== 'rcall' && (comparisons.has(node.op) || node.op === 'in')) {
    const [left, right] = node.args as readonly [ASTNode, ASTNode];
    for (const literal of texts(right)) yield* compared(fieldOf(left, scope), literal, 'equal');
    if (node.op !== 'in') for (const literal of texts(left)) yield* compared(fieldOf(right, scope), literal, 'equal');
  }
  if (node.op === 'rcall') {
    const [name, receiver, args] = node.args;
    if (['contains', 'startsWith', 'endsWith', 'mentions'].includes(name)) {
      for (const literal of args.flatMap(texts))
        yield* compared(fieldOf(receiver, scope), literal, name === 'mentions' ? 'mentions' : 'part');
    }
    const [variable, ...bodies] = args;
    if (listMacros.has(name) && variable?.op === 'id') {
      yield* walk(receiver, scope);
      const inner = new Map(scope).set(variable.args, elementOf(typeOf(receiver, scope)) ?? 'dyn');
      for (const body of bodies) yield* walk(body, inner);
      return;
    }
  }
  for (const child of children(node)) yield* walk(child, scope);
}

function noSuchField(node: Extract<ASTNode, { op: '.' }>, type: string): CelProblem {
  const name = type.replace(/[A-Z]/g, (letter, at: number) => (at === 0 ? '' : ' ') + letter.toLowerCase());
  const fields = Object.keys(fieldsOf(type) ?? {});
  return {
    offset: node.end - node.args[1].length,
    severity: 'error',
    message: `${name} has no field "${node.args[1]}"`,
    suggestion: didYouMean(node.args[1], fields) ?? `one of ${fields.join(', ')}`,
  };
}

/** The first field that a record does not have, wherever it stands. */
function* unknownNames(node: ASTNode, scope: Scope): Generator<CelProblem> {
  if (node.op === 'id' && !scope.has(node.args)) {
    yield {
      offset: node.start,
      severity: 'error',
      message: `there is no "${node.args}" here`,
      suggestion: didYouMean(node.args, scope.keys()) ?? `start from ${Object.keys(factRoots).join(', ')}`,
    };
  }
  if (node.op === '.') {
    const type = typeOf(node.args[0], scope);
    const fields = fieldsOf(type);
    if (fields && !Object.hasOwn(fields, node.args[1])) yield noSuchField(node, type!);
  }
  if (node.op === 'rcall' && listMacros.has(node.args[0])) {
    const [, receiver, [variable, ...bodies]] = node.args;
    yield* unknownNames(receiver, scope);
    const inner = variable?.op === 'id' ? new Map(scope).set(variable.args, elementOf(typeOf(receiver, scope)) ?? 'dyn') : scope;
    for (const body of bodies) yield* unknownNames(body, inner);
    return;
  }
  for (const child of children(node)) yield* unknownNames(child, scope);
}

const inWords: Record<string, string> = {
  int: 'a whole number',
  double: 'a number',
  string: 'a text',
  bool: 'true or false',
  null: 'null',
  dyn: 'anything',
};
const typeName = (type: string): string =>
  Object.hasOwn(inWords, type) ? inWords[type]! : type.replace(/^list<(.+)>$/, (_, item: string) => `a list of ${item}`);

/** The checker's sentence in words of a policy author. */
function plainly(summary: string): string {
  const overload = /^no such overload: (\S+) (\S+) (\S+)$/.exec(summary);
  if (overload) return `cannot compare or combine ${typeName(overload[1]!)} ${overload[2]} ${typeName(overload[3]!)}`;
  const logical = /^Logical operator requires bool operands, got '(.+)'$/.exec(summary);
  if (logical) return `&& and || need true or false on both sides, and got ${typeName(logical[1]!)}`;
  const method = /^found no matching overload for '(.+)'$/.exec(summary);
  if (method) return `${method[1]} does not fit: check the function's name and what it is given`;
  if (summary === 'Unexpected token: EOF') return 'the condition ends too early';
  return summary;
}

const fromLibrary = (error: unknown): CelProblem => {
  if (!(error instanceof ParseError || error instanceof CelTypeError)) throw error;
  return { offset: error.range?.start ?? 0, severity: 'error', message: plainly(error.summary) };
};

/** Parses and checks one expression; every problem found is listed, and a tree comes back only when none of them is an error. */
export function checkCel(source: string, environment: Environment, wanted: 'bool' | 'any'): { tree?: ASTNode; problems: CelProblem[] } {
  let parsed: ReturnType<Environment['parse']>;
  try {
    parsed = environment.parse(source);
  } catch (error) {
    return { problems: [fromLibrary(error)] };
  }
  const scope: Scope = new Map(Object.entries(factRoots));
  const problems = [...unknownNames(parsed.ast, scope), ...walk(parsed.ast, scope)];
  if (!problems.some(({ severity }) => severity === 'error')) {
    const { valid, type, error } = parsed.check();
    if (!valid) problems.push(fromLibrary(error));
    else if (wanted === 'bool' && type !== 'bool' && type !== 'dyn')
      problems.push({
        offset: 0,
        severity: 'error',
        message: `a condition must answer true or false, and this is ${typeName(type ?? 'dyn')}`,
      });
  }
  const unique = problems.filter(
    (problem, index) => problems.findIndex(({ offset, message }) => offset === problem.offset && message === problem.message) === index,
  );
  const isSound = unique.every(({ severity }) => severity !== 'error');
  return isSound ? { tree: parsed.ast, problems: unique } : { problems: unique };
}
