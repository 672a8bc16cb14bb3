import { randomUUID } from 'node:crypto';
import { type RetentionDeps, type RetentionResult, createRetentionActivities } from '@firstline/activities/retention/retention.activities';
import type { Stage } from '@firstline/domain/signal/stage';
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type FileServices, openServices } from '../harness/services.js';

const NOW = Date.UTC(2026, 10, 21, 12);
const DAY_MS = 86_400_000;
const daysAgo = (days: number): Date => new Date(NOW - days * DAY_MS);

let services: FileServices;
beforeAll(async () => {
  services = await openServices();
});
afterAll(() => services.stop());
beforeEach(async () => {
  const { db } = services;
  await db.$transaction([
    db.deadLetter.deleteMany(),
    db.timelineEntry.deleteMany(),
    db.rawPayload.deleteMany(),
    db.signal.deleteMany(),
    db.episode.deleteMany(),
    db.lead.deleteMany(),
  ]);
});

interface Given {
  received: number;
  /** Days ago; absent: still open. */
  ended?: number;
  connection?: string;
  stage?: Stage;
  episodeId?: string;
  raw?: boolean;
}

/** A signal with two lines of timeline and the bytes it came as. */
async function signal({ received, ended, connection = 'api', stage = 'taken', episodeId, raw = true }: Given): Promise<string> {
  const { db } = services;
  const id = randomUUID();
  const receivedAt = daysAgo(received);
  await db.signal.create({
    data: {
      id,
      connection,
      eventId: id,
      type: 'form.submitted',
      lane: 'high',
      occurredAt: receivedAt,
      receivedAt,
      body: {},
      workflowId: `signal/${connection}/${id}`,
      startedAt: receivedAt,
      stage: ended === undefined ? 'waiting' : stage,
      ...(ended === undefined ? {} : { endedAt: daysAgo(ended) }),
      ...(episodeId ? { episodeId } : {}),
    },
  });
  await db.timelineEntry.createMany({
    data: ['captured', 'resolved'].map((step) => ({
      key: `${id}:${step}`,
      signalId: id,
      layer: 'ingestion',
      step,
      text: step,
      at: receivedAt,
    })),
  });
  if (raw)
    await db.rawPayload.create({
      data: { id: randomUUID(), connection, receivedAt, contentType: 'application/json', body: Buffer.from('x'), signalIds: [id] },
    });
  return id;
}

async function episode({ owner, closed }: { owner: string; closed: boolean }): Promise<string> {
  const id = randomUUID();
  const lead = await services.db.lead.create({ data: { id: randomUUID() } });
  await services.db.episode.create({
    data: {
      id,
      leadId: lead.id,
      ownerSignalId: owner,
      ownerWorkflowId: `signal/api/${owner}`,
      openedAt: daysAgo(90),
      closedAt: closed ? daysAgo(80) : null,
    },
  });
  return id;
}

const run = (deps: Partial<RetentionDeps> = {}): Promise<RetentionResult> => {
  const { deleteExpired } = createRetentionActivities({
    db: services.db,
    dedupeDays: async () => ({}),
    now: () => NOW,
    pauseMs: 1,
    ...deps,
  });
  return new MockActivityEnvironment().run(deleteExpired) as Promise<RetentionResult>;
};
const kept = async (): Promise<string[]> => (await services.db.signal.findMany({ select: { id: true } })).map(({ id }) => id);

