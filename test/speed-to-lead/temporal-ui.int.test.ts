import { acknowledgeUpdate, snoozeUpdate } from '@firstline/workflows/speed-to-lead/contract';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { by, eventually, Office } from '../harness/office.js';
import { demoRequest } from '../harness/signals.js';

let office: Office;
/** As the Temporal UI sees it without the codec endpoint: whatever is sealed stays so. */
let reader: Client;

beforeAll(async () => {
  office = await Office.open({
    policy: (draft) => {
      for (const trigger of draft.triggers) Object.assign(trigger.sla, { remindAfter: 60_000 });
    },
  });
  const { TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace } = office.services.config;
  reader = new Client({ connection: await Connection.connect({ address }), namespace });
});
afterAll(async () => {
  await reader?.connection.close();
  await office?.close();
});

const detailsOf = async ({ workflowId }: { workflowId: string }): Promise<string> =>
  ((await reader.workflow.getHandle(workflowId).query('__temporal_workflow_metadata')) as { currentDetails?: string }).currentDetails ?? '';
const attributesOf = async (handle: WorkflowHandle): Promise<Record<string, unknown>> =>
  Object.fromEntries(
    [...(await reader.workflow.getHandle(handle.workflowId).describe()).typedSearchAttributes.getAll()]
      .filter(({ key }) => key.name.startsWith('Firstline'))
      .map(({ key, value }) => [key.name, value]),
  );
/** `reminds ana-duarte at 14:05 UTC` */
async function timersOf(handle: WorkflowHandle): Promise<string[]> {
  const { events } = await reader.workflow.getHandle(handle.workflowId).fetchHistory();
  return (events ?? []).flatMap((event) =>
    event.timerStartedEventAttributes
      ? [JSON.parse(Buffer.from(event.userMetadata?.summary?.data ?? []).toString() || '""') as string]
      : [],
  );
}

describe('in the Temporal UI', () => {
  it('a waiting lead reads as a story: who is asked until when, and what comes then', async () => {
    const signal = demoRequest();
    const handle = await office.takeIn(signal);
    const { repId, dueAtMs } = await office.offered(handle);
    expect(handle.workflowId).toBe(`signal/${signal.connection}/${signal.eventId}`);
    expect(await detailsOf(handle)).toBe(`Waiting for ${repId} until ${new Date(dueAtMs).toISOString()}, then the next rep is asked.`);
    expect(await eventually(() => attributesOf(handle))).toEqual({
      FirstlineStage: 'waiting',
      FirstlineLayer: 'execution',
      FirstlineTrigger: 'demo-request',
      FirstlineConnection: 'api',
      FirstlineLane: 'high',
      FirstlineScoreBand: 'warm',
      FirstlineRep: repId,
      FirstlineTerritory: 'emea',
    });
    expect(await timersOf(handle)).toEqual([expect.stringMatching(new RegExp(`^reminds ${repId} at \\d\\d:\\d\\d UTC$`))]);
    const untilMs = Date.now() + 3_600_000;
    await handle.executeUpdate(snoozeUpdate, { args: [{ untilMs, by: { actor: repId, channel: 'console' } }] });
    await eventually(async () =>
      expect(await detailsOf(handle)).toMatch(
        new RegExp(`^${repId} put it off. Waiting for ${repId} until .+, then the next rep is asked\\.$`),
      ),
    );

    await handle.executeUpdate(acknowledgeUpdate, { args: [{ repId, by }] });
    await eventually(async () => expect(await attributesOf(handle)).toMatchObject({ FirstlineStage: 'taken', FirstlineRep: repId }));
    expect(await detailsOf(handle)).toBe(`${repId} took it. Later signals of this lead join until it closes.`);
    expect((await timersOf(handle)).at(-1)).toMatch(/^closes at \d\d:\d\d UTC$/);
  });

  it('each signal can be found by where it stands', async () => {
    const signal = demoRequest({ properties: { form: 'newsletter' } });
    const handle = await office.takeIn(signal);
    await handle.result();
    await eventually(async () => {
      const found: string[] = [];
      for await (const { workflowId } of reader.workflow.list({ query: 'FirstlineStage = "recorded" AND FirstlineConnection = "api"' }))
        found.push(workflowId);
      expect(found).toContain(handle.workflowId);
    });
    expect(await detailsOf(handle)).toMatch(/^Ended as recorded: no-trigger/);
  });

  it('nothing says who the person is', async () => {
    const signal = demoRequest();
    const handle = await office.takeIn(signal);
    const { repId } = await office.offered(handle);
    await office.settled((await office.status(handle)).leadId!);
    await handle.executeUpdate(acknowledgeUpdate, { args: [{ repId, by }] });
    await handle.cancel();
    await handle.result();
    const text = JSON.stringify(await reader.workflow.getHandle(handle.workflowId).fetchHistory());
    const payloads = [...text.matchAll(/"data":"([^"]+)"/g)].map(([, data]) => Buffer.from(data!, 'base64').toString());
    const history = [text, ...payloads].join('\n');
    expect(history).toContain(signal.id); // payloads were read
    for (const personal of [signal.person.email!, signal.person.lastName!, signal.company.name!, signal.company.domain!])
      expect(history).not.toContain(personal);
  });

  it('an operator can press what the console has, as JSON', async () => {
    const handle = await office.takeIn(demoRequest());
    const { repId } = await office.offered(handle);
    const untyped = reader.workflow.getHandle(handle.workflowId);
    await untyped.executeUpdate('reassign', { args: [{ toRepId: 'erik-lund' }] });
    expect((await office.offered(handle, 2)).repId).toBe('erik-lund');
    await untyped.signal('joinEpisode');
    expect(await untyped.executeUpdate('acknowledge', { args: [{ repId }] })).toEqual({ accepted: true, repId });
    await untyped.cancel();
    expect(await handle.result()).toMatchObject({ stage: 'taken' });
  });
});
