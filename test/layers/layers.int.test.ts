import { mkdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type ICruiseResult, type IForbiddenRuleType, cruise } from 'dependency-cruiser';
import { afterAll, describe, expect, it } from 'vitest';
import { lawful, offences } from './offences.js';

const root = join(import.meta.dirname, '../..');
const artifacts = join(root, 'test/.artifacts/layers');
const config = createRequire(import.meta.url)(join(root, '.dependency-cruiser.cjs')) as {
  forbidden: (IForbiddenRuleType & { name: string })[];
  options: Record<string, unknown>;
};

async function violations(name: string, tree: Readonly<Record<string, string>>): Promise<string[]> {
  const baseDir = join(artifacts, name);
  for (const [path, content] of Object.entries(tree)) {
    await mkdir(dirname(join(baseDir, path)), { recursive: true });
    await writeFile(join(baseDir, path), content);
  }
  const folders = [...new Set(Object.keys(tree).map((path) => path.split('/')[0] ?? ''))];
  const { enhancedResolveOptions, ...options } = config.options;
  const { output } = await cruise(
    folders,
    { ...options, validate: true, ruleSet: { forbidden: config.forbidden }, baseDir },
    enhancedResolveOptions as Record<string, unknown>,
  );
  return (output as ICruiseResult).summary.violations.map((violation) => violation.rule.name);
}

afterAll(() => rm(artifacts, { recursive: true, force: true }));

describe('who may import whom', () => {
  it('has an offence for each rule, so that no rule is asleep', () => {
    expect(Object.keys(offences).toSorted()).toEqual(config.forbidden.map((rule) => rule.name).toSorted());
  });

  it.each(Object.entries(offences))('%s: notices its offence', async (name, tree) => {
    expect(await violations(name, tree)).toContain(name);
  });

  it('lets pass what every layer is expected to do', async () => {
    expect(await violations('lawful', lawful)).toEqual([]);
  });
});
