/** A value inside a condition. Whole numbers written in a condition are `bigint`, numbers in facts are `number`; they compare freely. */
export type CelValue = string | number | bigint | boolean | null | readonly CelValue[] | { readonly [key: string]: CelValue };

/**
 * The third answer. It travels through a condition like a value and remembers why: which facts nobody knows (`missing`), or what was of
 * the wrong kind in facts that have no declared type (`problems`).
 */
export class Unknown {
  readonly missing: ReadonlySet<string>;
  readonly problems: ReadonlySet<string>;
  constructor(missing: Iterable<string>, problems: Iterable<string> = []) {
    this.missing = new Set(missing);
    this.problems = new Set(problems);
  }
  static ofProblem(problem: string): Unknown {
    return new Unknown([], [problem]);
  }
  static allOf(unknowns: readonly Unknown[]): Unknown {
    if (unknowns.length === 1) return unknowns[0]!;
    return new Unknown(
      unknowns.flatMap(({ missing }) => [...missing]),
      unknowns.flatMap(({ problems }) => [...problems]),
    );
  }
}
export type CelResult = CelValue | Unknown;

/** Thrown inside an evaluation that costs too much; never leaves `evaluateCel`. */
export class TooCostly extends Error {}

/** Counts the work of one evaluation. A condition over facts of the usual size takes some dozens of steps. */
export class Budget {
  #left: number;
  constructor(steps: number) {
    this.#left = steps;
  }
  spend(steps: number): void {
    this.#left -= steps;
    if (this.#left < 0) throw new TooCostly();
  }
}

export const isNumber = (value: CelResult): value is number | bigint => typeof value === 'number' || typeof value === 'bigint';
export const isList = (value: CelResult): value is readonly CelValue[] => Array.isArray(value);
export const isMap = (value: CelResult): value is { readonly [key: string]: CelValue } =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Unknown);

export function kindOf(value: CelValue): string {
  if (value === null) return 'null';
  if (isList(value)) return 'a list';
  switch (typeof value) {
    case 'string':
      return 'a text';
    case 'boolean':
      return 'true or false';
    case 'object':
      return 'a map';
    default:
      return 'a number';
  }
}

/** Equality as CEL has it: by content, numbers across kinds, never an error. */
export function isEqual(left: CelValue, right: CelValue, budget: Budget): boolean {
  budget.spend(1);
  if (isNumber(left) && isNumber(right)) return typeof left === typeof right ? left === right : Number(left) === Number(right);
  if (isList(left) && isList(right))
    return left.length === right.length && left.every((item, index) => isEqual(item, right[index]!, budget));
  if (isMap(left) && isMap(right)) {
    const keys = Object.keys(left);
    return (
      keys.length === Object.keys(right).length &&
      keys.every((key) => Object.hasOwn(right, key) && isEqual(left[key]!, right[key]!, budget))
    );
  }
  return left === right;
}
