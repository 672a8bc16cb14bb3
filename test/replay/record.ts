import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dataConverterFor } from '@firstline/platform/temporal/connect';
import type { PayloadCodec } from '@temporalio/common';
import { afterAll, beforeAll, it } from 'vitest';
import { scenarios, Stage } from './scenarios.js';

/*
 * Records a history of every scenario: `npm run record-histories`. A file that exists is kept, since it says what an older release did; to record
 * one anew on purpose, delete it first. What is sealed is opened before it is written: the people are invented, and keys do not last.
 */
const folder = join(import.meta.dirname, 'histories');
const month = new Date().toISOString().slice(0, 7);
const kept = readdirSync(folder);
const missing = scenarios.filter(({ name }) => !kept.some((file) => file.startsWith(`${name}.`)));

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage?.office.close());

it.each(missing)('records $name', { timeout: 60_000 }, async (scenario) => {
  await stage.prepare(scenario);
  const { workflowId } = await scenario.play(stage);
  const { client, config } = stage.office.services;
  const history = await client.workflow.getHandle(workflowId).fetchHistory();
  const open = (await opened(history, dataConverterFor(config).payloadCodecs![0]!)) as typeof history;
  const events = (JSON.parse(JSON.stringify(open)) as { events: unknown[] }).events.map((event) =>
    JSON.stringify(event, withoutTheMachine),
  );
  writeFileSync(join(folder, `${scenario.name}.${month}.json`), `{"events":[\n${events.join(',\n')}\n]}\n`);
});

/** Every payload in it as it was before it was sealed. */
async function opened(value: unknown, codec: PayloadCodec): Promise<unknown> {
  if (value === null || typeof value !== 'object' || value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return Promise.all(value.map((each) => opened(each, codec)));
  const { metadata, data } = value as { metadata?: Record<string, Uint8Array>; data?: Uint8Array };
  if (metadata?.['encoding'] instanceof Uint8Array) return (await codec.decode([{ metadata, ...(data ? { data } : {}) }]))[0];
  for (const [key, field] of Object.entries(value)) (value as Record<string, unknown>)[key] = await opened(field, codec);
  return value;
}

/** Who recorded it, and where its sources lay, is nobody's business and differs every time. */
function withoutTheMachine(key: string, value: unknown): unknown {
  if (key === 'stackTrace') return undefined;
  if (key === 'identity') return 'worker';
  if (key === 'taskQueue' && value !== null && typeof value === 'object' && 'kind' in value && value.kind === 'TASK_QUEUE_KIND_STICKY')
    return { ...value, name: 'sticky' };
  return value;
}
