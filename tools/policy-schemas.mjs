// Writes config/schemas/*.schema.json, which editors use to complete and check policy files. `--check` only compares.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = join(dirname(dirname(fileURLToPath(import.meta.url))), 'config', 'schemas');

/** File name → text, as it should be on disk. */
export async function wantedSchemas() {
  const { policyJsonSchemas } = await import('@firstline/domain/policy/policy-files');
  const { connectionsJsonSchema } = await import('@firstline/domain/connections/connections.schema');
  const schemas = { ...policyJsonSchemas(), 'connections.schema.json': connectionsJsonSchema() };
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, `${JSON.stringify(schema, null, 2)}\n`]));
}

/** Names of files that are missing or differ. */
export async function staleSchemas() {
  return Object.entries(await wantedSchemas())
    .filter(([name, text]) => content(join(folder, name)) !== JSON.stringify(JSON.parse(text)))
    .map(([name]) => name);
}

/** What a schema file says, however it is laid out; undefined when there is none to read. */
function content(path) {
  try {
    return JSON.stringify(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return undefined;
  }
}

async function main() {
  const stale = await staleSchemas();
  if (process.argv.includes('--check')) {
    if (stale.length > 0) console.error(`config/schemas is out of date: ${stale.join(', ')}. Run: node tools/policy-schemas.mjs`);
    process.exitCode = stale.length > 0 ? 1 : 0;
    return;
  }
  mkdirSync(folder, { recursive: true });
  const wanted = await wantedSchemas();
  for (const name of stale) writeFileSync(join(folder, name), wanted[name]);
  console.log(stale.length > 0 ? `Wrote ${stale.join(', ')}.` : 'config/schemas is up to date.');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