describe('retention', () => {
  it('deletes a signal 30 days after it ended, with its timeline and its bytes', async () => {
    await signal({ received: 31, ended: 31 });
    const young = await signal({ received: 29, ended: 29 });
    expect(await run()).toEqual({ signals: 1, timelineEntries: 2, rawPayloads: 1, more: false });
    expect(await kept()).toEqual([young]);
    expect(await services.db.timelineEntry.count()).toBe(2);
    expect(await services.db.rawPayload.count()).toBe(1);
    expect(await run()).toEqual({ signals: 0, timelineEntries: 0, rawPayloads: 0, more: false });
  });

  it('never deletes an open signal, however old', async () => {
    const open = await signal({ received: 400 });
    await run();
    expect(await kept()).toEqual([open]);
    expect(await services.db.rawPayload.count()).toBe(1);
    expect(await services.db.timelineEntry.count()).toBe(2);
  });

  it('keeps the story of a long pursuit for as long after its end', async () => {
    const endedLately = await signal({ received: 60, ended: 2 });
    await run();
    expect(await kept()).toEqual([endedLately]);
  });

  it('keeps every signal of an episode that is open: its owner, and those that joined', async () => {
    const owner = await signal({ received: 90, ended: 89 });
    const episodeId = await episode({ owner, closed: false });
    const joined = await signal({ received: 85, ended: 85, stage: 'merged', episodeId });
    await run();
    expect((await kept()).toSorted()).toEqual([owner, joined].toSorted());
    await services.db.episode.update({ where: { id: episodeId }, data: { closedAt: daysAgo(80) } });
    await run();
    expect(await kept()).toEqual([]);
  });

  it('keeps a signal whose dead letter still waits for a person', async () => {
    const id = await signal({ received: 40, ended: 40 });
    const letter = {
      id: randomUUID(),
      actionKey: 'x',
      workflowId: 'dead-letter/x',
      signalId: id,
      leadId: randomUUID(),
      kind: 'crm.upsert',
      errorCode: 'CRM_UNAVAILABLE',
      errorText: 'x',
    };
    await services.db.deadLetter.create({ data: letter });
    await run();
    expect(await kept()).toEqual([id]);
    await services.db.deadLetter.update({ where: { id: letter.id }, data: { endedAt: daysAgo(1), state: 'discarded' } });
    await run();
    expect(await kept()).toEqual([]);
  });

  it('keeps each connection’s signals as long as that connection recognises a duplicate', async () => {
    const long = await signal({ received: 100, ended: 100, connection: 'crm' });
    await signal({ received: 8, ended: 8, connection: 'chat' });
    const gone = await signal({ received: 40, ended: 40, connection: 'no-longer-configured' });
    const result = await run({ dedupeDays: async () => ({ crm: 365, chat: 7 }) });
    expect(result.signals).toBe(2);
    expect(await kept()).toEqual([long]);
    expect(await kept()).not.toContain(gone);
  });

  it('keeps bytes that several signals came in until the last of them is gone, and drops those of refused deliveries by age', async () => {
    const over = await signal({ received: 40, ended: 40, raw: false });
    const open = await signal({ received: 40, raw: false });
    const row = (signalIds: string[], days: number) => ({
      id: randomUUID(),
      connection: 'api',
      receivedAt: daysAgo(days),
      contentType: 'x',
      body: Buffer.from('x'),
      signalIds,
    });
    const batch = row([over, open], 40);
    const refusedLately = row([], 3);
    await services.db.rawPayload.createMany({ data: [batch, row([], 40), refusedLately] });
    expect((await run()).rawPayloads).toBe(1);
    const left = await services.db.rawPayload.findMany({ select: { id: true } });
    expect(left.map(({ id }) => id).toSorted()).toEqual([batch.id, refusedLately.id].toSorted());
  });

  it('works in bounded batches, says when there is more, and goes past what must stay', async () => {
    const open = await Promise.all(Array.from({ length: 5 }, () => signal({ received: 50 })));
    for (let n = 0; n < 12; n++) await signal({ received: 40 + n / 100, ended: 40 });
    expect(await run({ batchSize: 5, maxBatches: 1 })).toMatchObject({ signals: 5, more: true });
    expect(await run({ batchSize: 5, maxBatches: 10 })).toMatchObject({ signals: 7, rawPayloads: 7, more: false });
    expect((await kept()).toSorted()).toEqual(open.toSorted());
  });

  it('lets two runs at once share the work', async () => {
    for (let n = 0; n < 30; n++) await signal({ received: 40, ended: 40, raw: false });
    const results = await Promise.all([run({ batchSize: 5 }), run({ batchSize: 5 }), run({ batchSize: 5 })]);
    expect(results.reduce((sum, { signals }) => sum + signals, 0)).toBe(30);
    expect(await kept()).toEqual([]);
  });
});
