import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');

/** A file that must be reported, and by which rule. */
const offences: readonly (readonly [says: string, rule: string, path: string, source: string])[] = [
  [
    'a promise nobody waits for',
    'no-floating-promises',
    'activities/src/a.ts',
    `const later = async () => 1;\nexport const f = () => { later(); };`,
  ],
  ['any', 'no-explicit-any', 'activities/src/b.ts', `export const f = (x: any) => typeof x;`],
  [
    'what leaks out of any',
    'no-unsafe-assignment',
    'activities/src/c.ts',
    `export const f = () => { const x: string = JSON.parse('1'); return x; };`,
  ],
  ['the environment outside of main.ts', 'no-restricted-properties', 'activities/src/d.ts', `export const url = process.env['URL'];`],
  ['the clock in a rule', 'no-restricted-properties', 'domain/src/e.ts', `export const now = () => Date.now();`],
  ['the environment in a story', 'no-restricted-globals', 'workflows/src/f.ts', `export const url = process.argv;`],
  [
    'raw SQL by text',
    'no-restricted-properties',
    'activities/src/g.ts',
    `export const f = (db: { $queryRawUnsafe(sql: string): Promise<unknown> }) => db.$queryRawUnsafe('x');`,
  ],
  ['console in an app', 'no-console', 'apps/worker/src/h.ts', `export const f = () => console.log('x');`],
  ['a mocked module', 'no-restricted-vi-methods', 'activities/src/i.unit.test.ts', `import { vi } from 'vitest';\nvi.mock('./a.js');`],
  [
    'a focused test',
    'no-focused-tests',
    'activities/src/j.unit.test.ts',
    `import { expect, it } from 'vitest';\nit.only('x', () => expect(1).toBe(1));`,
  ],
  ['a thrown text', 'only-throw-error', 'activities/src/k.ts', `export const f = () => { throw 'no'; };`],
  [
    'an open switch',
    'switch-exhaustiveness-check',
    'domain/src/l.ts',
    `export function f(x: 'a' | 'b'): number | undefined { switch (x) { case 'a': return 1; } return undefined; }`,
  ],
];
const lawful: readonly (readonly [path: string, source: string])[] = [
  ['apps/worker/src/main.ts', `export const env = process.env;\nconsole.log(env['X']);`],
  ['domain/src/z.ts', `export const due = (nowMs: number) => nowMs + 1;`],
];

let above: string;
let found: { filename: string; code: string }[];

beforeAll(async () => {
  above = await mkdtemp(join(tmpdir(), 'firstline-lint-'));
  await symlink(join(root, 'node_modules'), join(above, 'node_modules')); // above the tree: the linter would follow it
  const folder = join(above, 'tree');
  await mkdir(folder);
  await copyFile(join(root, '.oxlintrc.json'), join(folder, '.oxlintrc.json'));
  await copyFile(join(root, 'tsconfig.base.json'), join(folder, 'tsconfig.base.json'));
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  await writeFile(join(folder, 'tsconfig.json'), '{ "extends": "./tsconfig.base.json", "include": ["."] }');
  for (const [path, source] of [...offences.map(([, , path, source]) => [path, source] as const), ...lawful]) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), `${source}\n`);
  }
  const output = await new Promise<string>((resolve) => {
    execFile(
      join(root, 'node_modules/.bin/oxlint'),
      ['--type-aware', '--format=json', '.'],
      { cwd: folder, timeout: 20_000 },
      (_, stdout) => resolve(stdout),
    );
  });
  found = (JSON.parse(output) as { diagnostics: { filename: string; code: string }[] }).diagnostics;
});
afterAll(() => rm(above, { recursive: true, force: true }));

const rulesBrokenBy = (path: string): string[] => found.filter(({ filename }) => filename.endsWith(path)).map(({ code }) => code);

describe('the linter', () => {
  it.each(offences)('notices %s', (_, rule, path) => {
    expect(rulesBrokenBy(path).join(' ')).toContain(rule);
  });

  it.each(lawful)('lets pass %s', (path) => {
    expect(rulesBrokenBy(path)).toEqual([]);
  });
});
