import type { EnrichmentProvider } from '@firstline/activities/enrichment/enrichment.port';
import type { Signal, SignalInput } from '@firstline/domain/signal/signal';
import { acknowledgeUpdate } from '@firstline/workflows/speed-to-lead/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { by, eventually, FakeMessages, Office } from '../harness/office.js';
import { demoRequest } from '../harness/signals.js';

let office: Office;
const slack = new FakeMessages();
/** Holds everybody in enrichment for as long as a test needs. */
const gate = { shut: false, waiting: [] as (() => void)[] };
const slow: EnrichmentProvider = {
  name: 'slow',
  cacheKey: (question) => question.email,
  async lookup() {
    if (gate.shut) await new Promise<void>((open) => gate.waiting.push(open));
    return { found: false, person: {}, company: {} };
  },
};
const openGate = (): void => {
  gate.shut = false;
  for (const open of gate.waiting.splice(0)) open();
};

beforeAll(async () => {
  office = await Office.open({
    vendors: { performers: slack.performers, providers: [slow] },
    policy: (draft) => {
      draft.enrichment = { ...draft.enrichment, providers: ['slow', 'offline'], deadline: 3_000 };
      for (const member of draft.team) member.channels = ['slack'];
      const trial = draft.triggers.find(({ id }) => id === 'trial-started')!;
      Object.assign(trial, { mode: 'alert', exemptFrom: [{ rule: 'active-sequence', because: 'they started by themselves' }] });
      delete trial.when;
    },
  });
});
afterAll(() => office?.close());
beforeEach(openGate);

let count = 0;
/** Somebody, and what they do. */
function somebody(company: Partial<SignalInput['company']> = {}): (change?: Partial<SignalInput>) => Signal {
  count += 1;
  const domain = `difference-${process.pid}-${count}.example`;
  return (change = {}) =>
    demoRequest({
      person: { email: `annie.${count}@${domain}`, firstName: 'Annie', lastName: 'Easley', title: 'VP Engineering', country: 'GB' },
      company: { name: `Difference ${count}`, domain, country: 'GB', employees: 1_200, ...company },
      ...change,
    });
}
const pricing = { type: 'website.page_viewed', properties: { category: 'documentation' } } as const;
const trial = { type: 'product.trial_started', properties: { plan: 'team' } } as const;

describe('two signals of one person', () => {
  it('at the same moment are one lead, one assignment and one alert a channel, however often it happens', async () => {
    for (let nth = 0; nth < 6; nth++) {
      const they = somebody();
      const pair = [they({ connection: 'website-form' } as never), they({ connection: 'hubspot' } as never)];
      const handles = await Promise.all(pair.map(office.takeIn));
      await eventually(async () =>
        expect(new Set(await Promise.all(pair.map((signal) => office.stageOf(signal))))).toEqual(new Set(['merged', 'waiting'])),
      );
      const merged = handles[(await office.stageOf(pair[0]!)) === 'merged' ? 0 : 1]!;
      const owner = handles[merged === handles[0] ? 1 : 0]!;
      expect(await merged.result()).toMatchObject({ stage: 'merged' });
      const { leadId, episodeId, joined } = await eventually(async () => {
        const status = await office.status(owner);
        expect(status.joined).toBe(1);
        return status;
      });
      expect(joined).toBe(1);
      expect(await office.settled(leadId!)).toEqual([
        'crm.create-task task-2 done',
        'crm.upsert-lead crm done',
        expect.stringMatching(/^inbox.alert \S+ done$/),
        expect.stringMatching(/^slack.alert \S+ done$/),
      ]);
      expect(await office.db.assignment.count({ where: { leadId: leadId! } })).toBe(1);
      expect(slack.sent.filter(({ key }) => key.startsWith(episodeId!)).length).toBe(1);
      // The merged workflow has nothing to give any more: a tap there is refused, and the owner's still counts.
      await expect(merged.executeUpdate(acknowledgeUpdate, { args: [{ repId: 'ana-duarte', by }] })).rejects.toThrow();
      expect(await office.status(merged)).toMatchObject({ state: { at: 'ended', as: 'merged' } });
      const { repId } = await office.offered(owner);
      expect(await owner.executeUpdate(acknowledgeUpdate, { args: [{ repId, by }] })).toMatchObject({ accepted: true });
    }
  });

  it('where the first is not worth a call and the second is: the episode goes on with the second', async () => {
    const they = somebody();
    gate.shut = true;
    const first = they(pricing);
    const owner = await office.takeIn(first);
    await office.stage(first, 'enriching');
    const second = they();
    const joiner = await office.takeIn(second);
    expect(await joiner.result()).toMatchObject({ stage: 'merged' });
    openGate();
    const { leadId, status } = await office.offered(owner);
    expect(status.triggerId).toBe('demo-request');
    expect(await office.stageOf(first)).toBe('waiting');
    const why = (await office.db.verdict.findMany({ where: { leadId, kind: 'matched' }, orderBy: { id: 'asc' } })).map(
      ({ signalId, result }) => [signalId, (result as { triggerId: string | null }).triggerId],
    );
    expect(why).toEqual([
      [first.id, null],
      [second.id, 'demo-request'],
    ]);
    const { repId } = await office.offered(owner);
    await owner.executeUpdate(acknowledgeUpdate, { args: [{ repId, by }] });
    await office.stage(first, 'taken');
    expect((await office.db.signal.findUnique({ where: { id: first.id } }))?.endedBecause).toMatch(/took it/);
  });

  it('where the first is suppressed and the second is exempt: the episode goes on with the second', async () => {
    const they = somebody();
    const { person } = they();
    const contact = await office.db.crmContact.create({ data: { id: crypto.randomUUID(), email: person.email!.toLowerCase() } });
    await office.db.crmSequenceMembership.create({
      data: { id: crypto.randomUUID(), contactId: contact.id, name: 'Autumn', tool: 'outreach' },
    });
    gate.shut = true;
    const first = they();
    const owner = await office.takeIn(first);
    await office.stage(first, 'enriching');
    const joiner = await office.takeIn(they(trial));
    expect(await joiner.result()).toMatchObject({ stage: 'merged' });
    openGate();
    expect((await office.offered(owner)).status.triggerId).toBe('trial-started');
  });

  it('where neither is worth a call end apart, each with its own reason', async () => {
    const they = somebody({ employees: 3 });
    gate.shut = true;
    const first = they();
    const owner = await office.takeIn(first);
    await office.stage(first, 'enriching');
    const second = they(pricing);
    await (await office.takeIn(second)).result();
    openGate();
    expect(await owner.result()).toMatchObject({ stage: 'unqualified' });
    expect(await office.status(owner)).toMatchObject({ state: { at: 'ended', as: 'unqualified' } });
    expect(await office.stageOf(first)).toBe('unqualified');
    expect(await office.stageOf(second)).toBe('merged');
    const { leadId } = await office.status(owner);
    expect(await office.db.episode.findMany({ where: { leadId: leadId! } })).toMatchObject([
      { stage: 'unqualified', closedAt: expect.any(Date) },
    ]);
    expect(await office.db.verdict.count({ where: { leadId: leadId!, kind: 'matched' } })).toBe(2);
  });
});

