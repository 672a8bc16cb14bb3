import { randomUUID } from 'node:crypto';
import { createExecutor, inFlightMs } from '@firstline/activities/actions/execute';
import type { Performer } from '@firstline/activities/actions/performer.port';
import { outcomeUnknown, willRetry } from '@firstline/activities/failures';
import type { Database } from '@firstline/platform/db/db';
import { ApplicationFailure } from '@temporalio/common';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openServices, type FileServices } from '../harness/services.js';

let services: FileServices;
let db: Database;
beforeAll(async () => {
  services = await openServices();
  db = services.db;
});
afterAll(() => services?.stop());

/** What the vendor has, and how it behaves at the next call. */
const vendor = {
  messages: [] as string[],
  calls: [] as string[],
  behave: 'well' as 'well' | 'down' | 'acts-then-fails' | 'acts-then-hangs' | 'fails-then-hangs' | 'surprises',
  lookUp: 'well' as 'well' | 'down',
};
const slack: Performer<'slack.alert'> = {
  kind: 'slack.alert',
  async perform({ key }) {
    vendor.calls.push('send');
    if (vendor.behave === 'down') throw willRetry('CHANNEL_UNAVAILABLE', '503');
    if (vendor.behave === 'surprises') throw new TypeError('cannot read properties of undefined');
    if (vendor.behave !== 'fails-then-hangs') vendor.messages.push(key);
    if (vendor.behave === 'acts-then-fails') throw outcomeUnknown('CHANNEL_UNAVAILABLE', 'the connection was lost');
    if (vendor.behave !== 'well') await new Promise(() => undefined); // a worker that was killed here never hears the answer
    return { ts: key };
  },
  async find({ key }) {
    vendor.calls.push('look up');
    if (vendor.lookUp === 'down') throw willRetry('CHANNEL_RATE_LIMITED', '429');
    return vendor.messages.includes(key) ? { ts: key } : null;
  },
};
/** Our own store: the same key is one row, and there is nothing to look up. */
const task: Performer<'crm.create-task'> = {
  kind: 'crm.create-task',
  async perform({ key }) {
    vendor.calls.push('write');
    if (!vendor.messages.includes(key)) vendor.messages.push(key);
    if (vendor.behave === 'acts-then-fails') throw outcomeUnknown('CRM_UNAVAILABLE', 'the connection was lost');
    return { taskId: key };
  },
};

let suppressed: string | null | Error = null;
let later = 0;
const perform = (): ((input: { actionKey: string }) => Promise<{ state: string }>) =>
  createExecutor({
    db,
    performers: [slack, task] as Performer[],
    suppressedNow: async () => {
      if (suppressed instanceof Error) throw suppressed;
      return suppressed;
    },
    now: () => Date.now() + later,
  });

beforeEach(() => {
  Object.assign(vendor, { messages: [], calls: [], behave: 'well', lookUp: 'well' });
  suppressed = null;
  later = 0;
});

/** A lead that is just being offered, and an instruction of that round. */
async function ordered(
  kind: 'slack.alert' | 'crm.create-task' | 'fax.alert' = 'slack.alert',
): Promise<{ actionKey: string; episodeId: string }> {
  const [leadId, episodeId, signalId] = [randomUUID(), randomUUID(), randomUUID()];
  await db.lead.create({ data: { id: leadId } });
  await db.episode.create({ data: { id: episodeId, leadId, ownerSignalId: signalId, ownerWorkflowId: `signal/api/${signalId}` } });
  const instant = new Date();
  await db.assignment.create({
    data: { id: randomUUID(), episodeId, signalId, leadId, repId: 'ana-duarte', round: 1, offeredAt: instant, dueAt: instant },
  });
  const actionKey = `${episodeId}/demo-request/${kind}/ana-duarte/1`;
  const wanted = kind === 'crm.create-task' ? 'until-taken' : 'while-offered';
  await db.action.create({
    data: {
      key: actionKey,
      signalId,
      leadId,
      episodeId,
      triggerId: 'demo-request',
      kind,
      target: 'ana-duarte',
      round: 1,
      wanted,
      instruction: {},
    },
  });
  return { actionKey, episodeId };
}
const rowOf = (key: string) => db.action.findUniqueOrThrow({ where: { key } });
const stateOf = async (key: string): Promise<string> => (await rowOf(key)).state;
const take = (episodeId: string) =>
  db.episode.update({ where: { id: episodeId }, data: { takenAt: new Date(), takenByRepId: 'ana-duarte' } });
