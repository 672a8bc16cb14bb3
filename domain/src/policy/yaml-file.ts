import { type Document, isAlias, isMap, isPair, isScalar, isSeq, Lexer, LineCounter, type Node, parseDocument, type Scalar } from 'yaml';
import type { PolicyProblem } from './policy-problem.js';

/** Steps into a file's content, as zod reports them. */
export type ContentPath = readonly PropertyKey[];

export interface YamlFile {
  path: string;
  /** Plain JSON content, or undefined when the file could not be read. */
  content: unknown;
  problems: PolicyProblem[];
  /** The position of a value, or of its nearest parent that exists; `offset` counts characters into a text. */
  at(path: ContentPath, offset?: number): { path: string; line: number; column: number };
  /** The position of a key itself. */
  atKey(path: ContentPath, key: string): { path: string; line: number; column: number };
}

// A hand-written policy file has some hundred lines; the parser needs stack for each level of nesting.
const maxCharacters = 200_000;
const maxNesting = 50;
const maxLeader = 200;
const maxAliases = 50;
const maxSyntaxProblems = 20;

/** Nesting is counted on tokens before anything recursive runs. */
function nestsTooDeep(text: string): boolean {
  let depth = 0;
  for (const token of new Lexer().lex(text)) {
    if (token === '[' || token === '{') depth++;
    else if (token === ']' || token === '}') depth--;
    if (depth > maxNesting) return true;
  }
  return text.split('\n').some((line) => line.length > maxLeader && /^[\s?:-]*/.exec(line)![0].length > maxLeader);
}

/** Maps with one key twice. The parser can find them too, in quadratic time. */
function* repeatedKeys(node: unknown): Generator<{ key: string; offset: number }> {
  if (isMap(node)) {
    const seen = new Set<string>();
    for (const { key, value } of node.items) {
      const name = isScalar(key) ? String(key.value) : undefined;
      if (name !== undefined) {
        if (seen.has(name)) yield { key: name, offset: (key as Scalar).range?.[0] ?? 0 };
        seen.add(name);
      }
      yield* repeatedKeys(value);
    }
  } else if (isSeq(node)) {
    for (const item of node.items) yield* repeatedKeys(item);
  }
}

function childOf(document: Document, node: unknown, step: PropertyKey): unknown {
  const target = isAlias(node) ? node.resolve(document) : node;
  if (isMap(target)) return target.items.find(({ key }) => isScalar(key) && String(key.value) === String(step))?.value;
  if (isSeq(target)) return typeof step === 'number' ? target.items[step] : undefined;
  return undefined;
}

function keyNode(document: Document, node: unknown, key: PropertyKey): Node | undefined {
  const target = isAlias(node) ? node.resolve(document) : node;
  const pair = isMap(target)
    ? target.items.find((item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(key))
    : undefined;
  return pair?.key as Node | undefined;
}

/** Where the character `offset` of a text stands in its source: behind the quote, or on a later line of a block. Close enough for a finger. */
function offsetInSource(source: string, start: number, end: number, type: string | undefined, offset: number): number {
  const isBlock = type === 'BLOCK_LITERAL' || type === 'BLOCK_FOLDED';
  let from = start;
  if (isBlock) from = source.indexOf('\n', start) + 1;
  else if (type?.startsWith('QUOTE') === true) from = start + 1;
  let left = offset;
  let isFirst = !isBlock;
  while (from < end) {
    const lineEnd = source.indexOf('\n', from);
    const stop = lineEnd === -1 || lineEnd > end ? end : lineEnd;
    const indent = isFirst ? 0 : /^[ \t]*/.exec(source.slice(from, stop))![0].length;
    const length = stop - from - indent;
    if (left <= length || stop >= end) return Math.min(from + indent + left, Math.max(start, end - 1));
    left -= length + 1;
    from = stop + 1;
    isFirst = false;
  }
  return start;
}

export function readYamlFile({ path, text }: { path: string; text: string }): YamlFile {
  const lines = new LineCounter();
  const place = (offset: number): { path: string; line: number; column: number } => {
    const { line, col } = lines.linePos(offset);
    return { path, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const start = { path, line: 1, column: 1 };
  const refused = (message: string, suggestion?: string): YamlFile => ({
    path,
    content: undefined,
    problems: [{ ...start, severity: 'error', message, ...(suggestion === undefined ? {} : { suggestion }) }],
    at: () => start,
    atKey: () => start,
  });

  if (text.length > maxCharacters) return refused(`the file has ${text.length} characters; at most ${maxCharacters} are read`);
  if (nestsTooDeep(text)) return refused(`the file nests deeper than ${maxNesting} levels`);

  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: false,
    stringKeys: true,
    logLevel: 'error',
  });
  const problems: PolicyProblem[] = document.errors.slice(0, maxSyntaxProblems).map(({ message, pos, code }) => ({
    ...place(pos[0]),
    severity: 'error',
    message: code === 'MULTIPLE_DOCS' ? 'the file holds several documents' : message,
  }));
  for (const { key, offset } of repeatedKeys(document.contents)) {
    problems.push({ ...place(offset), severity: 'error', message: `"${key}" stands here twice` });
    if (problems.length >= maxSyntaxProblems) break;
  }

  let content: unknown;
  if (problems.length === 0) {
    try {
      content = document.toJS({ maxAliasCount: maxAliases }) ?? {};
    } catch (error) {
      if (!(error instanceof ReferenceError)) throw error;
      problems.push({
        ...start,
        severity: 'error',
        message: 'aliases multiply beyond reason or refer to nothing',
        suggestion: 'write the values out',
      });
    }
  }

  const nodeAt = (steps: ContentPath): { node: unknown; key?: Node } => {
    let node: unknown = document.contents;
    let key: Node | undefined;
    for (const step of steps) {
      const next = childOf(document, node, step);
      const isEmpty = isScalar(next) && next.value === null && !next.source;
      if (next === undefined || next === null || isEmpty) return { node: keyNode(document, node, step) ?? key ?? node };
      key = keyNode(document, node, step) ?? key;
      node = next;
    }
    return { node };
  };
  const rangeOf = (node: unknown): readonly number[] => (node as Node | undefined)?.range ?? [0, 0];

  return {
    path,
    content,
    problems,
    at: (steps, offset) => {
      const { node } = nodeAt(steps);
      const [from = 0, to = from] = rangeOf(node);
      if (offset === undefined || !isScalar(node)) return place(from);
      return place(offsetInSource(text, from, to, node.type, offset));
    },
    atKey: (steps, key) => place(rangeOf(keyNode(document, nodeAt(steps).node, key) ?? nodeAt(steps).node)[0] ?? 0),
  };
}
