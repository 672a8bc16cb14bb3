import type { ASTNode } from '@marcbachmann/cel-js';
import { arithmetic, callGlobal, callMethod, isBefore } from './cel-functions.js';
import { listMacros } from './cel-language.js';
import { Budget, type CelResult, type CelValue, isEqual, isList, isMap, isNumber, kindOf, Unknown } from './cel-value.js';

/** A name in scope: its value, and the path that people know it by (`lead.recentSignals[]` for the variable of a list macro). */
interface Named {
  value: CelResult;
  path: string;
}
interface Run {
  budget: Budget;
  scope: ReadonlyMap<string, Named>;
  /** Facts that were looked at, by path. */
  read: Map<string, CelValue>;
}

/** The fact path of `person.title` or `signal.properties["form"]`; undefined for a computed value. */
function pathOf(node: ASTNode, scope: Run['scope']): string | undefined {
  switch (node.op) {
    case 'id':
      return scope.get(node.args)?.path;
    case '.': {
      const parent = pathOf(node.args[0], scope);
      return parent === undefined ? undefined : `${parent}.${node.args[1]}`;
    }
    case '[]': {
      const parent = pathOf(node.args[0], scope);
      const [, index] = node.args;
      return parent === undefined || index.op !== 'value'
        ? undefined
        : `${parent}[${JSON.stringify(index.args, (_, value: unknown) => (typeof value === 'bigint' ? Number(value) : value))}]`;
    }
    default:
      return undefined;
  }
}

function access(node: Extract<ASTNode, { op: '.' | '[]' }>, run: Run): CelResult {
  const parent = evaluate(node.args[0], run);
  const key = node.op === '.' ? node.args[1] : evaluate(node.args[1], run);
  if (parent instanceof Unknown || key instanceof Unknown) return unknownOf([parent, key]);
  const path = pathOf(node, run.scope);
  const found =
    isList(parent) && isNumber(key)
      ? parent[Number(key)]
      : isMap(parent) && typeof key === 'string' && Object.hasOwn(parent, key)
        ? parent[key]
        : undefined;
  if (found === undefined) {
    if (!isList(parent) && !isMap(parent)) return Unknown.ofProblem(`${path ?? 'a value'} was looked up in ${kindOf(parent)}`);
    return new Unknown([path ?? (typeof key === 'object' ? kindOf(key) : String(key))]);
  }
  if (path !== undefined && typeof found !== 'object') run.read.set(path, found);
  return found;
}

const unknownOf = (results: readonly CelResult[]): Unknown => Unknown.allOf(results.filter((result) => result instanceof Unknown));

/** `&&` and `||` after Kleene: one side that decides is enough, whatever the other side does not know. */
function logical(decisive: boolean, nodes: readonly [ASTNode, ASTNode], run: Run): CelResult {
  const left = truthOf(evaluate(nodes[0], run));
  if (left === decisive) return decisive;
  const right = truthOf(evaluate(nodes[1], run));
  if (right === decisive) return decisive;
  return left instanceof Unknown || right instanceof Unknown ? unknownOf([left, right]) : !decisive;
}

const truthOf = (result: CelResult): boolean | Unknown =>
  typeof result === 'boolean' || result instanceof Unknown ? result : Unknown.ofProblem(`expected true or false and got ${kindOf(result)}`);

function has(node: ASTNode, run: Run): CelResult {
  if (node.op !== '.') return Unknown.ofProblem('has() needs a field');
  const parent = evaluate(node.args[0], run);
  return isMap(parent) && Object.hasOwn(parent, node.args[1]);
}

function listMacro(name: string, receiver: ASTNode, args: readonly ASTNode[], run: Run): CelResult {
  const found = evaluate(receiver, run);
  if (found instanceof Unknown) return found;
  const list = isMap(found) ? Object.keys(found) : found;
  const [variable, condition, transform] = args;
  if (!isList(list) || variable?.op !== 'id' || !condition) return Unknown.ofProblem(`${name}() needs a list`);
  const path = `${pathOf(receiver, run.scope) ?? 'list'}[]`;
  const forItem = (node: ASTNode, value: CelValue): CelResult => {
    run.budget.spend(1);
    return evaluate(node, { ...run, scope: new Map(run.scope).set(variable.args, { value, path }) });
  };

  if (name === 'map') {
    const kept: CelValue[] = [];
    for (const item of list) {
      const wanted = transform ? truthOf(forItem(condition, item)) : true;
      if (wanted instanceof Unknown) return wanted;
      if (!wanted) continue;
      const made = forItem(transform ?? condition, item);
      if (made instanceof Unknown) return made;
      kept.push(made);
    }
    return kept;
  }

  const kept: CelValue[] = [];
  const unknowns: Unknown[] = [];
  for (const item of list) {
    const truth = truthOf(forItem(condition, item));
    if (truth instanceof Unknown) unknowns.push(truth);
    else if (truth && name === 'exists') return true;
    else if (!truth && name === 'all') return false;
    else if (truth) kept.push(item);
  }
  if (name === 'exists_one' && kept.length > 1) return false;
  if (unknowns.length > 0) return Unknown.allOf(unknowns);
  switch (name) {
    case 'filter':
      return kept;
    case 'exists_one':
      return kept.length === 1;
    default:
      return name === 'all';
  }
}

