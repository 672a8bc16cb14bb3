// `npm test`: makes the checkout ready, then runs every stage. `npm test -- unit lint` runs only those.
import { join } from 'node:path';

import { run } from './run.mjs';
import { nodeBinary, ROOT, setUp } from './setup.mjs';
import { command, runStages, vitest } from './stages.mjs';
import { bold, red, say, step } from './terminal.mjs';

const STAGES = [
  command('types', 'tsc', ['-b']),
  command('lint', 'oxlint', ['--type-aware', '--max-warnings', '0']),
  command('layers', 'depcruise', ['--config', '.dependency-cruiser.cjs', 'apps', 'workflows', 'activities', 'domain', 'platform']),
  command('format', 'oxfmt', ['--check']),
  vitest('unit'),
  vitest('int'),
  vitest('e2e'),
];
const WITH_SERVICES = ['int', 'e2e'];

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !STAGES.some((stage) => stage.name === name));
if (unknown.length > 0) {
  say(red(`No such stage: ${unknown.join(', ')}. There are: ${STAGES.map(({ name }) => name).join(', ')}`));
  process.exit(2);
}
const chosen = STAGES.filter(({ name }) => asked.length === 0 || asked.includes(name));

say(`\n${bold('Firstline')} tests\n`);
try {
  await setUp();
  if (chosen.some(({ name }) => WITH_SERVICES.includes(name))) {
    await step('Temporal', 'looking for a server', async (tell) => {
      const said = await run(ROOT, nodeBinary(), [join(ROOT, 'apps', 'cli', 'dist', 'embedded', 'obtain-temporal.js')], { onLine: tell });
      return said.trimEnd().split('\n').at(-1);
    });
  }
} catch (error) {
  say(`\n${red(error.message)}\n`);
  say('0 passed, 1 failed');
  process.exit(1);
}

const { failed } = await runStages(ROOT, chosen);
process.exitCode = failed > 0 ? 1 : 0;