describe('a signal that joins an episode whose workflow was ended by hand', () => {
  it('takes over where it was left: the next rep is asked, the CRM is written once, nobody is asked twice', async () => {
    const they = somebody();
    const first = they();
    const owner = await office.takeIn(first);
    const { leadId, repId: asked } = await office.offered(owner);
    await office.settled(leadId);
    await owner.terminate('by hand');
    const second = they(pricing);
    const heir = await office.takeIn(second);
    const next = await office.offered(heir, 2);
    expect(next.leadId).toBe(leadId);
    expect(next.repId).not.toBe(asked);
    expect(next.status).toMatchObject({ triggerId: 'demo-request', asked: [asked, next.repId] });
    expect(await office.stageOf(first)).toBe('merged');
    expect(await office.stageOf(second)).toBe('waiting');
    const actions = await office.settled(leadId);
    expect(actions.filter((action) => action.startsWith('crm.'))).toEqual(['crm.create-task task-2 done', 'crm.upsert-lead crm done']);
    expect(actions).toContain(`inbox.update ${asked} done`);
    expect(await office.db.assignment.findMany({ where: { leadId }, orderBy: { round: 'asc' } })).toMatchObject([
      { round: 1, endedAs: 'reassigned' },
      { round: 2, endedAs: null },
    ]);
    // Whoever was asked before it was ended may still take it.
    expect(await heir.executeUpdate(acknowledgeUpdate, { args: [{ repId: asked, by }] })).toEqual({ accepted: true, repId: asked });
  });

  it('judges what the other could not any more, as well as itself', async () => {
    const they = somebody();
    gate.shut = true;
    const first = they();
    const owner = await office.takeIn(first);
    await office.stage(first, 'enriching');
    await owner.terminate('by hand');
    const heir = await office.takeIn(they(pricing));
    openGate();
    const { status } = await office.offered(heir);
    expect(status.triggerId).toBe('demo-request');
    expect(await office.stageOf(first)).toBe('merged');
  });

  it('keeps a lead that was taken with who took it', async () => {
    const they = somebody();
    const first = they();
    const owner = await office.takeIn(first);
    const { leadId, repId } = await office.offered(owner);
    await owner.executeUpdate(acknowledgeUpdate, { args: [{ repId, by }] });
    await office.stage(first, 'taken');
    await owner.terminate('by hand');
    const second = they();
    const heir = await office.takeIn(second);
    expect((await office.at(heir, 'taken')).state).toMatchObject({ repId });
    await office.stage(second, 'taken');
    expect(await office.db.assignment.count({ where: { leadId } })).toBe(1);
    expect((await office.settled(leadId)).filter((action) => action.startsWith('inbox.alert')).length).toBe(1);
  });

  it('lets one of two heirs go on, while the other joins it', async () => {
    const they = somebody();
    const owner = await office.takeIn(they());
    const { leadId } = await office.offered(owner);
    await owner.terminate('by hand');
    const heirs = [they(), they({ connection: 'hubspot' } as never)];
    await Promise.all(heirs.map(office.takeIn));
    await eventually(async () =>
      expect(new Set(await Promise.all(heirs.map((signal) => office.stageOf(signal))))).toEqual(new Set(['merged', 'waiting'])),
    );
    await eventually(async () => expect((await office.timeline(leadId)).filter((step) => step === 'offered').length).toBe(2));
    expect((await office.timeline(leadId)).filter((step) => step === 'took-over').length).toBe(1);
    expect(await office.db.assignment.count({ where: { leadId, endedAt: null } })).toBe(1);
  });
});
