import { type Budget, type CelResult, type CelValue, isList, isMap, isNumber, kindOf, Unknown } from './cel-value.js';

const maxInt = 2n ** 63n - 1n;
const minInt = -(2n ** 63n);
const whole = (value: bigint): CelResult =>
  value > maxInt || value < minInt ? Unknown.ofProblem('a whole number left the range of 64 bits') : value;

/** Looking for a long text in a long text is the one thing here that costs more than its parts. */
const spendOnSearch = (text: string, part: string, budget: Budget): void =>
  budget.spend(1 + (text.length * Math.min(part.length, Math.abs(text.length - part.length) + 1)) / 20_000);

const wordCharacter = /[\p{L}\p{N}]/u;

/** Whether `text` has `part` as whole words, whatever their case: "VP, Engineering" mentions "vp", "MVP" does not. */
export function mentions(text: string, part: string): boolean {
  const within = text.toLowerCase();
  const wanted = part.trim().toLowerCase();
  if (wanted === '') return false;
  const isWord = (character: string | undefined): boolean => character !== undefined && wordCharacter.test(character);
  for (let at = within.indexOf(wanted); at !== -1; at = within.indexOf(wanted, at + 1)) {
    const starts = !isWord(wanted[0]) || !isWord(within[at - 1]);
    const ends = !isWord(wanted.at(-1)) || !isWord(within[at + wanted.length]);
    if (starts && ends) return true;
  }
  return false;
}

const textMethods: Record<string, (text: string, argument: string) => CelResult> = {
  contains: (text, part) => text.includes(part),
  startsWith: (text, part) => text.startsWith(part),
  endsWith: (text, part) => text.endsWith(part),
  mentions,
  lowerAscii: (text) => text.replace(/[A-Z]+/g, (capitals) => capitals.toLowerCase()),
  upperAscii: (text) => text.replace(/[a-z]+/g, (letters) => letters.toUpperCase()),
  trim: (text) => text.trim(),
};

function sizeOf(value: CelValue): CelResult {
  if (typeof value === 'string') return BigInt([...value].length);
  if (isList(value)) return BigInt(value.length);
  if (isMap(value)) return BigInt(Object.keys(value).length);
  return Unknown.ofProblem(`size() of ${kindOf(value)}`);
}

function toInt(value: CelValue): CelResult {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return whole(BigInt(Math.trunc(value)));
  if (typeof value === 'string' && /^-?\d{1,20}$/.test(value)) return whole(BigInt(value));
  return Unknown.ofProblem(`int() cannot read ${kindOf(value)} as a whole number`);
}

function toDouble(value: CelValue): CelResult {
  if (isNumber(value)) return Number(value);
  const number = typeof value === 'string' && value.trim() === value && value !== '' ? Number(value) : Number.NaN;
  return Number.isNaN(number) ? Unknown.ofProblem(`double() cannot read ${kindOf(value)} as a number`) : number;
}

function toText(value: CelValue): CelResult {
  if (typeof value === 'object') return Unknown.ofProblem(`string() cannot write ${kindOf(value)}`);
  return String(value);
}

/** `name(value)` */
export function callGlobal(name: string, value: CelValue, budget: Budget): CelResult {
  if (typeof value === 'string') budget.spend(1 + value.length / 1_000);
  switch (name) {
    case 'size':
      return sizeOf(value);
    case 'int':
      return toInt(value);
    case 'double':
      return toDouble(value);
    case 'string':
      return toText(value);
    default:
      return Unknown.ofProblem(`there is no function ${name}()`);
  }
}

/** `receiver.name(argument)` */
export function callMethod(name: string, receiver: CelValue, argument: CelValue | undefined, budget: Budget): CelResult {
  if (name === 'size') return callGlobal('size', receiver, budget);
  const method = Object.hasOwn(textMethods, name) ? textMethods[name] : undefined;
  if (!method) return Unknown.ofProblem(`there is no function ${name}()`);
  if (typeof receiver !== 'string') return Unknown.ofProblem(`${name}() needs a text and got ${kindOf(receiver)}`);
  if (argument !== undefined && typeof argument !== 'string')
    return Unknown.ofProblem(`${name}() needs a text and got ${kindOf(argument)}`);
  spendOnSearch(receiver, argument ?? '', budget);
  return method(receiver, argument ?? '');
}

/** `+ - * / %`: whole numbers stay whole, a decimal makes the result decimal, texts and lists join. */
export function arithmetic(operator: string, left: CelValue, right: CelValue, budget: Budget): CelResult {
  if (operator === '+' && typeof left === 'string' && typeof right === 'string') {
    budget.spend(1 + (left.length + right.length) / 100);
    return left + right;
  }
  if (operator === '+' && isList(left) && isList(right)) {
    budget.spend(1 + left.length + right.length);
    return [...left, ...right];
  }
  if (!isNumber(left) || !isNumber(right)) return Unknown.ofProblem(`${operator} between ${kindOf(left)} and ${kindOf(right)}`);
  if (typeof left === 'bigint' && typeof right === 'bigint') {
    switch (operator) {
      case '+':
        return whole(left + right);
      case '-':
        return whole(left - right);
      case '*':
        return whole(left * right);
      default:
        if (right === 0n) return Unknown.ofProblem('division by zero');
        return whole(operator === '/' ? left / right : left % right);
    }
  }
  const [a, b] = [Number(left), Number(right)];
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    default:
      return Unknown.ofProblem('% needs whole numbers');
  }
}

export function isBefore(operator: string, left: CelValue, right: CelValue): CelResult {
  const comparable =
    (isNumber(left) && isNumber(right)) || (typeof left === typeof right && (typeof left === 'string' || typeof left === 'boolean'));
  if (!comparable) return Unknown.ofProblem(`${operator} between ${kindOf(left)} and ${kindOf(right)}`);
  const [a, b] = [left as string, right as string]; // JavaScript orders texts, numbers and booleans as CEL does
  switch (operator) {
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    default:
      return a >= b;
  }
}
