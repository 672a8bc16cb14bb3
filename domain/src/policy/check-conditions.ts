import { problemsOfCel } from './cel.js';
import { type Draft, written } from './draft.js';
import type { PolicyProblem } from './policy-problem.js';
import { problemsOfText } from './text-template.js';
import type { YamlFile } from './yaml-file.js';

const conditions: Record<string, string[][]> = {
  trigger: [['when']],
  'icp.yaml': [['definitions', '*', 'criteria', '*', 'must']],
  'scoring.yaml': [
    ['fit', '*', 'when'],
    ['interest', '*', 'when'],
  ],
  'territories.yaml': [['territories', '*', 'when']],
};
const texts = [['why'], ['firstWords'], ['actions', '*', 'subject'], ['actions', '*', 'say']];

/** Conditions and texts of one file, type-checked; a problem points into the condition, not at its beginning. */
function* inFile(
  file: YamlFile,
  patterns: string[][],
  check: (source: string) => ReturnType<typeof problemsOfCel>,
): Generator<PolicyProblem> {
  for (const pattern of patterns) {
    for (const { path, value } of written(file.content, pattern)) {
      if (typeof value !== 'string' || value.trim() === '') continue;
      const lead = value.length - value.trimStart().length;
      for (const { offset, message, suggestion, severity } of check(value.trim())) {
        yield { ...file.at(path, offset + lead), severity, message, ...(suggestion === undefined ? {} : { suggestion }) };
      }
    }
  }
}

export function* checkConditions({ triggers, files }: Draft): Generator<PolicyProblem> {
  for (const { file } of triggers) {
    yield* inFile(file, conditions.trigger!, (source) => problemsOfCel(source));
    yield* inFile(file, texts, problemsOfText);
  }
  for (const [name, file] of files) yield* inFile(file, conditions[name] ?? [], (source) => problemsOfCel(source));
}
