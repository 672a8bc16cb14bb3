import { BuiltInCrm } from '@firstline/activities/crm/built-in/built-in.crm';
import { wontRetry } from '@firstline/activities/failures';
import type { DeadLetterItem } from '@firstline/domain/api/dead-letters.schema';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Engine, startEngine } from '../harness/engine.js';
import { alwaysOpen, everySla, publish, shippedPolicy } from '../harness/policy.js';
import { type FileServices, openServices } from '../harness/services.js';
import { demoRequest, takeIn } from '../harness/signals.js';
import { type Api, openApi } from './app.js';

let services: FileServices;
let engine: Engine;
let api: Api;
let crmIsDown = true;
const soon = { timeout: 15_000, interval: 30 };

beforeAll(async () => {
  services = await openServices();
  await publish(
    services.db,
    shippedPolicy((draft) => {
      alwaysOpen(draft);
      everySla(draft, { respondWithin: 600_000, pageAfter: 600_000, giveUpAfter: 600_000 });
      draft.alerts.deadLetters = { retryAfter: [3_600_000], pageAfter: 7_200_000 };
    }),
  );
  const crm = new BuiltInCrm(services.db);
  const upsertLead = crm.upsertLead.bind(crm);
  crm.upsertLead = (lead) => (crmIsDown ? Promise.reject(wontRetry('CRM_REJECTED', 'the CRM says no')) : upsertLead(lead));
  engine = await startEngine(services, { crm });
  api = await openApi(services);
});
afterAll(async () => {
  await api?.close();
  await engine?.stop();
  await services?.stop();
});
beforeEach(() => void (crmIsDown = true));

/** An action that could not be done and waits for its next try in an hour. */
async function parked(): Promise<DeadLetterItem> {
  const signal = demoRequest();
  await takeIn(services, signal);
  return vi.waitFor(async () => {
    const { items } = (await api.get('/v1/dead-letters')).body as { items: DeadLetterItem[] };
    const found = items.find(({ signalId, state }) => signalId === signal.id && state === 'waiting');
    expect(found?.nextTryAt).toBeTruthy();
    return found!;
  }, soon);
}
const stateOf = async (id: string) => (await services.db.deadLetter.findUniqueOrThrow({ where: { id } })).state;

describe('a dead letter', () => {
  it('is tried again when a person says so, and heals', async () => {
    const letter = await parked();
    expect(letter).toMatchObject({
      kind: 'crm.upsert-lead',
      error: { code: 'CRM_REJECTED', text: 'the CRM says no' },
      lead: { name: 'Ada King' },
    });
    crmIsDown = false;
    expect(await api.post(`/v1/dead-letters/${letter.id}/retry`)).toMatchObject({
      status: 200,
      body: { accepted: true, message: 'It is being tried again.' },
    });
    await vi.waitFor(async () => expect(await stateOf(letter.id)).toBe('healed'), soon);
    expect(await api.post(`/v1/dead-letters/${letter.id}/retry`)).toMatchObject({ status: 200, body: { message: 'It was done already.' } });
    expect(await api.post(`/v1/dead-letters/${letter.id}/discard`, { because: 'too late' })).toMatchObject({
      status: 409,
      body: { detail: expect.stringMatching(/^It was done .+, by operator\.$/) },
    });
    const told = (await api.get(`/v1/signals/${letter.signalId}`)).body;
    expect(told.actions.find(({ key }: { key: string }) => key === letter.actionKey)).toMatchObject({
      state: 'done',
      deadLetterId: letter.id,
    });
  });

  it('tried again in vain goes on waiting, and counts the try', async () => {
    const letter = await parked();
    expect(await api.post(`/v1/dead-letters/${letter.id}/retry`)).toMatchObject({ status: 200 });
    await vi.waitFor(
      async () =>
        expect(await services.db.deadLetter.findUnique({ where: { id: letter.id } })).toMatchObject({ tries: 1, state: 'waiting' }),
      soon,
    );
  });

  it('is discarded with a reason, and not tried again', async () => {
    const letter = await parked();
    const discard = () => api.post(`/v1/dead-letters/${letter.id}/discard`, { because: 'entered by hand' });
    expect(await discard()).toMatchObject({ status: 200, body: { message: 'Discarded: it will not be tried again.' } });
    await vi.waitFor(async () => expect(await stateOf(letter.id)).toBe('discarded'), soon);
    expect(await discard()).toMatchObject({ status: 200, body: { message: 'It was discarded already.' } });
    expect(await services.db.deadLetter.findUnique({ where: { id: letter.id } })).toMatchObject({
      endedBy: 'operator',
      endedBecause: 'entered by hand',
    });
    expect(await api.post(`/v1/dead-letters/${letter.id}/retry`)).toMatchObject({ status: 409 });
  });
});
