import type { EnrichmentProvider } from '@firstline/activities/enrichment/enrichment.port';
import type { Performer } from '@firstline/activities/actions/performer.port';
import { acknowledgeUpdate } from '@firstline/workflows/speed-to-lead/contract';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { by, eventually, FakeMessages, Office } from '../harness/office.js';
import { demoRequest } from '../harness/signals.js';

let office: Office;
const slack = new FakeMessages();
const gates = { enrichment: Promise.resolve(), slack: Promise.resolve() };
const shut = (gate: keyof typeof gates): (() => void) => {
  let open = (): void => undefined;
  gates[gate] = new Promise((done) => (open = done));
  return open;
};
const provider: EnrichmentProvider = {
  name: 'slow',
  cacheKey: ({ email }) => email,
  async lookup() {
    await gates.enrichment;
    return { found: false, person: {}, company: {} };
  },
};

beforeAll(async () => {
  const [alert, update] = slack.performers as [Performer, Performer];
  const waits: Performer = {
    ...alert,
    perform: async (order) => {
      await gates.slack;
      return alert.perform(order);
    },
  };
  office = await Office.open({
    vendors: { performers: [waits, update], providers: [provider] },
    policy: (draft) => {
      draft.enrichment = { ...draft.enrichment, providers: ['slow', 'offline'], deadline: 2_000 };
      for (const member of draft.team) member.channels = ['slack'];
      for (const trigger of draft.triggers) Object.assign(trigger.sla, { closeOutAfter: 2_000 });
    },
  });
  office.patienceMs = 50_000;
});
afterAll(() => office?.close());
afterEach(() => office.start());

/** The worker goes, something happens or not, and a new one comes. */
async function restart(meanwhile: () => Promise<unknown> = async () => undefined): Promise<void> {
  await office.stopWorking();
  await meanwhile();
  await office.start();
}
async function endsWell(handle: Awaited<ReturnType<Office['takeIn']>>, round = 1): Promise<void> {
  const { repId, leadId, episodeId } = await office.offered(handle, round);
  await office.settled(leadId); // whoever taps sooner needs no task
  expect(await handle.executeUpdate(acknowledgeUpdate, { args: [{ repId, by }] })).toEqual({ accepted: true, repId });
  expect(await handle.result()).toEqual({ stage: 'taken', leadId, repId });
  expect((await office.settled(leadId)).filter((action) => /^(crm.create-task|crm.upsert-lead)/.test(action))).toEqual([
    'crm.create-task task-2 done',
    'crm.upsert-lead crm done',
  ]);
  const keys = slack.sent.map(({ key }) => key).filter((key) => key.startsWith(episodeId));
  expect(keys.length).toBe(round);
  expect(new Set(keys).size).toBe(keys.length);
  expect(await office.db.inboxMessage.count({ where: { leadId, closedAt: null } })).toBe(0);
}

describe('a worker that is stopped and started again finishes what was in flight:', { timeout: 90_000 }, () => {
  it('before it had begun', async () => {
    await office.stopWorking();
    const handle = await office.takeIn(demoRequest());
    await office.start();
    await endsWell(handle);
  });

  it('while the providers are asked', async () => {
    const open = shut('enrichment');
    const signal = demoRequest();
    const handle = await office.takeIn(signal);
    await office.stage(signal, 'enriching');
    setTimeout(open, 300);
    await restart();
    await endsWell(handle);
  });

  it('while the alert is on its way', async () => {
    const open = shut('slack');
    const handle = await office.takeIn(demoRequest());
    const { leadId } = await office.offered(handle);
    await eventually(async () =>
      expect(await office.db.action.count({ where: { leadId, kind: 'slack.alert', state: 'sending' } })).toBe(1),
    );
    setTimeout(open, 300);
    await restart();
    await endsWell(handle);
  });

  it('while a rep is waited for, whose time is up meanwhile', async () => {
    await office.publish((draft) => {
      draft.enrichment = { ...draft.enrichment, providers: ['slow', 'offline'], deadline: 2_000 };
      for (const member of draft.team) member.channels = ['slack'];
      for (const trigger of draft.triggers) Object.assign(trigger.sla, { respondWithin: 1_500, closeOutAfter: 1_000 });
    });
    const handle = await office.takeIn(demoRequest());
    await office.offered(handle);
    await restart(() => new Promise((done) => setTimeout(done, 1_600)));
    await endsWell(handle, 2);
  });

  it('while a lead that was taken waits to be closed', async () => {
    const handle = await office.takeIn(demoRequest());
    const { repId, leadId } = await office.offered(handle);
    await handle.executeUpdate(acknowledgeUpdate, { args: [{ repId, by }] });
    await restart();
    expect(await handle.result()).toEqual({ stage: 'taken', leadId, repId });
    await office.settled(leadId);
  });

  it('and a tap that came while nobody worked counts', async () => {
    const handle = await office.takeIn(demoRequest());
    const { repId } = await office.offered(handle);
    await office.stopWorking();
    const tapped = handle.startUpdate(acknowledgeUpdate, { args: [{ repId, by }], waitForStage: 'ACCEPTED' });
    await office.start();
    expect(await (await tapped).result()).toEqual({ accepted: true, repId });
  });
});
