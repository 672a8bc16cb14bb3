export type PageCategory = 'pricing' | 'integrations' | 'documentation' | 'case_study' | 'comparison' | 'other';

const byPath: [PageCategory, RegExp][] = [
  ['pricing', /\/(pricing|plans|buy|checkout|quote)(\/|$|[-.])/],
  ['integrations', /\/(integrations?|marketplace|apps|connectors?)(\/|$)/],
  ['documentation', /\/(docs?|documentation|developers?|api|guides?|reference)(\/|$)/],
  ['case_study', /\/(case-stud(y|ies)|customers?|success-stor(y|ies))(\/|$)/],
  ['comparison', /\/(compare|comparison|alternatives?|vs)(\/|$)|-vs-|-alternatives?(\/|$)/],
];

/** What kind of page an address or path is, by the words that such paths have. */
export function pageCategory(address: string | undefined): PageCategory {
  const path = (address ?? '')
    .replace(/^https?:\/\/[^/]*/, '')
    .split(/[?#]/, 1)[0]!
    .toLowerCase()
    .slice(0, 2_048);
  return byPath.find(([, pattern]) => pattern.test(path))?.[0] ?? 'other';
}
