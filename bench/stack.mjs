// The whole of Firstline on free ports, in a folder of its own: what the figures are measured on.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startServices } from '@firstline/cli/embedded/for-tests';
import { freePort } from '@firstline/cli/embedded/ports';
import { frugalNode } from '@firstline/platform/config/frugal-node';
import { migrate } from '@firstline/platform/migrate/migrate';
import { searchAttributeNames } from '@firstline/workflows/search-attributes/contract';

const root = fileURLToPath(new URL('..', import.meta.url));

/** @returns the running stack: urls, keys, process ids, `stop()` */
export async function startStack({ durability = 'safe' } = {}) {
  const services = await startServices({ searchAttributes: searchAttributeNames, durability, progress: () => undefined });
  await migrate({ databaseUrl: services.databaseUrl, folder: join(root, 'prisma/migrations') });
  const home = join(services.home, 'firstline');
  mkdirSync(home, { recursive: true });
  const key = () => randomBytes(32).toString('base64url');
  const keys = { operator: key(), ingest: key() };
  for (const [name, value] of Object.entries(keys)) writeFileSync(join(home, `${name}.key`), value, { mode: 0o600 });
  const [port, workerPort, sandboxPort, slackPort, smtpPort] = await Promise.all(Array.from({ length: 5 }, freePort));
  const env = {
    ...process.env,
    NODE_ENV: 'production',
    DATABASE_URL: services.databaseUrl,
    TEMPORAL_ADDRESS: services.temporalAddress,
    TEMPORAL_NAMESPACE: services.namespace,
    FIRSTLINE_HOME: home,
    FIRSTLINE_CONFIG: join(root, 'config'),
    FIRSTLINE_PORT: String(port),
    FIRSTLINE_WORKER_PORT: String(workerPort),
    FIRSTLINE_PAYLOAD_KEYS: `bench:${randomBytes(32).toString('base64')}`,
    FIRSTLINE_SESSION_KEY: key(),
    FIRSTLINE_LOG_LEVEL: 'error',
    FIRSTLINE_SANDBOX_PORT: String(sandboxPort),
    FIRSTLINE_SANDBOX_SLACK_PORT: String(slackPort),
    FIRSTLINE_SANDBOX_SMTP_PORT: String(smtpPort),
    FIRSTLINE_SANDBOX_URL: `http://127.0.0.1:${sandboxPort}`,
    SMTP_URL: `smtp://127.0.0.1:${smtpPort}`,
    SLACK_SIGNING_SECRET: key(),
  };
  const children = {};
  const launch = async (name, readyUrl) => {
    const log = openSync(join(home, `${name}.log`), 'a');
    const child = spawn(process.execPath, [...frugalNode.flags, join(root, `apps/${name}/dist/main.js`)], {
      cwd: root,
      env: { ...frugalNode.env, ...env },
      stdio: ['ignore', log, log],
    });
    children[name] = child;
    for (let tries = 0; ; tries++) {
      if (child.exitCode !== null || tries > 300)
        throw new Error(`${name} did not start:\n${readFileSync(join(home, `${name}.log`), 'utf8').slice(-2_000)}`);
      if (
        await fetch(readyUrl).then(
          (answer) => answer.ok,
          () => false,
        )
      )
        return;
      await sleep(100);
    }
  };
  const stop = async () => {
    for (const child of Object.values(children)) child.kill('SIGTERM');
    await Promise.all(Object.values(children).map((child) => child.exitCode ?? new Promise((ended) => child.once('exit', ended))));
    await services.stop();
  };
  try {
    await launch('sandbox', `http://127.0.0.1:${sandboxPort}/_sandbox/health`);
    await Promise.all([launch('worker', `http://127.0.0.1:${workerPort}/readyz`), launch('ingress', `http://127.0.0.1:${port}/readyz`)]);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    ...services,
    url: `http://127.0.0.1:${port}`,
    keys,
    env,
    pids: {
      worker: children.worker.pid,
      ingress: children.ingress.pid,
      sandbox: children.sandbox.pid,
      temporal: services.pids.temporal,
      postgres: services.pids.postgres,
    },
    stop,
  };
}

/** Resident memory of a process, in MB. */
export const residentMb = (pid) => Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1_024);

/** Processor seconds that a process and its children have used so far; Postgres works in children. */
export function cpuSeconds(pid) {
  const own = (id) => {
    const fields = readFileSync(`/proc/${id}/stat`, 'utf8').split(') ')[1].split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100; // user and system, in ticks of 10 ms
  };
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        return readFileSync(`/proc/${name}/stat`, 'utf8').split(') ')[1].split(' ')[1] === String(pid);
      } catch {
        return false; // it ended while we looked
      }
    });
  return [pid, ...children].reduce((sum, id) => sum + own(id), 0);
}
