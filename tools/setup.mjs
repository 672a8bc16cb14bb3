// Makes a checkout ready to run: packages, generated code, builds. Shared by `npm start` and `npm test`; a second time takes a moment.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { fingerprint, Stamps } from './fingerprint.mjs';
import { checkMachine } from './machine.mjs';
import { run } from './run.mjs';
import { alone } from './setup-lock.mjs';
import { bad, note, ok, step } from './terminal.mjs';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const inRoot = (...parts) => join(ROOT, ...parts);
const WORKSPACES = ['domain', 'platform', 'activities', 'workflows', 'apps/ingress', 'apps/worker', 'apps/sandbox', 'apps/cli'];

/** @throws CommandFailed with the words of what failed */
export async function setUp() {
  const installed = existsSync(inRoot('node_modules', '.package-lock.json'));
  const { problems, notes, summary } = checkMachine(ROOT, { installed });
  if (problems.length > 0) {
    for (const problem of problems) bad('Machine', problem);
    process.exit(1);
  }
  ok('Machine', summary);
  for (const text of notes) note('Machine', text);
  const waiting = (pid) => note('Set-up', `process ${pid} is preparing this checkout; waiting for it`);
  await alone(inRoot('.firstline', 'setup.lock'), waiting, async () => {
    await install();
    await build();
  });
}

async function install() {
  const stamps = new Stamps(inRoot('node_modules', '.firstline-install.json'));
  const manifests = ['package.json', 'package-lock.json', ...[...WORKSPACES, 'apps/console'].map((name) => `${name}/package.json`)];
  const inputs = `${process.platform} ${process.arch} ${fingerprint(ROOT, manifests)}`;
  const outputs = [inRoot('node_modules', '.package-lock.json')];
  if (stamps.isFresh('install', inputs, outputs)) return;
  await step('Packages', 'npm install, usually 1 to 3 minutes the first time', async () => {
    // A production environment would leave the compiler out; a careful one the optional packages, Postgres among them.
    await run(ROOT, 'npm', ['install', '--no-audit', '--no-fund', '--no-save', '--include=dev', '--include=optional']);
    new Stamps(inRoot('node_modules', '.firstline-install.json')).set('install', inputs, outputs);
  });
}

async function build() {
  const stamps = new Stamps(inRoot('node_modules', '.cache', 'firstline', 'build.json'));
  const stale = buildSteps().filter(({ name, inputs, outputs }) => !stamps.isFresh(name, inputs, outputs));
  if (stale.length === 0) return;
  await step('Build', 'usually 10 to 30 seconds the first time', async (tell) => {
    // Each step may make inputs of the next (the Prisma client is compiled), so hashes are taken again one by one.
    for (const { name } of buildSteps()) {
      const { inputs, outputs, work, doing } = buildSteps().find((candidate) => candidate.name === name);
      if (stamps.isFresh(name, inputs, outputs)) continue;
      tell(doing);
      await work();
      const missing = outputs.filter((output) => !existsSync(output));
      if (missing.length > 0) throw new Error(`The build step "${name}" ended well, and did not make ${missing.join(', ')}`);
      stamps.set(name, inputs, outputs);
    }
  });
}

function buildSteps() {
  const sources = WORKSPACES.flatMap((name) => [`${name}/src`, `${name}/tsconfig.json`, `${name}/package.json`]);
  const compiler = ['tsconfig.base.json', 'package-lock.json'];
  const steps = [
    {
      name: 'prisma',
      doing: 'generating the database client',
      inputs: fingerprint(ROOT, ['prisma/schema.prisma', 'prisma.config.ts', 'package-lock.json']),
      outputs: [inRoot('platform', 'src', 'db', 'generated', 'client.ts')],
      // `generate` needs no engine, only a file where it would be: otherwise it downloads one.
      work: () =>
        run(ROOT, 'prisma', ['generate'], {
          env: {
            PRISMA_SCHEMA_ENGINE_BINARY: inRoot('tools', 'prisma-schema-engine.mjs'),
            CHECKPOINT_DISABLE: '1',
            PRISMA_HIDE_UPDATE_MESSAGE: '1',
          },
        }),
    },
    {
      name: 'compile',
      doing: 'compiling',
      inputs: fingerprint(ROOT, [...sources, ...compiler], { skip: (file) => /\.test\.tsx?$/.test(file) }),
      outputs: WORKSPACES.map((name) => inRoot(name, 'dist', '.tsbuildinfo')),
      work: () => run(ROOT, 'tsc', ['-b', ...WORKSPACES]),
    },
  ];
  if (existsSync(inRoot('apps', 'worker', 'src', 'bundle.ts'))) {
    steps.push({
      name: 'bundle',
      doing: 'bundling the workflows',
      inputs: fingerprint(ROOT, ['workflows/src', 'domain/src', 'activities/src/activities.ts', 'apps/worker/src', 'package-lock.json']),
      outputs: [inRoot('apps', 'worker', 'dist', 'bundle.cjs')],
      work: () => run(ROOT, 'npm', ['run', 'bundle', '-w', '@firstline/worker', '--silent']),
    });
  }
  if (existsSync(inRoot('apps', 'console', 'index.html'))) {
    steps.push({
      name: 'console',
      doing: 'building the console',
      inputs: fingerprint(ROOT, ['apps/console', 'domain/src', 'package-lock.json'], { skip: (file) => /\.test\.tsx?$/.test(file) }),
      outputs: [inRoot('apps', 'console', 'dist', 'web', 'index.html')],
      work: () => run(ROOT, 'npm', ['run', 'build', '-w', '@firstline/console', '--silent']),
    });
  }
  return steps;
}

/** The Node that npm installed with us; whoever started us may be older. */
export const nodeBinary = () => inRoot('node_modules', 'node', 'bin', 'node');
