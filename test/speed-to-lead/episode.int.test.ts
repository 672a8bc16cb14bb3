import { acknowledgeUpdate, reassignUpdate, statusQuery } from '@firstline/workflows/speed-to-lead/contract';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startEngine, type Engine } from '../harness/engine.js';
import { alwaysOpen, everySla, publish, shippedPolicy } from '../harness/policy.js';
import { openServices, type FileServices } from '../harness/services.js';
import { demoRequest, takeIn } from '../harness/signals.js';

let services: FileServices;
let engine: Engine;
const soon = { timeout: 15_000, interval: 50 };
const by = { actor: 'operator', channel: 'console' } as const;

beforeAll(async () => {
  services = await openServices();
  const policy = shippedPolicy((draft) => {
    alwaysOpen(draft);
    everySla(draft, { respondWithin: 600_000, pageAfter: 600_000, giveUpAfter: 600_000, closeOutAfter: 300 });
    for (const trigger of draft.triggers) delete trigger.sla.remindAfter;
  });
  await publish(services.db, policy);
  engine = await startEngine(services);
});
afterAll(async () => {
  await engine?.stop();
  await services?.stop();
});

const stageOf = async (id: string): Promise<string | undefined> => (await services.db.signal.findUnique({ where: { id } }))?.stage;

describe('a demo request', () => {
  it('reaches a rep with an alert, a CRM contact and a task', async () => {
    const signal = demoRequest();
    const handle = await takeIn(services, signal);
    await vi.waitFor(async () => expect(await stageOf(signal.id)).toBe('waiting'), soon);
    const { state, leadId, triggerId } = await handle.query(statusQuery);
    expect(state).toMatchObject({ at: 'offered', offer: { round: 1, kind: 'rep' } });
    expect(triggerId).toBe('demo-request');
    await vi.waitFor(async () => {
      const actions = await services.db.action.findMany({ where: { leadId: leadId! } });
      expect(actions.map(({ kind, state: done }) => `${kind} ${done}`).sort()).toEqual([
        'crm.create-task done',
        'crm.upsert-lead done',
        'inbox.alert done',
      ]);
    }, soon);
    expect(await services.db.crmTask.count({ where: { contact: { externalId: leadId! } } })).toBe(1);
  });

  it('is taken by the rep it was offered to, and the message says so', async () => {
    const signal = demoRequest();
    const handle = await takeIn(services, signal);
    await vi.waitFor(async () => expect(await stageOf(signal.id)).toBe('waiting'), soon);
    const { state } = await handle.query(statusQuery);
    const repId = state.at === 'offered' ? state.offer.repId : '';
    expect(await handle.executeUpdate(acknowledgeUpdate, { args: [{ repId: 'somebody-else', by }] })).toMatchObject({
      accepted: false,
      because: 'not-offered-to-you',
    });
    expect(await handle.executeUpdate(acknowledgeUpdate, { args: [{ repId, by }] })).toEqual({ accepted: true, repId });
    expect(await handle.executeUpdate(acknowledgeUpdate, { args: [{ repId, by }] })).toEqual({ accepted: true, repId });
    expect(await handle.result()).toMatchObject({ stage: 'taken', repId });
    expect(await stageOf(signal.id)).toBe('taken');
    const inbox = await services.db.inboxMessage.findMany({ where: { repId } });
    expect(inbox.filter(({ closedAt }) => closedAt === null && inbox[0]?.leadId === signal.id)).toEqual([]);
  });

  it('passed on by its rep goes to the next, and the first can no longer pass it', async () => {
    const signal = demoRequest();
    const handle = await takeIn(services, signal);
    await vi.waitFor(async () => expect(await stageOf(signal.id)).toBe('waiting'), soon);
    const first = await handle.query(statusQuery);
    const repId = first.asked[0]!;
    await handle.executeUpdate(reassignUpdate, { args: [{ as: 'passed', because: 'on holiday', by: { actor: repId, channel: 'slack' } }] });
    await vi.waitFor(async () => expect((await handle.query(statusQuery)).asked.length).toBe(2), soon);
    const again = await handle.executeUpdate(reassignUpdate, {
      args: [{ as: 'passed', because: 'again', by: { actor: repId, channel: 'slack' } }],
    });
    expect(again).toMatchObject({ accepted: false, because: 'not-offered-to-you' });
    await handle.cancel();
    expect(await handle.result()).toMatchObject({ stage: 'cancelled' });
  });
});
