// Writes the table of docs/failure-codes.md from activities/src/failures.ts: node tools/failure-codes.mjs (after a build). A test fails when
// the two drift apart.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

const FIRST = '<!-- written by tools/failure-codes.mjs -->';
const LAST = '<!-- end -->';
export const page = fileURLToPath(new URL('../docs/failure-codes.md', import.meta.url));

/** The page with its table as it should be; the words around it stay. */
export function withTable(text, codes) {
  const [before, rest] = text.split(FIRST);
  const after = rest?.split(LAST)[1];
  if (after === undefined) throw new Error(`docs/failure-codes.md must hold ${FIRST} and ${LAST}`);
  const rows = Object.entries(codes).map(([code, meaning]) => `| \`${code}\` | ${meaning.replaceAll('|', '\\|')} |`);
  return `${before}${FIRST}\n| Code | What it means, and what to do |\n| --- | --- |\n${rows.join('\n')}\n${LAST}${after}`;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { failureCodes } = await import('@firstline/activities/failures');
  writeFileSync(page, withTable(readFileSync(page, 'utf8'), failureCodes));
}