function isIn(left: CelValue, right: CelValue, run: Run): CelResult {
  if (isList(right)) return right.some((item) => isEqual(left, item, run.budget));
  if (isMap(right)) return typeof left === 'string' && Object.hasOwn(right, left);
  return Unknown.ofProblem(`"in" needs a list and got ${kindOf(right)}`);
}

function all(nodes: readonly ASTNode[], run: Run): CelValue[] | Unknown {
  const results = nodes.map((node) => evaluate(node, run));
  return results.some((result) => result instanceof Unknown) ? unknownOf(results) : (results as CelValue[]);
}

function evaluate(node: ASTNode, run: Run): CelResult {
  run.budget.spend(1);
  switch (node.op) {
    case 'value':
      return node.args as CelValue;
    case 'id':
      return run.scope.get(node.args)?.value ?? new Unknown([node.args]);
    case '.':
    case '[]':
      return access(node, run);
    case 'list':
      return all(node.args, run);
    case 'map': {
      const keys = all(
        node.args.map(([key]) => key),
        run,
      );
      const values = all(
        node.args.map(([, value]) => value),
        run,
      );
      if (keys instanceof Unknown || values instanceof Unknown) return unknownOf([keys, values]);
      if (!keys.every((key) => typeof key === 'string')) return Unknown.ofProblem('the keys of a map must be texts');
      return Object.fromEntries(keys.map((key, index) => [key, values[index]!]));
    }
    case '&&':
      return logical(false, node.args, run);
    case '||':
      return logical(true, node.args, run);
    case '!_': {
      const truth = truthOf(evaluate(node.args, run));
      return truth instanceof Unknown ? truth : !truth;
    }
    case '-_': {
      const number = evaluate(node.args, run);
      if (number instanceof Unknown) return number;
      return isNumber(number) ? -number : Unknown.ofProblem(`- before ${kindOf(number)}`);
    }
    case '?:': {
      const truth = truthOf(evaluate(node.args[0], run));
      return truth instanceof Unknown ? truth : evaluate(node.args[truth ? 1 : 2], run);
    }
    case 'call': {
      const [name, args] = node.args;
      if (name === 'has') return has(args[0]!, run);
      const values = all(args, run);
      return values instanceof Unknown ? values : callGlobal(name, values[0]!, run.budget);
    }
    case 'rcall': {
      const [name, receiver, args] = node.args;
      if (listMacros.has(name)) return listMacro(name, receiver, args, run);
      const values = all([receiver, ...args], run);
      return values instanceof Unknown ? values : callMethod(name, values[0]!, values[1], run.budget);
    }
    case '==':
    case '!=':
    case 'in':
    case '<':
    case '<=':
    case '>':
    case '>=':
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
      return binary(node.op, node.args, run);
    default:
      return Unknown.ofProblem(`"${node.op}" is not available in conditions`);
  }
}

function binary(operator: string, nodes: readonly [ASTNode, ASTNode], run: Run): CelResult {
  const values = all(nodes, run);
  if (values instanceof Unknown) return values;
  const [left, right] = values as [CelValue, CelValue];
  switch (operator) {
    case '==':
      return isEqual(left, right, run.budget);
    case '!=':
      return !isEqual(left, right, run.budget);
    case 'in':
      return isIn(left, right, run);
    case '<':
    case '<=':
    case '>':
    case '>=':
      return isBefore(operator, left, right);
    default:
      return arithmetic(operator, left, right, run.budget);
  }
}

/**
 * Evaluates a checked condition over facts, with three answers: a fact that is not known makes the result unknown unless the rest decides.
 * @throws TooCostly when `steps` are used up; nothing else
 */
export function evaluateTree(
  tree: ASTNode,
  facts: Readonly<Record<string, CelValue>>,
  steps: number,
): { result: CelResult; read: Map<string, CelValue> } {
  const scope = new Map(Object.entries(facts).map(([name, value]): [string, Named] => [name, { value, path: name }]));
  const run: Run = { budget: new Budget(steps), scope, read: new Map() };
  return { result: evaluate(tree, run), read: run.read };
}
