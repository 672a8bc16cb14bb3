import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DeterminismViolationError } from '@temporalio/workflow';
import { temporal } from '@temporalio/proto';
import { Worker } from '@temporalio/worker';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { quietRuntime } from '../harness/engine.js';
import { scenarios } from './scenarios.js';

/*
 * What older releases did, replayed on today's code: a workflow that was started then and still waits must go on as if nothing had changed.
 * README.md says what to do when one of these fails.
 */
const folder = join(import.meta.dirname, 'histories');
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));

interface Recorded {
  events: { eventType: string; [attributes: string]: unknown }[];
}
const recorded = (file: string): Recorded => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Recorded;

let bundle: { code: string };
beforeAll(() => {
  quietRuntime();
  bundle = { code: readFileSync(inject('services').bundlePath, 'utf8') };
});
const replay = (history: Recorded): Promise<void> =>
  Worker.runReplayHistory({ workflowBundle: bundle }, temporal.api.history.v1.History.fromObject(history));

describe('a workflow that an older release began', () => {
  it.each(files)('%s goes on', async (file) => {
    await replay(recorded(file));
  });

  it.each(scenarios.map(({ name }) => name))('%s has been recorded', (name) => {
    expect(files.some((file) => file.startsWith(`${name}.`))).toBe(true);
  });
});

describe('the alarm is connected:', () => {
  const historyOf = (name: string): Recorded => recorded(files.find((file) => file.startsWith(`${name}.`))!);
  const attributesOf = (history: Recorded, type: string, nth = 0): object =>
    Object.entries(history.events.filter(({ eventType }) => eventType === `EVENT_TYPE_${type}`)[nth]!).find(([key]) =>
      key.endsWith('Attributes'),
    )![1] as object;

  it('a step that became another one is noticed', async () => {
    const history = historyOf('speedToLead.taken-and-closed');
    Object.assign(attributesOf(history, 'ACTIVITY_TASK_SCHEDULED', 1), { activityType: { name: 'pageOnCall' } });
    await expect(replay(history)).rejects.toBeInstanceOf(DeterminismViolationError);
  });

  it('an action that was parked under another name is noticed', async () => {
    const history = historyOf('speedToLead.alerted-while-the-crm-refuses');
    Object.assign(attributesOf(history, 'START_CHILD_WORKFLOW_EXECUTION_INITIATED'), { workflowId: 'dead-letter/another' });
    await expect(replay(history)).rejects.toBeInstanceOf(DeterminismViolationError);
  });

  it('a story that became another one is noticed', async () => {
    const history = historyOf('speedToLead.taken-and-closed');
    Object.assign(attributesOf(history, 'WORKFLOW_EXECUTION_STARTED'), { workflowType: { name: 'deadLetter' } });
    await expect(replay(history)).rejects.toThrow();
  });
});

it('histories hold invented people and no machine', () => {
  for (const file of files) {
    const text = readFileSync(join(folder, file), 'utf8');
    const payloads = [...text.matchAll(/"data":"([^"]+)"/g)].map(([, data]) => Buffer.from(data!, 'base64').toString());
    const addresses = [text, ...payloads].join('\n').match(/[\w.+-]+@[\w.-]+\.\w+/g) ?? [];
    expect(
      addresses.filter((address) => !/@([\w-]+\.)*example(\.com)?$|^worker@\d/.test(address)),
      file,
    ).toEqual([]);
    expect(text, file).not.toMatch(/\/(root|home|work|Users|tmp)\//);
  }
});