const codeOf = (promise: Promise<unknown>): Promise<string | undefined> =>
  promise.then(
    () => undefined,
    (error: unknown) => (error instanceof ApplicationFailure ? (error.type ?? undefined) : String(error)),
  );

describe('an instruction', () => {
  it('is performed once, however often it is handed over', async () => {
    const { actionKey } = await ordered();
    for (let nth = 0; nth < 3; nth++) expect(await perform()({ actionKey })).toEqual({ state: 'done' });
    expect(vendor.calls).toEqual(['send']);
    expect(await rowOf(actionKey)).toMatchObject({ state: 'done', attempts: 1, vendorRef: { ts: actionKey }, lastError: null });
  });

  it('handed to ten workers at once is performed by one', async () => {
    const { actionKey } = await ordered();
    const codes = await Promise.all(Array.from({ length: 10 }, () => codeOf(perform()({ actionKey }))));
    expect(vendor.messages.length).toBe(1);
    for (const code of codes) expect([undefined, 'CHANNEL_UNAVAILABLE']).toContain(code); // done, or: somebody else is at it
    expect(await stateOf(actionKey)).toBe('done');
  });

  it('that the vendor did not carry out is sent again without asking', async () => {
    const { actionKey } = await ordered();
    vendor.behave = 'down';
    expect(await codeOf(perform()({ actionKey }))).toBe('CHANNEL_UNAVAILABLE');
    expect(await rowOf(actionKey)).toMatchObject({ state: 'ordered', lastError: { code: 'CHANNEL_UNAVAILABLE', text: '503' } });
    vendor.behave = 'well';
    await perform()({ actionKey });
    expect(vendor.calls).toEqual(['send', 'send']);
    expect(vendor.messages.length).toBe(1);
  });

  it.each(['acts-then-fails', 'surprises'] as const)(
    'whose outcome is unknown (the vendor %s) is looked up before it is sent again',
    async (behave) => {
      const { actionKey } = await ordered();
      vendor.behave = behave;
      await codeOf(perform()({ actionKey }));
      expect(await stateOf(actionKey)).toBe('unknown');
      vendor.behave = 'well';
      expect(await perform()({ actionKey })).toEqual({ state: 'done' });
      expect(vendor.calls).toEqual(behave === 'surprises' ? ['send', 'look up', 'send'] : ['send', 'look up']);
      expect(vendor.messages.length).toBe(1);
      if (behave === 'acts-then-fails') {
        const told = await db.timelineEntry.findUniqueOrThrow({ where: { key: `${actionKey}:done` } });
        expect(told.text).toContain('had been done by an attempt that did not hear back');
      }
    },
  );

  it('whose look-up fails stays unknown, and nothing is sent', async () => {
    const { actionKey } = await ordered();
    vendor.behave = 'acts-then-fails';
    await codeOf(perform()({ actionKey }));
    Object.assign(vendor, { behave: 'well', lookUp: 'down' });
    for (let nth = 0; nth < 3; nth++) expect(await codeOf(perform()({ actionKey }))).toBe('CHANNEL_RATE_LIMITED');
    expect(await stateOf(actionKey)).toBe('unknown');
    expect(vendor.calls.filter((call) => call === 'send').length).toBe(1);
    vendor.lookUp = 'well';
    expect(await perform()({ actionKey })).toEqual({ state: 'done' });
    expect(vendor.messages.length).toBe(1);
  });

  it.each(['acts-then-hangs', 'fails-then-hangs'] as const)(
    'whose worker was killed between intent and result (%s) waits, asks, and ends with one effect',
    async (behave) => {
      const { actionKey } = await ordered();
      vendor.behave = behave;
      void perform()({ actionKey }).catch(() => undefined);
      await until(async () => (await stateOf(actionKey)) === 'sending' && vendor.calls.length === 1);
      vendor.behave = 'well';
      // As long as the first may still be on its way, nobody else sends.
      expect(await codeOf(perform()({ actionKey }))).toBe('CHANNEL_UNAVAILABLE');
      expect(vendor.calls).toEqual(['send']);
      later = inFlightMs + 1_000;
      expect(await perform()({ actionKey })).toEqual({ state: 'done' });
      expect(vendor.messages).toEqual([actionKey]);
    },
  );

  it('that is unknown and was taken meanwhile: withheld if it is not out there, finished if it is', async () => {
    for (const behave of ['surprises', 'acts-then-fails'] as const) {
      const { actionKey, episodeId } = await ordered();
      vendor.behave = behave;
      await codeOf(perform()({ actionKey }));
      vendor.behave = 'well';
      vendor.calls = [];
      await take(episodeId);
      expect(await perform()({ actionKey })).toEqual({ state: behave === 'surprises' ? 'withheld' : 'done' });
      expect(vendor.calls).toEqual(['look up']);
    }
  });

  it('that is unknown, cannot be looked up, and was taken meanwhile is not written again', async () => {
    const { actionKey, episodeId } = await ordered('crm.create-task');
    vendor.behave = 'acts-then-fails';
    await codeOf(perform()({ actionKey }));
    vendor.behave = 'well';
    await take(episodeId);
    expect(await perform()({ actionKey })).toEqual({ state: 'withheld' });
    expect(vendor.calls).toEqual(['write']);
  });

  it('of a lead that somebody took, of a round that is over, or of an ended episode is not performed, and says why', async () => {
    const taken = await ordered();
    await take(taken.episodeId);
    const moved = await ordered();
    await db.assignment.updateMany({ where: { episodeId: moved.episodeId }, data: { endedAt: new Date(), endedAs: 'breached' } });
    const closed = await ordered('crm.create-task');
    await db.episode.update({ where: { id: closed.episodeId }, data: { closedAt: new Date(), stage: 'cancelled' } });
    const erased = await ordered();
    await db.episode.delete({ where: { id: erased.episodeId } });
    const why = ['ana-duarte took the lead', 'somebody else is asked by now', 'it ended as cancelled', 'the lead was erased'];
    for (const [nth, { actionKey }] of [taken, moved, closed, erased].entries()) {
      expect(await perform()({ actionKey })).toEqual({ state: 'withheld' });
      expect(await rowOf(actionKey)).toMatchObject({ state: 'withheld', lastError: { text: why[nth] } });
      expect(await perform()({ actionKey })).toEqual({ state: 'withheld' });
    }
    expect(vendor.calls).toEqual([]);
  });

  it('that has become suppressed is withheld; one that cannot be checked is not performed', async () => {
    const one = await ordered('crm.create-task');
    suppressed = 'suppressed by now (do-not-contact)';
    expect(await perform()(one)).toEqual({ state: 'withheld' });
    expect((await rowOf(one.actionKey)).lastError).toMatchObject({ text: suppressed });
    const other = await ordered('crm.create-task');
    suppressed = willRetry('CRM_UNAVAILABLE', 'down');
    expect(await codeOf(perform()(other))).toBe('CRM_UNAVAILABLE');
    expect(await rowOf(other.actionKey)).toMatchObject({ state: 'ordered', lastError: { code: 'CRM_UNAVAILABLE' } });
    expect(vendor.calls).toEqual([]);
  });

  it('that nobody stored, or nobody can perform, says so once and for all', async () => {
    const missing = await perform()({ actionKey: 'nothing' }).catch((error: unknown) => error);
    expect(missing).toMatchObject({ type: 'ACTION_NOT_FOUND', nonRetryable: true });
    const { actionKey } = await ordered('fax.alert');
    const unknown = await perform()({ actionKey }).catch((error: unknown) => error);
    expect(unknown).toMatchObject({ type: 'CHANNEL_NOT_CONFIGURED', nonRetryable: true });
  });
});

async function until(is: () => Promise<boolean>): Promise<void> {
  for (let nth = 0; nth < 400 && !(await is()); nth++) await new Promise((done) => setTimeout(done, 10));
}
