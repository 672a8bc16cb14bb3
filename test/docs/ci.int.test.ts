import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const textOf = (path: string): Promise<string> => readFile(join(import.meta.dirname, '../..', path), 'utf8');

interface Workflow {
  permissions: Record<string, string>;
  jobs: Record<
    string,
    {
      steps: { run?: string; uses?: string; with?: Record<string, unknown> }[];
      'timeout-minutes'?: number;
      strategy?: { matrix: { include: { node: number }[] } };
    }
  >;
}

describe('continuous integration', () => {
  it('does what everybody’s machine does, on the oldest Node that may begin and on the one we run on', async () => {
    const workflow = parse(await textOf('.github/workflows/ci.yml')) as Workflow;
    expect(await textOf('.ci/run')).toMatch(/npm test/);
    expect(workflow.jobs['test']?.steps.map(({ run }) => run)).toContain('.ci/run');
    const { engines } = JSON.parse(await textOf('package.json')) as { engines: { node: string } };
    const nodes = workflow.jobs['test']?.strategy?.matrix.include.map(({ node }) => String(node)) ?? [];
    expect(nodes).toContain(engines.node.replace('>=', ''));
    expect(nodes).toContain((await textOf('.nvmrc')).trim().replace(/^v/, '').split('.')[0]);
  });

  it('may only read, ends by itself, and keeps no credentials', async () => {
    const { permissions, jobs } = parse(await textOf('.github/workflows/ci.yml')) as Workflow;
    expect(permissions).toEqual({ contents: 'read' });
    for (const [name, { steps, 'timeout-minutes': minutes }] of Object.entries(jobs)) {
      expect(minutes, name).toBeGreaterThan(0);
      for (const { uses, with: given } of steps)
        if (uses?.startsWith('actions/checkout')) expect(given?.['persist-credentials'], name).toBe(false);
    }
  });
});
