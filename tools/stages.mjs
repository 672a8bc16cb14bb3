// Runs the stages of `npm test` one after the other, goes on after a failure, and adds up.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { withOurPrograms } from './run.mjs';
import { bold, dim, duration, green, red, say } from './terminal.mjs';

/**
 * @typedef {{ name: string, run: (root: string) => Promise<Count> }} Stage
 * @typedef {{ passed: number, failed: number }} Count
 */

/** A command that passes or fails as a whole: counts as one. @returns {Stage} */
export const command = (name, program, args) => ({
  name,
  run: async (root) => ((await show(root, program, args)) === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }),
});

/** One project of vitest.config.ts: counts as many as it has tests. @returns {Stage} */
export const vitest = (name, project = name) => ({
  name,
  run: async (root) => {
    const folder = mkdtempSync(join(tmpdir(), 'firstline-vitest-'));
    const report = join(folder, 'report.json');
    try {
      const code = await show(root, 'vitest', [
        'run',
        '--project',
        project,
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${report}`,
      ]);
      return countVitest(readReport(report), code);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
});

/**
 * A file that cannot be loaded has no tests, and an error outside of any test fails none: both count as one failure,
 * so that the sum never says "0 failed" of a run that failed.
 */
export function countVitest(report, exitCode) {
  if (!report) return { passed: 0, failed: 1 };
  const broken = (report.testResults ?? []).filter(
    (file) => file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed'),
  );
  const failed = report.numFailedTests + broken.length;
  return { passed: report.numPassedTests, failed: exitCode !== 0 && failed === 0 ? 1 : failed };
}

/** @param {Stage[]} stages @returns {Promise<Count>} the sum; the last line says it */
export async function runStages(root, stages) {
  const startedAt = performance.now();
  const rows = [];
  for (const stage of stages) {
    const stageStartedAt = performance.now();
    say(`\n${bold(`── ${stage.name} `)}${dim('─'.repeat(Math.max(3, 70 - stage.name.length)))}`);
    const count = await stage.run(root).catch((error) => {
      say(red(error.stack ?? String(error)));
      return { passed: 0, failed: 1 };
    });
    rows.push({ name: stage.name, ...count, ms: performance.now() - stageStartedAt });
    say(line(rows.at(-1)));
  }
  const passed = rows.reduce((sum, row) => sum + row.passed, 0);
  const failed = rows.reduce((sum, row) => sum + row.failed, 0);
  say(`\n${bold('Summary')} ${dim(duration(performance.now() - startedAt))}`);
  for (const row of rows) say(line(row));
  say(`\n${passed} passed, ${failed} failed`);
  return { passed, failed };
}

const line = ({ name, passed, failed, ms }) =>
  `  ${failed ? red('✗') : green('✓')} ${name.padEnd(9)} ${String(passed).padStart(5)} passed ${failed ? red(`${failed} failed`) : dim('0 failed')} ${dim(duration(ms))}`;

function show(root, program, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: root, env: withOurPrograms(root), stdio: 'inherit' });
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
