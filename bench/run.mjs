// `npm run bench`: what design.md §10 promises, measured side by side with a named baseline in the same run.
import { fork } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Client, Connection } from '@temporalio/client';
import autocannon from 'autocannon';
import pg from 'pg';
import { spread, spreadText, summary, table } from './figures.mjs';
import { alerted, demoRequest, send } from './signals.mjs';
import { residentMb, startStack } from './stack.mjs';

const { values: options } = parseArgs({
  options: { rounds: { type: 'string', default: '3' }, quick: { type: 'boolean', default: false }, json: { type: 'string' } },
});
const rounds = Number(options.rounds);
const burst = options.quick ? 60 : 200;
const seconds = options.quick ? 10 : 30;
/** Steps of one signal: resolve · enrich · qualify, score, offer · inbox, CRM contact, CRM task, Slack, e-mail. */
const steps = { before: 1, enrich: 1, after: 3, act: 5 };
const atOnce = 32;

const stack = await startStack();
const db = new pg.Client({ connectionString: stack.databaseUrl });
await db.connect();
const temporal = new Client({ connection: await Connection.connect({ address: stack.temporalAddress }), namespace: stack.namespace });
const bareWorker = fork(fileURLToPath(new URL('./bare/worker.mjs', import.meta.url)), {
  env: stack.env,
  stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
});
await new Promise((ready, failed) => {
  bareWorker.once('message', ready);
  bareWorker.once('exit', (code) => failed(new Error(`the baseline worker ended with ${code}`)));
});

const inTurn = async (count, one) => {
  const left = Array.from({ length: count }, (_, index) => index);
  const results = [];
  const lane = async () => {
    for (let index = left.shift(); index !== undefined; index = left.shift()) results.push(await one(index));
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return results;
};

async function bareThroughput() {
  const startedAt = performance.now();
  await inTurn(burst, (index) =>
    temporal.workflow.execute('bare', { workflowId: `bare-${startedAt}-${index}`, taskQueue: 'bench-bare', args: [steps] }),
  );
  return burst / ((performance.now() - startedAt) / 1_000);
}

async function fullThroughput() {
  const startedAt = performance.now();
  const ids = await inTurn(burst, () => send(stack, demoRequest()));
  const rows = await alerted(db, ids, 120_000);
  const lastMs = Math.max(...rows.map(({ alertedAtMs }) => alertedAtMs));
  return burst / ((lastMs - (performance.timeOrigin + startedAt)) / 1_000);
}

/** One each 200 ms, as the budget says. */
async function latency(count) {
  const sent = [];
  for (let index = 0; index < count; index++) {
    sent.push(send(stack, demoRequest()));
    await sleep(200);
  }
  const rows = await alerted(db, await Promise.all(sent), 60_000);
  return {
    assigned: rows.map((row) => row.assignedAtMs - row.receivedAtMs),
    alerted: rows.map((row) => row.alertedAtMs - row.receivedAtMs),
  };
}

function capture() {
  return autocannon({
    url: `${stack.url}/v1/signals`,
    method: 'POST',
    connections: 10,
    duration: seconds,
    overallRate: 100,
    headers: { authorization: `Bearer ${stack.keys.ingest}`, 'content-type': 'application/json' },
    setupClient: (client) => {
      // Recorded only: no play asks for these, so that this measures the door and not the whole house.
      const fresh = () => client.setBody(JSON.stringify({ ...demoRequest(), type: 'chat.opened', properties: {} }));
      fresh();
      client.on('response', fresh);
    },
  });
}

try {
  await latency(10); // the first signals compile the code
  await bareThroughput();
  const bare = [];
  const full = [];
  for (let round = 0; round < rounds; round++) {
    bare.push(await bareThroughput());
    full.push(await fullThroughput());
    await sleep(2_000);
  }
  const ratios = full.map((value, round) => value / bare[round]);
  const paced = await latency(seconds * 5);
  const door = await capture();
  const memory = { workerMb: residentMb(stack.pids.worker), ingressMb: residentMb(stack.pids.ingress) };

  const result = {
    at: new Date().toISOString(),
    machine: { cpus: cpus().length, model: cpus()[0]?.model, memoryGb: Math.round(totalmem() / 2 ** 30), node: process.version },
    steps,
    captureMs: {
      rate: 100,
      p50: door.latency.p50,
      p97_5: door.latency.p97_5,
      p99: door.latency.p99,
      non2xx: door.non2xx,
      requests: door.requests.total,
    },
    capturedToAssignedMs: { rate: 5, ...summary(paced.assigned) },
    capturedToAlertedMs: { rate: 5, ...summary(paced.alerted) },
    signalsPerSecond: { atOnce, burst, full: spread(full), bareWorkflow: spread(bare), ratio: spread(ratios) },
    memory,
  };
  const { captureMs, capturedToAssignedMs: assigned, capturedToAlertedMs: alert, signalsPerSecond: rate } = result;
  console.log(
    `\n${table([
      ['what', 'measured', 'budget'],
      ['capture at 100/s, p50 / p99', `${captureMs.p50} / ${captureMs.p99} ms`, 'p99 ≤ 25 ms'],
      ['captured → assigned at 5/s, p50 / p99', `${Math.round(assigned.p50)} / ${Math.round(assigned.p99)} ms`, ''],
      ['captured → alerted at 5/s, p50 / p99', `${Math.round(alert.p50)} / ${Math.round(alert.p99)} ms`, 'p50 ≤ 150, p99 ≤ 500 ms'],
      ['signals/s through the full path', spreadText(rate.full), ''],
      ['bare workflow, same steps, same server', spreadText(rate.bareWorkflow), ''],
      ['ratio, round by round', spreadText(rate.ratio), '≥ 0.7'],
      ['memory, ingress + worker', `${memory.ingressMb} + ${memory.workerMb} MB`, '≤ 600 MB'],
    ])}\n`,
  );
  mkdirSync(new URL('./results/', import.meta.url), { recursive: true });
  const path = options.json ?? fileURLToPath(new URL(`./results/${result.at.slice(0, 10)}.json`, import.meta.url));
  writeFileSync(path, `${JSON.stringify(result, null, 2)}\n`);
  console.log(`  ${path}`);
} finally {
  bareWorker.kill('SIGTERM');
  await temporal.connection.close();
  await db.end();
  await stack.stop();
}
