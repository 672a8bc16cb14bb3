import { type Draft, problemAt, reference, repeated } from './draft.js';
import type { PolicyProblem } from './policy-problem.js';

export function* checkScoring({ scoring, icp, enrichment, files }: Draft): Generator<PolicyProblem> {
  const scoringFile = files.get('scoring.yaml');
  yield* repeated(scoringFile, ['fit', '*', 'id'], 'the feature');
  if (scoring && scoring.bands.hot <= scoring.bands.warm) {
    yield problemAt(
      scoringFile,
      ['bands'],
      `hot starts at ${scoring.bands.hot} and warm at ${scoring.bands.warm}: no lead is ever warm`,
      'hot must be the higher one',
    );
  }
  for (const [index, { halfLife }] of (scoring?.interest ?? []).entries()) {
    if (halfLife <= 0) yield problemAt(scoringFile, ['interest', index, 'halfLife'], 'a half-life of nothing forgets at once');
  }

  const icpFile = files.get('icp.yaml');
  yield* repeated(icpFile, ['definitions', '*', 'id'], 'the ICP definition');
  for (const [index] of (icp?.definitions ?? []).entries()) yield* repeatedCriteria(icpFile, index);

  const enrichmentFile = files.get('enrichment.yaml');
  for (const [field, providers] of Object.entries(enrichment?.prefer ?? {})) {
    for (const [index, provider] of providers.entries()) {
      yield* reference(enrichmentFile, ['prefer', field, index], provider, enrichment!.providers, 'provider in this file');
    }
  }
}

function* repeatedCriteria(file: Parameters<typeof repeated>[0], index: number): Generator<PolicyProblem> {
  const ids = new Set<string>();
  const definition = (file?.content as { definitions?: { criteria?: { id?: unknown }[] }[] } | undefined)?.definitions?.[index];
  for (const [position, { id }] of (definition?.criteria ?? []).entries()) {
    if (typeof id !== 'string') continue;
    if (ids.has(id))
      yield problemAt(file, ['definitions', index, 'criteria', position, 'id'], `the criterion "${id}" stands twice in this definition`);
    ids.add(id);
  }
}
